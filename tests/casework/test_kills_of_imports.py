"""An import killed at any moment (SIGKILL) and run again leaves what an undisturbed one does, row by row."""

from __future__ import annotations

import os
import random
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Table, func, select, update

from app import measures
from app.casework import audit, import_undoing, imports
from app.clock import system_now
from app.db.session import Database
from app.db.tables import case, import_run, lease, metadata
from tests.casework import months
from tests.casework.dumps import Dump, dump
from tests.casework.office import Office
from tests.casework.processes import Process

SOAK = bool(os.environ.get("TRAJECT_SOAK"))
KILLS = 10 if SOAK else 2
ROWS = 42_000 if SOAK else 500
SEED = int(os.environ.get("TRAJECT_KILL_SEED", "20261122"))
# Ids of the engine are random, and the packed state holds them; a case's number holds its id.
RANDOM = {"uid", "state", "key", "hash", "audit_hash", "number", "reference"}
PROCESSES = {"lease", "worker"}


def test_killed_at_random_moments_and_run_again(
    database: Database, database_server: Any, tmp_path: Path
) -> None:
    content, chance = _month(), random.Random(SEED)
    with database_server.database() as other:
        Office(other)
        run_id, began = _ask(other, content), measures.seconds()
        imports.run(other, run_id)
        took = measures.seconds() - began
        undisturbed = _left_behind(other)
    print(f"{ROWS / took:,.0f} rows/s of {ROWS:,} in an undisturbed run")
    Office(database)
    _ask(database, content)
    during, longest = 0, 0.7 * took / KILLS if SOAK else 0.2  # not over before the last kill
    for _ in range(KILLS):
        before = _read(database)
        with Process(database.url, tmp_path, "tests.casework.test_kills_of_imports", database.url) as killed:
            killed.until_it_says("rijen")
            threading.Event().wait(chance.uniform(0, longest))  # a moment that nobody chose
            killed.kill()
            assert "Traceback" not in killed.said, killed.said
        during += _read(database) > before
        _a_minute_passes(database)
    assert during, "nothing was taken in between the kills: nothing is shown"
    assert _read(database) < len(content.splitlines()) - 1, "it was over before the last kill"
    imports.run_requested(database)
    assert _left_behind(database) == undisturbed


def test_taking_back_killed_at_random_moments(database: Database, tmp_path: Path) -> None:
    """Every person and case as before the wrong file, however often the process that takes it back dies."""
    chance, rows = random.Random(SEED), months.many(ROWS)
    Office(database)
    months.take_in(database, rows[: ROWS // 2])
    before = months.standing(database)
    wrong = months.changed(rows[ROWS // 4 :], chance, "2026-12-31")
    run_id = months.take_in(database, wrong)
    months.ask_undo(database, run_id)
    module, doing = "tests.casework.test_kills_of_imports", f"back:{run_id}"
    kills = 0
    while kills < KILLS and _status(database, run_id) == "terugdraaien":
        with Process(database.url, tmp_path, module, database.url, doing) as killed:
            killed.until_it_says("mensen")
            threading.Event().wait(chance.uniform(0, 1.5 if SOAK else 0.02))
            kills += killed.lives
            killed.kill()
            assert "Traceback" not in killed.said, killed.said
        _a_minute_passes(database)
    assert kills
    imports.run_requested(database)
    assert months.standing(database) == before
    with database.read() as tx:
        run = imports.report(tx, run_id)
        assert (run["status"], run["undo_done"]) == ("teruggedraaid", run["undo_total"])
        some = tx.execute(select(case.c.id).order_by(case.c.id.desc()).limit(300)).scalars().all()
        assert not any(audit.broken_at(tx, case_id) for case_id in some)


def _status(database: Database, run_id: int) -> str:
    with database.read() as tx:
        return str(imports.report(tx, run_id)["status"])


def _month() -> bytes:
    """Two real months, and more people like these."""
    return months.file_with(months.many(ROWS))


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


def main(url: str, doing: str = "in:1") -> None:
    """Take in or back what was asked for, and say after each batch how far it is: who is killed."""
    work, run_id = doing.split(":")
    if work == "in":
        imports.run(Database(url), int(run_id), _say("rijen"))
    else:
        import_undoing.run(Database(url), int(run_id), _say("mensen"))


def _say(what: str) -> Callable[[int, int], None]:
    return lambda done, total: print(done, "van", total, what, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
