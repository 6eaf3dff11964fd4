"""The counter of a municipality: looked at, kept, printed and handed over, without a script."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from app.db.session import Database
from app.db.tables import case, letter, obligation_check, person, task, term
from app.domain.vocabulary import TaskStatus
from tests.create import national_number
from tests.web.desk import Desk, Worker, text_of

SCHAARBEEK = "gemeente_21015"
STANDS_THERE: dict[str, Any] = {
    "last_name": "Haddad",
    "first_name": "Rania",
    "sex": "V",
    "birth_date-day": "12",
    "birth_date-month": "4",
    "birth_date-year": "1994",
    "nationality": "Libanon",
    "register": "vreemdelingenregister",
    "residence_status": "gezinshereniging met derdelander",
    "card_type": "A",
    "title_from-day": "1",
    "title_from-month": "10",
    "title_from-year": "2026",
    "title_to-day": "1",
    "title_to-month": "10",
    "title_to-year": "2031",
    "first_registered_belgium-day": "1",
    "first_registered_belgium-month": "10",
    "first_registered_belgium-year": "2026",
    "first_registered_brussels-day": "1",
    "first_registered_brussels-month": "10",
    "first_registered_brussels-year": "2026",
}


@pytest.fixture
def number() -> str:
    return national_number(date(1994, 4, 12), 124)


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def officer(desk: Desk) -> Worker:
    return desk.colleague("balie", SCHAARBEEK, "gemeentemedewerker")


def _keep(officer: Worker, number: str, **more: str) -> Any:
    answers = {"national_number": number, **STANDS_THERE, "taal": "fr", **more}
    looked = officer.post("/balie/nagaan", stap="nagaan", **answers).get_data(as_text=True)
    return officer.send("/balie/vastleggen", looked, **answers)


def _count(desk: Desk, table: Any) -> int:
    with desk.office.database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(table)).scalar_one())


def test_whoever_stands_there_is_looked_at_without_a_trace(desk: Desk, officer: Worker, number: str) -> None:
    assert "Vandaag is hier nog niemand nagekeken" in text_of(officer.get("/balie"))
    asked = officer.post("/balie/nagaan", national_number=number)
    assert "Nog niet bekend" in text_of(asked)
    assert 'value="1994"' in asked.get_data(as_text=True)  # the number tells the birthday
    looked = officer.post("/balie/nagaan", national_number=number, stap="nagaan", **STANDS_THERE)
    assert looked.status_code == 200
    assert "Verplicht" in text_of(looked)
    assert "Leeftijd vandaag 32" in text_of(looked)
    assert _count(desk, person) == _count(desk, obligation_check) == _count(desk, case) == 0


def test_a_wrong_number_is_said_at_the_field(officer: Worker) -> None:
    answer = officer.post("/balie/nagaan", national_number="85.07.30-033.29")
    assert answer.status_code == 422
    assert "controlecijfers" in text_of(answer)
    assert 'value="85.07.30-033.29"' in answer.get_data(as_text=True)


def test_kept_printed_and_handed_over(desk: Desk, officer: Worker, number: str) -> None:
    kept = _keep(officer, number)
    assert kept.status_code == 302
    where = kept.headers["Location"]
    assert "Verplicht" in text_of(officer.get(where))
    printed = officer.client.get(f"{where}/attest.pdf")
    pdf = PdfReader(io.BytesIO(printed.get_data()))
    text = " ".join(each.extract_text() for each in pdf.pages)
    assert printed.mimetype == "application/pdf"
    assert "Haddad" in text
    today = desk.office.database.now().date()
    told = {
        "overhandigd_op-day": str(today.day),
        "overhandigd_op-month": str(today.month),
        "overhandigd_op-year": str(today.year),
        "ontvangst_getekend": "ja",
        "brochure_uitgelegd": "ja",
    }
    without = officer.send(where, to=f"{where}/overhandigd", **(told | {"ontvangst_getekend": ""}))
    assert without.status_code == 422
    assert officer.send(where, to=f"{where}/overhandigd", **told).status_code == 302
    assert "Uiterlijk aanmelden" in text_of(officer.get(where))
    with desk.office.database.read() as tx:
        runs = tx.execute(select(term.c.started_on).where(term.c.code == "brussel_aanmelding")).scalar_one()
        assert runs == today
        sent = {(row.status, row.sent_on) for row in tx.execute(select(letter))}
        assert sent == {("verzonden", today)}  # by hand: the print room has nothing to do with them
        open_tasks = select(task.c.id).where(task.c.status == TaskStatus.OPEN)
        assert tx.execute(open_tasks).all() == []
    assert officer.send(where, to=f"{where}/overhandigd", **told).status_code == 302  # the same click again
    assert "Haddad" in text_of(officer.get("/balie"))


def test_what_is_not_printed_is_not_handed_over(desk: Desk, officer: Worker, number: str) -> None:
    where = _keep(officer, number).headers["Location"]
    today = desk.office.database.now().date()
    told = {
        "overhandigd_op-day": str(today.day),
        "overhandigd_op-month": str(today.month),
        "overhandigd_op-year": str(today.year),
        "ontvangst_getekend": "ja",
        "brochure_uitgelegd": "ja",
    }
    answer = officer.send(where, to=f"{where}/overhandigd", **told)
    assert answer.status_code == 422
    assert "Druk hem eerst af" in text_of(answer)


def test_the_same_click_counts_once(desk: Desk, officer: Worker, number: str) -> None:
    answers = {"national_number": number, **STANDS_THERE, "taal": "nl"}
    looked = officer.post("/balie/nagaan", stap="nagaan", **answers).get_data(as_text=True)
    first = officer.send("/balie/vastleggen", looked, **answers)
    again = officer.send("/balie/vastleggen", looked, **answers)
    assert first.headers["Location"] == again.headers["Location"]
    assert _count(desk, obligation_check) == 1
    later = _keep(officer, number)  # another look at the same person opens nothing
    assert later.status_code == 302
    assert (_count(desk, obligation_check), _count(desk, case)) == (2, 1)


def test_a_ground_that_is_shown_exempts(desk: Desk, officer: Worker, number: str) -> None:
    kept = _keep(officer, number, vrijstellingsgrond="belgisch_diploma")
    page = text_of(officer.get(kept.headers["Location"]))
    assert "Vrijgesteld" in page
    assert "hoeft niets te doen" in page
    assert _count(desk, case) == 0
    assert officer.client.get(f"{kept.headers['Location']}/attest.pdf").status_code == 404


def test_the_language_is_asked_before_it_is_kept(desk: Desk, officer: Worker, number: str) -> None:
    answer = officer.post("/balie/vastleggen", national_number=number, **STANDS_THERE)
    assert answer.status_code == 422
    assert "In welke taal" in text_of(answer)
    assert _count(desk, obligation_check) == 0


def test_nobody_leafs_through_people_of_elsewhere(desk: Desk, officer: Worker, number: str) -> None:
    where = _keep(officer, number).headers["Location"]
    other = desk.colleague("balie2", "gemeente_21009", "gemeentemedewerker")
    other.get(where, 404)
    assert other.client.get(f"{where}/attest.pdf").status_code == 404
    assert "Haddad" not in text_of(other.get("/balie"))
    desk.colleague("dossier1", "atlas", "dossierbeheerder").get("/balie", 403)
    desk.colleague("vreemd", "atlas", "gemeentemedewerker").get("/balie", 403)


def test_who_lived_elsewhere_lives_here_from_now_on(desk: Desk, officer: Worker) -> None:
    of_ghent = desk.office.detect(nis_code="44021")
    with desk.office.database.read() as tx:
        known = tx.execute(select(person)).one()
    asked = officer.post("/balie/nagaan", national_number=known.national_number)
    assert "Bij ons woont deze persoon in Gent" in text_of(asked)
    answers = {
        **STANDS_THERE,
        "national_number": known.national_number,
        "last_name": known.last_name,
        "first_name": known.first_name,
        "taal": "nl",
    }
    for part in ("day", "month", "year"):
        answers.pop(f"birth_date-{part}")
    assert officer.post("/balie/vastleggen", **answers).status_code == 302
    with desk.office.database.read() as tx:
        assert tx.execute(select(person.c.nis_code)).scalar_one() == "21015"
        assert tx.execute(select(case.c.status).where(case.c.id == of_ghent)).scalar_one() == "beeindigd"
