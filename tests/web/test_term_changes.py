"""The clock of a case, moved on screen: asked, shown, confirmed, told, taken back."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest

from app.casework import timers
from app.db.session import Database
from app.db.tables import audit, suspension, term_change
from tests.web.desk import Desk, Worker, text_of

FEBRUARY = date(2027, 2, 3)  # three months after the letter of 3 November 2026


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def waiting(desk: Desk) -> int:
    """A trajectory whose invitation has left: the term of registration runs until 3 February 2027."""
    case_id = desk.office.detect()
    desk.office.until(date(2026, 11, 5))
    return case_id


@pytest.fixture
def manager(desk: Desk) -> Worker:
    return desk.colleague("lien", "in_gent", "dossierbeheerder")


def _day(key: str, day: date) -> dict[str, str]:
    return {f"{key}-day": str(day.day), f"{key}-month": str(day.month), f"{key}-year": str(day.year)}


def _look(worker: Worker, path: str, **answers: Any) -> str:
    """Fill in the form; gives the page that shows what would happen."""
    shown = worker.send(path, **answers)
    assert shown.status_code == 200, text_of(shown)
    return str(shown.get_data(as_text=True))


def _confirm(worker: Worker, path: str, shown: str, step: str = "vastleggen") -> Any:
    """Press a button of the page that shows what would happen."""
    form = shown.rsplit("<form", 1)[1]
    typed = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    typed.pop("csrf_token")
    return worker.post(path, **typed, _stap=step)


def _move(worker: Worker, path: str, **answers: Any) -> str:
    """Fill in, confirm, and read the case."""
    sent = _confirm(worker, path, _look(worker, path, **answers))
    assert sent.status_code == 302, text_of(sent)
    return text_of(worker.get(sent.location))


def _term(desk: Desk, case_id: int) -> Any:
    (found,) = desk.office.terms(case_id, "aanmelding")
    return found


def test_a_case_is_suspended_shown_first_and_written_once(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/opschorting"
    assert f'href="{path}"' in manager.get(f"/dossiers/{waiting}")
    answers = _day("van", date(2026, 12, 1)) | _day("tot", date(2026, 12, 14))
    shown = _look(manager, path, **answers, reden="Attest van de dokter gezien.")
    words = text_of(shown)
    assert "woensdag 3 februari 2027 woensdag 17 februari 2027 14 dagen later" in words
    assert "Attest van de dokter gezien." in words
    assert desk.office.rows(suspension) == []
    assert _term(desk, waiting).last_day == FEBRUARY
    told = []
    for _ in range(2):  # a double click
        sent = _confirm(manager, path, shown)
        assert (sent.status_code, sent.location.split("#")[0]) == (302, f"/dossiers/{waiting}")
        told.append(text_of(manager.get(sent.location)))
    (row,) = desk.office.rows(suspension)
    assert (row.first_day, row.last_day, row.account_id) == (
        date(2026, 12, 1),
        date(2026, 12, 14),
        manager.actor.account_id,
    )
    assert _term(desk, waiting).last_day == FEBRUARY + timedelta(14)
    page, again = told
    assert "Het dossier is opgeschort." in page
    assert "nieuwe uiterste dag woensdag 17 februari 2027" in page
    assert "Het is vastgelegd in het dossier." in again
    assert "Van 01/12/2026 tot en met 14/12/2026" in page
    assert "Opgeschort van 01/12/2026 tot en met 14/12/2026" in page
    assert "van 03/02/2027 naar 17/02/2027" in page
    assert "Reden: Attest van de dokter gezien." in page


def test_an_open_suspension_stands_still_until_its_end_is_recorded(
    desk: Desk, waiting: int, manager: Worker
) -> None:
    path = f"/dossiers/{waiting}/opschorting"
    page = _move(manager, path, **_day("van", date(2026, 11, 5)), reden="Opgenomen in het ziekenhuis.")
    assert "Geschorst, nog geen einddatum" in page
    assert "staat stil; de uiterste dag was 03/02/2027" in page
    (row,) = desk.office.rows(suspension)
    end = f"{path}/{row.id}/einde"
    assert f'href="{end}"' in manager.get(f"/dossiers/{waiting}")
    wrong = manager.send(end, **_day("tot", date(2026, 11, 4)))
    assert wrong.status_code == 422
    assert "De laatste dag ligt vóór de eerste dag van de opschorting." in text_of(wrong)
    assert 'href="#tot-day"' in wrong.get_data(as_text=True)
    assert "loopt weer" in text_of(_look(manager, end, **_day("tot", date(2026, 11, 14))))
    page = _move(manager, end, **_day("tot", date(2026, 11, 14)))
    assert "Geschorst, nog geen einddatum" not in page
    assert "“Aanmelding” loopt weer: uiterste dag 15/02/2027" in page  # ten days later is a Saturday
    assert "Einde van de opschorting vastgelegd: van 05/11/2026 tot en met 14/11/2026" in page


def test_a_suspension_is_taken_back_and_stays_readable(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/opschorting"
    _move(manager, path, **_day("van", date(2026, 12, 1)), reden="Verkeerd dossier gekozen.")
    (row,) = desk.office.rows(suspension)
    page = _move(manager, f"{path}/{row.id}/intrekken", reden="Hoorde bij een ander dossier.")
    assert "De opschorting is ingetrokken." in page
    assert "Ingetrokken door Lien: Hoorde bij een ander dossier." in page
    assert "Verkeerd dossier gekozen." in page
    assert _term(desk, waiting).last_day == FEBRUARY
    again = manager.get(f"{path}/{row.id}/intrekken", 409)
    assert "al ingetrokken" in text_of(again)


def test_a_term_is_extended_and_that_is_taken_back(desk: Desk, waiting: int, manager: Worker) -> None:
    term_id = _term(desk, waiting).id
    path = f"/dossiers/{waiting}/termijnen/{term_id}/verlengen"
    page = _move(manager, path, lengte="1", eenheid="maanden", reden="De post was in staking.")
    assert "Verlengd met 1 maand" in page
    assert "Termijn verlengd met 1 maand: Aanmelding" in page
    assert _term(desk, waiting).last_day == date(2027, 3, 3)
    (change,) = desk.office.rows(term_change)
    back = f"/dossiers/{waiting}/termijnen/{term_id}/wijziging/{change.id}/intrekken"
    assert f'href="{back}"' in manager.get(f"/dossiers/{waiting}")
    words = text_of(_look(manager, back, reden="Er was geen staking."))
    assert "28 dagen eerder" in words
    page = _move(manager, back, reden="Er was geen staking.")
    assert "Ingetrokken door Lien: Er was geen staking." in page
    assert _term(desk, waiting).last_day == FEBRUARY
    manager.get(back, 409)


def test_a_postponement_replaces_the_last_day(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/termijnen/{_term(desk, waiting).id}/uitstel"
    page = _move(manager, path, **_day("tot", date(2027, 5, 1)), reden="Attest uitstel van aanmelding.")
    assert "Uitstel tot en met 01/05/2027" in page
    assert _term(desk, waiting).last_day == date(2027, 5, 3)  # the first of May is a Saturday
    (line,) = [row for row in desk.office.rows(audit) if row.event == "uitstel_verleend"]
    assert "Attest" not in str(line.data)
    assert line.account_id == manager.actor.account_id


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 4), "04/11/2026 is al voorbij."),
        (date(2027, 2, 1), "vroeger dan de uiterste dag van nu, 03/02/2027"),
        (date(2042, 2, 1), "ligt meer dan vijf jaar ver"),
    ],
)
def test_a_postponement_that_cannot_be_keeps_what_was_typed(
    desk: Desk, waiting: int, manager: Worker, day: date, words: str
) -> None:
    path = f"/dossiers/{waiting}/termijnen/{_term(desk, waiting).id}/uitstel"
    refused = manager.send(path, **_day("tot", day), reden="Een reden die blijft staan.")
    assert refused.status_code == 422
    assert text_of(refused).count(words) == 2  # on top and at the field
    assert "Een reden die blijft staan." in text_of(refused)
    assert f'value="{day.year}"' in refused.get_data(as_text=True)
    assert desk.office.rows(term_change) == []


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"lengte": "0", "eenheid": "maanden", "reden": "x"}, "minstens 1"),
        ({"lengte": "99999999", "eenheid": "werkdagen", "reden": "x"}, "hoogstens vijf jaar"),
        ({"lengte": "1", "eenheid": "maanden", "reden": "   "}, "Vul “Waarom wordt de termijn verlengd” in"),
        ({"lengte": "een", "eenheid": "maanden", "reden": "x"}, "moet een getal zijn"),
    ],
)
def test_an_extension_that_cannot_be(
    desk: Desk, waiting: int, manager: Worker, answers: dict[str, str], words: str
) -> None:
    path = f"/dossiers/{waiting}/termijnen/{_term(desk, waiting).id}/verlengen"
    refused = manager.send(path, **answers)
    assert refused.status_code == 422
    assert words in text_of(refused)
    assert 'class="govuk-error-summary"' in refused.get_data(as_text=True)


def test_answers_can_be_changed_after_looking(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/opschorting"
    shown = _look(manager, path, **_day("van", date(2026, 12, 1)), reden="Nog eens nadenken.")
    form = _confirm(manager, path, shown, step="aanpassen")
    assert form.status_code == 200
    assert "Nog eens nadenken." in form.get_data(as_text=True)
    assert 'value="12"' in form.get_data(as_text=True)
    assert "Kijk dit na" not in text_of(form)
    assert desk.office.rows(suspension) == []


def test_what_changed_meanwhile_is_shown_again(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/termijnen/{_term(desk, waiting).id}/verlengen"
    shown = _look(manager, path, lengte="7", eenheid="kalenderdagen", reden="Een week.")
    colleague = desk.colleague("an", "in_gent", "teamverantwoordelijke")
    _move(colleague, path, lengte="1", eenheid="maanden", reden="Een maand.")
    late = _confirm(manager, path, shown)
    assert late.status_code == 409
    assert "Er is intussen iets gewijzigd in dit dossier." in text_of(late)
    assert [row.reason for row in desk.office.rows(term_change)] == ["Een maand."]
    assert _confirm(manager, path, late.get_data(as_text=True)).status_code == 302
    assert _term(desk, waiting).last_day == date(2027, 3, 10)


def test_the_past_is_said_plainly(desk: Desk, manager: Worker) -> None:
    case_id, _ = desk.office.reported()
    words = text_of(
        _look(manager, f"/dossiers/{case_id}/opschorting", **_day("van", date(2027, 1, 1)), reden="Laat.")
    )
    assert "begint in het verleden, op 01/01/2027" in words
    assert "1 termijn was sindsdien al verstreken. Hij gaat niet opnieuw open." in words


def test_a_term_that_was_known_too_late_asks_for_somebody(desk: Desk, waiting: int, manager: Worker) -> None:
    path = f"/dossiers/{waiting}/opschorting"
    _move(manager, path, **_day("van", date(2026, 12, 1)), reden="Ziek.")
    (row,) = desk.office.rows(suspension)
    desk.office.until(date(2027, 4, 1))
    back = f"{path}/{row.id}/intrekken"
    words = text_of(_look(manager, back, reden="Vergissing."))
    assert "al voorbij. De termijn loopt dan niet vanzelf af: iemand moet beslissen." in words
    page = _move(manager, back, reden="Vergissing.")
    assert "Iemand moet beslissen over een termijn" in page
    assert "Een stap is niet gelukt" not in page
    assert "Deze dag was al voorbij toen hij bekend werd." in page
    assert "verleng dan de termijn of verleen uitstel" in page
    extend = f"/dossiers/{waiting}/termijnen/{_term(desk, waiting).id}/verlengen"
    page = _move(manager, extend, lengte="3", eenheid="maanden", reden="Alsnog tijd.")
    assert "Deze dag was al voorbij" not in page
    assert desk.office.incidents() == []


def test_a_task_whose_day_stands_still_says_so(desk: Desk, manager: Worker) -> None:
    _, _, file = desk.office.forwarded()
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    assert "Geschorst, nog geen einddatum" not in text_of(officer.get("/taken/team"))
    with_day = _day("van", desk.office.database.now().date())
    _move(officer, f"/dossiers/{file}/opschorting", **with_day, reden="Wachten op stukken.")
    assert "Geschorst, nog geen einddatum" in text_of(officer.get("/taken/team"))
    (task_id,) = {int(each) for each in re.findall(r"/taken/(\d+)\?", officer.get(f"/dossiers/{file}"))}
    assert "Geschorst, nog geen einddatum" in text_of(officer.get(f"/taken/{task_id}"))


def test_only_the_desk_that_owns_the_case_moves_its_clock(desk: Desk, waiting: int) -> None:
    term_id = _term(desk, waiting).id
    paths = [
        f"/dossiers/{waiting}/opschorting",
        f"/dossiers/{waiting}/termijnen/{term_id}/verlengen",
        f"/dossiers/{waiting}/termijnen/{term_id}/uitstel",
    ]
    counsellor = desk.colleague("yassin", "in_gent", "trajectbegeleider")
    elsewhere = desk.colleague("an", "atlas", "dossierbeheerder")
    page = counsellor.get(f"/dossiers/{waiting}")
    for path in paths:
        assert path not in page
        for worker in (counsellor, elsewhere):
            worker.get(path, 403)
            assert worker.post(path, _stap="vastleggen", reden="x").status_code == 403
    assert desk.office.rows(suspension) == desk.office.rows(term_change) == []


def test_enforcement_reads_a_trajectory_and_moves_nothing_in_it(desk: Desk) -> None:
    case_id, _, _ = desk.office.fined()
    officer = desk.colleague("koen", "abb_handhaving", "handhavingsambtenaar")
    assert f"/dossiers/{case_id}/opschorting" not in officer.get(f"/dossiers/{case_id}")
    assert "andere organisatie" in text_of(officer.get(f"/dossiers/{case_id}/opschorting", 403))


def test_what_is_over_is_not_moved(desk: Desk, waiting: int, manager: Worker) -> None:
    term_id = _term(desk, waiting).id
    path = f"/dossiers/{waiting}/termijnen/{term_id}/verlengen"
    shown = _look(manager, path, lengte="1", eenheid="maanden", reden="Te laat.")
    desk.office.clock(
        desk.office.database.now() + timedelta(days=120)
    )  # the timer has not been looked at yet
    late = _confirm(manager, path, shown)
    assert late.status_code == 409
    assert "De uiterste dag van deze termijn is voorbij." in text_of(late)
    assert "Te laat." in late.get_data(as_text=True)
    timers.fire_due(desk.office.database)
    assert "loopt niet (meer)" in text_of(manager.get(path, 409))
    manager.get(f"/dossiers/{waiting}/termijnen/999999/verlengen", 409)
    manager.get("/dossiers/999999/opschorting", 404)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_step_speaks_the_chosen_language(
    desk: Desk, waiting: int, manager: Worker, language: str
) -> None:
    manager.post("/taal", taal=language)
    path = f"/dossiers/{waiting}/opschorting"
    form = text_of(manager.get(path))
    shown = text_of(_look(manager, path, **_day("van", date(2026, 12, 1)), reden="Test."))
    words = {
        "fr": ("Suspendre le dossier", "Premier jour de la suspension", "à l’arrêt", "Confirmer"),
        "en": ("Suspend the case", "First day of the suspension", "stands still", "Confirm"),
    }[language]
    assert all(word in form + shown for word in words), (form, shown)
