"""Extracts of Brussels for tests, what stands about their one person, and an office without that law."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.casework import imports
from app.db.session import Database
from app.db.tables import case
from tests.casework.office import ROOT
from tests.exchange.extracts import GOOD, file_of

SCHAARBEEK, ELSENE, GENT, NAMUR = "21015", "21009", "44021", "92094"
FROM_BRUSSELS = {  # an obliged person
    "nis_gemeente": SCHAARBEEK,
    "straat": "Haachtsesteenweg",
    "huisnummer": "1",
    "kaarttype": "A",
    "titel_van": "2026-10-01",
    "titel_tot": "2031-10-01",
    "eerste_inschrijving_belgie": "2026-10-01",
    "eerste_inschrijving_brussel": "2026-10-01",
    "contacttaal": "fr",
}
FROM_FLANDERS = {**FROM_BRUSSELS, "nis_gemeente": GENT, "straat": "Veldstraat"}
OF_BRUSSELS = [c for c in {**GOOD, **FROM_BRUSSELS} if c != "eerste_inschrijving_vlaanderen"]
OF_FLANDERS = [c for c in {**GOOD, **FROM_BRUSSELS} if c != "eerste_inschrijving_brussel"]


def brussels(*rows: Mapping[str, str]) -> bytes:
    """An extract of Brussels: the obliged person, with those changes."""
    return file_of(*({**FROM_BRUSSELS, **row} for row in rows), columns=OF_BRUSSELS)


def flanders(*rows: Mapping[str, str]) -> bytes:
    """An extract of Flanders about the same person."""
    return file_of(*({**FROM_FLANDERS, **row} for row in rows), columns=OF_FLANDERS)


def take_in(database: Database, content: bytes) -> dict[str, Any]:
    """Import the file; what it did, without what it did not."""
    with database.transaction() as tx:
        run_id = imports.request(tx, content, "uittreksel.csv")
    imports.run(database, run_id)
    with database.read() as tx:
        report = imports.report(tx, run_id)
    assert report["status"] == "klaar", report["problem"]
    return {name: number for name, number in report["counts"].items() if number}


def cases(database: Database) -> list[tuple[str, str, str]]:
    """All cases: process, organisation, and how they stand."""
    with database.read() as tx:
        rows = tx.execute(select(case).order_by(case.c.id))
        return [(row.process, row.organisation, row.outcome or row.status) for row in rows]


def root_without_brussels(folder: Path) -> Path:
    """The shipped models, without those of Brussels."""
    for top in ("processes", "forms"):
        shutil.copytree(ROOT / top, folder / top, ignore=shutil.ignore_patterns("brussel"))
    return folder
