"""Trying a failed step again: the same command, on the case as it stands now."""

from __future__ import annotations

from sqlalchemy import select

from app.casework import incidents, messages, timers
from app.casework.actors import Actor
from app.casework.tasks import Refused
from app.db.session import Database
from app.db.tables import term
from app.domain.errors import DomainError
from app.domain.permissions import Action, may


def retry(database: Database, incident_id: int, actor: Actor) -> None:
    """Try again; the incident is resolved when the step is taken.

    Raises EngineError when it fails again, DomainError `incident_bij_taak` when a person has to fill in the
    form again.
    """
    if not may(actor.roles, Action.RESOLVE_INCIDENT):
        raise Refused("geen_recht")
    with database.read() as tx:
        command = incidents.get(tx, incident_id).command
    if "bericht" in command:
        if not messages.deliver(database, command["bericht"]):
            raise DomainError("bericht_nog_niet_bezorgd")
        with database.transaction() as tx:
            incidents.resolve(tx, incident_id)
    elif "termijn" in command:
        with database.transaction() as tx:
            due = tx.execute(select(term).where(term.c.id == command["termijn"])).one()
            messages.deliver_after(tx, timers.fire(tx, due))
            incidents.resolve(tx, incident_id)
    else:
        raise DomainError("incident_bij_taak")
