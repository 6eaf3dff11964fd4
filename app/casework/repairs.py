"""Repair by two people, of what trying again does not solve: one proposes it and says why, another approves.

Nobody approves what they proposed, whatever their roles. What is carried out is one transaction: the fact and
the step that failed, or what is let go. When the step fails again nothing of it has happened, and the
proposal stays open with the reason. The audit trail keeps who and which. Why stands in the proposal, which
can be wiped; the trail holds its SHA-256, so that it cannot be rewritten unseen.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update

from app.casework import audit, case_rows, correctable, incidents, letting_go, repair, steps
from app.casework.actors import Actor, Refused
from app.casework.case_rows import CaseRow
from app.db.session import Database, Transaction
from app.db.tables import case, incident, message
from app.db.tables import repair as repairs
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind, RepairKind, RepairStatus
from app.domain.permissions import Action, may_repair

LONGEST_REASON = 1000  # characters


@dataclass(frozen=True)
class Correction:
    """The right value of a fact of the case."""

    fact: str
    value: Any


def propose(
    tx: Transaction, incident_id: int, correction: Correction | None, reason: str, actor: Actor
) -> int:
    """Propose to correct a fact, or (without a correction) to let go of what failed; the proposal's id.

    Raises Refused `geen_recht`, DomainError `incident_onbekend`, `reden_ontbreekt`, `herstel_loopt` (there is
    one already), `herstel_gegeven_onbekend`, `herstel_waarde_onmogelijk`, `herstel_zonder_verschil`,
    `herstel_dossier_beeindigd`, and what `letting_go.check` raises.
    """
    found = incidents.get(tx, incident_id)
    row = case_rows.lock(tx, found.case_id)
    _check_right(actor, row, Action.PROPOSE_REPAIR)
    if not reason.strip():
        raise DomainError("reden_ontbreekt")
    waiting = select(repairs.c.id).where(
        repairs.c.incident_id == incident_id, repairs.c.status == RepairStatus.PROPOSED
    )
    if tx.execute(waiting).first() is not None:
        raise DomainError("herstel_loopt")
    if correction is None:
        letting_go.check(tx, row, steps.program(tx, row)[1], found)
    else:
        check_correction(tx, row, found, correction)
    repair_id = tx.insert_id(
        insert(repairs).values(
            incident_id=incident_id,
            case_id=row.id,
            kind=RepairKind.FACT if correction else RepairKind.LET_GO,
            fact=correction.fact if correction else None,
            before=values(tx, row, found).get(correction.fact) if correction else None,
            after=correction.value if correction else None,
            reason=reason.strip()[:LONGEST_REASON],
            status=RepairStatus.PROPOSED,
            proposed_by=actor.account_id,
            proposed_at=tx.now,
        )
    )
    _note(tx, row, "herstel_voorgesteld", get(tx, repair_id), actor)
    return repair_id


def approve(database: Database, repair_id: int, actor: Actor, version: int) -> None:
    """Carry out a proposal that somebody else made, on the case as the approver saw it.

    Raises Refused `geen_recht`, `herstel_eigen_voorstel`, DomainError `herstel_niet_open`,
    `intussen_gewijzigd`, and what the step fails with again: then the proposal stays open and says so.
    """
    try:
        with database.transaction() as tx:
            found, row = _to_decide(tx, repair_id, actor)
            if row.version != version:
                raise case_rows.Conflict(dossier=row.number)
            try:
                with tx.connection.begin_nested():
                    carry_out(tx, found, row, actor)
            except Exception as failure:
                raise _Failed(incidents.as_refusal(failure)) from failure
    except _Failed as failed:
        with database.transaction() as tx:
            _keep_failure(tx, repair_id, failed.problem, actor)
        raise failed.problem from failed


def carry_out(tx: Transaction, found: Any, row: CaseRow, actor: Actor) -> None:
    """What a proposal does, in a locked case. Raises what the step fails with; then undo everything."""
    wrong = incidents.get(tx, found.incident_id)
    done = {"status": RepairStatus.CARRIED_OUT, "decided_by": actor.account_id, "decided_at": tx.now}
    _set(tx, found.id, **done, problem=None)
    _note(tx, row, "herstel_uitgevoerd", found, actor)
    if found.kind == RepairKind.LET_GO:
        row = case_rows.lock(tx, row.id)  # the line just noted is the head of its audit trail
        letting_go.let_go(tx, row, steps.program(tx, row)[1], wrong, found.reason, actor)
        return
    correction = Correction(found.fact, found.after)
    check_correction(tx, row, wrong, correction)
    _set(tx, found.id, before=values(tx, row, wrong).get(found.fact))
    _correct(tx, row, wrong, correction)
    if not IncidentKind(wrong.kind).by_form:
        repair.again(tx, wrong)
        incidents.resolve(tx, wrong.id)


def values(tx: Transaction, row: CaseRow, wrong: Any) -> dict[str, Any]:
    """The facts that a failed step goes by: those of the case, over which a message lays its own."""
    return {**row.data, **_payload(tx, wrong)}


def check_correction(tx: Transaction, row: CaseRow, wrong: Any, correction: Correction) -> None:
    """Whether this is a fact of the case, and a value of its type that differs. Raises as `propose`."""
    if row.state is None:
        raise DomainError("herstel_dossier_beeindigd")
    known = values(tx, row, wrong)
    fact = correctable.fact_of(*steps.program(tx, row), known, correction.fact)
    if not fact.accepts(correction.value):
        raise DomainError("herstel_waarde_onmogelijk", gegeven=correction.fact)
    if correction.fact in known and known[correction.fact] == correction.value:
        raise DomainError("herstel_zonder_verschil", gegeven=correction.fact)


def _correct(tx: Transaction, row: CaseRow, wrong: Any, correction: Correction) -> None:
    """In the message where that brings the fact, else it would lay the wrong one over it; and in the case."""
    right = {correction.fact: correction.value}
    payload = _payload(tx, wrong)
    if correction.fact in payload:
        brought = update(message).where(message.c.id == wrong.subject_id)
        tx.execute(brought.values(payload={**payload, **right}))
    stands = correction.fact in row.data or correction.fact not in payload
    data = {**row.data, **right} if stands else row.data
    tx.execute(update(case).where(case.c.id == row.id).values(data=data, version=row.version + 1))


def _payload(tx: Transaction, wrong: Any) -> dict[str, Any]:
    if wrong.kind != IncidentKind.MESSAGE:
        return {}
    return dict(tx.execute(select(message.c.payload).where(message.c.id == wrong.subject_id)).scalar_one())


def refuse(tx: Transaction, repair_id: int, answer: str, actor: Actor) -> None:
    """Do not carry it out. Raises as `approve`, and DomainError `reden_ontbreekt`."""
    found, row = _to_decide(tx, repair_id, actor)
    if not answer.strip():
        raise DomainError("reden_ontbreekt")
    said = answer.strip()[:LONGEST_REASON]
    decided = {"decided_by": actor.account_id, "decided_at": tx.now, "answer": said}
    _set(tx, repair_id, status=RepairStatus.REFUSED, **decided)
    _note(tx, row, "herstel_geweigerd", found, actor, antwoord_sha256=_sha256(said))


def withdraw(tx: Transaction, repair_id: int, actor: Actor) -> None:
    """Take back one's own proposal. Raises Refused `herstel_niet_eigen`, DomainError `herstel_niet_open`."""
    found, row = _open(tx, repair_id)
    if found.proposed_by != actor.account_id:
        raise Refused("herstel_niet_eigen")
    _set(tx, repair_id, status=RepairStatus.WITHDRAWN, decided_at=tx.now)
    _note(tx, row, "herstel_ingetrokken", found, actor)


