"""The municipal check of Brussels by the API: looked at, or recorded with the case that belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import obligation_checks
from app.db.tables import case, obligation_check, person
from app.domain.scopes import Scope
from tests.create import national_number
from tests.web.api.partner import House, Partner
from tests.web.api.test_guard import problem

NUMBER = national_number(date(1990, 5, 17), 901)
NEWCOMER = {
    "naam": "Testmans",
    "voornaam": "Ada",
    "geboortedatum": "1990-05-17",
    "nationaliteit": "Marokko",
    "nis_gemeente": "21004",
    "register": "vreemdelingenregister",
    "verblijfsstatuut": "gezinshereniging met derdelander",
    "kaarttype": "A",
    "titel_van": "2026-10-01",
    "titel_tot": "2031-10-01",
    "eerste_inschrijving_belgie": "2026-10-01",
    "eerste_inschrijving_brussel": "2026-10-01",
}


@pytest.fixture
def counter(house: House) -> Partner:
    return house.partner("gemeente_21004", "gemeentemedewerker", scopes=frozenset({Scope.CHECK}))


def asked(**changes: Any) -> dict[str, Any]:
    return {"national_number": NUMBER, "person": NEWCOMER} | changes


def test_to_look_leaves_no_trace(house: House, counter: Partner) -> None:
    found = counter.post("/checks", asked()).get_json()
    assert found["outcome"] == "verplicht"
    assert found["reason"]
    assert found["conditions"]
    assert (found["recorded"], found["case_number"]) == (False, None)
    assert house.office.rows(person) == []
    assert house.office.rows(obligation_check) == []


def test_a_recorded_check_opens_the_case_once(house: House, counter: Partner) -> None:
    found = counter.post("/checks", asked(record=True, language="fr"), key="k1").get_json()
    (opened,) = house.office.rows(case)
    assert (opened.process, opened.organisation) == ("verplicht_traject", "gemeente_21004")
    assert found["case_number"] == opened.number
    assert counter.post("/checks", asked(record=True, language="fr"), key="k1").get_json() == found
    again = counter.post("/checks", asked(record=True, language="fr", person={})).get_json()
    assert again["case_number"] == opened.number
    assert len(house.office.rows(case)) == 1
    assert len(house.office.rows(obligation_check)) == 2


def test_who_shows_a_ground_is_exempt_and_an_unknown_ground_is_refused(
    house: House, counter: Partner
) -> None:
    with house.office.database.read() as tx:
        ground = next(iter(obligation_checks.grounds(tx)))
    assert counter.post("/checks", asked(grounds=ground)).get_json()["outcome"] == "vrijgesteld"
    problem(counter.post("/checks", asked(grounds="goede_wil"), 422), 422, "grond_onbekend")


def test_what_cannot_be_read_is_told_field_by_field(counter: Partner) -> None:
    odd = {**NEWCOMER, "nationaliteit": "Marsiaans", "geboortedatum": "1990-13-40"}
    found = problem(counter.post("/checks", asked(person=odd), 422), 422, "antwoorden_ongeldig")
    assert {each["field"] for each in found["errors"]} == {"person.nationaliteit", "person.geboortedatum"}
    missing = problem(counter.post("/checks", asked(person={}), 422), 422, "antwoorden_ongeldig")
    assert {each["field"] for each in missing["errors"]} == {
        "person.naam",
        "person.nationaliteit",
        "person.nis_gemeente",
    }


def test_what_another_municipality_knows_is_not_told(house: House, counter: Partner) -> None:
    house.office.person(national_number=NUMBER, nis_code="21015", municipality="Schaarbeek")
    known = counter.post("/checks", asked(person={}), 422)
    stranger = counter.post(
        "/checks", asked(national_number=national_number(date(1990, 5, 17), 902), person={}), 422
    )
    assert known.get_data() == stranger.get_data()
    elsewhere = {**NEWCOMER, "nis_gemeente": "21015"}
    problem(counter.post("/checks", asked(person=elsewhere, record=True), 403), 403, "gemeente_andere")


def test_only_a_municipality_checks(house: House) -> None:
    desk = house.partner("in_gent", scopes=frozenset({Scope.READ_CASES}))
    problem(desk.post("/checks", asked(), 403), 403, "token_zonder_bereik")
