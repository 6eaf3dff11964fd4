"""Terms as rows: when they start, on which minute they fire, and who wins when two things happen at once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.casework import letter_making, letters, repair, timers
from app.clock import brussels_day, midnight
from app.db.session import Database
from app.db.tables import case, letter, task, term
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.casework.office import NINE, PARTS, Office
from tests.casework.threads import at_once

SECOND = timedelta(seconds=1)


def _send(office: Office, case_id: int, sent_on: date) -> None:
    """The newest letter of a case has left on a day."""
    letter_making.make_requested(office.database)
    newest = office.rows(letter, letter.c.case_id == case_id)[-1]
    with office.database.transaction() as tx:
        letters.mark_sent(tx, newest.id, sent_on)


def test_a_term_has_no_moment_until_its_letter_left(office: Office) -> None:
    case_id = office.detect()
    (waiting,) = office.terms(case_id)
    assert (waiting.code, waiting.status, waiting.kind) == ("aanmelding", "wacht", "timer")
    assert (waiting.started_on, waiting.last_day, waiting.fires_at, waiting.explanation) == (
        None,
        None,
        None,
        [],
    )
    office.clock(midnight(date(2031, 1, 1)))
    assert timers.fire_due(office.database) == 0
    office.clock(midnight(date(2026, 11, 3)) + NINE)
    _send(office, case_id, date(2026, 11, 3))
    (running,) = office.terms(case_id)
    assert (running.id, running.status, running.started_on, running.last_day) == (
        waiting.id,
        "loopt",
        date(2026, 11, 3),
        date(2027, 2, 3),
    )
    assert len(running.explanation) == 2  # started, counted


EDGES = {
    "Easter Sunday and Monday": (date(2026, 1, 5), date(2026, 4, 7), "2026-04-07T22:00"),
    "the day before the clocks go forward": (date(2025, 12, 27), date(2026, 3, 27), "2026-03-27T23:00"),
    "the day the clocks go forward": (date(2025, 12, 29), date(2026, 3, 30), "2026-03-30T22:00"),
    "the day before the clocks go back": (date(2026, 7, 23), date(2026, 10, 23), "2026-10-23T22:00"),
    "the day the clocks go back": (date(2026, 7, 25), date(2026, 10, 26), "2026-10-26T23:00"),
    "31 January": (date(2026, 1, 31), date(2026, 4, 30), "2026-04-30T22:00"),
    "into 29 February": (date(2027, 11, 30), date(2028, 2, 29), "2028-02-29T23:00"),
    "from 29 February": (date(2028, 2, 29), date(2028, 5, 29), "2028-05-29T22:00"),
    "New Year's Eve": (date(2026, 9, 30), date(2026, 12, 30), "2026-12-30T23:00"),
    "New Year's Day": (date(2026, 10, 1), date(2027, 1, 4), "2027-01-04T23:00"),
}


@pytest.mark.parametrize("edge", EDGES)
def test_the_timer_fires_at_midnight_after_the_last_day(database: Database, edge: str) -> None:
    sent_on, last_day, fires = EDGES[edge]
    office = Office(database, sent_on)
    case_id = office.detect()
    _send(office, case_id, sent_on)
    (found,) = office.terms(case_id)
    assert (found.last_day, found.fires_at) == (last_day, datetime.fromisoformat(fires).replace(tzinfo=UTC))
    office.clock(found.fires_at - SECOND)
    assert timers.fire_due(database) == 0
    office.clock(found.fires_at)
    assert timers.fire_due(database) == 1
    assert office.terms(case_id)[0].status == "verstreken"
    breach = office.infringement(office.child(case_id))
    assert breach.fact_date == last_day + timedelta(days=1)
    assert timers.fire_due(database) == 0


def test_on_the_last_day_a_person_is_in_time(office: Office) -> None:
    case_id = office.detect()
    _send(office, case_id, date(2026, 11, 2))
    (running,) = office.terms(case_id)
    office.clock(running.fires_at - SECOND)  # 23:59:59 in Brussels
    timers.fire_due(office.database)
    office.record(case_id, "aangemeld")
    assert office.case(case_id).data["aangemeld_op"] == running.last_day.isoformat()
    office.clock(running.fires_at + NINE)
    assert timers.fire_due(office.database) == 0
    assert office.terms(case_id)[0].status == "vervallen"
    assert office.rows(case, case.c.parent_id == case_id) == []


def test_a_registration_in_the_minute_of_the_timer(office: Office) -> None:
    """Whoever takes the case first wins; the other sees what happened, and nothing breaks."""
    for _ in range(6):
        case_id = office.detect()
        _send(office, case_id, brussels_day(office.database.now()))
        (running,) = office.terms(case_id)
        office.colleague("in_gent", "trajectbegeleider")  # hired before, not in the race
        office.clock(running.fires_at)
        found = at_once(
            lambda: timers.fire_due(office.database),
            lambda of=case_id: office.record(of, "aangemeld"),  # type: ignore[misc]
        )
        assert not [each for each in found if isinstance(each, Exception)], found
        timers.fire_due(office.database)
        fired = office.terms(case_id)[0].status == "verstreken"
        children = office.rows(case, case.c.parent_id == case_id)
        assert office.open(case_id) == ["aanmelding_registreren"]
        assert [child.outcome for child in children] == (["rechtgezet"] if fired else [])
        assert office.incidents() == []


def test_two_workers_fire_each_term_once(office: Office) -> None:
    cases = [office.detect() for _ in range(12)]
    for case_id in cases:
        _send(office, case_id, date(2026, 11, 2))
    office.clock(office.terms(cases[0])[0].fires_at)
    found = at_once(*[lambda: timers.fire_due(office.database)] * 2)
    assert not [each for each in found if isinstance(each, Exception)], found
    while timers.fire_due(office.database):  # what one skipped because the other was busy with it
        found.append(1)
    assert sum(found) == 12
    assert [len(office.rows(case, case.c.parent_id == case_id)) for case_id in cases] == [1] * 12


def test_a_sent_date_that_comes_in_too_late_is_for_a_person(office: Office) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    office.clock(midnight(date(2027, 2, 3)) + NINE)  # a day after the last day: 2 February
    _send(office, case_id, date(2026, 11, 2))
    (known,) = office.terms(case_id)
    assert (known.status, known.last_day, known.fires_at) == ("loopt", date(2027, 2, 2), None)
    (told,) = office.incidents()
    assert (told.code, told.command) == ("termijn_te_laat_bekend", {"termijn": known.id})
    office.clock(midnight(date(2030, 1, 1)))
    assert timers.fire_due(office.database) == 0
    assert office.case(case_id).status == "lopend"
    repair.retry(office.database, told.id, office.hire("abb", "beheerder"))
    assert office.terms(case_id)[0].status == "verstreken"
    assert office.incidents() == []


def test_a_sent_date_on_the_last_day_itself_is_in_time(small_office: Office) -> None:
    case_id = small_office.detect()
    letter_making.make_requested(small_office.database)
    small_office.clock(midnight(date(2027, 2, 2)) + NINE)
    _send(small_office, case_id, date(2026, 11, 2))
    (known,) = small_office.terms(case_id)
    assert known.fires_at == midnight(date(2027, 2, 3))
    assert small_office.incidents() == []


def test_who_registers_makes_a_late_term_moot(office: Office) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    office.clock(midnight(date(2027, 3, 1)) + NINE)
    _send(office, case_id, date(2026, 11, 2))
    office.record(case_id, "aangemeld")
    (told,) = office.incidents()
    repair.retry(office.database, told.id, office.hire("abb", "beheerder"))
    assert office.incidents() == []
    assert office.rows(case, case.c.parent_id == case_id) == []


@pytest.mark.parametrize(("sent", "why"), [(1, "in the future"), (-1, "before it was asked for")])
def test_impossible_sent_dates_are_refused(office: Office, sent: int, why: str) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    before = dump(office.database)
    with pytest.raises(DomainError) as refused:
        _send(office, case_id, date(2026, 11, 2) + timedelta(days=sent))
    assert refused.value.code == "verzenddatum_onmogelijk", why
    assert dump(office.database) == before


def test_working_days_count_for_the_notice(office: Office) -> None:
    _, breach = office.noticed()
    office.until(date(2027, 2, 10))
    (running,) = office.terms(breach)
    assert (running.started_on, running.last_day) == (date(2027, 2, 9), date(2027, 3, 9))


def test_tasks_are_due_on_the_last_day_of_their_term(office: Office) -> None:
    case_id = office.offered()
    (signing,) = office.rows(task, task.c.element == "contract_ondertekenen")
    assert signing.due_on == date(2026, 12, 4) == office.terms(case_id, "ondertekening_contract")[0].last_day
    office.do(case_id, "contract_ondertekenen", ondertekening_op="2026-11-03")
    (parts,) = office.rows(task, task.c.element == "vdab_opvolgen")
    assert parts.due_on == date(2027, 1, 4)  # 60 days: 2 January is a Saturday
    office.clock(midnight(date(2027, 6, 1)))
    assert timers.fire_due(office.database) == 0  # overdue, but nothing moves
    assert sorted(office.open(case_id)) == sorted(PARTS)


def test_the_due_date_follows_a_decision_that_starts_again(office: Office) -> None:
    """A kennisgeving gives the officer a new task; the term runs on."""
    case_id, _, file = office.to_decide()
    (first,) = office.rows(task, task.c.case_id == file, task.c.element == "besluit_nemen")
    assert first.due_on is not None
    office.until(date(2027, 4, 30))
    office.record(case_id, "aangemeld")
    old, new = office.rows(task, task.c.case_id == file, task.c.element == "besluit_nemen")
    assert (old.status, new.status, new.due_on) == ("vervallen", "open", first.due_on)
    (running,) = office.terms(file, "besluit")
    assert (running.uid, running.status, running.started_on) == (new.uid, "loopt", date(2027, 4, 16))


def _decided(office: Office) -> int:
    _, _, file = office.to_decide()
    office.do(file, "besluit_nemen")
    office.do(file, "besluit_ondertekenen")
    letter_making.make_requested(office.database)
    return int(file)


def test_payment_counts_from_the_day_the_decision_left(office: Office) -> None:
    file = _decided(office)
    sent_on = office.database.now().date()
    office.clock(midnight(sent_on + timedelta(days=9)) + NINE)
    _send(office, file, sent_on)
    (running,) = office.terms(file, "betaling")
    assert (running.status, running.started_on) == ("loopt", sent_on)
    assert running.last_day == date(2027, 5, 20)
    assert running.fires_at == midnight(date(2027, 5, 21))


def test_payment_known_after_its_last_day_is_for_a_person(office: Office) -> None:
    """The term begins to be waited for when it is already over: no reminder leaves by itself."""
    file = _decided(office)
    sent_on = office.database.now().date()
    office.clock(midnight(sent_on + timedelta(days=45)) + NINE)
    _send(office, file, sent_on)
    (known,) = office.terms(file, "betaling")
    assert (known.status, known.fires_at) == ("loopt", None)
    assert [row.code for row in office.incidents() if row.case_id == file] == ["termijn_te_laat_bekend"]
    office.clock(midnight(date(2028, 1, 1)))
    timers.fire_due(office.database)
    assert "betalingsherinnering" not in dict(office.letters(file))


def test_a_payment_in_parts_leaves_the_term_running(office: Office) -> None:
    _, _, file = office.fined()
    (before,) = office.terms(file, "betaling")
    office.until(date(2027, 4, 30))
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=10)
    (after,) = office.terms(file, "betaling")
    changed = {name for name, value in after._mapping.items() if value != before._mapping[name]}
    assert changed == set()
    office.until(date(2027, 5, 21))
    assert office.terms(file, "betaling")[0].status == "loopt"
    office.until(date(2027, 5, 22))
    assert office.terms(file, "betaling")[0].status == "verstreken"


def test_the_poll_takes_what_fell_due_first(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [office.detect() for _ in range(3)]
    for case_id, day in zip(cases, (4, 2, 3), strict=True):
        office.clock(midnight(date(2026, 11, day)) + NINE)
        _send(office, case_id, date(2026, 11, day))
    fired: list[int] = []
    real = timers.steps.advance_locked

    def note(tx: Any, row: Any, *event: Any) -> Any:
        fired.append(row.id)
        return real(tx, row, *event)

    monkeypatch.setattr(timers.steps, "advance_locked", note)
    office.clock(midnight(date(2027, 3, 1)))
    assert timers.fire_due(office.database, limit=2) == 2
    assert timers.fire_due(office.database) == 1
    assert fired == [cases[1], cases[2], cases[0]]
    assert {row.status for row in office.rows(term, term.c.case_id.in_(cases))} == {"verstreken"}
