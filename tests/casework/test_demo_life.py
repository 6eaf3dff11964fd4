"""The demo as a visitor finds it: something in every list, the same rows from the same seed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import func, select

from app.casework import audit as trail
from app.casework import setup, virtual_time
from app.casework.demo_life import life, record
from app.casework.demo_life.behaviour import behaviour
from app.casework.demo_life.plan import Plan
from app.clock import brussels_day
from app.db.session import Database
from app.db.tables import audit, case, import_run, person, task
from tests.casework.demo_gaps import gaps
from tests.casework.dumps import dump
from tests.casework.office import ROOT
from tests.conftest import Server
from tests.databases import SqliteServer

NOBODY_DRAWN = 1_000_000  # one in so many: only those whose story is told
SMALL = Plan(date(2026, 11, 1), scale=NOBODY_DRAWN)  # a Sunday, and All Saints
SHORT = Plan(date(2026, 4, 7), scale=20_000, seed=7, months=3)
RANDOM = {"uid", "state", "key", "password_hash"}  # ids of the engine (in `key` too), and the salt


def played(database: Database, plan: Plan) -> life.Counts:
    virtual_time.set_clock(database, plan.begins)
    setup.prepare(database, ROOT)
    return life.fill(database, plan)


@pytest.fixture(scope="module")
def demo(sqlite_server: SqliteServer) -> Iterator[Database]:
    with sqlite_server.database() as database:
        played(database, SMALL)
        yield database


def test_every_list_state_and_letter_has_something_in_it(demo: Database) -> None:
    assert gaps(demo) == []


def test_the_stories_bring_as_many_files_as_the_figures_allow_for(demo: Database) -> None:
    """So many fewer of the drawn people are reported: a larger demo comes near SV 113 table 10."""
    with demo.read() as tx:
        files = tx.execute(select(func.count()).where(case.c.process == "handhaving")).scalar_one()
    assert abs(files - behaviour().files_told) <= 3


def test_it_ends_on_its_last_day(demo: Database) -> None:
    assert demo.now() == SMALL.ends
    assert brussels_day(demo.now()) == SMALL.until
    assert record.made(demo) == record.Made(SMALL, finished=True)
    with demo.read() as tx:
        first = tx.execute(select(func.min(case.c.started_at))).scalar_one()
        last = tx.execute(select(func.max(task.c.ended_at))).scalar_one()
    assert brussels_day(first) == date(2024, 11, 4)  # the first working day
    assert brussels_day(last) == date(2026, 10, 30)  # the last one


def test_the_audit_trail_is_whole(demo: Database) -> None:
    with demo.read() as tx:
        cases = tx.execute(select(case.c.id)).scalars().all()
        assert [case_id for case_id in cases if trail.broken_at(tx, case_id) is not None] == []
        assert len(tx.execute(select(audit.c.id)).all()) > 700


def test_nobody_works_when_desks_are_closed(demo: Database) -> None:
    """Colleagues work in office hours of working days; only terms pass at midnight."""
    with demo.read() as tx:
        rows = tx.execute(select(task.c.ended_at).where(task.c.completed_by.is_not(None))).scalars()
        days = {brussels_day(moment) for moment in rows}
        flemish = select(import_run.c.finished_at).where(import_run.c.region == "vlaanderen")
        imports = tx.execute(flemish).scalars().all()
    assert days
    assert {day for day in days if day.weekday() > 4} == set()
    assert len(imports) == SMALL.months + 1


def test_the_same_seed_and_day_give_the_same_rows(database_server: Server) -> None:
    dumps = []
    for _ in range(2):
        with database_server.database() as database:
            counts = played(database, SHORT)
            dumps.append(dump(database, drop=RANDOM))
    assert counts.people > 15
    assert counts.letters > 15
    assert dumps[0] == dumps[1]


def test_another_seed_gives_other_people(sqlite_server: SqliteServer) -> None:
    names = []
    for seed in (1, 2):
        with sqlite_server.database() as database:
            played(database, Plan(date(2026, 4, 7), 3_000, seed, months=1))
            with database.read() as tx:
                names.append(set(tx.execute(select(person.c.last_name + person.c.birth_date)).scalars()))
    assert names[0] != names[1]
