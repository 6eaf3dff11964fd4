"""A wrong file taken back on screen, what prevents it, and the lists behind the numbers of a report."""

from __future__ import annotations

from typing import Any

import pytest

from app.casework import imports
from app.db.session import Database
from app.db.tables import case, import_run, person
from tests.casework.months import WRONG, sample, take_in
from tests.exchange.extracts import GOOD
from tests.web.desk import Desk, Worker, text_of


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def administrator(desk: Desk) -> Worker:
    return desk.colleague("sam", "abb", "beheerder")


def _yes(worker: Worker, run_id: int, reason: str = WRONG, name: str = "uittreksel.csv") -> Any:
    return worker.post(f"/invoer/{run_id}/terugdraaien", reden=reason, bestandsnaam=name)


def test_taken_back_with_a_reason_and_its_name(desk: Desk, administrator: Worker) -> None:
    run_id = take_in(desk.office.database, sample()[:30])
    assert f'href="/invoer/{run_id}/terugdraaien"' in administrator.get(f"/invoer/{run_id}")
    asked = text_of(administrator.get(f"/invoer/{run_id}/terugdraaien"))
    assert "Er is nog niets teruggedraaid." in asked
    new = len(desk.office.rows(person))
    assert f"Personen die nieuw waren, verdwijnen {new}" in asked
    for wrong in ({"reason": " "}, {"name": "ander.csv"}):
        answer = _yes(administrator, run_id, **wrong)
        assert answer.status_code == 422
        assert "Kijk dit na" in text_of(answer)
    assert "Typ de naam van het bestand precies over: uittreksel.csv." in text_of(answer)
    assert _yes(administrator, run_id).status_code == 302
    assert f"0 van {new} personen teruggedraaid." in text_of(administrator.get(f"/invoer/{run_id}"))
    imports.run_requested(desk.office.database)
    report = text_of(administrator.get(f"/invoer/{run_id}"))
    for words in ("Deze invoer is teruggedraaid.", WRONG, "Gevraagd", "Sam"):
        assert words in report, words
    assert f"/invoer/{run_id}/terugdraaien" not in administrator.get(f"/invoer/{run_id}")
    assert administrator.client.get(f"/invoer/{run_id}/terugdraaien").status_code == 409
    assert _yes(administrator, run_id).status_code == 409
    assert {row.status for row in desk.office.rows(person)} == {"teruggedraaid"}


def test_what_prevents_it_is_told_with_the_cases(desk: Desk, administrator: Worker) -> None:
    run_id = take_in(desk.office.database, [{**GOOD, "verblijfsstatuut": "overige"}])
    (row,) = desk.office.rows(case)
    desk.office.do(row.id, "doelgroep_bepalen")
    asked = administrator.get(f"/invoer/{run_id}/terugdraaien")
    assert "In het dossier dat dit bestand opende, is al iets gebeurd" in text_of(asked)
    assert row.number in text_of(asked)
    assert f"/dossiers/{row.id}" not in asked  # who imports sees no cases
    assert 'name="reden"' not in asked
    answer = _yes(administrator, run_id)
    assert answer.status_code == 409
    assert "Er is niets veranderd." in text_of(answer)
    assert [each.status for each in desk.office.rows(import_run)] == ["klaar"]


def test_the_numbers_lead_to_lists(desk: Desk, administrator: Worker) -> None:
    run_id = take_in(desk.office.database, sample()[:120])
    report = administrator.get(f"/invoer/{run_id}")
    opened = desk.office.rows(import_run)[0].counts["opened"]
    for group, number in opened.items():
        address = f"/invoer/{run_id}/lijst/geopend?soort={group}"
        assert address in report
        assert f"{number} dossier" in text_of(administrator.get(address))
    everybody = text_of(administrator.get(f"/invoer/{run_id}/lijst/nieuw"))
    assert f"{len(desk.office.rows(person))} dossiers" in everybody
    assert "Bladzijde 1 van 3" in everybody
    assert not any(row.last_name in everybody for row in desk.office.rows(person))
    last = administrator.get(f"/invoer/{run_id}/lijst/nieuw?pagina=3")
    assert "Bladzijde 3 van 3" in text_of(last)
    assert administrator.client.get(f"/invoer/{run_id}/lijst/nieuw?soort=x").status_code == 404
    assert administrator.client.get(f"/invoer/{run_id}/lijst/iets").status_code == 404


def test_who_works_with_cases_sees_the_own_ones_by_name(desk: Desk) -> None:
    run_id = take_in(desk.office.database, sample()[:40])
    manager = desk.colleague("mia", "in_gent", "dossierbeheerder")
    own = desk.office.rows(case, case.c.organisation == "in_gent")
    names = {row.id: row.last_name for row in desk.office.rows(person)}
    told = text_of(manager.get(f"/invoer/{run_id}/lijst/nieuw"))
    assert f"{len(own)} dossier" in told
    assert all(names[row.person_id] in told and row.number in told for row in own)
    manager.get(f"/invoer/{run_id}", status=403)
    assert manager.client.get(f"/invoer/{run_id}/terugdraaien").status_code == 403
