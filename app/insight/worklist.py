"""Work lists: the open tasks of a person and of a team, from the task rows alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, nulls_last, select

from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import account, person, task, term
from app.db.tables import case as dossier
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import TaskStatus, TermKind, TermStatus
from app.insight.viewer import Viewer

PAGE = 50
FREE, LATE = "vrij", "te_laat"  # what a team's list may be narrowed to


@dataclass(frozen=True)
class Item:
    """One open task. `due_on` is the last day in time; `age` is in days."""

    id: int
    name: str
    role: str
    process: str
    case_id: int
    case_number: str
    person_name: str
    due_on: date | None
    days_left: int | None  # 0 on the last day, negative after it
    stands_still: bool  # its case is suspended and nobody knows until when
    age: int
    assignee_id: int | None
    assignee_name: str | None


@dataclass(frozen=True)
class Counts:
    """How many open tasks there are, how many nobody has taken, and how many are late."""

    all: int = 0
    free: int = 0
    late: int = 0


@dataclass(frozen=True)
class Listing:
    """One page of a list; `total` counts what the list holds on all pages."""

    items: list[Item]
    page: int
    total: int
    counts: Counts

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


_OPEN = task.c.status == TaskStatus.OPEN
STANDS_STILL = exists().where(
    term.c.case_id == task.c.case_id,
    term.c.uid == task.c.uid,
    term.c.kind == TermKind.TASK,
    term.c.status == TermStatus.RUNNING,
    term.c.last_day.is_(None),
)
_ORDER = (nulls_last(task.c.due_on.asc()), task.c.created_at, task.c.id)


def mine(tx: Transaction, viewer: Viewer, page: int = 1) -> Listing:
    """The tasks that the viewer has taken, most urgent first."""
    return _listing(tx, viewer, team_tasks(viewer) & (task.c.assignee_id == viewer.account_id), page)


def team(tx: Transaction, viewer: Viewer, page: int = 1, only: str | None = None) -> Listing:
    """The open tasks of the viewer's organisation for the viewer's roles; `only` is `vrij` or `te_laat`.

    Who distributes work sees those of every role.
    """
    return _listing(tx, viewer, team_tasks(viewer), page, only)


def free_count(tx: Transaction, viewer: Viewer) -> int:
    """How many tasks wait for somebody of the viewer's team to take them."""
    return _counts(tx, team_tasks(viewer)).free if _has_work(viewer) else 0


def _has_work(viewer: Viewer) -> bool:
    return works_on(viewer.organisation, viewer.organisation, viewer.roles)


def team_tasks(viewer: Viewer) -> ColumnElement[bool]:
    """Open, of the viewer's organisation and for the viewer's roles (all for who distributes)."""
    of_organisation = and_(_OPEN, task.c.organisation == viewer.organisation)
    if may(viewer.roles, Action.DISTRIBUTE):
        return of_organisation
    return of_organisation & task.c.role.in_(sorted(viewer.roles))


def _listing(
    tx: Transaction, viewer: Viewer, wanted: ColumnElement[bool], page: int, only: str | None = None
) -> Listing:
    if not _has_work(viewer):
        return Listing([], 1, 0, Counts())
    counts = _counts(tx, wanted)
    total = {FREE: counts.free, LATE: counts.late}.get(only or "", counts.all)
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    narrowed = wanted & _narrowing(tx, only)
    # The page's ids first: names are looked up for 50 rows, not for all.
    ids = select(task.c.id).where(narrowed).order_by(*_ORDER).limit(PAGE).offset((page - 1) * PAGE).subquery()
    rows = tx.execute(
        select(
            task,
            dossier.c.number,
            person.c.last_name,
            person.c.first_name,
            account.c.name.label("assignee_name"),
            STANDS_STILL.label("stands_still"),
        )
        .join(ids, ids.c.id == task.c.id)
        .join(dossier, dossier.c.id == task.c.case_id)
        .join(person, person.c.id == task.c.person_id)
        .outerjoin(account, account.c.id == task.c.assignee_id)
        .order_by(*_ORDER)
    )
    return Listing([_item(tx, row) for row in rows], page, total, counts)


def _narrowing(tx: Transaction, only: str | None) -> ColumnElement[bool]:
    if only == FREE:
        return task.c.assignee_id.is_(None)
    return task.c.due_on < tx.today if only == LATE else _OPEN


def _counts(tx: Transaction, wanted: ColumnElement[bool]) -> Counts:
    found = tx.execute(
        select(
            func.count(),
            func.sum(case((task.c.assignee_id.is_(None), 1), else_=0)),
            func.sum(case((task.c.due_on < tx.today, 1), else_=0)),
        ).where(wanted)
    ).one()
    return Counts(*(int(number or 0) for number in found))


def _item(tx: Transaction, row: Row[Any]) -> Item:
    return Item(
        id=row.id,
        name=row.name,
        role=row.role,
        process=row.process,
        case_id=row.case_id,
        case_number=row.number,
        person_name=f"{row.first_name} {row.last_name}".strip(),
        due_on=row.due_on,
        days_left=(row.due_on - tx.today).days if row.due_on else None,
        stands_still=bool(row.stands_still),
        age=(tx.today - brussels_day(row.created_at)).days,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
    )
