"""A letter in French: asked for on the letter's page, only where that may be, only by its desk."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from app.casework import letter_making, obligation_checks
from app.casework.obligation_checks import Said
from app.db.session import Database
from app.db.tables import letter, person
from tests.casework.test_obligation_checks import NEWCOMER
from tests.web.desk import Desk, Worker, text_of

ASKED = {"verzoek_op-day": "2", "verzoek_op-month": "11", "verzoek_op-year": "2026"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def manager(desk: Desk) -> Worker:
    return desk.colleague("lies", "in_gent", "dossierbeheerder")


def test_where_there_are_facilities_it_takes_the_place_of_the_letter(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    _live(desk, "45041", "Ronse")
    letter_making.make_requested(desk.office.database)
    assert "/brieven/1/frans" in manager.get("/brieven/1")
    assert "De Franse brief komt in de plaats" in text_of(manager.get("/brieven/1/frans"))
    assert manager.post("/brieven/1/frans").status_code == 422
    assert manager.post("/brieven/1/frans", **ASKED).location == "/brieven/2"
    page = text_of(manager.get("/brieven/2"))
    assert "Frans, op uitdrukkelijk verzoek van 02/11/2026" in page
    assert "In de plaats van brief 1" in page
    assert "Deze brief is al in het Frans." in text_of(manager.get("/brieven/2/frans"))
    assert "Deze brief is geannuleerd" in text_of(manager.get("/brieven/1/frans"))
    letter_making.make_requested(desk.office.database)
    pdf = PdfReader(BytesIO(manager.client.get("/brieven/2.pdf").get_data()))
    assert "Invitation à votre entretien de départ obligatoire" in pdf.pages[0].extract_text()
    assert "Franse versie van een brief gevraagd" in text_of(manager.get("/dossiers/1"))


def test_elsewhere_it_is_refused(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    assert "/brieven/1/frans" not in manager.get("/brieven/1")
    assert "woont niet in een faciliteitengemeente" in text_of(manager.get("/brieven/1/frans"))
    manager.post("/brieven/1/frans", **ASKED)
    assert "Deze persoon woont in Gent." in text_of(manager.get("/brieven/1"))
    assert [row.language for row in desk.office.rows(letter)] == ["nl"]


def test_only_the_desk_of_the_letter(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    _live(desk, "45041", "Ronse")
    stranger = desk.colleague("tom", "atlas", "dossierbeheerder")
    stranger.get("/brieven/1/frans", 404)
    assert stranger.post("/brieven/1/frans", **ASKED).status_code == 404
    counsellor = desk.colleague("yassin", "in_gent", "trajectbegeleider")
    assert counsellor.post("/brieven/1/frans", **ASKED).status_code == 403


def _live(desk: Desk, nis: str, town: str) -> None:
    with desk.office.database.transaction() as tx:
        tx.execute(update(person).values(nis_code=nis, municipality=town))


def test_of_brussels_it_is_french_by_choice_and_nobody_asks_again(desk: Desk) -> None:
    office = desk.office
    officer = office.colleague("gemeente_21015", "gemeentemedewerker")
    person_id = office.person(**NEWCOMER)
    with office.database.transaction() as tx:
        obligation_checks.record(tx, person_id, Said(language="fr"), officer)
    _live(desk, "45041", "Ronse")
    worker = desk.colleague("mia", "gemeente_21015", "gemeentemedewerker")
    page = worker.get("/brieven/1")
    assert "/brieven/1/frans" not in page
    assert "Taal Frans" in " ".join(text_of(page).split())
    assert "uitdrukkelijk verzoek" not in page
