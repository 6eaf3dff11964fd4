"""Repair by two people: proposed by one, seen and approved by another, never by one alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from app.casework import (
    audit,
    case_rows,
    correctable,
    incidents,
    messages,
    repair,
    repairs,
    steps,
    tasks,
)
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.case_rows import Conflict
from app.casework.repairs import Correction
from app.db.tables import audit as audit_rows
from app.db.tables import case, message
from app.db.tables import repair as repair_rows
from app.domain.errors import DomainError
from app.engine.errors import EngineError
from tests.casework.broken import publish
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.threads import at_once
from tests.casework.two_people import RIGHT, TERM, WHY, approve, look, proposal, propose


@pytest.fixture
def lead(office: Office) -> Actor:
    return office.hire("in_gent", "teamverantwoordelijke")


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


@pytest.fixture
def stuck(office: Office) -> Iterator[int]:
    """A case whose term has passed and whose step failed; its audit trail must hold at the end."""
    publish(office, TERM)
    case_id = office.detect()
    office.until(date(2027, 2, 4))
    assert [row.kind for row in office.incidents()] == ["termijn"]
    yield case_id
    with office.database.read() as tx:
        assert audit.broken_at(tx, case_id) is None


def _events(office: Office, case_id: int) -> list[tuple[str, int | None]]:
    rows = office.rows(audit_rows, audit_rows.c.case_id == case_id)
    return [(row.event, row.account_id) for row in rows if row.event.startswith("herstel")]


def test_a_fact_is_corrected_and_the_step_taken(
    office: Office, stuck: int, manager: Actor, lead: Actor
) -> None:
    assert "tolk_nodig" not in office.case(stuck).data
    repair_id = propose(office, manager)
    before = dump(office.database)
    preview = look(office, repair_id)
    assert dump(office.database) == before  # it was only looked at
    assert (preview.value, preview.problem) == (None, None)
    assert "aanmeldingstermijn_verstreken" in preview.passed
    gone, come = set(preview.before) - set(preview.after), set(preview.after) - set(preview.before)
    assert [(line.what, line.name) for line in gone if line.what == "termijn"] == [("termijn", "aanmelding")]
    assert "bericht" in {line.what for line in come}
    approve(office, repair_id, lead)
    row = office.case(stuck)
    assert row.data["tolk_nodig"] == "nee"
    assert office.incidents() == []
    assert office.terms(stuck)[0].status == "verstreken"
    assert len(office.rows(case, case.c.parent_id == stuck)) == 1  # the infringement began, once
    done = proposal(office, repair_id)
    assert (done.status, done.before, done.after) == ("uitgevoerd", None, "nee")
    assert (done.proposed_by, done.decided_by) == (manager.account_id, lead.account_id)
    assert _events(office, stuck) == [
        ("herstel_voorgesteld", manager.account_id),
        ("herstel_uitgevoerd", lead.account_id),
    ]
    lines = office.rows(audit_rows, audit_rows.c.event == "herstel_uitgevoerd")
    assert lines[0].data["voorgesteld_door"] == manager.account_id
    assert lines[0].data["gegeven"] == "tolk_nodig"
    assert len(lines[0].data["reden_sha256"]) == 64
    assert "gesprek" not in str(lines[0].data)
    assert "nee" not in lines[0].data.values()


def test_nobody_approves_alone(office: Office, stuck: int, lead: Actor) -> None:
    admin = office.hire("abb", "beheerder", "teamverantwoordelijke")
    for alone in (lead, admin):
        repair_id = propose(office, alone)
        before = dump(office.database)
        with pytest.raises(Refused, match="herstel_eigen_voorstel"):
            approve(office, repair_id, alone)
        with office.database.transaction() as tx, pytest.raises(Refused, match="herstel_eigen_voorstel"):
            repairs.refuse(tx, repair_id, "Toch niet.", alone)
        with pytest.raises(Refused):
            approve(office, repair_id, SYSTEM)
        assert dump(office.database) == before
        with office.database.transaction() as tx:
            repairs.withdraw(tx, repair_id, alone)
    assert [row.status for row in office.rows(repair_rows)] == ["ingetrokken", "ingetrokken"]


def test_whose_case_and_which_role(office: Office, stuck: int, manager: Actor, lead: Actor) -> None:
    elsewhere = office.hire("atlas", "teamverantwoordelijke")
    for stranger in (
        elsewhere,
        office.hire("in_gent", "trajectbegeleider"),
        office.hire("abb", "rapporteur"),
    ):
        with pytest.raises(Refused, match="geen_recht"):
            propose(office, stranger)
    repair_id = propose(office, lead)
    for stranger in (elsewhere, manager, office.hire("abb", "proceseigenaar")):
        with pytest.raises(Refused, match="geen_recht"):
            approve(office, repair_id, stranger)
    with office.database.transaction() as tx, pytest.raises(Refused, match="herstel_niet_eigen"):
        repairs.withdraw(tx, repair_id, manager)
    approve(office, repair_id, office.hire("abb", "beheerder"))
    assert office.incidents() == []


@pytest.mark.parametrize(
    ("correction", "why", "code"),
    [
        (RIGHT, "  ", "reden_ontbreekt"),
        (Correction("schoenmaat", 43), WHY, "herstel_gegeven_onbekend"),
        (Correction("uitkomst", "geslaagd"), WHY, "herstel_gegeven_onbekend"),
        (Correction("doelgroep", "misschien"), WHY, "herstel_waarde_onmogelijk"),
        (Correction("doelgroep", True), WHY, "herstel_waarde_onmogelijk"),
        (Correction("aangemeld_op", "31-02-2027"), WHY, "herstel_waarde_onmogelijk"),
        (Correction("tolk_nodig", None), WHY, "herstel_waarde_onmogelijk"),
        (Correction("doelgroep", "plicht"), WHY, "herstel_zonder_verschil"),
    ],
)
def test_what_cannot_be_proposed(
    office: Office, stuck: int, manager: Actor, correction: Correction, why: str, code: str
) -> None:
    before = dump(office.database)
    with pytest.raises(DomainError, match=code):
        propose(office, manager, correction, why)
    assert dump(office.database) == before


def test_one_proposal_at_a_time(office: Office, stuck: int, manager: Actor, lead: Actor) -> None:
    propose(office, manager)
    with pytest.raises(DomainError, match="herstel_loopt"):
        propose(office, lead)


def test_refused_it_stays_as_it_was(office: Office, stuck: int, manager: Actor, lead: Actor) -> None:
    repair_id = propose(office, manager)
    with office.database.transaction() as tx, pytest.raises(DomainError, match="reden_ontbreekt"):
        repairs.refuse(tx, repair_id, " ", lead)
    with office.database.transaction() as tx:
        repairs.refuse(tx, repair_id, "De kaart is verlopen.", lead)
    assert "tolk_nodig" not in office.case(stuck).data
    assert len(office.incidents()) == 1
    row = proposal(office, repair_id)
    assert (row.status, row.answer, row.decided_by) == (
        "geweigerd",
        "De kaart is verlopen.",
        lead.account_id,
    )
    with pytest.raises(DomainError, match="herstel_niet_open"):
        approve(office, repair_id, lead)
    propose(office, lead)  # another may follow


def test_approved_and_failing_again_it_says_so_and_stays_open(
    office: Office, stuck: int, manager: Actor, lead: Actor
) -> None:
    repair_id = propose(office, manager, Correction("tolk_nodig", "ja"))
    preview = look(office, repair_id)
    assert preview.problem is not None
    assert preview.before == preview.after
    before = dump(office.database, without={"incident", "repair", "audit", "dossier"})
    with pytest.raises(EngineError):
        approve(office, repair_id, lead)
    assert dump(office.database, without={"incident", "repair", "audit", "dossier"}) == before
    assert "tolk_nodig" not in office.case(stuck).data
    (open_one,) = office.incidents()
    assert open_one.attempts == 2
    row = proposal(office, repair_id)
    assert (row.status, row.problem["code"]) == ("voorstel", open_one.code)
    assert _events(office, stuck)[-1] == ("herstel_mislukt", lead.account_id)
    with office.database.transaction() as tx:
        repairs.withdraw(tx, repair_id, manager)
    assert _events(office, stuck)[-1] == ("herstel_ingetrokken", manager.account_id)


def test_what_was_seen_is_what_is_approved(office: Office, stuck: int, manager: Actor, lead: Actor) -> None:
    repair_id = propose(office, manager)
    version = look(office, repair_id).version
    with pytest.raises(Conflict):
        approve(office, repair_id, lead, version - 1)
    approve(office, repair_id, lead, version)


def test_two_who_approve_at_once(office: Office, stuck: int, manager: Actor) -> None:
    repair_id = propose(office, manager)
    leads = [office.hire("in_gent", "teamverantwoordelijke") for _ in range(2)]
    version = office.case(stuck).version

    def decide(lead: Actor) -> None:
        repairs.approve(office.database, repair_id, lead, version)

    found = at_once(lambda: decide(leads[0]), lambda: decide(leads[1]))
    assert sorted(type(each).__name__ for each in found) in (
        ["DomainError", "NoneType"],
        ["Conflict", "NoneType"],
    )
    assert len(office.rows(case, case.c.parent_id == stuck)) == 1


def test_a_step_that_is_taken_otherwise_overtakes_its_repair(
    office: Office, stuck: int, manager: Actor, lead: Actor
) -> None:
    repair_id = propose(office, manager)
    office.record(stuck, "aangemeld")
    (open_one,) = office.incidents()
    repair.retry(office.database, open_one.id, office.hire("abb", "beheerder"))
    assert proposal(office, repair_id).status == "vervallen"
    with pytest.raises(DomainError, match="herstel_niet_open"):
        approve(office, repair_id, lead)


def test_a_fact_that_a_message_brings_is_corrected_in_it(office: Office, manager: Actor, lead: Actor) -> None:
    case_id = office.detect()
    office.until(date(2026, 11, 5))
    with office.database.transaction() as tx:
        messages.send(tx, case_id, "aangemeld", {"aangemeld_op": "5 november"}, "partner:1")
    (noted,) = office.incidents()
    assert noted.kind == "bericht"
    repair_id = propose(office, manager, Correction("aangemeld_op", "2026-11-05"))
    assert proposal(office, repair_id).before == "5 november"
    approve(office, repair_id, lead)
    assert office.incidents() == []
    assert office.case(case_id).data["aangemeld_op"] == "2026-11-05"
    assert office.open(case_id) == ["aanmelding_registreren"]
    assert [row.payload for row in office.rows(message, message.c.key == "partner:1")] == [
        {"aangemeld_op": "2026-11-05"}
    ]


def test_a_task_whose_form_failed_gets_its_fact_and_waits_for_its_form(
    office: Office, manager: Actor, lead: Actor
) -> None:
    case_id = office.offered()
    task_id = office.task(case_id, "contract_ondertekenen")
    with office.database.transaction() as tx:
        tasks.note_failure(tx, task_id, EngineError("feel_waarschuwing", "getekend", expressie="x"))
    with pytest.raises(DomainError, match="loslaten_onmogelijk"):
        propose(office, manager, None)
    repair_id = propose(office, manager, Correction("nt2", "vrijgesteld"))
    approve(office, repair_id, lead)
    assert office.case(case_id).data["nt2"] == "vrijgesteld"
    assert len(office.incidents()) == 1
    office.do(case_id, "contract_ondertekenen")
    assert incidents.settle(office.database) == 1


def test_the_names_and_types_that_a_process_knows(office: Office) -> None:
    case_id = office.registered()
    with office.database.read() as tx:
        row = case_rows.look(tx, case_id)
        facts = correctable.facts_of(*steps.program(tx, row), row.data)
    kinds = {name: fact.kind for name, fact in facts.items()}
    assert kinds["aangemeld_op"] == "dag"
    assert kinds["laaggeletterd"] == "ja_of_nee"
    assert kinds["agentschap"] == kinds["doelgroep"] == kinds["mo"] == "keuze"
    assert {"te volgen", "behaald"} <= {option.value for option in facts["mo"].options}
    assert "reden_weigering" not in kinds  # free text is no fact
    assert "uitkomst" not in kinds
