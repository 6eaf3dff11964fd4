"""Hours of a month by the API: only of whom a case involves the school with, and counted once."""

from __future__ import annotations

from typing import Any

import pytest

from app.db.tables import attendance, person
from app.domain.scopes import Scope
from tests.casework.school import School
from tests.web.api.partner import House, Partner
from tests.web.api.test_guard import problem

SENDS = frozenset({Scope.SEND_MESSAGES})


@pytest.fixture
def school(house: House) -> School:
    return School(house.office)


@pytest.fixture
def program(house: House, school: School) -> Partner:
    return house.partner(school.code, "partnermedewerker", scopes=SENDS)


def _hours(house: House, case_id: int, **changes: Any) -> dict[str, Any]:
    (row,) = house.office.rows(person, person.c.id == house.office.case(case_id).person_id)
    usual = {
        "national_number": row.national_number,
        "part": "nt2",
        "month": "2026-10",
        "given": 20,
        "present": 17.5,
        "excused": 2,
    }
    return usual | changes


def test_a_month_is_told_once(house: House, school: School, program: Partner) -> None:
    case_id = house.office.detect()
    school.teaches(case_id)
    assert program.post("/attendance", _hours(house, case_id), 201).get_json() == {"status": "nieuw"}
    assert program.post("/attendance", _hours(house, case_id), 201).get_json() == {"status": "ongewijzigd"}
    (row,) = house.office.rows(attendance)
    assert (row.given, row.present, row.excused) == (2000, 1750, 200)
    other = program.post("/attendance", _hours(house, case_id, present=3), 409)
    problem(other, 409, "maand_al_ingevuld")
    more = program.post("/attendance", _hours(house, case_id, present=19), 409)
    assert more.status_code == 409


def test_of_nobody_else(house: House, school: School, program: Partner) -> None:
    stranger = _hours(house, house.office.detect())
    problem(program.post("/attendance", stranger, 409), 409, "inschrijving_niet_gevonden")
    agency = house.partner(scopes=SENDS)
    problem(agency.post("/attendance", stranger, 403), 403, "geen_recht")
    assert house.office.rows(attendance) == []


@pytest.mark.parametrize("wrong", [{"month": "2026-13"}, {"part": "vdab"}, {"given": -1}, {"given": "veel"}])
def test_what_cannot_be_is_refused_at_its_field(
    house: House, school: School, program: Partner, wrong: dict[str, Any]
) -> None:
    answer = program.post("/attendance", _hours(house, house.office.detect(), **wrong), 422).get_json()
    assert [each["field"] for each in answer["errors"]] == list(wrong)
