"""Trying a failed step again: the same command, on the case as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select, update

from app.casework import incidents, letters, messages, steps, timers
from app.casework.actors import Actor
from app.casework.tasks import Refused
from app.db.session import Database, Transaction
from app.db.tables import letter, message, task, term
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.domain.vocabulary import LetterStatus, MessageStatus, TaskStatus, TermStatus


def retry(database: Database, incident_id: int, actor: Actor) -> None:
    """Try again; the incident is resolved when the step is taken, or when there is nothing left to do.

    Raises what it fails with again (that counts as another attempt), DomainError `incident_bij_taak` when a
    person has to fill in the form again, `bericht_nog_niet_bezorgd` while nobody waits for the message.
    """
    if not may(actor.roles, Action.RESOLVE_INCIDENT):
        raise Refused("geen_recht")
    with database.read() as tx:
        found = incidents.get(tx, incident_id)
    again = next((_AGAIN[kind] for kind in found.command if kind in _AGAIN), _by_form)
    try:
        with database.transaction() as tx:
            again(tx, found.command)
            incidents.resolve(tx, incident_id)
    except DomainError as problem:
        if problem.code not in (BY_FORM, NOBODY):
            with database.transaction() as tx:
                incidents.open_incident(tx, found.case_id, problem, found.command)
        raise


BY_FORM, NOBODY = "incident_bij_taak", "bericht_nog_niet_bezorgd"


def _message(tx: Transaction, command: Mapping[str, Any]) -> None:
    row = tx.execute(select(message).where(message.c.id == command["bericht"]).with_for_update()).one()
    if row.status == MessageStatus.WAITING and not messages.hand_over(tx, row):
        raise DomainError(NOBODY)


def _term(tx: Transaction, command: Mapping[str, Any]) -> None:
    case_id = tx.execute(select(term.c.case_id).where(term.c.id == command["termijn"])).scalar_one()
    steps.lock(tx, case_id)
    due = tx.execute(select(term).where(term.c.id == command["termijn"])).one()
    if due.status == TermStatus.RUNNING:
        messages.deliver_after(tx, timers.fire(tx, due))


def _letter(tx: Transaction, command: Mapping[str, Any]) -> None:
    row = tx.execute(select(letter).where(letter.c.id == command["brief"]).with_for_update()).one()
    if row.status == LetterStatus.REQUESTED:
        letters.make(tx, row.id)
    tx.execute(update(letter).where(letter.c.id == row.id).values(problem=None))


def _by_form(tx: Transaction, command: Mapping[str, Any]) -> None:
    known = select(task.c.status).where(task.c.id == command.get("taak"))
    if tx.execute(known).scalar() in (None, TaskStatus.OPEN):
        raise DomainError(BY_FORM)


_AGAIN: dict[str, Callable[[Transaction, Mapping[str, Any]], None]] = {
    "bericht": _message,
    "termijn": _term,
    "brief": _letter,
}
