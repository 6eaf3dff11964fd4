"""Cases for other systems: a list to go through page by page, and one case by its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, select

from app.db.session import Transaction
from app.db.tables import audit, case, person, subscription, task
from app.domain.errors import DomainError
from app.domain.permissions import works_on
from app.domain.vocabulary import TaskStatus
from app.engine.release import Process, Release
from app.insight.access import Opened, open_case
from app.insight.terms import Term, terms_of
from app.insight.timeline import outcome_name
from app.insight.viewer import Releases, Viewer

_COLUMNS = (
    case.c.id,
    case.c.number,
    case.c.process,
    case.c.status,
    case.c.outcome,
    case.c.organisation,
    case.c.version,
    case.c.started_at,
    case.c.ended_at,
    audit.c.at.label("changed_at"),
    person.c.national_number,
    person.c.last_name,
    person.c.first_name,
)
# The last line of the audit trail stands beside the case, so no trail is searched.
_LINES = (
    select(*_COLUMNS)
    .join(person, person.c.id == case.c.person_id)
    .outerjoin(audit, and_(audit.c.case_id == case.c.id, audit.c.seq == case.c.audit_seq))
)
_ID = select(case.c.id).where(case.c.number == bindparam("number"))
_TASKS = (select(task).where(task.c.case_id == bindparam("case"), task.c.status == TaskStatus.OPEN)).order_by(
    task.c.id
)
_WAITS = select(subscription.c.name).where(subscription.c.case_id == bindparam("case")).distinct()


@dataclass(frozen=True)
class Wanted:
    """Which cases: None is all. `changed_since` is an aware instant, included."""

    process: str | None = None
    status: str | None = None
    outcome: str | None = None
    changed_since: datetime | None = None


@dataclass(frozen=True)
class CaseFacts:
    """One case. `row` has the columns of a line of the list; `waits_for` the messages that it can hear."""

    row: Any
    process_name: str
    outcome_name: str | None
    tasks: Sequence[Any]
    terms: Sequence[Term]
    waits_for: Sequence[str]
    linked: Sequence[Any]  # cases of the same family that the viewer may open: id, number, process, status


def own_cases(tx: Transaction, viewer: Viewer, wanted: Wanted, after: int, limit: int) -> Sequence[Any]:
    """The cases of the viewer's organisation with an id above `after`, oldest first; `limit` at most."""
    if not works_on(viewer.organisation, viewer.organisation, viewer.roles):
        return []
    query = _LINES.where(case.c.organisation == viewer.organisation, case.c.id > after)
    for column, value in (
        (case.c.process, wanted.process),
        (case.c.status, wanted.status),
        (case.c.outcome, wanted.outcome),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.changed_since is not None:
        query = query.where(audit.c.at >= wanted.changed_since)
    return tx.execute(query.order_by(case.c.id).limit(limit)).all()


def open_by_number(
    tx: Transaction, viewer: Viewer, number: str, releases: Releases
) -> tuple[Opened, Release, Process]:
    """A case that the viewer may read. Raises DomainError `dossier_onbekend`, `geen_toegang`."""
    case_id = tx.execute(_ID, {"number": number}).scalar()
    if case_id is None:
        raise DomainError("dossier_onbekend", dossier=number)
    opened = open_case(tx, viewer, case_id)
    release = releases(tx, opened.row.release_id)
    return opened, release, release.process(opened.row.process)


def one_case(tx: Transaction, viewer: Viewer, number: str, releases: Releases) -> CaseFacts:
    """Where one case stands. Raises DomainError `dossier_onbekend`, `geen_toegang`."""
    opened, release, process = open_by_number(tx, viewer, number, releases)
    of_case = {"case": opened.row.id}
    return CaseFacts(
        row=tx.execute(_LINES.where(case.c.id == opened.row.id)).one(),
        process_name=process.name,
        outcome_name=outcome_name(process, opened.row.outcome),
        tasks=tx.execute(_TASKS, of_case).all(),
        terms=terms_of(tx, opened.row.id, release, releases),
        waits_for=sorted(tx.execute(_WAITS, of_case).scalars()),
        linked=[each for each in opened.relatives if each.id in opened.readable],
    )
