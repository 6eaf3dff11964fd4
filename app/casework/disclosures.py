"""Files made for other services: kept as made, with a line in the log for each person who stands in them.

The file, its document and the log are written in one transaction: nothing about somebody leaves without a
line that says so. What was kept is given again byte for byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import insert, or_, select
from sqlalchemy.exc import IntegrityError

from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.case_rows import Conflict
from app.db.session import Transaction
from app.db.tables import account, disclosure, document, exchange_file
from app.domain.errors import DomainError
from app.domain.permissions import Action, may

log = structlog.get_logger()

CSV, ZIP = "text/csv", "application/zip"


@dataclass(frozen=True)
class Told:
    """One person in a file: what was said of them; `case_id` where it is about one case."""

    person_id: int
    content: Mapping[str, Any]
    case_id: int | None = None


@dataclass(frozen=True)
class Made:
    """A file to keep: its kind, from whom to whom, and its people; `period` (2026-05) of a month's file."""

    kind: str
    sender: str
    recipient: str
    content: bytes
    media_type: str
    told: Sequence[Told]
    counts: Mapping[str, int] = field(default_factory=dict)
    period: str | None = None


def keep(tx: Transaction, made: Made, actor: Actor, *, replaces: int | None = None, reason: str = "") -> int:
    """Keep a file and write who stands in it; the row's id. Raises Conflict when another made it just now."""
    sha256 = _store(tx, made)
    row = {
        "kind": made.kind,
        "period": made.period,
        "sender": made.sender,
        "recipient": made.recipient,
        "made_at": tx.now,
        "account_id": actor.account_id,
        "document": sha256,
        "counts": dict(made.counts),
        "replaces": replaces,
        "reason": reason or None,
    }
    try:
        with tx.connection.begin_nested():
            file_id = tx.insert_id(insert(exchange_file).values(**row))
    except IntegrityError as beaten:
        raise Conflict(soort=made.kind) from beaten
    lines = [
        {
            "file_id": file_id,
            "person_id": each.person_id,
            "case_id": each.case_id,
            "recipient": made.recipient,
            "disclosed_at": tx.now,
            "content": dict(each.content),
        }
        for each in made.told
    ]
    if lines:
        tx.execute(insert(disclosure), lines)
    log.info("file_made", kind=made.kind, file=file_id, people=len(lines))
    return file_id


def check_may_make(actor: Actor) -> None:
    """Who runs the command line may; a colleague needs the right. Raises Refused."""
    if actor is not SYSTEM and not may(actor.roles, Action.EXCHANGE_FILES):
        raise Refused("geen_recht")


def newest(tx: Transaction, kind: str, sender: str, period: str) -> Any:
    """The file of a month as it was last made; None when it never was."""
    of_month = select(exchange_file).where(
        exchange_file.c.kind == kind, exchange_file.c.sender == sender, exchange_file.c.period == period
    )
    return tx.execute(of_month.order_by(exchange_file.c.id.desc()).limit(1)).first()


def listing(tx: Transaction, organisation: str | None, most: int = 50) -> list[dict[str, Any]]:
    """What an organisation made or was meant for, newest first."""
    mine = select(exchange_file).where(_concerns(organisation)).order_by(exchange_file.c.id.desc())
    return [dict(row._mapping) for row in tx.execute(mine.limit(most))]


def of_organisation(tx: Transaction, file_id: int, organisation: str | None) -> Any:
    """A file that an organisation made or was meant for. Raises DomainError `uitwisseling_onbekend`."""
    found = tx.execute(
        select(exchange_file).where(exchange_file.c.id == file_id, _concerns(organisation))
    ).first()
    if found is None:
        raise DomainError("uitwisseling_onbekend", bestand=file_id)
    return found


def made_by(tx: Transaction, row: Any) -> str | None:
    """The name of who made a file; None for the command line."""
    return tx.execute(select(account.c.name).where(account.c.id == row.account_id)).scalar()


def content(tx: Transaction, row: Any) -> bytes:
    """The file as it was made, byte for byte. Raises DomainError `uitwisseling_beschadigd`."""
    kept = select(document.c.content).where(document.c.sha256 == row.document)
    found = bytes(tx.execute(kept).scalar_one())
    if digest(found) != row.document:
        log.error("document_damaged", exchange_file=row.id, sha256=row.document)
        raise DomainError("uitwisseling_beschadigd", bestand=row.id)
    return found


def digest(content: bytes) -> str:
    """The SHA-256 by which a document is kept, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def _concerns(organisation: str | None) -> Any:
    return or_(exchange_file.c.sender == organisation, exchange_file.c.recipient == organisation)


def _store(tx: Transaction, made: Made) -> str:
    sha256 = digest(made.content)
    if tx.execute(select(document.c.sha256).where(document.c.sha256 == sha256)).first() is None:
        tx.execute(
            insert(document).values(
                sha256=sha256, content=made.content, media_type=made.media_type, created_at=tx.now
            )
        )
    return sha256
