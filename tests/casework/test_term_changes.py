"""Suspension, extension and postponement: what they do to open terms, timers, tasks and later letters."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from app.casework import audit, letter_facts, releases, term_changes, term_previews, timers
from app.casework.actors import Actor
from app.clock import midnight
from app.db.tables import audit as trail
from app.db.tables import case, letter, suspension, task, term_change
from app.domain.errors import DomainError
from app.domain.term_words import Line, sentence
from app.domain.vocabulary import Unit
from app.engine import bundle
from tests.casework.office import NINE, ROOT, Office
from tests.casework.test_terms import _send

SENT = date(2026, 11, 3)
LAST = date(2027, 2, 3)  # three months


@pytest.fixture
def invited(office: Office) -> tuple[Office, int]:
    """A trajectory whose invitation left on 3 November: registration until 3 February."""
    case_id = office.detect()
    office.clock(midnight(SENT) + NINE)
    _send(office, case_id, SENT)
    return office, case_id


def _manager(office: Office) -> Actor:
    return office.colleague("in_gent", "dossierbeheerder")


def _do(office: Office, change: Callable[..., Any], *given: Any, actor: Actor | None = None) -> Any:
    somebody = actor or _manager(office)
    with office.database.transaction() as tx:
        return change(tx, *given, somebody)


def _refused(office: Office, change: Callable[..., Any], *given: Any, actor: Actor | None = None) -> str:
    with pytest.raises(DomainError) as refusal:
        _do(office, change, *given, actor=actor)
    return refusal.value.code


def _only(office: Office, case_id: int) -> Any:
    (found,) = office.terms(case_id, "aanmelding")
    return found


def _explained(found: Any) -> str:
    return " ".join(sentence(Line.from_json(line)) for line in found.explanation)


def _suspend(office: Office, case_id: int, first: date, last: date | None) -> int:
    return int(_do(office, term_changes.suspend, case_id, first, last, "ziekte"))


def test_a_suspension_moves_the_timer_and_explains_itself(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    _suspend(office, case_id, date(2026, 12, 1), date(2026, 12, 10))
    found = _only(office, case_id)
    assert found.last_day == date(2027, 2, 15)  # 13 February is a Saturday
    assert found.fires_at == midnight(date(2027, 2, 16))
    assert "ziekte" in _explained(found)
    office.clock(midnight(date(2027, 2, 15)) + NINE)
    assert timers.fire_due(office.database) == 0
    office.clock(found.fires_at)
    assert timers.fire_due(office.database) == 1


def test_overlapping_and_touching_suspensions_count_once(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    for first, last in ((1, 10), (5, 12), (13, 20)):
        _suspend(office, case_id, date(2026, 12, first), date(2026, 12, last))
    assert _only(office, case_id).last_day == LAST + timedelta(days=20)


def test_an_open_suspension_has_no_last_day_until_its_end_is_known(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    suspension_id = _suspend(office, case_id, date(2026, 12, 1), None)
    found = _only(office, case_id)
    assert (found.status, found.last_day, found.fires_at) == ("loopt", None, None)
    office.clock(midnight(date(2028, 1, 10)) + NINE)
    assert timers.fire_due(office.database) == 0
    _do(office, term_changes.end_suspension, suspension_id, date(2027, 12, 31))
    found = _only(office, case_id)
    assert found.last_day == date(2028, 3, 6)  # 396 days later is a Sunday
    assert found.fires_at == midnight(found.last_day + timedelta(days=1))
    assert office.incidents() == []


def test_a_suspension_waits_for_a_letter_that_comes_in_later(office: Office) -> None:
    case_id = office.detect()
    _suspend(office, case_id, date(2026, 11, 10), date(2026, 11, 19))
    assert _only(office, case_id).status == "wacht"
    office.clock(midnight(date(2026, 11, 25)) + NINE)
    _send(office, case_id, SENT)  # the post told us three weeks later
    found = _only(office, case_id)
    assert (found.started_on, found.last_day) == (SENT, date(2027, 2, 15))


def test_the_due_date_of_a_task_follows(office: Office) -> None:
    case_id = office.offered()
    (found,) = office.terms(case_id, "ondertekening_contract")
    assert found.kind == "taak"
    start = found.last_day
    term_id = found.id
    _do(office, term_changes.extend, term_id, 10, Unit.CALENDAR_DAYS, "vakantie van de tolk")

    def due() -> Any:
        (row,) = office.rows(task, task.c.case_id == case_id, task.c.status == "open")
        return row.due_on

    (found,) = office.terms(case_id, "ondertekening_contract")
    assert due() == found.last_day > start
    suspension_id = _suspend(office, case_id, start, None)
    assert due() is None
    _do(office, term_changes.withdraw_suspension, suspension_id, "verkeerd dossier")
    assert due() == found.last_day


def test_extensions_in_the_same_unit_are_added_before_moving(office: Office) -> None:
    """31 October + 3 + 1 month = 28 February, a Sunday: not 31 January, moved, and then a month."""
    case_id = office.detect()
    with office.database.transaction() as tx:
        tx.execute(letter.update().values(requested_at=midnight(date(2026, 10, 31))))
    _send(office, case_id, date(2026, 10, 31))
    assert _only(office, case_id).last_day == date(2027, 2, 1)
    _do(office, term_changes.extend, _only(office, case_id).id, 1, Unit.MONTHS, "ziekenhuis")
    assert _only(office, case_id).last_day == date(2027, 3, 1)


def test_a_postponement_replaces_the_last_day_and_later_extensions_count_on(
    invited: tuple[Office, int],
) -> None:
    office, case_id = invited
    term_id = _only(office, case_id).id
    _do(office, term_changes.extend, term_id, 7, Unit.CALENDAR_DAYS, "eerst een week")
    _do(office, term_changes.postpone, term_id, date(2027, 5, 1), "attest van uitstel")
    assert _only(office, case_id).last_day == date(2027, 5, 3)  # 1 May: a holiday on a Saturday
    _do(office, term_changes.extend, term_id, 4, Unit.CALENDAR_DAYS, "nog vier dagen")
    found = _only(office, case_id)
    assert found.last_day == date(2027, 5, 5)
    assert "attest van uitstel" in _explained(found)
    assert "eerst een week" not in _explained(found)
    assert [c.kind for c in office.rows(term_change)] == ["verlenging", "uitstel", "verlenging"]


def test_what_was_recorded_by_mistake_is_withdrawn_and_stays_readable(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    term_id = _only(office, case_id).id
    change_id = _do(office, term_changes.extend, term_id, 1, Unit.MONTHS, "vergissing")
    suspension_id = _suspend(office, case_id, date(2026, 12, 1), None)
    _do(office, term_changes.withdraw_suspension, suspension_id, "ander dossier")
    _do(office, term_changes.withdraw_change, change_id, "ander dossier")
    found = _only(office, case_id)
    assert (found.last_day, found.fires_at) == (LAST, midnight(LAST + timedelta(days=1)))
    (kept,) = office.rows(term_change)
    (paused,) = office.rows(suspension)
    for row in (kept, paused):
        assert (row.withdrawn_by, row.withdrawn_reason) == (_manager(office).account_id, "ander dossier")
    assert _refused(office, term_changes.withdraw_change, change_id, "x") == "termijnwijziging_onbekend"
    assert _refused(office, term_changes.withdraw_suspension, suspension_id, "x") == "opschorting_onbekend"


def test_every_move_stands_in_the_audit_trail_without_its_reason(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    term_id = _only(office, case_id).id
    change_id = _do(office, term_changes.extend, term_id, 7, Unit.CALENDAR_DAYS, "een geheim over iemand")
    (line,) = office.rows(trail, trail.c.case_id == case_id, trail.c.event == "termijn_verlengd")
    assert line.account_id == _manager(office).account_id
    assert line.data == {
        "wijziging": change_id,
        "termijn": term_id,
        "code": "aanmelding",
        "verschoven": [{"termijn": term_id, "code": "aanmelding", "van": "2027-02-03", "naar": "2027-02-10"}],
    }
    with office.database.read() as tx:
        assert audit.broken_at(tx, case_id) is None


def test_a_withdrawal_that_brings_a_deadline_into_the_past_fires_nothing(invited: tuple[Office, int]) -> None:
    """Nobody could know that day while it ran: a person looks. An extension after that settles it."""
    office, case_id = invited
    suspension_id = _suspend(office, case_id, date(2026, 12, 1), None)
    office.clock(midnight(date(2027, 3, 1)) + NINE)
    _do(office, term_changes.withdraw_suspension, suspension_id, "was een ander")
    found = _only(office, case_id)
    assert (found.last_day, found.fires_at) == (LAST, None)
    (trouble,) = office.incidents()
    assert trouble.code == "termijn_te_laat_bekend"
    assert timers.fire_due(office.database) == 0
    _do(office, term_changes.postpone, found.id, date(2027, 3, 31), "alsnog tijd geven")
    assert _only(office, case_id).fires_at == midnight(date(2027, 4, 1))
    assert office.incidents() == []


def test_a_timer_that_is_due_stays_due_when_something_else_is_recorded(invited: tuple[Office, int]) -> None:
    """The worker slept; a suspension after the last day changes nothing, and the term still fires."""
    office, case_id = invited
    office.clock(midnight(date(2027, 2, 20)) + NINE)
    _suspend(office, case_id, date(2027, 2, 18), date(2027, 3, 1))
    assert _only(office, case_id).last_day == LAST
    assert timers.fire_due(office.database) == 1
    assert office.incidents() == []


REFUSALS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "verlenging_onmogelijk": (term_changes.extend, (0, Unit.MONTHS, "nul")),
    "reden_ontbreekt": (term_changes.extend, (1, Unit.MONTHS, "  ")),
    "uitstel_onmogelijk": (term_changes.postpone, (date(2027, 1, 1), "korter")),
}


@pytest.mark.parametrize("code", REFUSALS)
def test_what_cannot_be_is_refused_and_nothing_changes(invited: tuple[Office, int], code: str) -> None:
    office, case_id = invited
    change, given = REFUSALS[code]
    assert _refused(office, change, _only(office, case_id).id, *given) == code
    assert office.rows(term_change) == []
    assert _only(office, case_id).last_day == LAST


def test_a_term_that_is_over_or_ended_cannot_be_moved(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    term_id = _only(office, case_id).id
    office.clock(midnight(date(2027, 2, 4)))
    given = (term_id, 1, Unit.MONTHS, "te laat")
    assert _refused(office, term_changes.extend, *given) == "termijn_voorbij"
    timers.fire_due(office.database)
    assert _refused(office, term_changes.extend, *given) == "termijn_loopt_niet"
    assert _refused(office, term_changes.extend, 999, 1, Unit.MONTHS, "x") == "termijn_loopt_niet"


def test_days_of_a_suspension_must_make_sense(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    for first, last in ((date(2026, 12, 2), date(2026, 12, 1)), (date(2099, 1, 1), None)):
        code = _refused(office, term_changes.suspend, case_id, first, last, "reden")
        assert code == "opschorting_onmogelijk"
    assert office.rows(suspension) == []


@pytest.mark.parametrize(
    ("organisation", "role"),
    [("atlas", "dossierbeheerder"), ("in_gent", "trajectbegeleider"), ("abb", "beheerder")],
)
def test_only_the_desk_that_owns_the_case_moves_its_clock(
    invited: tuple[Office, int], organisation: str, role: str
) -> None:
    office, case_id = invited
    stranger = office.colleague(organisation, role)
    term_id = _only(office, case_id).id
    for change, given in (
        (term_changes.suspend, (case_id, date(2026, 12, 1), None, "reden")),
        (term_changes.extend, (term_id, 1, Unit.MONTHS, "reden")),
        (term_changes.postpone, (term_id, date(2027, 6, 1), "reden")),
    ):
        assert _refused(office, change, *given, actor=stranger) == "termijn_niet_voor_uw_rol"


def test_a_preview_says_what_happens_and_writes_nothing(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    found = _only(office, case_id)
    with office.database.read() as tx:
        (paused,) = term_previews.preview_suspension(tx, case_id, date(2026, 12, 1), date(2026, 12, 10))
        (longer,) = term_previews.preview_extension(tx, found.id, 1, Unit.MONTHS)
        (granted,) = term_previews.preview_postponement(tx, found.id, date(2027, 5, 1))
    assert (paused.before, paused.after) == (LAST, date(2027, 2, 15))
    assert (longer.after, granted.after) == (date(2027, 3, 3), date(2027, 5, 3))
    assert _only(office, case_id) == found


def test_a_case_that_ended_keeps_its_clock(invited: tuple[Office, int]) -> None:
    office, case_id = invited
    with office.database.transaction() as tx:
        tx.execute(case.update().where(case.c.id == case_id).values(state=None))
    given = (case_id, date(2026, 12, 1), None, "reden")
    assert _refused(office, term_changes.suspend, *given) == "dossier_niet_lopend"


def _published(office: Office, old: str, new: str) -> int:
    """A release whose table of terms says something else."""
    files = dict(bundle.from_folder(ROOT))
    path = "processes/vlaanderen/termijnen.toml"
    text = files[path].decode()
    assert old in text
    with office.database.transaction() as tx:
        release_id = releases.store(tx, files | {path: text.replace(old, new, 1).encode()}, "nieuwe wet")
        releases.publish(tx, release_id)
    return release_id


def test_a_new_length_counts_for_terms_that_start_after_it_in_running_cases_too(office: Office) -> None:
    early, late = office.detect(), office.detect()
    office.clock(midnight(SENT) + NINE)
    text = (ROOT / "processes/vlaanderen/termijnen.toml").read_text()
    block = text[text.index('code = "aanmelding"\n') :].split("[[termijn]]")[0]
    shorter = block.replace("lengte = 3", "lengte = 2").replace(
        "geldig_van = 2022-03-01", "geldig_van = 2026-11-10"
    )
    closed = block.rstrip() + "\ngeldig_tot = 2026-11-09\n\n"
    release_id = _published(office, block, f"{closed}[[termijn]]\n{shorter}")
    _send(office, early, SENT)
    office.clock(midnight(date(2026, 11, 10)) + NINE)
    _send(office, late, date(2026, 11, 10))
    assert _only(office, early).last_day == LAST
    found = _only(office, late)
    assert (found.last_day, found.release_id) == (date(2027, 1, 11), release_id)
    _suspend(office, early, date(2026, 12, 1), date(2026, 12, 10))  # counted again: still by its own rule
    assert _only(office, early).last_day == date(2027, 2, 15)
    with office.database.read() as tx:
        row = office.rows(letter, letter.c.case_id == early)[0]
        facts, _, _ = letter_facts.gather(tx, row, "x")
    assert facts["termijnen"]["aanmelding"] | {"basis": "", "bron": ""} == {
        "naam": "Aanmelding",
        "lengte": 2,  # what a letter of today announces
        "eenheid": "maanden",
        "doorschuiven": True,
        "uiterste_datum": "2027-02-15",
        "basis": "",
        "bron": "",
    }
