"""Cases by the API: one's own, page by page, and of another organisation nothing at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from app.domain.scopes import Scope
from tests.web.api.partner import House, Partner
from tests.web.api.test_guard import problem

ANTWERP = {"nis_code": "11002", "municipality": "Antwerpen", "postcode": "2000"}


@pytest.fixture
def house(house_on_both: House) -> House:
    return house_on_both


@pytest.fixture
def partner(house: House) -> Partner:
    return house.partner()


def number(house: House, case_id: int) -> str:
    return str(house.office.case(case_id).number)


def test_one_sees_the_cases_of_the_own_organisation(house: House, partner: Partner) -> None:
    own, foreign = house.office.detect(), house.office.detect(**ANTWERP)
    assert house.office.case(foreign).organisation == "atlas"
    told = partner.get("/cases").get_json()
    assert [each["number"] for each in told["items"]] == [number(house, own)]
    assert told["next"] is None
    line = told["items"][0]
    assert line["process"] == "inburgering"
    assert line["person"]["last_name"] == "Testmans"
    assert len(line["person"]["national_number"]) == 11
    for path in ("", "/timeline"):
        hidden = partner.get(f"/cases/{number(house, foreign)}{path}", 404)
        problem(hidden, 404, "dossier_onbekend")
        unknown = partner.get(f"/cases/INB-2026-999999{path}", 404)
        assert hidden.get_data() == unknown.get_data()
    problem(partner.get("/cases/%00", 404), 404, "adres_onbekend")


def test_a_partner_that_owns_no_case_cannot_read_any(house: House) -> None:
    school = house.partner("vdab", "partnermedewerker", scopes=frozenset({Scope.SEND_MESSAGES}))
    problem(school.get("/cases", 403), 403, "token_zonder_bereik")


def test_the_list_goes_on_where_it_ended(house: House, partner: Partner) -> None:
    numbers = [number(house, house.office.detect()) for _ in range(5)]
    seen: list[str] = []
    path = "/cases?limit=2&status=lopend"
    while path:
        answer = partner.get(path)
        told = answer.get_json()
        seen += [each["number"] for each in told["items"]]
        link = answer.headers.get("Link", "")
        assert bool(link) == bool(told["next"])
        address = urlsplit(link.partition(">")[0].strip("<"))
        path = f"{address.path}?{address.query}".removeprefix("/api/v1") if link else ""
        assert not link or (link.endswith('rel="next"') and "status=lopend" in path)
    assert seen == numbers
    for cursor in ("x", "!!", "LTE", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk"):
        problem(partner.get(f"/cases?cursor={cursor}", 422), 422, "bladwijzer_ongeldig")


def test_the_list_is_narrowed(house: House, partner: Partner) -> None:
    first = number(house, house.office.detect())
    with house.office.database.read() as tx:
        moment = tx.now + timedelta(hours=1)
    house.office.clock(moment)
    later = number(house, house.office.detect())

    def listed(**wanted: Any) -> list[str]:
        answer = partner.client.get("/api/v1/cases", query_string=wanted, headers=partner.headers())
        return [each["number"] for each in answer.get_json()["items"]]

    assert listed(process="inburgering") == [first, later]
    assert listed(process="inbreuk") == []
    assert listed(status="beeindigd") == []
    assert listed(outcome="attest") == []
    assert listed(changed_since=moment.isoformat()) == [later]
    problem(partner.get("/cases?status=open", 422), 422, "velden_ongeldig")
    problem(partner.get("/cases?changed_since=gisteren", 422), 422, "velden_ongeldig")


def test_a_case_tells_where_it_stands_and_nothing_twice(house: House, partner: Partner) -> None:
    case_id = house.office.registered()
    path = f"/cases/{number(house, case_id)}"
    answer = partner.get(path)
    told = answer.get_json()
    assert [each["element"] for each in told["tasks"]] == ["aanmelding_registreren"]
    assert told["status"] == "lopend"
    assert told["terms"]
    assert told["version"] == house.office.case(case_id).version
    assert set(told["waits_for"]) == house.office.waits(case_id)
    same = partner.get(path, 304, If_None_Match=answer.headers["ETag"])
    assert same.get_data() == b""
    assert same.headers["ETag"] == answer.headers["ETag"]
    house.office.do(case_id, "aanmelding_registreren")
    assert partner.get(path, If_None_Match=answer.headers["ETag"]).headers["ETag"] != answer.headers["ETag"]


def test_the_timeline_tells_what_happened_but_not_what_was_written(house: House, partner: Partner) -> None:
    case_id = house.office.registered()
    house.office.do(case_id, "aanmelding_registreren")
    house.office.do(case_id, "intake_voeren", verslag_intake="Wil graag lasser worden.")
    answer = partner.get(f"/cases/{number(house, case_id)}/timeline")
    story = answer.get_json()["items"]
    assert story[0]["what"] == "Intake voeren"
    assert story[0]["kind"] == "taak_voltooid"
    assert story[-1]["kind"] == "dossier_gestart"
    assert any(each["letter"] for each in story)
    assert "lasser" not in answer.get_data(as_text=True)
    partner.get(f"/cases/{number(house, case_id)}/timeline", 304, If_None_Match=answer.headers["ETag"])


def test_enforcement_reads_the_case_behind_its_own_file(house: House) -> None:
    case_id, _, file = house.office.forwarded()
    officer = house.partner("abb_handhaving", "handhavingsambtenaar", scopes=frozenset({Scope.READ_CASES}))
    told = officer.get("/cases").get_json()
    assert [each["number"] for each in told["items"]] == [number(house, file)]
    linked = officer.get(f"/cases/{number(house, file)}").get_json()["linked"]
    assert number(house, case_id) in {each["number"] for each in linked}
    officer.get(f"/cases/{number(house, case_id)}")
