"""Steps that failed: kept with what was being done, so that a person can look and try again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from sqlalchemy import bindparam, insert, literal, select, union_all, update
from sqlalchemy.exc import DBAPIError

from app.db.session import Database, Transaction
from app.db.tables import incident, letter, message, repair, task, term
from app.db.trouble import DatabaseUnavailable, Stopped, as_unavailable
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind, RepairStatus
from app.domain.vocabulary import LetterStatus, MessageStatus, TaskStatus, TermStatus
from app.engine.errors import EngineError

log = structlog.get_logger()

_PLACES = {
    IncidentKind.LETTER: select(letter.c.template).where(letter.c.id == bindparam("row")),
    IncidentKind.TERM: select(term.c.element).where(term.c.id == bindparam("row")),
}
_OVERTAKE = (
    update(repair)
    .where(repair.c.incident_id == bindparam("of"), repair.c.status == RepairStatus.PROPOSED)
    .values(status=RepairStatus.OVERTAKEN, decided_at=bindparam("now"))
)
_STILL_TO_DO = (  # kind, its rows, and the state in which there is something left to try
    (IncidentKind.TASK, task, TaskStatus.OPEN),
    (IncidentKind.MESSAGE, message, MessageStatus.WAITING),
    (IncidentKind.TERM, term, TermStatus.RUNNING),
    (IncidentKind.LETTER, letter, LetterStatus.REQUESTED),
)
_OVER = union_all(
    *(
        select(incident.c.id)
        .join(rows, rows.c.id == incident.c.subject_id)
        .where(
            incident.c.resolved_at.is_(None),
            incident.c.kind == literal(kind.value),
            rows.c.status != literal(status.value),
        )
        for kind, rows, status in _STILL_TO_DO
    )
)


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
    """Note a failed step; the same command failing again is another attempt, told by its newest reason."""
    kind, subject = next(iter(command.items()))
    told = {
        "element": problem.element if isinstance(problem, EngineError) else None,
        "code": problem.code,
        "facts": plain_facts(problem),
    }
    others = tx.execute(
        select(incident.c.id, incident.c.command, incident.c.place).where(
            incident.c.case_id == case_id, incident.c.resolved_at.is_(None)
        )
    ).all()
    same = next((row for row in others if row.command == dict(command)), None)
    if same is not None:
        again = {**told, "attempts": incident.c.attempts + 1, "place": told["element"] or same.place}
        tx.execute(update(incident).where(incident.c.id == same.id).values(**again))
        return
    tx.execute(
        insert(incident),
        {
            **told,
            "case_id": case_id,
            "command": dict(command),
            "created_at": tx.now,
            "attempts": 1,
            "kind": kind,
            "subject_id": subject if isinstance(subject, int) else None,
            "place": told["element"] or _place(tx, kind, subject),
        },
    )


def commands(tx: Transaction, kind: str) -> set[int]:
    """The ids of what failed and waits for a person, for commands of one kind."""
    rows = select(incident.c.subject_id).where(incident.c.resolved_at.is_(None), incident.c.kind == kind)
    return {subject for subject in tx.execute(rows).scalars() if subject is not None}


def resolve(tx: Transaction, incident_id: int) -> None:
    """The step has been taken after all; a repair that was proposed for it is overtaken."""
    tx.execute(update(incident).where(incident.c.id == incident_id).values(resolved_at=tx.now))
    tx.execute(_OVERTAKE, {"of": incident_id, "now": tx.now})


def settle(database: Database) -> int:
    """Close what the case has passed by itself (a form filled in again, a term withdrawn); how many."""
    with database.read() as tx:
        over = list(tx.execute(_OVER).scalars())
    if over:
        with database.transaction() as tx:
            for incident_id in set(over) & set(tx.execute(_OVER).scalars()):
                resolve(tx, incident_id)
    return len(over)


def get(tx: Transaction, incident_id: int) -> Any:
    """The row of an open incident. Raises DomainError `incident_onbekend`."""
    found = known(tx, incident_id)
    if found.resolved_at is not None:
        raise DomainError("incident_onbekend", incident=incident_id)
    return found


def known(tx: Transaction, incident_id: int) -> Any:
    """The incident's row, also when it has been resolved. Raises DomainError `incident_onbekend`."""
    found = tx.execute(select(incident).where(incident.c.id == incident_id)).first()
    if found is None:
        raise DomainError("incident_onbekend", incident=incident_id)
    return found


def plain_facts(problem: DomainError) -> dict[str, Any]:
    """The facts of a refusal as they can be kept."""
    return {name: _plain(value) for name, value in problem.facts.items()}


def _place(tx: Transaction, kind: str, subject: Any) -> str | None:
    """What incidents of a kind have in common where no element of the diagram is to blame."""
    asked = _PLACES.get(IncidentKind(kind))
    return None if asked is None else tx.execute(asked, {"row": subject}).scalar()


def _plain(value: Any) -> Any:
    return value if isinstance(value, (str, int, float, bool, list, dict, type(None))) else str(value)
