"""Messages by the API: counted once, never dropped, and told to nobody else."""

from __future__ import annotations

from typing import Any

import pytest

from app.db.tables import person
from app.domain.scopes import Scope
from tests.web.api.partner import House, Partner
from tests.web.api.test_guard import problem

SENDS = frozenset({Scope.SEND_MESSAGES})


@pytest.fixture
def partner(house: House) -> Partner:
    return house.partner(scopes=SENDS)


def told(house: House, case_id: int, **changes: Any) -> dict[str, Any]:
    """That the person of a case came to the desk today."""
    (row,) = house.office.rows(person, person.c.id == house.office.case(case_id).person_id)
    with house.office.database.read() as tx:
        today = tx.today.isoformat()
    usual = {
        "name": "aangemeld",
        "national_number": row.national_number,
        "occurred_on": today,
        "payload": {"aangemeld_op": today},
    }
    return usual | changes


def test_the_case_that_waits_hears_it_once(house: House, partner: Partner) -> None:
    case_id = house.office.detect()
    message = told(house, case_id)
    first = partner.post("/messages", message, 201, key="k1").get_json()
    assert first["status"] == "bezorgd"
    assert first["repeated"] is False
    assert house.office.open(case_id) == ["aanmelding_registreren"]
    assert partner.post("/messages", message, 201, key="k1").get_json() == first
    other = house.partner(scopes=SENDS)  # another token of the same organisation: the message counts once
    again = other.post("/messages", message, 201, key="k1").get_json()
    assert (again["id"], again["repeated"]) == (first["id"], True)
    problem(
        other.post("/messages", told(house, case_id, name="hervat"), 422, key="k1"),
        422,
        "sleutel_hergebruikt",
    )


def test_what_became_of_it_is_told_to_who_sent_it(house: House, partner: Partner) -> None:
    sent = partner.post("/messages", told(house, house.office.detect()), 201).get_json()
    found = partner.get(f"/messages/{sent['id']}").get_json()
    assert found == sent
    foreign = house.partner("atlas", scopes=SENDS)
    hidden, unknown = foreign.get(f"/messages/{sent['id']}", 404), foreign.get("/messages/999999", 404)
    problem(hidden, 404, "partnerbericht_onbekend")
    assert hidden.get_data() == unknown.get_data()


def test_of_somebody_unknown_a_colleague_looks(partner: Partner) -> None:
    body = {
        "name": "aangemeld",
        "national_number": "85073003328",
        "occurred_on": "2026-11-02",
        "payload": {"aangemeld_op": "2026-11-02"},
    }
    assert partner.post("/messages", body, 201).get_json()["status"] == "postvak"


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"name": "bestaat_niet"}, 422, "bericht_onbekend"),
        ({"name": "verweer_ontvangen"}, 403, "bericht_niet_voor_afzender"),
        ({"national_number": "85073003329"}, 422, "rijksregisternummer_ongeldig"),
        ({"occurred_on": "2031-01-01"}, 422, "gebeurd_in_toekomst"),
        ({"payload": {"aangemeld_op": "ooit"}}, 422, "bericht_ongeldig"),
        ({"payload": {"wat": 1}}, 422, "bericht_ongeldig"),
    ],
)
def test_what_no_case_would_take_is_refused(
    house: House, partner: Partner, changes: dict[str, Any], status: int, code: str
) -> None:
    message = told(house, house.office.detect(), **changes)
    found = problem(partner.post("/messages", message, status), status, code)
    if code == "bericht_ongeldig":
        assert found["errors"]
        assert all(each["field"].startswith("payload") for each in found["errors"])


def test_it_is_told_which_messages_one_may_send(partner: Partner) -> None:
    kinds = {each["name"]: each["payload"] for each in partner.get("/message-types").get_json()["items"]}
    assert "aangemeld" in kinds
    assert kinds["aangemeld"]["inburgering"]["properties"]["aangemeld_op"]["format"] == "date"
