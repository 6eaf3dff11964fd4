"""The verdict over a long run sees what is wrong: a verdict that cannot fail says nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, update

from app.db.session import Database
from app.db.tables import audit, case, incident, letter, subscription, term
from app.domain.vocabulary import CaseStatus, TermStatus
from tests.load import verdict
from tests.load.office import MOMENT, OBLIGED, Office, open_office


@pytest.fixture
def office(sqlite_database: Database) -> Office:
    """Two people who are invited, with their letters out of the way."""
    office = open_office(sqlite_database)
    office.start_cases(2, OBLIGED)
    with sqlite_database.transaction() as tx:
        tx.execute(delete(letter))
    return office


def test_cases_that_wait_are_well(office: Office) -> None:
    assert verdict.faults(office.database) == []
    assert ("inburgering wacht: termijn aanmelding", 2) in verdict.outcomes(office.database)


def test_a_case_that_waits_for_nothing_is_found(office: Office) -> None:
    with office.database.transaction() as tx:
        tx.execute(delete(subscription))
        tx.execute(delete(term))
    assert len(verdict.faults(office.database)) == 2


def test_a_term_that_did_not_fire_is_found(office: Office) -> None:
    with office.database.transaction() as tx:
        tx.execute(update(term).values(status=TermStatus.RUNNING, fires_at=MOMENT - timedelta(days=1)))
    assert verdict.faults(office.database) == ["2 terms are due and did not fire"]


def test_what_an_ended_case_leaves_open_is_found(office: Office) -> None:
    with office.database.transaction() as tx:
        tx.execute(update(case).values(status=CaseStatus.ENDED, ended_at=MOMENT))
    faults = verdict.faults(office.database)
    assert "2 terms of ended cases are open" in faults
    assert any("subscriptions of ended cases" in fault for fault in faults)


@pytest.mark.parametrize(("code", "expected"), [("brief_teken_niet_afdrukbaar", 0), ("feel_fout", 1)])
def test_incidents_are_faults_unless_expected(office: Office, code: str, expected: int) -> None:
    values = {"case_id": 1, "code": code, "facts": {}, "command": {}, "created_at": MOMENT, "attempts": 1}
    values["kind"] = "brief"
    with office.database.transaction() as tx:
        tx.execute(insert(incident), values)
    assert len(verdict.faults(office.database)) == expected


def test_a_broken_audit_chain_is_found(office: Office) -> None:
    with office.database.transaction() as tx:
        tx.execute(update(audit).where(audit.c.case_id == 1).values(event="taak_voltooid"))
    assert verdict.faults(office.database) == ["the audit chain of case 1 is broken"]
