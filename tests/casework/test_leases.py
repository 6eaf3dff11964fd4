"""Leases: one holder at a time, taken over when it ends, and no clock that goes wrong holds work for ever."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.casework import leases, workers
from app.casework.leases import LENGTH
from app.db.session import Database
from app.db.trouble import Stopped
from tests.casework.threads import at_once
from tests.create import set_clock

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


@pytest.fixture
def clock(database: Database) -> time_machine.Coordinates:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller  # type: ignore[misc]


def test_one_holds_it_and_another_waits(database: Database, clock: time_machine.Coordinates) -> None:
    assert leases.hold(database, "nacht", "a")
    assert leases.hold(database, "nacht", "a")
    assert not leases.hold(database, "nacht", "b")
    assert leases.hold(database, "dag", "b")
    with database.read() as tx:
        assert leases.holders(tx) == {"dag": "b", "nacht": "a"}


def test_it_is_taken_over_when_nobody_renews_it(database: Database, clock: time_machine.Coordinates) -> None:
    assert leases.hold(database, "nacht", "a")
    clock.shift(LENGTH - timedelta(seconds=1))
    assert not leases.hold(database, "nacht", "b")
    clock.shift(timedelta(seconds=1))
    assert leases.hold(database, "nacht", "b")
    assert not leases.hold(database, "nacht", "a")


def test_renewing_keeps_what_is_held_and_takes_nothing_back(
    database: Database, clock: time_machine.Coordinates
) -> None:
    for name in ("nacht", "dag"):
        assert leases.hold(database, name, "a")
    with database.transaction() as tx:
        leases.release(tx, "a", "dag")
    clock.shift(LENGTH / 2)
    with database.transaction() as tx:
        leases.renew(tx, "a")
    clock.shift(LENGTH / 2)
    assert not leases.hold(database, "nacht", "b")
    assert leases.hold(database, "dag", "b")
    clock.shift(LENGTH)
    with database.transaction() as tx:
        leases.renew(tx, "a")  # too late
    assert leases.hold(database, "nacht", "b")


def test_given_back_is_free_at_once(database: Database, clock: time_machine.Coordinates) -> None:
    assert leases.hold(database, "nacht", "a")
    with database.transaction() as tx:
        leases.release(tx, "a")
    assert leases.hold(database, "nacht", "b")


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_a_clock_that_jumped_holds_no_work_for_ever(
    database: Database, clock: time_machine.Coordinates, jump: timedelta
) -> None:
    clock.shift(jump)
    assert leases.hold(database, "nacht", "a")
    clock.shift(-jump)
    clock.shift(2 * LENGTH)
    assert leases.hold(database, "nacht", "b")


def test_the_clock_of_a_demo_stands_still_and_leases_end(
    database: Database, clock: time_machine.Coordinates
) -> None:
    set_clock(database, NOON)
    assert leases.hold(database, "nacht", "a")
    clock.shift(LENGTH)
    assert leases.hold(database, "nacht", "b")


def test_of_many_at_once_one_gets_it(database: Database) -> None:
    for name in ("een", "twee", "drie"):
        found = at_once(*[lambda owner=owner, of=name: leases.hold(database, of, owner) for owner in "abcd"])
        assert sorted(found) == [False, False, False, True]


def test_nightly_work_is_done_once_a_day(database: Database, clock: time_machine.Coordinates) -> None:
    def done() -> bool:
        with database.read() as tx:
            return leases.done_today(tx, "nacht")

    assert leases.hold(database, "nacht", "a")
    assert not done()
    with database.transaction() as tx:
        leases.mark_done(tx, "nacht")
    clock.move_to(datetime(2026, 11, 23, 22, 59, tzinfo=UTC))  # a minute before midnight in Brussels
    assert done()
    clock.move_to(datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert not done()


def test_work_alone_has_a_lease_that_goes_back_when_asked_to_stop(database: Database) -> None:
    with workers.alone(database, "bestand") as owner:
        assert owner is not None
        with workers.alone(database, "bestand") as other:
            assert other is None
    assert not leases.hold(database, "bestand", "b")  # the work itself forgets it
    with pytest.raises(Stopped), workers.alone(database, "ander bestand"):
        raise Stopped
    assert leases.hold(database, "ander bestand", "b")
    with pytest.raises(ValueError, match="fout"), workers.alone(database, "derde bestand"):
        raise ValueError("fout")
    assert not leases.hold(database, "derde bestand", "b")
