"""Finding somebody, a person by hand, and registration at the desk."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from app.db.session import Database
from app.db.tables import case, person
from app.domain.vocabulary import Mutation
from tests.web.desk import Desk, Worker, text_of

ADA = {
    "national_number": "85.07.30-033.28",
    "last_name": "O’Brien",
    "first_name": "Ada",
    "birth_date-day": "30",
    "birth_date-month": "7",
    "birth_date-year": "1985",
    "nationality": "Marokko",
    "nis_code": "44021",
    "register": "vreemdelingenregister",
    "residence_status": "gezinshereniging met Belg",
    "card_type": "F",
    "first_registered_belgium-day": "1",
    "first_registered_belgium-month": "10",
    "first_registered_belgium-year": "2026",
    "first_registered_flanders-day": "1",
    "first_registered_flanders-month": "10",
    "first_registered_flanders-year": "2026",
    "title_from-day": "1",
    "title_from-month": "10",
    "title_from-year": "2026",
    "title_to-day": "1",
    "title_to-month": "10",
    "title_to-year": "2031",
    "temporary_stay": "nee",
    "minister_of_religion": "nee",
}


_SINCE = [name for name in ADA if name.startswith("first_registered_flanders")]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def manager(desk: Desk) -> Worker:
    return desk.colleague("lies", "in_gent", "dossierbeheerder")


def test_from_the_card_to_a_registered_person(desk: Desk, manager: Worker) -> None:
    answer = manager.post("/personen/nieuw", **ADA)
    assert answer.status_code == 302
    page = text_of(manager.get(answer.location))
    for words in ("Ada O’Brien is toegevoegd.", "85.07.30-033.28", "30/07/1985", "Gent"):
        assert words in page
    assert "Met de hand ingevoerd" in page
    question = text_of(manager.get(f"{answer.location}/aanmelden"))
    assert "Er begint een nieuw dossier" in question
    assert "maandag 2 november 2026" in question
    registered = manager.post(f"{answer.location}/aanmelden")
    (row,) = desk.office.rows(case)
    assert registered.location == f"/dossiers/{row.id}"
    assert row.data["aangemeld_op"] == "2026-11-02"
    assert "Ada O’Brien is aangemeld." in text_of(manager.get(registered.location))


def test_registering_twice_says_what_to_do(desk: Desk, manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    manager.post(f"{path}/aanmelden")
    again = manager.post(f"{path}/aanmelden")
    assert again.location == path
    page = text_of(manager.get(path))
    assert "Het traject wacht nu niet op een aanmelding." in page
    assert "Aanmelden aan de balie" not in page
    assert len(desk.office.rows(case)) == 1


def test_who_cannot_be_placed_yet_gets_a_case_all_the_same(desk: Desk, manager: Worker) -> None:
    unknown = dict.fromkeys((f"first_registered_belgium-{part}" for part in ("day", "month", "year")), "")
    path = manager.post("/personen/nieuw", **{**ADA, **unknown}).location
    answer = manager.post(f"{path}/aanmelden")
    (row,) = desk.office.rows(case)
    assert desk.office.open(row.id) == ["doelgroep_bepalen"]
    assert "Een dossierbeheerder bepaalt dat eerst" in text_of(manager.get(answer.location))


def test_a_running_trajectory_goes_on(desk: Desk, manager: Worker) -> None:
    case_id = desk.office.detect()
    desk.office.until(date(2026, 11, 5))
    (row,) = desk.office.rows(person)
    assert "Aanmelden aan de balie" in text_of(manager.get(f"/personen/{row.id}"))
    assert desk.office.case(case_id).number in manager.get(f"/personen/{row.id}/aanmelden")
    assert manager.post(f"/personen/{row.id}/aanmelden").location == f"/dossiers/{case_id}"
    assert desk.office.open(case_id) == ["aanmelding_registreren"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"national_number": "85.07.30-033.29"}, "de controlecijfers kloppen niet"),
        ({"national_number": ""}, "Vul “Rijksregisternummer” in."),
        ({"last_name": " "}, "Vul “Naam” in."),
        ({"birth_date-day": "31"}, "Deze geboortedatum past niet bij het rijksregisternummer"),
        ({"birth_date-day": "31", "birth_date-month": "2"}, "“Geboortedatum” moet een bestaande datum zijn"),
        ({"nis_code": "99999"}, "Kies bij “Gemeente” een van de mogelijkheden."),
        ({"first_registered_flanders-year": "2027"}, "kan niet in de toekomst liggen"),
        (dict.fromkeys(_SINCE, ""), "Vul “Eerste inschrijving in Vlaanderen” in."),
        ({"nis_code": "21015"}, "Vul “Eerste inschrijving in Brussel” in."),
        ({"title_to-year": "2020"}, "“Verblijfstitel tot” ligt voor het begin."),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    desk: Desk, manager: Worker, changes: dict[str, str], words: str
) -> None:
    answer = manager.post("/personen/nieuw", **{**ADA, **changes})
    assert answer.status_code == 422
    assert text_of(answer).count(words) == 2  # on top and at the field
    assert 'value="Ada"' in answer.text
    assert desk.office.rows(person) == []


def test_a_number_that_is_known_leads_to_the_person(desk: Desk, manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    again = manager.post("/personen/nieuw", **ADA)
    assert again.status_code == 422
    assert f'href="{path}"' in again.text
    assert "Er is al iemand met dit nummer." in text_of(again)
    assert len(desk.office.rows(person)) == 1


def test_a_number_known_elsewhere_names_the_organisation_and_not_the_person(
    desk: Desk, manager: Worker
) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    manager.post(f"{path}/aanmelden")
    stranger = desk.colleague("tom", "atlas", "dossierbeheerder")
    again = stranger.post("/personen/nieuw", **{**ADA, "last_name": "Iemand", "first_name": "X"})
    assert "Deze persoon heeft een dossier bij: IN-Gent." in text_of(again)
    assert "Brien" not in again.text
    assert "IN-Gent" in text_of(stranger.get(path, 403))


def test_another_town_is_sent_to_its_own_desk(desk: Desk, manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **{**ADA, "nis_code": "11002"}).location
    page = text_of(manager.get(f"{path}/aanmelden"))
    assert "Atlas, integratie & inburgering Antwerpen bevoegd" in page
    assert "Ja, aanmelden" not in page
    manager.post(f"{path}/aanmelden")
    assert desk.office.rows(case) == []


def test_what_changed_stays_to_be_read(desk: Desk, manager: Worker) -> None:
    case_id = desk.office.detect(municipality="Gent")
    desk.office.register_says(case_id, Mutation.CHANGE, street="Nieuwstraat", sex="X")
    (row,) = desk.office.rows(person)
    page = text_of(manager.get(f"/personen/{row.id}"))
    assert "Straat Teststraat Nieuwstraat 02/11/2026" in page
    assert "Geslacht Vrouw X" in page


def test_only_who_may(desk: Desk, manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    officer = desk.colleague("ines", "abb_handhaving", "handhavingsambtenaar")
    reporter = desk.colleague("eva", "abb", "rapporteur")
    officer.get("/zoeken")
    for address in ("/personen/nieuw", path, f"{path}/aanmelden"):
        officer.get(address, 403)
    for address in ("/zoeken", "/personen/nieuw", path):
        reporter.get(address, 403)
    assert reporter.post("/zoeken", zoek="O’Brien").status_code == 403
    assert officer.post(f"{path}/aanmelden").status_code == 403
    manager.get("/personen/987654", 404)


@pytest.mark.parametrize("subject", ["personen", "dossiers", "uitgaven", "brieven/bundels"])
def test_a_number_that_no_row_can_have_is_not_found(manager: Worker, subject: str) -> None:
    for number in (2**63 - 1, 2**63, 10**40):
        manager.get(f"/{subject}/{number}", 404)


def test_search_keeps_what_was_typed_out_of_the_address(manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    answer = manager.post("/zoeken", zoek="obrien ada")
    assert answer.location == "/zoeken"
    page = manager.get("/zoeken")
    assert "1 persoon gevonden" in text_of(page)
    assert f'href="{path}"' in page
    assert 'value="obrien ada"' in page


def test_a_whole_number_opens_at_once(desk: Desk, manager: Worker) -> None:
    path = manager.post("/personen/nieuw", **ADA).location
    assert manager.post("/zoeken", zoek="85073003328").location == path
    case_path = manager.post(f"{path}/aanmelden").location
    number = desk.office.rows(case)[0].number
    assert manager.post("/zoeken", zoek=number.lower()).location == case_path
    stranger = desk.colleague("tom", "atlas", "dossierbeheerder")
    assert stranger.post("/zoeken", zoek=number).location == "/zoeken"
    assert "Niemand gevonden voor" in text_of(stranger.get("/zoeken"))


@pytest.mark.parametrize(
    "typed", ["<script>alert(1)</script>", "%(x)s {{ 7 * 7 }}", "'; drop table person --"]
)
def test_what_is_typed_stays_text(manager: Worker, typed: str) -> None:
    manager.post("/zoeken", zoek=typed)
    page = manager.get("/zoeken")
    assert f"“{typed}”" in unescape(page)
    assert "<script>alert" not in page
