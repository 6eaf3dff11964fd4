"""Two workers on one PostgreSQL with many due terms: each fires once, also when one is killed half-way."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update

from app.db.session import Database
from app.db.tables import audit, case, term
from app.domain.vocabulary import TermKind, TermStatus
from tests.casework import tales
from tests.casework.office import Office
from tests.casework.processes import Process
from tests.create import national_number
from tests.databases import PostgresServer

SOAK = bool(os.environ.get("TRAJECT_SOAK"))
DUE, WAITING = (5_000, 200_000) if SOAK else (200, 1_000)
FAR = 10_000_000  # ids of the crowd, out of the way of those that the database gives
TOGETHER = 5_000

pytestmark = pytest.mark.postgres


@pytest.fixture
def crowded(postgres_server: PostgresServer) -> Iterator[Database]:
    """Cases whose invitation term has just passed, among others that have time."""
    with postgres_server.database() as database:
        office = Office(database)
        due = [office.detect(national_number=national_number(_born(n), n + 1)) for n in range(DUE)]
        _crowd(database, due[0])
        with database.transaction() as tx:
            tx.execute(
                update(term)
                .where(term.c.case_id.in_(due), term.c.kind == TermKind.TIMER)
                .values(status=TermStatus.RUNNING, fires_at=tx.now - timedelta(hours=1))
            )
        yield database


def _born(number: int) -> date:
    """A day for each 900 people: a register number has room for 998."""
    return date(1980, 1, 1) + timedelta(days=number // 900)


def _crowd(database: Database, pattern: int) -> None:
    """As rows: the poll looks at no state."""
    with database.transaction() as tx:
        one = tx.execute(select(case).where(case.c.id == pattern)).one()._asdict()
        wait = tx.execute(select(term).where(term.c.case_id == pattern)).one()._asdict()
        wait |= {"status": TermStatus.RUNNING, "kind": TermKind.TIMER}
        for first in range(FAR, FAR + WAITING, TOGETHER):
            ids = range(first, min(first + TOGETHER, FAR + WAITING))
            tx.execute(insert(case), [one | {"id": n, "number": f"X{n}"} for n in ids])
            later = [wait | {"id": n, "case_id": n, "fires_at": tx.now + timedelta(seconds=n)} for n in ids]
            tx.execute(insert(term), later)


def _fired(database: Database) -> int:
    lines = select(func.count()).select_from(audit).where(audit.c.event == "termijn_verstreken")
    with database.read() as tx:
        return int(tx.execute(lines).scalar_one())


def test_each_term_fires_once_when_one_worker_is_killed(crowded: Database, tmp_path: Path) -> None:
    with ExitStack() as running:
        workers = [
            running.enter_context(Process(crowded.url, tmp_path, "app.cli", "worker")) for _ in range(2)
        ]
        _until(lambda: _fired(crowded) > DUE // 3, workers)
        workers[0].kill()
        assert _fired(crowded) < DUE, "it was not half-way any more: nothing is shown"
        _until(lambda: _fired(crowded) >= DUE, workers[1:])
        assert workers[1].stop() == 0
    with crowded.read() as tx:
        lines = tx.execute(select(audit.c.case_id).where(audit.c.event == "termijn_verstreken")).scalars()
        assert set(Counter(lines).values()) == {1}
        status = select(term.c.status, func.count()).where(term.c.id < FAR, term.c.code == "aanmelding")
        now = tx.execute(status.group_by(term.c.status))
        assert [tuple(row) for row in now] == [(TermStatus.EXPIRED, DUE)]
        untouched = select(func.count()).where(term.c.id >= FAR, term.c.status == TermStatus.RUNNING)
        assert tx.execute(untouched).scalar_one() == WAITING
    assert tales.steps_taken(crowded) >= 2 * DUE


def _until(done: Callable[[], bool], workers: list[Process]) -> None:
    """Look until it is so; fails when a worker ends before that."""
    while not done():
        threading.Event().wait(0.05)
        for each in workers:
            assert each.lives, each.said
