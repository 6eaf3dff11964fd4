"""Why a term has not fired: one reason at a time, from the letter to the worker that must live."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import leases, letter_making, letters, releases, term_changes, timers, workers
from app.clock import midnight, system_now
from app.db.session import Database
from app.db.tables import letter, worker
from app.domain.errors import DomainError
from app.insight.term_reasons import case_numbered, why_not_fired
from app.web import operations_wording  # noqa: F401 - brings the sentences
from app.web.wording import words_for
from tests.casework.office import NINE, Office


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def _why(office: Office, case_id: int) -> list[tuple[str, Any]]:
    with office.database.read() as tx:
        number = office.case(case_id).number
        found, release_id = case_numbered(tx, number)
        assert found == case_id
        reasons = why_not_fired(tx, case_id, releases.load(tx, release_id), releases.load)
    for each in reasons:
        said = words_for(each.code, dict(each.facts))
        assert each.code not in said
        assert "…" not in said
    return [(each.code, each.facts) for each in reasons]


def test_from_the_letter_to_the_day(office: Office) -> None:
    case_id = office.detect()
    brief = {"brief": "uitnodiging_startgesprek"}
    assert _why(office, case_id) == [("termijn_brief_te_maken", brief)]
    letter_making.make_requested(office.database)
    assert _why(office, case_id) == [("termijn_brief_te_verzenden", brief)]
    office.clock(midnight(date(2026, 11, 3)) + NINE)
    (asked,) = office.rows(letter)
    with office.database.transaction() as tx:
        letters.mark_sent(tx, asked.id, tx.today)
    fires = midnight(date(2027, 2, 4))
    assert _why(office, case_id) == [("termijn_nog_niet", {"moment": fires})]
    office.clock(fires + NINE)
    assert _why(office, case_id) == [("termijn_nooit_worker", {"moment": fires})]
    with office.database.transaction() as tx:
        workers.begin(tx, "a")
    assert _why(office, case_id) == [("termijn_aan_de_beurt", {"moment": fires, "eerder": 0})]
    with office.database.transaction() as tx:
        workers.beat(tx, "a", {"fire_terms": {"problem": "schijf_vol"}})
    assert _why(office, case_id) == [("termijn_worker_faalt", {"moment": fires, "probleem": "schijf_vol"})]
    last = system_now() - leases.LENGTH
    with office.database.transaction() as tx:
        tx.execute(worker.update().values(seen_at=last))
    assert _why(office, case_id) == [("termijn_geen_worker", {"moment": fires, "gezien": last})]
    timers.fire_due(office.database)
    assert [code for code, _ in _why(office, case_id)] == ["termijn_verstreken"]


def test_a_letter_that_could_not_be_made(office: Office) -> None:
    case_id = office.detect(last_name="Testmans \U000f1234")
    letter_making.make_requested(office.database)
    assert [code for code, _ in _why(office, case_id)] == ["termijn_brief_mislukt"]


def test_a_step_that_failed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = office.detect()
    office.until(date(2026, 11, 5))
    office.clock(midnight(date(2027, 2, 8)) + NINE)
    with monkeypatch.context() as patched:
        patched.setattr(timers.steps, "advance_locked", lambda *_: {}["weg"])
        timers.fire_due(office.database)
    (noted,) = office.incidents()
    ((code, facts),) = _why(office, case_id)
    assert (code, facts["incident"], facts["pogingen"]) == ("termijn_incident", noted.id, 1)


def test_a_term_that_lapsed_and_one_of_a_task(office: Office) -> None:
    case_id = office.registered()
    assert [code for code, _ in _why(office, case_id)] == ["termijn_vervallen"]
    for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken"):
        office.do(case_id, element)
    assert ("termijn_van_taak", {"dag": date(2026, 12, 4)}) in _why(office, case_id)


def test_a_suspended_case(office: Office) -> None:
    case_id = office.detect()
    office.until(date(2026, 11, 5))
    lead = office.hire("in_gent", "teamverantwoordelijke")
    with office.database.transaction() as tx:
        term_changes.suspend(tx, case_id, date(2026, 11, 5), None, "Ziek.", lead)
    assert _why(office, case_id) == [("termijn_geschorst", {"sinds": date(2026, 11, 5)})]


def test_a_case_that_is_not_there(office: Office) -> None:
    with office.database.read() as tx, pytest.raises(DomainError, match="dossier_onbekend"):
        case_numbered(tx, "INB-1999-000001")
