"""Periodic work: several workers side by side, troubles told once, and an end in good order."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
import time_machine
from sqlalchemy import select

from app import jobs, rounds
from app.casework import leases, signing_in, workers
from app.casework.leases import LENGTH
from app.clock import system_now
from app.db.session import Database
from app.db.tables import login_session, worker
from app.db.trouble import UNREACHABLE, DatabaseUnavailable, Stopped
from app.insight.operations import workers_seen
from app.jobs import Job, Worker
from tests.create import create_account, create_organisation


@pytest.fixture
def told() -> Any:
    with structlog.testing.capture_logs() as lines:
        yield lines


Make = Callable[..., Worker]


@pytest.fixture
def make(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Workers with a table of jobs of the test's own; their connections are closed at the end."""
    made: list[Worker] = []

    def worker_with(*table: Job) -> Worker:
        monkeypatch.setattr(jobs, "JOBS", table)
        made.append(Worker(database))
        return made[-1]

    yield worker_with
    for each in made:
        each._work.dispose()


def _counting() -> tuple[list[int], Callable[[Database], object]]:
    seen: list[int] = []
    return seen, lambda _: seen.append(1)


def test_every_job_says_why_it_exists() -> None:
    table = jobs.JOBS + jobs.DEMO_JOBS
    assert len({job.name for job in table}) == len(table)
    assert all(job.reason and job.seconds > 0 for job in table)
    assert all(job.alone for job in table if job.nightly)


def test_work_for_one_is_done_by_one_worker(database: Database, make: Make) -> None:
    seen, work = _counting()
    shared, share = _counting()
    table = Job("alleen", 60, work, "-", alone=True), Job("samen", 60, share, "-")
    first, second = (make(*table) for _ in range(2))
    for each in (first, second):
        for job in table:
            each._round_of(job)()
    assert (len(seen), len(shared)) == (1, 2)
    with database.transaction() as tx:
        leases.release(tx, first.id)
    second._round_of(table[0])()
    assert len(seen) == 2


def test_another_worker_takes_over(database: Database, make: Make) -> None:
    seen, work = _counting()
    alone = Job("alleen", 60, work, "-", alone=True)
    first, second = (make(alone) for _ in range(2))
    with time_machine.travel(system_now(), tick=False) as clock:
        first._round_of(alone)()  # and then it dies
        second._round_of(alone)()
        assert len(seen) == 1
        clock.shift(LENGTH)
        second._round_of(alone)()
    assert len(seen) == 2


def test_nightly_work_is_done_by_one_once_a_day(database: Database, make: Make) -> None:
    seen, work = _counting()
    nightly = Job("nachtwerk", 600, work, "-", alone=True, nightly=True)
    with time_machine.travel(system_now(), tick=False) as clock:
        for _ in range(3):
            assert make(nightly).once()
        assert len(seen) == 1
        clock.shift(timedelta(days=1))
        assert make(nightly).once()
    assert len(seen) == 2


def test_nightly_work_that_failed_is_tried_again(database: Database, make: Make) -> None:
    seen: list[int] = []

    def work(_: Database) -> None:
        seen.append(1)
        if len(seen) == 1:
            raise ValueError

    nightly = Job("nachtwerk", 600, work, "-", alone=True, nightly=True)
    assert [make(nightly).once() for _ in range(3)] == [False, True, True]
    assert len(seen) == 2


def test_a_trouble_that_lasts_is_told_once_and_its_end_as_well(told: list[Any]) -> None:
    each = rounds.Rounds()

    def fail() -> None:
        raise DatabaseUnavailable(UNREACHABLE)

    for _ in range(50):
        each.run("proef", fail)
    assert [(line["event"], line["code"]) for line in told] == [("job_failed", UNREACHABLE)]
    assert each.failing
    assert each.told()["proef"]["failures"] == 50
    assert each.told()["proef"]["problem"] == UNREACHABLE
    each.run("proef", lambda: None)
    assert (told[-1]["event"], told[-1]["times"], len(told)) == ("job_works_again", 50, 2)
    assert not each.failing


