"""What every database needs before anybody works in it: the organisations and a first release."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import insert, select

from app.casework import releases
from app.db.session import Database, Transaction
from app.db.tables import organisation
from app.domain.organisations import PROFILES
from app.engine.bundle import from_folder


def prepare(database: Database, root: Path) -> bool:
    """Fill in what is missing; whether a release was taken from the folders below `root`."""
    return prepare_with(database, from_folder(root))


def prepare_with(database: Database, files: Mapping[str, bytes]) -> bool:
    """The same, with the files of a release that need not lie in a folder."""
    with database.transaction() as tx:
        _organisations(tx)
        return releases.seed(tx, files)


def _organisations(tx: Transaction) -> None:
    known = set(tx.execute(select(organisation.c.code)).scalars())
    missing = [
        {"code": profile.code, "name": profile.name, "kind": profile.kind, "contact": profile.contact}
        for profile in PROFILES.values()
        if profile.code not in known
    ]
    if missing:
        tx.execute(insert(organisation), missing)
