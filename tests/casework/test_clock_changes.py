"""Summer time, winter time, a worker that slept: a term falls due at 00:00 in Brussels, once, in order."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.casework import letter_making, letters, term_changes, timers, virtual_time
from app.clock import BRUSSELS, midnight
from app.db.session import Database
from app.db.tables import audit, case, incident, letter
from app.domain.vocabulary import Unit
from app.jobs import JOBS
from tests.casework.office import NINE, ROOT, Office
from tests.domain.second_count import second_count

MINUTE = timedelta(minutes=1)
PASSED = "termijn_verstreken"

# The day that the invitation left, the months, the last day, the moment, the hours from UTC before and after.
SEASONS = {
    "winter, falls due in summer": (date(2026, 1, 12), 3, date(2026, 4, 13), "2026-04-13T22:00", 1, 2),
    "summer, falls due in winter": (date(2026, 8, 10), 3, date(2026, 11, 10), "2026-11-10T23:00", 2, 1),
    "winter, over both changes": (date(2026, 1, 12), 11, date(2026, 12, 14), "2026-12-14T23:00", 1, 1),
    "summer, over both changes": (date(2026, 8, 10), 9, date(2027, 5, 10), "2027-05-10T22:00", 2, 2),
    "the night before the hands go forward": (
        date(2026, 2, 27),
        1,
        date(2026, 3, 27),
        "2026-03-27T23:00",
        1,
        1,
    ),
    "the day after they went forward": (date(2026, 2, 28), 1, date(2026, 3, 30), "2026-03-30T22:00", 1, 2),
    "the night before the hands go back": (
        date(2026, 9, 23),
        1,
        date(2026, 10, 23),
        "2026-10-23T22:00",
        2,
        2,
    ),
    "the day after they went back": (date(2026, 9, 24), 1, date(2026, 10, 26), "2026-10-26T23:00", 2, 1),
}


def _with_months(folder: Path, months: int) -> Path:
    """The shipped law, with another length for the term of registration."""
    for part in ("processes", "forms"):
        shutil.copytree(ROOT / part, folder / part)
    terms = folder / "processes" / "vlaanderen" / "termijnen.toml"
    text = terms.read_text(encoding="utf-8")
    assert text.count("lengte = 3\n") >= 1
    terms.write_text(text.replace("lengte = 3\n", f"lengte = {months}\n", 1), encoding="utf-8")
    return folder


def _invite(office: Office, sent_on: date) -> int:
    """A trajectory whose invitation leaves on a day."""
    office.clock(midnight(sent_on) + NINE)
    case_id = office.detect()
    letter_making.make_requested(office.database)
    with office.database.transaction() as tx:
        (made,) = office.rows(letter, letter.c.case_id == case_id)
        letters.mark_sent(tx, made.id, sent_on)
    return case_id


@pytest.mark.parametrize("season", SEASONS)
def test_the_timer_fires_at_midnight_in_brussels(database: Database, tmp_path: Path, season: str) -> None:
    sent_on, months, last_day, moment, before, after = SEASONS[season]
    office = Office(database, sent_on, _with_months(tmp_path, months))
    case_id = _invite(office, sent_on)
    (running,) = office.terms(case_id)
    fires_at = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert (running.last_day, running.fires_at) == (last_day, fires_at)
    again = second_count(sent_on, (months, "maanden"))
    assert (again.last_day, again.fires_at_utc) == (last_day, fires_at)
    started, fires = (at.astimezone(BRUSSELS) for at in (database.now(), running.fires_at))
    assert (started.utcoffset(), fires.utcoffset()) == (timedelta(hours=before), timedelta(hours=after))
    assert (fires.hour, fires.minute) == (0, 0)
    office.clock(fires_at - MINUTE)
    assert timers.fire_due(database) == 0
    assert office.terms(case_id)[0].status == "loopt"
    office.clock(fires_at)
    assert timers.fire_due(database) == 1
    assert office.terms(case_id)[0].status == "verstreken"
    assert timers.fire_due(database) == 0


def test_time_that_passes_stops_at_the_same_midnight(office: Office) -> None:
    """Whoever plays with the clock meets the term where the worker does."""
    case_id = _invite(office, date(2027, 1, 11))
    stops: list[datetime] = []
    virtual_time.pass_time(office.database, midnight(date(2027, 5, 1)), stops.append)
    (passed,) = office.terms(case_id)
    assert passed.status == "verstreken"
    assert datetime(2027, 4, 12, 22, tzinfo=UTC) in stops  # Sunday 11 April moved to Monday
    assert office.infringement(office.child(case_id)).fact_date == date(2027, 4, 13)


CHANGES: dict[str, tuple[Callable[..., object], tuple[object, ...], date, str]] = {
    # counted 12 April; suspended for the whole summer: 214 days more
    "suspended into winter": (
        term_changes.suspend,
        (date(2026, 4, 1), date(2026, 10, 31), "ziekte"),
        date(2026, 11, 12),
        "2026-11-12T23:00",
    ),
    "extended into winter": (
        term_changes.extend,
        (7, Unit.MONTHS, "ziekte"),
        date(2026, 11, 12),
        "2026-11-12T23:00",
    ),
    "postponed into winter": (
        term_changes.postpone,
        (date(2026, 10, 25), "attest"),
        date(2026, 10, 26),
        "2026-10-26T23:00",
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_timer_that_moves_over_the_change_of_the_clock(office: Office, change: str) -> None:
    """From a moment in summer time to one in winter time; the old moment passes unnoticed."""
    move, given, last_day, moment = CHANGES[change]
    case_id = _invite(office, date(2026, 1, 12))
    (before,) = office.terms(case_id)
    assert before.fires_at == datetime(2026, 4, 13, 22, tzinfo=UTC)
    office.clock(midnight(date(2026, 4, 13)) + NINE)
    manager = office.colleague("in_gent", "dossierbeheerder")
    with office.database.transaction() as tx:
        move(tx, case_id if move is term_changes.suspend else before.id, *given, manager)
    (moved,) = office.terms(case_id)
    assert (moved.last_day, moved.fires_at) == (last_day, datetime.fromisoformat(moment).replace(tzinfo=UTC))
    office.clock(moved.fires_at - MINUTE)
    assert timers.fire_due(office.database) == 0
    office.clock(moved.fires_at)
    assert timers.fire_due(office.database) == 1


@pytest.mark.parametrize(
    ("sent_on", "last_day", "fires_at"),
    [
        (date(2026, 1, 12), "2026-04-13", "2026-04-13T22:00:00+00:00"),
        (date(2026, 8, 10), "2026-11-10", "2026-11-10T23:00:00+00:00"),
    ],
)
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_a_server_far_away_fires_at_the_same_instant(
    database: Database, zone: str, sent_on: date, last_day: str, fires_at: str
) -> None:
    """One process from winter to summer, and back, on the clock of the world; its zone changes nothing."""
    ran = subprocess.run(
        [sys.executable, "-m", "tests.casework.far_away", database.url, sent_on.isoformat()],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"TZ": zone, "PGTZ": zone},
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1]) == {
        "zone": {"America/New_York": "EST", "Asia/Tokyo": "JST"}[zone],
        "is_demo": False,
        "started_on": sent_on.isoformat(),
        "last_day": last_day,
        "fires_at": fires_at,
        "fired": [0, 1, 0],
        "fact_date": (date.fromisoformat(last_day) + timedelta(days=1)).isoformat(),
    }


def test_a_worker_that_slept_a_week_fires_everything_once_in_order(office: Office) -> None:
    """More terms than go into one transaction, known in another order than that in which they fall due."""
    count = timers.TOGETHER + 4
    cases = [_invite(office, date(2026, 12, 22) + timedelta(days=each * 5 % 7)) for each in range(count)]
    office.until(date(2027, 1, 4))
    terms = [office.terms(case_id)[0] for case_id in cases]
    assert len({found.fires_at for found in terms}) == 6  # 22 to 30 March, over the change to summer time
    versions = {case_id: office.case(case_id).version for case_id in cases}

    office.clock(max(found.fires_at for found in terms) + timedelta(days=7))
    woke_at = office.database.now()
    for job in JOBS:
        job.work(office.database)

    passed = office.rows(audit, audit.c.event == PASSED)  # in the order in which they were written
    due = sorted(terms, key=lambda found: (found.fires_at, found.id))
    assert [row.case_id for row in passed] == [found.case_id for found in due]
    assert {row.at for row in passed} == {woke_at}
    assert {case_id: office.case(case_id).version for case_id in cases} == {
        case_id: version + 1 for case_id, version in versions.items()
    }
    for case_id in cases:
        seqs = [row.seq for row in office.rows(audit, audit.c.case_id == case_id)]
        assert seqs == list(range(1, len(seqs) + 1))
        assert len(office.rows(case, case.c.parent_id == case_id)) == 1
        assert office.terms(case_id)[0].status == "verstreken"
    assert office.rows(incident) == []

    for job in JOBS:
        job.work(office.database)
    assert len(office.rows(audit, audit.c.event == PASSED)) == count