def get(tx: Transaction, repair_id: int) -> Any:
    """A proposal's row. Raises DomainError `herstel_onbekend`."""
    found = tx.execute(select(repairs).where(repairs.c.id == repair_id)).first()
    if found is None:
        raise DomainError("herstel_onbekend", herstel=repair_id)
    return found


class _Failed(Exception):
    """The step failed again: nothing of the repair has happened."""

    def __init__(self, problem: DomainError) -> None:
        self.problem = problem
        super().__init__(problem.code)


def _to_decide(tx: Transaction, repair_id: int, actor: Actor) -> tuple[Any, CaseRow]:
    found, row = _open(tx, repair_id)
    _check_right(actor, row, Action.APPROVE_REPAIR)
    if actor.account_id is None or actor.account_id == found.proposed_by:
        raise Refused("herstel_eigen_voorstel")
    return found, row


def _open(tx: Transaction, repair_id: int) -> tuple[Any, CaseRow]:
    """A proposal that waits and its case, locked in the order in which steps lock: message, then case."""
    found = get(tx, repair_id)
    wrong = tx.execute(select(incident).where(incident.c.id == found.incident_id)).one()
    if wrong.kind == IncidentKind.MESSAGE:
        tx.execute(select(message.c.id).where(message.c.id == wrong.subject_id).with_for_update())
    row = case_rows.lock(tx, found.case_id)
    again = select(repairs).where(repairs.c.id == repair_id).with_for_update()
    found = tx.execute(again).one()
    if found.status != RepairStatus.PROPOSED:
        raise DomainError("herstel_niet_open", status=found.status)
    return found, row


def _check_right(actor: Actor, row: CaseRow, action: Action) -> None:
    if actor.account_id is None or not may_repair(actor.organisation, row.organisation, actor.roles, action):
        raise Refused("geen_recht")


def _keep_failure(tx: Transaction, repair_id: int, problem: DomainError, actor: Actor) -> None:
    found, row = _open(tx, repair_id)
    told = {"code": problem.code, "facts": incidents.plain_facts(problem)}
    _set(tx, repair_id, problem=told)
    _note(tx, row, "herstel_mislukt", found, actor, code=problem.code)
    the_step = found.kind == RepairKind.FACT and not problem.code.startswith("herstel_")
    if the_step and problem.code not in repair.NO_ATTEMPT:
        wrong = incidents.get(tx, found.incident_id)
        incidents.open_incident(tx, wrong.case_id, problem, wrong.command)


def _set(tx: Transaction, repair_id: int, **values: Any) -> None:
    tx.execute(update(repairs).where(repairs.c.id == repair_id).values(**values))


def _note(tx: Transaction, row: CaseRow, event: str, found: Any, actor: Actor, **more: Any) -> None:
    """Ids, and a fact by its name: never its value, nor what somebody wrote."""
    facts = {
        "incident": found.incident_id,
        "herstel": found.id,
        "soort": found.kind,
        "voorgesteld_door": found.proposed_by,
        "reden_sha256": _sha256(found.reason),
        **more,
    }
    if found.fact:
        facts["gegeven"] = found.fact
    audit.note(tx, row, event, facts, actor)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
