"""Trying a failed step again: the same command, on the case as it stands now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select, update

from app.casework import case_rows, incidents, letter_making, messages, timers
from app.casework.actors import Actor, Refused
from app.db.session import Database, Transaction
from app.db.tables import letter, message, subscription, task, term
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind
from app.domain.permissions import Action, may
from app.domain.vocabulary import LetterStatus, MessageStatus, TaskStatus, TermStatus

BY_FORM, NOBODY = "incident_bij_taak", "bericht_nog_niet_bezorgd"
NO_ATTEMPT = frozenset({BY_FORM, NOBODY})  # nothing was tried: somebody else has to act first


def retry(database: Database, incident_id: int, actor: Actor) -> None:
    """Try again; the incident is resolved when the step is taken, or when there is nothing left to do.

    Raises what it fails with again (that counts as another attempt), DomainError `incident_bij_taak` when a
    person has to fill in the form again, `bericht_nog_niet_bezorgd` while nobody waits for the message.
    """
    if not may(actor.roles, Action.RESOLVE_INCIDENT):
        raise Refused("geen_recht")
    with database.read() as tx:
        found = incidents.get(tx, incident_id)
    try:
        with database.transaction() as tx:
            again(tx, found)
            incidents.resolve(tx, incident_id)
    except Exception as failure:
        problem = incidents.as_refusal(failure)
        if problem.code not in NO_ATTEMPT:
            with database.transaction() as tx:
                incidents.open_incident(tx, found.case_id, problem, found.command)
        raise problem from failure


def again(tx: Transaction, found: Any) -> None:
    """Take the step of an incident in this transaction. Raises what it fails with; then undo everything."""
    _AGAIN[IncidentKind(found.kind)](tx, found)


def _message(tx: Transaction, found: Any) -> None:
    row = tx.execute(select(message).where(message.c.id == found.subject_id).with_for_update()).one()
    if row.status == MessageStatus.WAITING and not messages.hand_over(tx, row):
        raise DomainError(NOBODY)


def _term(tx: Transaction, found: Any) -> None:
    case_rows.lock(tx, found.case_id)
    due = tx.execute(select(term).where(term.c.id == found.subject_id)).one()
    if due.status == TermStatus.RUNNING:
        messages.deliver_after(tx, timers.fire(tx, due))


def _letter(tx: Transaction, found: Any) -> None:
    row = tx.execute(select(letter).where(letter.c.id == found.subject_id).with_for_update()).one()
    if row.status == LetterStatus.REQUESTED:
        letter_making.make(tx, row.id)
    tx.execute(update(letter).where(letter.c.id == row.id).values(problem=None))


def _task(tx: Transaction, found: Any) -> None:
    known = select(task.c.status).where(task.c.id == found.subject_id)
    if tx.execute(known).scalar_one() == TaskStatus.OPEN:
        raise DomainError(BY_FORM)


def _recording(tx: Transaction, found: Any) -> None:
    waits = select(subscription.c.id).where(
        subscription.c.case_id == found.case_id, subscription.c.name == found.command["vastleggen"]
    )
    if tx.execute(waits).first() is not None:
        raise DomainError(BY_FORM)


_AGAIN: dict[IncidentKind, Callable[[Transaction, Any], None]] = {
    IncidentKind.TASK: _task,
    IncidentKind.RECORDING: _recording,
    IncidentKind.MESSAGE: _message,
    IncidentKind.TERM: _term,
    IncidentKind.LETTER: _letter,
}
