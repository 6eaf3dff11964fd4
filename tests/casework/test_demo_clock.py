"""The clock that only a demo has: its steps, and months that pass in order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.casework import demo, setup, timers, virtual_time
from app.clock import midnight
from app.db.session import Database
from app.db.tables import setting
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.casework.office import NINE, ROOT, Office
from tests.create import create_person


def test_a_database_with_real_people_has_no_clock_of_its_own(database: Database) -> None:
    setup.prepare(database, ROOT)
    with database.transaction() as tx:
        create_person(tx)
    before = dump(database)
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    for move in (
        lambda: virtual_time.set_clock(database, moment),
        lambda: demo.advance(database, "dag"),
        lambda: demo.request(database, "maand"),
    ):
        with pytest.raises(DomainError) as refused:
            move()
        assert refused.value.code == "geen_demo"
    assert demo.run_requested(database) is False
    assert database.is_demo() is False
    assert dump(database) == before


def test_the_clock_never_goes_back(office: Office) -> None:
    now = office.database.now()
    virtual_time.set_clock(office.database, now - timedelta(days=1))
    assert office.database.now() == now
    virtual_time.pass_time(office.database, now - timedelta(days=30))
    assert office.database.now() == now
    virtual_time.set_clock(office.database, now + timedelta(minutes=1))
    assert office.database.now() == now + timedelta(minutes=1)


@pytest.mark.parametrize(("step", "moment"), [("dag", date(2026, 11, 3)), ("maand", date(2026, 12, 2))])
def test_a_step_of_the_clock(office: Office, step: str, moment: date) -> None:
    assert demo.advance(office.database, step) == midnight(moment) + NINE == office.database.now()


def test_from_event_to_event(office: Office) -> None:
    with pytest.raises(DomainError) as nothing:
        demo.advance(office.database, "gebeurtenis")
    assert nothing.value.code == "geen_gebeurtenis"
    case_id = office.detect()
    virtual_time.settle(office.database)
    assert demo.advance(office.database, "gebeurtenis") == midnight(date(2026, 11, 3)) + NINE  # the post
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "verzonden")]
    assert demo.advance(office.database, "gebeurtenis") == midnight(date(2027, 2, 4))  # the term
    assert office.terms(case_id)[0].status == "verstreken"
    with pytest.raises(DomainError):
        demo.advance(office.database, "volgende week")


def test_a_month_passes_in_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What falls due on the way happens on its own day, also what only began on the way."""
    for day in (2, 3, 4, 5):
        office.until(date(2026, 11, day))
        office.detect()
    office.until(date(2027, 1, 30))
    fired: list[tuple[datetime, datetime]] = []
    real = timers.steps.advance_locked

    def note(tx: Any, row: Any, event: Any, *rest: Any) -> Any:
        of_event = (timers.term.c.case_id == row.id, timers.term.c.uid == event.uid)
        (found,) = tx.execute(select(timers.term.c.fires_at).where(*of_event))
        fired.append((found.fires_at, tx.now))
        return real(tx, row, event, *rest)

    monkeypatch.setattr(timers.steps, "advance_locked", note)
    heard: list[datetime] = []
    demo.advance(office.database, "maand", heard.append)
    assert len(fired) == 4
    assert fired == sorted(fired)
    assert {late for due, late in fired if late != due} == set()  # each at its very moment
    assert heard == sorted(heard)


def test_the_worker_lets_time_pass_as_asked(office: Office) -> None:
    office.detect()
    assert demo.run_requested(office.database) is False
    target = demo.request(office.database, "maand")
    assert target == midnight(date(2026, 12, 2)) + NINE
    with office.database.read() as tx:
        assert demo.requested(tx) == target
    assert office.database.now() < target
    assert demo.run_requested(office.database) is True
    assert office.database.now() == target
    with office.database.read() as tx:
        assert demo.requested(tx) is None
    assert demo.run_requested(office.database) is False
    assert [row.key for row in office.rows(setting)] == ["demo_now"]