def test_another_trouble_is_told_too(told: list[Any]) -> None:
    each = rounds.Rounds()
    for problem in (ValueError("a"), ValueError("b"), KeyError("c")):

        def fail(of: Exception = problem) -> None:
            raise of

        each.run("proef", fail)
    assert [line["event"] for line in told] == ["job_failed", "job_failed"]


def test_a_trouble_that_lasts_is_told_again_after_a_while(
    told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    each, now = rounds.Rounds(), [0.0]
    monkeypatch.setattr(rounds.measures, "seconds", lambda: now[0])

    def fail() -> None:
        raise DatabaseUnavailable(UNREACHABLE)

    for _ in range(3):
        each.run("proef", fail)
        now[0] += rounds.REMIND
    assert [line["times"] for line in told] == [1, 2, 3]


def test_the_work_at_hand_is_finished_and_nothing_new_begun(database: Database, make: Make) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), []

    def work(db: Database) -> None:
        with db.transaction():
            begun.set()
            assert go_on.wait(30)
        done.append("afgewerkt")
        with db.transaction():
            done.append("nog iets")

    running = make(Job("proef", 3600, work, "-")).begin()
    assert begun.wait(30)
    stopping = threading.Thread(target=running.stop)
    running.refuse()
    stopping.start()
    go_on.set()
    stopping.join(30)
    assert done == ["afgewerkt"]
    with database.read() as tx:
        (row,) = tx.execute(select(worker)).all()
        assert row.stopped_at is not None
        assert leases.holders(tx) == {}


def test_what_follows_a_commit_is_left_to_the_sweepers_when_stopping(
    database: Database, told: list[Any]
) -> None:
    def later() -> None:
        with database.transaction():
            raise AssertionError("a stopped process began something new")

    with database.transaction() as tx:
        tx.after_commit.append(later)
        database.stop()
    assert [line["event"] for line in told] == ["left_for_the_sweepers"]
    with pytest.raises(Stopped), database.transaction():
        pass
    with database.transaction(finishing=True):
        pass


def test_workers_are_seen_and_forgotten(database: Database, make: Make) -> None:
    _, work = _counting()
    alone = Job("alleen", 60, work, "-", alone=True)
    living = make(alone)
    with time_machine.travel(system_now(), tick=False) as clock:
        with database.transaction() as tx:
            workers.begin(tx, living.id)
        living._round_of(alone)()
        living._beat()
        with database.read() as tx:
            (seen,) = workers_seen(tx)
        assert (seen.id, seen.alive, seen.alone) == (living.id, True, ("alleen",))
        assert seen.jobs["alleen"]["runs"] == 1
        clock.shift(LENGTH)
        with database.read() as tx:
            assert [each.alive for each in workers_seen(tx)] == [False]
        clock.shift(workers.KEPT)
        assert workers.forget_old(database) == 1
        with database.read() as tx:
            assert (workers_seen(tx), leases.holders(tx)) == ([], {})
        living._beat()  # it only slept
        with database.read() as tx:
            assert [each.alive for each in workers_seen(tx)] == [True]


def test_old_sessions_are_purged(database: Database) -> None:
    with database.transaction() as tx:
        create_organisation(tx)
        account_id = create_account(tx)
        now = system_now()
        for token, ends, ended in (
            ("loopt", now + timedelta(hours=1), None),
            ("pas", now - timedelta(days=1), None),
            ("oud", now - signing_in.SESSIONS_KEPT - timedelta(days=1), None),
            ("afgemeld", now + timedelta(days=9), now - signing_in.SESSIONS_KEPT - timedelta(days=1)),
        ):
            tx.execute(
                login_session.insert().values(
                    token_hash=token,
                    account_id=account_id,
                    created_at=now,
                    last_seen_at=now,
                    expires_at=ends,
                    ended_at=ended,
                )
            )
    assert signing_in.purge_sessions(database) == 2
    assert signing_in.purge_sessions(database) == 0
    with database.read() as tx:
        assert sorted(tx.execute(select(login_session.c.token_hash)).scalars()) == ["loopt", "pas"]
