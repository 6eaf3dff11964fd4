"""Releases in the database: imported from folders, published, and read once per process by content."""

from __future__ import annotations

import gc
import threading
from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.db.session import Transaction
from app.db.tables import release
from app.domain.errors import DomainError
from app.domain.vocabulary import ReleaseStatus
from app.engine import bundle, reading
from app.engine.release import Release

_cache: dict[int, tuple[str, Release]] = {}
_lock = threading.Lock()

_HEAD = select(release.c.id, release.c.sha256).where(release.c.id == bindparam("id"))
_CONTENT = select(release.c.content).where(release.c.id == bindparam("id"))
NEWEST = (
    select(release.c.id)
    .where(release.c.status == ReleaseStatus.PUBLISHED)
    .order_by(release.c.published_at.desc(), release.c.id.desc())
    .limit(1)
)


def load(tx: Transaction, release_id: int) -> Release:
    """The release of that row; parsed at most once per process, whichever database it came from."""
    known = _cache.get(release_id)
    if known is not None and tx.database.url == known[0]:
        return known[1]
    head = tx.execute(_HEAD, {"id": release_id}).first()
    if head is None:
        raise DomainError("uitgave_onbekend", uitgave=release_id)
    with _lock:
        found = next((r for _, r in _cache.values() if r.sha256 == head.sha256), None)
        if found is None:
            content = tx.execute(_CONTENT, {"id": release_id}).scalar_one()
            found = reading.read(bundle.unpack(content))
            gc.collect()
            gc.freeze()  # it stays for ever: looked through at every collection, it cost a third of an import
        _cache[release_id] = (tx.database.url, found)
    return found


def current_id(tx: Transaction) -> int:
    """The release that new cases take. Raises DomainError `geen_uitgave`."""
    found = tx.execute(NEWEST).scalar()
    if found is None:
        raise DomainError("geen_uitgave")
    return int(found)


def current(tx: Transaction) -> tuple[int, Release]:
    release_id = current_id(tx)
    return release_id, load(tx, release_id)


def store(tx: Transaction, files: Mapping[str, bytes], note: str, account_id: int | None = None) -> int:
    """Check the files and keep them as a draft; the same content again gives the row that is there."""
    read = reading.read(files)
    known = tx.execute(select(release.c.id).where(release.c.sha256 == read.sha256)).scalar()
    if known is not None:
        return int(known)
    return tx.insert_id(
        insert(release).values(
            sha256=read.sha256,
            status=ReleaseStatus.DRAFT,
            note=note,
            content=bundle.pack(files),
            created_at=tx.now,
            created_by=account_id,
        )
    )


def publish(tx: Transaction, release_id: int) -> None:
    """From now on new cases take this release; running ones stay on theirs."""
    tx.execute(
        update(release)
        .where(release.c.id == release_id)
        .values(status=ReleaseStatus.PUBLISHED, published_at=tx.now)
    )


def seed(tx: Transaction, files: Mapping[str, bytes]) -> bool:
    """Publish the files where there is no release yet; a restart never overrides what was published."""
    if tx.execute(select(release.c.id).limit(1)).first() is not None:
        return False
    publish(tx, store(tx, files, "Eerste uitgave, uit de mappen processes/ en forms/"))
    return True


def listing(tx: Transaction) -> list[dict[str, Any]]:
    """All releases, newest first, without their content."""
    columns = [c for c in release.c if c.name != "content"]
    return [dict(row._mapping) for row in tx.execute(select(*columns).order_by(release.c.id.desc()))]


def files_of(tx: Transaction, release_id: int) -> dict[str, bytes]:
    """The files of a release, as they were imported."""
    content = tx.execute(_CONTENT, {"id": release_id}).scalar()
    if content is None:
        raise DomainError("uitgave_onbekend", uitgave=release_id)
    return bundle.unpack(content)
