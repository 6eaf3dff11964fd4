"""Tasks by the API: the same rules as on screen, said to a program."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from app.casework import api_tokens
from app.db.tables import task
from tests.web.api.partner import House, Partner
from tests.web.api.test_cases import ANTWERP
from tests.web.api.test_guard import problem
from tests.web.api.test_once import INTAKE


@pytest.fixture
def partner(house: House) -> Partner:
    return house.partner()


@pytest.fixture
def intake(house: House) -> int:
    """The task of an intake that is to be held; its id."""
    case_id = house.office.registered()
    house.office.do(case_id, "aanmelding_registreren")
    return house.office.task(case_id, "intake_voeren")


def ids(answer: object) -> list[int]:
    return [each["id"] for each in answer.get_json()["items"]]  # type: ignore[attr-defined]


def test_a_task_is_taken_given_back_and_done(house: House, partner: Partner, intake: int) -> None:
    (line,) = partner.get("/tasks").get_json()["items"]
    assert (line["id"], line["element"], line["taken"]) == (intake, "intake_voeren", False)
    taken = partner.post(f"/tasks/{intake}/claim").get_json()
    assert (taken["taken"], taken["mine"]) == (True, True)
    assert "person" not in taken  # an answer is kept for days: it holds nobody's facts
    assert partner.get(f"/tasks/{intake}").get_json()["may_do"] is True
    assert ids(partner.get("/tasks?assigned=vrij")) == []
    assert ids(partner.get("/tasks?assigned=mijn")) == [intake]
    assert partner.post(f"/tasks/{intake}/release").get_json()["taken"] is False
    assert ids(partner.get("/tasks?assigned=vrij")) == [intake]
    done = partner.post(f"/tasks/{intake}/complete", INTAKE).get_json()
    assert done["status"] == "voltooid"
    assert done["case_status"] == "lopend"
    assert done["case_version"] == line["case_version"] + 1
    (row,) = house.office.rows(task, task.c.id == intake)
    with house.office.database.read() as tx:
        assert row.completed_by == api_tokens.get(tx, partner.token_id).account_id
    assert partner.get(f"/tasks/{intake}").get_json()["may_do"] is False


def test_a_task_brings_its_form_as_json_schema(partner: Partner, intake: int) -> None:
    told = partner.get(f"/tasks/{intake}", Accept_Language="fr").get_json()
    Draft202012Validator.check_schema(told["form"])
    assert Draft202012Validator(told["form"]).is_valid(INTAKE["answers"])
    assert not Draft202012Validator(told["form"]).is_valid({"nt2_niveau": "Z9"})
    level = told["form"]["properties"]["nt2_niveau"]
    assert level["title"]
    assert "A1" in level["x-labels"]
    dutch = partner.get(f"/tasks/{intake}", Accept_Language="nl").get_json()["form"]
    assert dutch["properties"]["nt2_niveau"]["title"] != level["title"]


def test_wrong_answers_come_back_field_by_field(house: House, partner: Partner, intake: int) -> None:
    answers = {"nt2_niveau": "Z9", "werkt": "misschien", "verslag_intake": 12}
    refused = partner.post(f"/tasks/{intake}/complete", {"answers": answers}, 422, Accept_Language="en")
    told = problem(refused, 422, "antwoorden_ongeldig")
    assert {"answers.nt2_niveau", "answers.verslag_intake"} <= {each["field"] for each in told["errors"]}
    assert all(each["detail"] for each in told["errors"])
    unknown = partner.post(f"/tasks/{intake}/complete", {"answers": {"nergens": 1}}, 422)
    problem(unknown, 422, "formulier_onbekend_veld")
    assert partner.get(f"/tasks/{intake}").get_json()["status"] == "open"


def test_a_case_that_moved_on_is_told(partner: Partner, intake: int) -> None:
    version = partner.get(f"/tasks/{intake}").get_json()["case_version"]
    stale = partner.post(f"/tasks/{intake}/complete", {**INTAKE, "case_version": version - 1}, 409)
    problem(stale, 409, "intussen_gewijzigd")
    partner.post(f"/tasks/{intake}/complete", {**INTAKE, "case_version": version})


def test_a_task_of_another_organisation_does_not_exist(house: House, partner: Partner) -> None:
    case_id = house.office.detect(**ANTWERP)
    house.office.record(case_id, "aangemeld")
    foreign = house.office.task(case_id, "aanmelding_registreren")
    assert ids(partner.get("/tasks")) == []
    hidden, unknown = partner.get(f"/tasks/{foreign}", 404), partner.get("/tasks/999999", 404)
    assert hidden.get_data() == unknown.get_data()
    problem(hidden, 404, "taak_onbekend")
    for what in ("claim", "release"):
        problem(partner.post(f"/tasks/{foreign}/{what}", status=404), 404, "taak_onbekend")
    problem(partner.post(f"/tasks/{foreign}/complete", {"answers": {}}, 404), 404, "taak_onbekend")


def test_the_role_of_the_lane_counts(house: House, intake: int) -> None:
    desk = house.partner("in_gent", "dossierbeheerder")
    assert desk.get(f"/tasks/{intake}").get_json()["may_do"] is False
    problem(desk.post(f"/tasks/{intake}/claim", status=403), 403, "taak_niet_voor_uw_rol")
    problem(desk.post(f"/tasks/{intake}/complete", INTAKE, 403), 403, "taak_niet_voor_uw_rol")


def test_a_task_that_a_colleague_has_stays_theirs(house: House, partner: Partner, intake: int) -> None:
    colleague = house.partner()
    colleague.post(f"/tasks/{intake}/claim")
    assert partner.get(f"/tasks/{intake}").get_json()["may_do"] is False
    problem(partner.post(f"/tasks/{intake}/claim", status=409), 409, "taak_van_collega")
    problem(partner.post(f"/tasks/{intake}/release", status=409), 409, "taak_van_collega")
    problem(partner.post(f"/tasks/{intake}/complete", INTAKE, 409), 409, "taak_van_collega")


def test_the_list_of_one_case(house: House, partner: Partner, intake: int) -> None:
    other = house.office.registered()
    number = house.office.case(other).number
    assert len(ids(partner.get("/tasks"))) == 2
    assert ids(partner.get(f"/tasks?case={number}")) == [house.office.task(other, "aanmelding_registreren")]
    first = partner.get("/tasks?limit=1").get_json()
    rest = partner.get(f"/tasks?limit=1&cursor={first['next']}").get_json()
    assert [each["id"] for each in first["items"] + rest["items"]] == ids(partner.get("/tasks"))
