"""The pages of the tray: a list by desk, one message in words, and what can be done about it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from app.db.session import Database
from app.db.tables import partner_message, person
from tests.casework.office import MONDAY
from tests.casework.test_partner_messages import SCHOOL, number_of, result, tell
from tests.create import create_organisation, national_number
from tests.web.desk import Desk, Worker, text_of

UNKNOWN = national_number(date(1991, 3, 2), 77)


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    made = Desk(sqlite_database)
    with sqlite_database.transaction() as tx:
        create_organisation(tx, SCHOOL, kind="partner", name="Avondschool Zuid")
    return made


@pytest.fixture
def manager(desk: Desk) -> Worker:
    return desk.colleague("dries", "in_gent", "dossierbeheerder")


def two_days(desk: Desk) -> tuple[int, int]:
    """A message that says two days; its id and the case that waits for it."""
    case_id = desk.office.detect(last_name="Zoekmans")
    tell(desk.office, number_of(desk.office, case_id), aangemeld_op="2026-10-30")
    return int(desk.office.rows(partner_message)[-1].id), case_id


def test_an_empty_tray_says_so(manager: Worker) -> None:
    page = manager.get("/postvak")
    assert "Het postvak is leeg." in text_of(page)
    assert re.search(r">\s*Postvak\s*<", page)


def test_the_list_says_why_and_the_navigation_how_many(desk: Desk, manager: Worker) -> None:
    two_days(desk)
    tell(desk.office, UNKNOWN, key="9")
    page = manager.get("/postvak")
    assert "Postvak (2)" in page
    assert "2 berichten" in text_of(page)
    assert "De afzender zegt dat het op 02/11/2026 gebeurde." in text_of(page)
    assert "Niemand met dit nummer is hier bekend." in text_of(page)
    assert UNKNOWN not in page
    assert "Zoekmans" not in page
    assert "Geen enkel bericht past hierbij." in text_of(manager.get("/postvak?bericht=mo_resultaat"))
    other = desk.colleague("an", "atlas", "dossierbeheerder").get("/postvak")
    assert "Postvak (1)" in other
    assert "De afzender zegt" not in other


def test_a_message_in_words_goes_to_its_case(desk: Desk, manager: Worker) -> None:
    message_id, case_id = two_days(desk)
    page = manager.get(f"/postvak/{message_id}")
    said = text_of(page)
    assert "Op welke dag heeft de persoon zich aangemeld 30/10/2026" in said
    assert "Ada Zoekmans" in said
    number = desk.office.case(case_id).number
    assert f"{number} · wacht hierop" in said
    answer = manager.send("", page, f"/postvak/{message_id}/dossier", dossier=case_id)
    assert answer.status_code == 302
    assert f"Het bericht staat in dossier {number}." in manager.get("/postvak")
    assert desk.office.case(case_id).data["aangemeld_op"] == "2026-10-30"
    assert "In het dossier" in text_of(manager.get(f"/postvak/{message_id}"))


def test_another_number_of_a_case_is_refused_with_what_was_typed(desk: Desk, manager: Worker) -> None:
    message_id, _ = two_days(desk)
    page = manager.get(f"/postvak/{message_id}")
    answer = manager.send("", page, f"/postvak/{message_id}/dossier", nummer="INB-1999-1")
    assert answer.status_code == 422
    assert "Er is geen dossier INB-1999-1 van uw organisatie." in text_of(answer)
    assert 'value="INB-1999-1"' in answer.get_data(as_text=True)


def test_an_answer_closes_it_and_can_be_undone(desk: Desk, manager: Worker) -> None:
    message_id, _ = two_days(desk)
    assert manager.post(f"/postvak/{message_id}/antwoord", antwoord=" ").status_code == 422
    answer = manager.post(f"/postvak/{message_id}/antwoord", antwoord="Welke dag is het?")
    page = manager.get(answer.headers["Location"])
    assert "Gesloten: Aanmelding van Avondschool Zuid. De afzender leest uw antwoord." in text_of(page)
    assert "Welke dag is het?" in text_of(manager.get(f"/postvak/{message_id}"))
    assert "Beantwoord" in text_of(manager.get("/postvak?staat=afgehandeld"))
    assert manager.post(f"/postvak/{message_id}/terug").status_code == 302
    assert "Wat u kunt doen" in text_of(manager.get(f"/postvak/{message_id}"))
    assert "Gesloten: Aanmelding" not in manager.get(answer.headers["Location"])
    assert manager.post(f"/postvak/{message_id}/sluiten", reden="Dubbel.").status_code == 302
    late = manager.post(f"/postvak/{message_id}/antwoord", antwoord="Toch niet.")
    assert late.headers["Location"] == f"/postvak/{message_id}"
    assert "iemand was u voor" in manager.get(f"/postvak/{message_id}")


def test_a_trajectory_begins_for_who_was_added_since(desk: Desk, manager: Worker) -> None:
    tell(desk.office, UNKNOWN)
    message_id = desk.office.rows(partner_message)[0].id
    assert "Niemand met dit nummer is hier bekend." in text_of(manager.get(f"/postvak/{message_id}"))
    desk.office.person(national_number=UNKNOWN, last_name="Nieuwmans")
    page = manager.get(f"/postvak/{message_id}")
    assert "Ada Nieuwmans" in text_of(page)
    assert "Een traject beginnen met deze aanmelding" in text_of(page)
    assert manager.send("", page, f"/postvak/{message_id}/traject").status_code == 302
    assert desk.office.rows(partner_message)[0].status == "bezorgd"


def test_who_has_the_file_elsewhere_is_not_named(desk: Desk, manager: Worker) -> None:
    """The school knew the number, the case is of Antwerp: in Ghent nobody learns who it is."""
    tell(desk.office, UNKNOWN, "mo_resultaat", **result(MONDAY))
    message_id = desk.office.rows(partner_message)[0].id
    desk.office.detect(national_number=UNKNOWN, nis_code="11002", last_name="Geheimmans")
    page = manager.get(f"/postvak/{message_id}")
    assert "Geheimmans" not in page
    assert "alleen dossiers bij een andere organisatie" in text_of(page)
    assert desk.office.rows(person)[0].last_name == "Geheimmans"


def test_the_tray_of_another_desk_is_closed(desk: Desk, manager: Worker) -> None:
    message_id, case_id = two_days(desk)
    other = desk.colleague("an", "atlas", "dossierbeheerder")
    other.get(f"/postvak/{message_id}", 404)
    assert other.post(f"/postvak/{message_id}/antwoord", antwoord="x").status_code == 403
    assert other.post(f"/postvak/{message_id}/dossier", dossier=case_id).status_code == 403
    desk.colleague("rik", "in_gent", "rapporteur").get("/postvak", 403)
    desk.colleague("bart", "abb", "beheerder").get("/postvak", 403)
    assert desk.office.rows(partner_message)[-1].status == "postvak"
