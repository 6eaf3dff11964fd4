"""An import killed at any moment (SIGKILL) and run again leaves what an undisturbed one does, row by row."""

from __future__ import annotations

import os
import random
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select, update

from app.casework import imports
from app.clock import system_now
from app.db.session import Database
from app.db.tables import import_run, lease, metadata
from tests.casework.dumps import Dump, dump
from tests.casework.office import Office
from tests.casework.processes import Process

SOAK = bool(os.environ.get("TRAJECT_SOAK"))
KILLS = 10 if SOAK else 2
ROWS = 3_900 if SOAK else 500
SEED = int(os.environ.get("TRAJECT_KILL_SEED", "20261122"))
DATA = Path(__file__).parents[1] / "data"

# Ids of the engine are random, and the packed state holds them; a case's number holds its id.
RANDOM = {"uid", "state", "key", "hash", "audit_hash", "number", "reference"}
PROCESSES = {"lease", "worker"}


def test_killed_at_random_moments_and_run_again(
    database: Database, database_server: Any, tmp_path: Path
) -> None:
    content, chance = _month(), random.Random(SEED)
    with database_server.database() as other:
        Office(other)
        imports.run(other, _ask(other, content))
        undisturbed = _left_behind(other)
    Office(database)
    _ask(database, content)
    during = 0
    for _ in range(KILLS):
        before = _read(database)
        with Process(database.url, tmp_path, "tests.casework.test_kills_of_imports", database.url) as killed:
            killed.until_it_says("rijen")
            threading.Event().wait(chance.uniform(0, 5.0 if SOAK else 0.3))  # a moment that nobody chose
            killed.kill()
            assert "Traceback" not in killed.said, killed.said
        during += _read(database) > before
        _a_minute_passes(database)
    assert during, "nothing was taken in between the kills: nothing is shown"
    assert _read(database) < len(content.splitlines()) - 1, "it was over before the last kill"
    imports.run_requested(database)
    assert _left_behind(database) == undisturbed


def _month() -> bytes:
    """The first rows of two real months."""
    header, *rows = (DATA / "register_2026-10.csv").read_bytes().splitlines()
    rows += (DATA / "register_2026-11.csv").read_bytes().splitlines()[1:]
    return b"\n".join([header, *rows[:ROWS]]) + b"\n"


def _ask(database: Database, content: bytes) -> int:
    with database.transaction() as tx:
        return imports.request(tx, content, "uittreksel.csv")


def _left_behind(database: Database) -> Dump:
    """Every row, its ids counted from one: PostgreSQL gives none of a killed transaction out again."""
    found = dump(database, without=PROCESSES, drop=RANDOM)
    places = {
        name: {row[0]: place for place, row in enumerate(rows, 1)}
        for name, rows in found.items()
        if "id" in metadata.tables[name].c
    }
    return {
        name: [_counted(metadata.tables[name], row, places) for row in rows] for name, rows in found.items()
    }


def _counted(table: Table, row: tuple[Any, ...], places: dict[str, dict[Any, int]]) -> tuple[Any, ...]:
    told = []
    for column, value in zip([c for c in table.c if c.name not in RANDOM], row, strict=True):
        refers = next(iter(column.foreign_keys), None)
        target = table.name if column.name == "id" else refers.column.table.name if refers else None
        is_id = column.name == "id" or (refers is not None and refers.column.name == "id")
        told.append(places[target][value] if target and is_id and value is not None else value)
    return tuple(told)


def _read(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.sum(import_run.c.rows_read))).scalar_one())


def _a_minute_passes(database: Database) -> None:
    with database.transaction() as tx:
        tx.execute(update(lease).values(until=system_now() - timedelta(minutes=1)))


def main(url: str) -> None:
    """Take in what was asked for, and say after each batch how far it is: the process that is killed."""
    imports.run(Database(url), 1, lambda done, total: print(done, "van", total, "rijen", flush=True))


if __name__ == "__main__":
    main(sys.argv[1])
