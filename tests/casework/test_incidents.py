"""Steps that fail: kept for a person, tried again, counted, and never in the way of anybody else."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import incidents, letter_making, messages, people, repair, tasks, timers
from app.casework.actors import Actor, Refused
from app.db.tables import case, incident, letter, message, task
from app.domain.errors import DomainError
from app.engine.errors import EngineError
from tests.casework.broken import FLEMISH, publish
from tests.casework.dumps import dump
from tests.casework.office import Office

TASK = {f"{FLEMISH}inburgering.bpmn": ('ondertekening = "getekend"', "ondertekening = onbekende_naam")}
TERM = {f"{FLEMISH}inburgering.bpmn": ("feit_datum: vandaag", "feit_datum: onbekende_dag")}
MESSAGE = {f"{FLEMISH}inbreuk.bpmn": ("&quot;rechtgezet&quot;", "onbekende_status")}
LETTER = {f"{FLEMISH}brieven/uitnodiging_startgesprek.typ": None}
SENT = {f"{FLEMISH}handhaving.bpmn": ("{openstaand: bedrag,", "{openstaand: onbekend_bedrag,")}


@pytest.fixture
def admin(office: Office) -> Actor:
    return office.hire("abb", "beheerder")


def _fails_again(office: Office, admin: Actor, attempts: int) -> None:
    (open_one,) = office.incidents()
    with pytest.raises(DomainError) as again:
        repair.retry(office.database, open_one.id, admin)
    assert again.value.code == open_one.code
    (after,) = office.incidents()
    assert (after.id, after.attempts, after.resolved_at) == (open_one.id, attempts, None)


def test_a_task_that_fails(office: Office, admin: Actor) -> None:
    publish(office, TASK)
    case_id = office.offered()
    task_id = office.task(case_id, "contract_ondertekenen")
    (row,) = office.rows(task, task.c.id == task_id)
    actor = office.colleague("in_gent", row.role)
    before = dump(office.database)
    answers = {"ondertekening": "getekend", "ondertekening_op": "2026-11-04"}
    for attempt in (1, 2):
        with pytest.raises(EngineError) as failed, office.database.transaction() as tx:
            tasks.complete(tx, task_id, answers, actor)
        assert dump(office.database, without={"incident"}) == {
            name: rows for name, rows in before.items() if name != "incident"
        }
        with office.database.transaction() as tx:
            tasks.note_failure(tx, task_id, failed.value)
        (noted,) = office.incidents()
        assert (noted.case_id, noted.element, noted.command, noted.attempts) == (
            case_id,
            "getekend",
            {"taak": task_id},
            attempt,
        )
    with pytest.raises(DomainError) as by_form:
        repair.retry(office.database, noted.id, admin)
    assert by_form.value.code == "incident_bij_taak"
    assert office.incidents()[0].attempts == 2
    assert office.open(case_id) == ["contract_ondertekenen"]


def test_a_term_that_fails_stands_in_nobodys_way(office: Office, admin: Actor) -> None:
    fine = office.detect()
    release_id = publish(office, TERM)
    stuck = office.detect()
    assert office.case(stuck).release_id == release_id != office.case(fine).release_id
    office.until(date(2027, 2, 4))
    (noted,) = office.incidents()
    (waiting,) = office.terms(stuck)
    assert (noted.case_id, noted.element, noted.command) == (
        stuck,
        "inbreuk_niet_aangemeld",
        {"termijn": waiting.id},
    )
    assert (waiting.status, waiting.fires_at) == ("loopt", None)
    assert len(office.rows(case, case.c.parent_id == fine)) == 1  # the others went on
    assert timers.fire_due(office.database) == 0
    _fails_again(office, admin, 2)
    _fails_again(office, admin, 3)
    assert incidents.settle(office.database) == 0
    office.record(stuck, "aangemeld")  # the person comes: there is nothing left to do
    assert incidents.settle(office.database) == 1
    assert office.incidents() == []


def test_a_message_that_fails_stands_in_nobodys_way(office: Office, admin: Actor) -> None:
    publish(office, MESSAGE)
    case_id, breach = office.noticed()
    other = office.detect()
    office.record(case_id, "aangemeld")
    (noted,) = office.incidents()
    (left,) = office.rows(message, message.c.status == "wachtend")
    assert (noted.case_id, noted.element, noted.command) == (
        case_id,
        "inbreuk_rechtgezet",
        {"bericht": left.id},
    )
    assert office.case(breach).status == "lopend"
    for _ in range(3):
        assert messages.sweep(office.database) == 0
    assert office.incidents()[0].attempts == 1  # a person looks before it is tried again
    with office.database.transaction() as tx:
        messages.send(tx, other, "aangemeld", {"aangemeld_op": "2027-02-08"}, "daarna")
    assert office.open(other) == ["aanmelding_registreren"]
    _fails_again(office, admin, 2)


def test_a_letter_that_fails_stands_in_nobodys_way(office: Office, admin: Actor) -> None:
    fine = office.detect()
    publish(office, LETTER)
    stuck, third = office.detect(), office.offered(nis_code="11002")
    assert office.letters(fine)[0][1] in ("gemaakt", "verzonden")
    assert office.letters(third)[-1][0] == "inburgeringscontract"
    by_case = {row.case_id: row for row in office.incidents()}
    assert (by_case[stuck].code, by_case[stuck].facts["gegeven"]) == (
        "brief_mist_gegeven",
        "persoon.schoenmaat",
    )
    (asked,) = office.rows(letter, letter.c.case_id == stuck)
    assert asked.status == "gevraagd"
    assert asked.problem.startswith("brief_mist_gegeven")
    assert by_case[stuck].command == {"brief": asked.id}
    with pytest.raises(DomainError):
        repair.retry(office.database, by_case[stuck].id, admin)
    (again,) = [row for row in office.incidents() if row.case_id == stuck]
    assert again.attempts == 2


def test_a_sent_date_stands_when_the_step_after_it_fails(office: Office, admin: Actor) -> None:
    publish(office, SENT)
    _, _, file = office.fined()
    (sent,) = office.rows(letter, letter.c.case_id == file, letter.c.template == "besluit")
    assert (sent.status, sent.sent_on) == ("verzonden", date(2027, 4, 21))
    (noted,) = office.incidents()
    assert (noted.case_id, noted.element) == (file, "openstaand_bedrag_bepalen")
    assert "besluit_verzonden" in office.waits(file)
    _fails_again(office, admin, 2)


def test_a_letter_is_made_again_when_the_name_is_corrected(office: Office, admin: Actor) -> None:
    case_id = office.detect(last_name="Testmans \U000f1234")
    letter_making.make_requested(office.database)
    (noted,) = office.incidents()
    assert noted.code == "brief_teken_niet_afdrukbaar"
    assert letter_making.make_requested(office.database) == 0
    with pytest.raises(DomainError):
        repair.retry(office.database, noted.id, admin)
    assert office.incidents()[0].attempts == 2
    with office.database.transaction() as tx:
        known = people.get(tx, office.case(case_id).person_id)
        people.change(tx, known, {"last_name": "Testmans"}, tx.today)
    repair.retry(office.database, noted.id, admin)
    assert office.incidents() == []
    (made,) = office.rows(letter)
    assert (made.status, made.problem) == ("gemaakt", None)
    assert made.facts["persoon"]["naam"] == "Testmans"
    assert office.rows(incident)[0].resolved_at is not None


def test_a_letter_that_was_cancelled_meanwhile_needs_no_repair(office: Office, admin: Actor) -> None:
    case_id = office.detect(last_name="Testmans \U000f1234")
    letter_making.make_requested(office.database)
    (noted,) = office.incidents()
    office.record(case_id, "aangemeld")
    repair.retry(office.database, noted.id, admin)
    assert office.incidents() == []
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "geannuleerd")]


def test_only_who_may_repairs(office: Office) -> None:
    office.detect(last_name="Testmans \U000f1234")
    letter_making.make_requested(office.database)
    (noted,) = office.incidents()
    before = dump(office.database)
    for role in ("dossierbeheerder", "teamverantwoordelijke", "proceseigenaar"):
        with pytest.raises(Refused):
            repair.retry(office.database, noted.id, Actor(1, "", "in_gent", frozenset({role})))
    assert dump(office.database) == before


def test_an_incident_is_repaired_once(office: Office, admin: Actor) -> None:
    with pytest.raises(DomainError) as unknown:
        repair.retry(office.database, 99, admin)
    assert unknown.value.code == "incident_onbekend"


def test_a_loop_without_end_is_stopped_and_told(office: Office, admin: Actor) -> None:
    """Who pays in parts goes round for ever; the case stands where it stood, and the others go on."""
    path = f"{FLEMISH}handhaving.bpmn"
    publish(
        office,
        {
            path: (
                'sourceRef="volledig_betaald" targetRef="betaling_verrekend"',
                'sourceRef="volledig_betaald" targetRef="betaling_verrekenen"',
            )
        },
    )
    _, _, file = office.fined()
    before = office.case(file)
    with office.database.transaction() as tx:
        paid = {"ontvangen_bedrag": 0, "ontvangen_op": "2027-04-22"}
        messages.send(tx, file, "betaling_ontvangen", paid, "bank:1")
    (noted,) = office.incidents()
    assert (noted.case_id, noted.code, noted.facts["stappen"]) == (file, "stap_op_hol", 500)
    assert office.case(file) == before
    assert "betaling_ontvangen" in office.waits(file)
    _fails_again(office, admin, 2)
