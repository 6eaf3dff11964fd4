"""One step is one commit of few statements, and a fault anywhere inside it leaves no trace."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.casework import (
    audit,
    case_rows,
    effects,
    enforcement,
    messages,
    recording,
    repair,
    rows,
    steps,
    tasks,
    term_rows,
    timers,
)
from app.casework.actors import SYSTEM
from app.casework.case_rows import Conflict
from app.casework.events import Complete
from app.db.tables import person, task
from app.engine.errors import EngineError, NotWaiting
from app.engine.runtime import Run
from tests.casework.dumps import Dump, dump, watching
from tests.casework.office import ANSWERS, PARTS, Office

MOST_STATEMENTS = 14


def test_completing_a_task_is_one_commit_of_few_statements(office: Office) -> None:
    """Every task on the road to a fine and its collection, with the command id that a page sends."""
    _, _, file = office.forwarded()
    counted: dict[str, int] = {}

    def complete(of: int, element: str, **answers: Any) -> None:
        task_id = office.task(of, element)
        (row,) = office.rows(task, task.c.id == task_id)
        with office.database.read() as tx:
            _, _, _, found = tasks.element_of(tx, task_id)
            barred = enforcement.barred_accounts(tx, of, found.barred)
            posted = office.answers(tx, element, answers)
        actor = office.colleague(row.organisation, row.role, barred)
        with watching(office.database) as work, office.database.transaction() as tx:
            assert tasks.complete(tx, task_id, posted, actor, f"klik-{element}") == []
            tx.after_commit.clear()  # delivering what was thrown is the next step's work
        assert work.commits == 1, element
        counted[element] = len(work.statements)

    complete(file, "dossier_onderzoeken")
    office.until(date(2027, 4, 20))
    complete(file, "besluit_nemen")
    complete(file, "besluit_ondertekenen")
    case_id = office.registered()
    complete(case_id, "aanmelding_registreren")
    complete(case_id, "intake_voeren")
    complete(case_id, "contract_opmaken")
    complete(case_id, "contract_ondertekenen")
    for element in PARTS:
        complete(case_id, element)
    complete(case_id, "attest_uitreiken")
    assert max(counted.values()) <= MOST_STATEMENTS, counted


def test_a_step_writes_nothing_outside_its_commit(small_office: Office) -> None:
    """Two cases and a delivery are three commits: the step that throws, and each step that hears of it."""
    case_id, breach = small_office.noticed()
    with watching(small_office.database) as work:
        small_office.record(case_id, "aangemeld")
    writing = [text for text in work.statements if re.match("INSERT|UPDATE|DELETE", text)]
    assert writing
    assert small_office.case(breach).outcome == "rechtgezet"
    # the account hired to record it, the registration, the message delivered to the infringement
    assert work.commits == 3


def _fail(*_: Any, **__: Any) -> None:
    raise RuntimeError("the machine stops here")


def _spoiled(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    owner: Any
    owner, name = {
        "effects.apply": (effects, "apply"),
        "rows.write": (rows, "write"),
        "term_rows.write": (term_rows, "write"),
        "rows.throw": (rows, "throw"),
        "audit.append": (audit, "append"),
        "state": (Run, "save"),
        "answer": (steps, "_keep_answer"),
        "save": (steps, "replace"),
    }[place]
    if place != "save":
        monkeypatch.setattr(owner, name, _fail)
        return
    calls: list[int] = []

    def after_the_save(row: Any, **changes: Any) -> Any:
        calls.append(1)
        if "version" in changes:  # the last thing that a step does, after the update of the case
            _fail()
        return original(row, **changes)

    original = steps.replace
    monkeypatch.setattr(steps, "replace", after_the_save)


PLACES = [
    "effects.apply",
    "rows.write",
    "term_rows.write",
    "rows.throw",
    "audit.append",
    "state",
    "answer",
    "save",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_fault_anywhere_in_completing_leaves_no_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    case_id = office.offered()
    task_id = office.task(case_id, "contract_ondertekenen")
    refusal = {
        "ondertekening": "geweigerd",
        "ondertekening_op": "2026-11-04",
        "reden_weigering": "Wil eerst een advocaat spreken.",
    }
    role = office.rows(task, task.c.id == task_id)[0].role
    actor = office.colleague("in_gent", role)
    before = dump(office.database)
    _spoiled(monkeypatch, place)
    with pytest.raises(RuntimeError), office.database.transaction() as tx:
        tasks.complete(tx, task_id, refusal, actor, "klik")
    assert dump(office.database) == before
    monkeypatch.undo()
    with office.database.transaction() as tx:  # and the same click works once the fault is gone
        assert tasks.complete(tx, task_id, refusal, actor, "klik") == []
    assert dump(office.database) != before


@pytest.mark.parametrize("place", ["effects.apply", "rows.write", "audit.append", "state", "save"])
def test_a_fault_in_a_term_leaves_an_incident_and_no_other_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    admin = office.hire("abb", "beheerder")
    case_id = office.detect()
    office.until(date(2026, 11, 3))
    (term,) = office.terms(case_id, "aanmelding")
    office.clock(term.fires_at)
    before = dump(office.database)
    _spoiled(monkeypatch, place)
    assert timers.fire_due(office.database) == 1
    _only_trouble(office, before, {"incident", "term"})
    monkeypatch.undo()
    assert timers.fire_due(office.database) == 0  # a person looks first
    repair.retry(office.database, office.incidents()[0].id, admin)
    assert office.terms(case_id, "aanmelding")[0].status == "verstreken"
    assert office.incidents() == []


@pytest.mark.parametrize("place", ["effects.apply", "rows.write", "audit.append", "save"])
def test_a_fault_in_a_message_leaves_it_waiting(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    admin = office.hire("abb", "beheerder")
    case_id, breach = office.noticed()
    with monkeypatch.context() as crash:
        crash.setattr(messages, "deliver_after", lambda tx, row: None)
        office.record(case_id, "aangemeld")
    before = dump(office.database)
    _spoiled(monkeypatch, place)
    assert messages.sweep(office.database) == 0
    _only_trouble(office, before, {"incident"})
    monkeypatch.undo()
    repair.retry(office.database, office.incidents()[0].id, admin)
    assert office.case(breach).outcome == "rechtgezet"


def _only_trouble(office: Office, before: Dump, tables: set[str]) -> None:
    """Nothing was kept of a step that failed, but that it did; a mistake of ours is told as one."""
    after = dump(office.database)
    assert {table for table in after if after[table] != before[table]} == tables
    assert [each.code for each in office.incidents()] == ["onverwachte_fout"]


def test_a_fault_while_a_case_is_begun_leaves_no_case(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = office.person()
    before = dump(office.database)
    monkeypatch.setattr(audit, "append", _fail)
    with pytest.raises(RuntimeError):
        office.detect(person_id)
    assert dump(office.database) == before


def test_an_engine_error_leaves_no_trace(office: Office) -> None:
    """Free text is written before the engine is asked what follows; it goes as well."""
    case_id = office.registered()
    actor = office.colleague("in_gent", "dossierbeheerder")
    before = dump(office.database)
    event = Complete("0" * 32, "aanmelding_registreren", {}, {"opmerking_registratie": "weg"})
    with pytest.raises(NotWaiting), office.database.transaction() as tx:
        steps.advance(tx, case_id, event, actor)
    assert dump(office.database) == before


def test_a_case_that_ended_takes_no_step(office: Office) -> None:
    case_id = office.detect(residence_status="asielzoeker")
    assert office.case(case_id).outcome == "geen_doelgroep"
    with pytest.raises(Conflict), office.database.transaction() as tx:
        steps.advance(tx, case_id, Complete("0" * 32, "intake_voeren", {}), SYSTEM)


def test_a_case_that_moved_on_is_not_overwritten(office: Office) -> None:
    """The version on the page, and the version in the row: both are looked at."""
    case_id = office.registered()
    seen = office.case(case_id).version
    task_id = office.task(case_id, "aanmelding_registreren")
    with office.database.read() as tx:
        role = tx.execute(select(task.c.role).where(task.c.id == task_id)).scalar_one()
    actor = office.colleague("in_gent", role)
    before = dump(office.database)
    answers = ANSWERS["aanmelding_registreren"]
    with pytest.raises(Conflict), office.database.transaction() as tx:
        tasks.complete(tx, task_id, answers, actor, version=seen - 1)
    assert dump(office.database) == before
    with office.database.transaction() as tx:
        assert tasks.complete(tx, task_id, answers, actor, version=seen) == []


def test_a_message_that_nobody_expects_is_refused(office: Office) -> None:
    case_id = office.registered()
    actor = office.colleague("in_gent", "trajectbegeleider")
    before = dump(office.database)
    with pytest.raises(Exception) as refused, office.database.transaction() as tx:
        recording.record(tx, case_id, "aangemeld", {"aangemeld_op": "2026-11-04"}, actor)
    assert getattr(refused.value, "code", None) == "bericht_niet_verwacht"
    assert dump(office.database) == before


def test_what_the_engine_refuses_is_named_with_its_element(small_office: Office) -> None:
    case_id = small_office.detect()
    with small_office.database.transaction() as tx:
        row = case_rows.look(tx, case_id)
        run = Run.__new__(Run)
        run.asked = [effects.Asked("mijlpaal", {"soort": "onbestaand", "datum": "2026-11-02"}, "mijlpaal_x")]
        with pytest.raises(EngineError) as problem:
            effects.apply(tx, row, run, SYSTEM)
    assert (problem.value.code, problem.value.element) == ("handeling_mislukt", "mijlpaal_x")
    assert small_office.rows(person)
