"""Whom a municipality still has to check: its own people, and nobody of another."""

from __future__ import annotations

from datetime import date

import pytest

from app.db.session import Database
from app.db.tables import obligation_check
from app.insight import checks_to_do
from app.insight.checks_to_do import unchecked
from tests.web.desk import Desk, Worker, text_of

SCHAARBEEK, PATH = "gemeente_21015", "/balie/na-te-kijken"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def officer(desk: Desk) -> Worker:
    return desk.colleague("balie", SCHAARBEEK, "gemeentemedewerker")


def checked(desk: Desk, person_id: int, organisation: str) -> None:
    with desk.office.database.transaction() as tx:
        tx.execute(
            obligation_check.insert().values(
                person_id=person_id,
                organisation=organisation,
                checked_on=tx.today,
                recorded_at=tx.now,
                outcome="verplicht",
                reason="Proef.",
                rule="regel",
                language="fr",
            )
        )


def test_the_list_is_of_who_lives_here_and_was_never_checked(desk: Desk, officer: Worker) -> None:
    office, here = desk.office, {"nis_code": "21015"}
    assert "is hier al nagekeken" in text_of(officer.get(PATH))
    office.person(last_name="Haddad", first_registered_brussels=date(2026, 10, 1), **here)
    office.person(last_name="Janssens", first_registered_brussels=date(2026, 10, 20), **here)
    office.person(last_name="Overleden", status="overleden", **here)
    office.person(last_name="Elders", nis_code="21004")
    checked(desk, office.person(last_name="Bekend", **here), SCHAARBEEK)
    checked(desk, office.person(last_name="Verhuisd", **here), "gemeente_21004")
    told = text_of(officer.get(PATH))
    assert [name for name in ("Janssens", "Haddad", "Verhuisd") if name in told] == [
        "Janssens",
        "Haddad",
        "Verhuisd",
    ]
    assert told.index("Janssens") < told.index("Haddad") < told.index("Verhuisd")
    assert not any(name in told for name in ("Overleden", "Elders", "Bekend"))
    assert "3 personen" in told
    assert PATH in officer.get("/balie")


def test_from_the_list_to_the_counter(desk: Desk, officer: Worker) -> None:
    """The number goes in the body, as at the counter itself."""
    desk.office.person(last_name="Haddad", nis_code="21015")
    page = officer.get(PATH)
    number = page.split('name="national_number" value="')[1].split('"')[0]
    answer = officer.post("/balie/nagaan", national_number=number)
    assert answer.status_code == 200
    assert "Haddad" in text_of(answer)


def test_a_long_list_has_pages(desk: Desk, officer: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks_to_do, "PAGE", 2)
    for _ in range(5):
        desk.office.person(nis_code="21015")
    with desk.office.database.read() as tx:
        pages = [unchecked(tx, officer.actor, page) for page in (0, 1, 2, 3, 9)]
    assert [len(each.people) for each in pages] == [2, 2, 2, 1, 1]
    assert {(each.total, each.pages) for each in pages} == {(5, 3)}


def test_only_the_counter_of_a_municipality_has_it(desk: Desk) -> None:
    for username, organisation, role in (
        ("lies", "in_gent", "trajectbegeleider"),
        ("vdab", "vdab", "partnermedewerker"),
        ("baas", "abb", "beheerder"),
    ):
        desk.colleague(username, organisation, role).get(PATH, 403)
