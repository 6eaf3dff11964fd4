"""Steps that failed: kept with what was being done, so that a person can look and try again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import insert, select, update
from sqlalchemy.exc import DBAPIError

from app.db.session import Transaction
from app.db.tables import incident
from app.db.trouble import DatabaseUnavailable, Stopped, as_unavailable
from app.domain.errors import DomainError
from app.engine.errors import EngineError

log = structlog.get_logger()


def as_refusal(problem: Exception) -> DomainError:
    """What a failed step is kept as: its refusal, or `onverwachte_fout` for a mistake of ours.

    Trouble of the database or the process is raised again: no case is to blame, and the same works later.
    """
    if isinstance(problem, DomainError):
        return problem
    passes = isinstance(problem, DBAPIError) and as_unavailable(problem) is not None
    if passes or isinstance(problem, (DatabaseUnavailable, Stopped, MemoryError)):
        raise problem
    log.error("step_failed_unexpectedly", exc_info=problem)
    return DomainError("onverwachte_fout", soort=type(problem).__name__)


def open_incident(tx: Transaction, case_id: int, problem: DomainError, command: Mapping[str, Any]) -> None:
    """Note a failed step; the same command failing again counts as another attempt."""
    known = tx.execute(
        select(incident.c.id, incident.c.command).where(
            incident.c.case_id == case_id, incident.c.resolved_at.is_(None)
        )
    ).all()
    same = next((row.id for row in known if row.command == dict(command)), None)
    if same is not None:
        tx.execute(update(incident).where(incident.c.id == same).values(attempts=incident.c.attempts + 1))
        return
    tx.execute(
        insert(incident),
        {
            "case_id": case_id,
            "element": problem.element if isinstance(problem, EngineError) else None,
            "code": problem.code,
            "facts": {name: _plain(value) for name, value in problem.facts.items()},
            "command": dict(command),
            "created_at": tx.now,
            "attempts": 1,
        },
    )


def commands(tx: Transaction, kind: str) -> set[int]:
    """The ids of what failed and waits for a person, for commands of one kind."""
    rows = tx.execute(select(incident.c.command).where(incident.c.resolved_at.is_(None)))
    return {command[kind] for command in rows.scalars() if kind in command}


def resolve(tx: Transaction, incident_id: int) -> None:
    """The step has been taken after all."""
    tx.execute(update(incident).where(incident.c.id == incident_id).values(resolved_at=tx.now))


def get(tx: Transaction, incident_id: int) -> Any:
    """The incident's row. Raises DomainError `incident_onbekend`."""
    found = tx.execute(select(incident).where(incident.c.id == incident_id)).first()
    if found is None or found.resolved_at is not None:
        raise DomainError("incident_onbekend", incident=incident_id)
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
