"""Whom a file of the register was about: its people and cases, page by page, for who may see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from app.db.session import Transaction
from app.db.tables import case, import_effect, organisation, person
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import Trajectory
from app.insight.viewer import Viewer

PAGE = 50
KINDS = {  # the lists of a run, by the kinds of effect that they show
    "nieuw": ("nieuw",),
    "geopend": ("nieuw", "terug"),
    "terug": ("terug",),
    "verhuisd": ("verhuisd",),
    "vervallen": ("vervallen",),
}


@dataclass(frozen=True)
class Line:
    """One person with the case. Who only imports sees no `name`, and the number without a link (`own`)."""

    case_id: int
    number: str
    person_id: int
    name: str | None
    organisation: str
    status: str
    own: bool


@dataclass(frozen=True)
class Listed:
    """One page of a list; `total` counts all pages."""

    lines: list[Line]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def is_listed(tx: Transaction, run_id: int) -> bool:
    """Whether a run kept whom it was about."""
    return tx.execute(select(import_effect.c.id).where(import_effect.c.run_id == run_id)).first() is not None


def people_of(
    tx: Transaction, viewer: Viewer, run_id: int, what: str, detail: str | None, page: int
) -> Listed:
    """A list of `KINDS`, of one class or reason (`detail`); of other desks only for who imports."""
    found = _found(viewer, run_id, what, detail).subquery()
    total = tx.execute(select(func.count()).select_from(found)).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    rows = tx.execute(
        select(
            case.c.id,
            case.c.number,
            case.c.status,
            case.c.organisation,
            case.c.person_id,
            organisation.c.name.label("desk"),
            person.c.last_name,
            person.c.first_name,
        )
        .join(found, found.c.case_id == case.c.id)
        .join(person, person.c.id == case.c.person_id)
        .outerjoin(organisation, organisation.c.code == case.c.organisation)
        .order_by(case.c.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Listed([_line(viewer, row) for row in rows], page, total)


def _found(viewer: Viewer, run_id: int, what: str, detail: str | None) -> Select[Any]:
    """Each person once where somebody moved or left with several cases, else each case."""
    first = func.min(import_effect.c.case_id).label("case_id")
    rows = (
        select(first)
        .join(case, case.c.id == import_effect.c.case_id)
        .where(import_effect.c.run_id == run_id, import_effect.c.kind.in_(KINDS[what]))
    )
    if detail is not None:
        rows = rows.where(import_effect.c.detail == detail)
    if what == "vervallen":
        rows = rows.where(case.c.process.in_(tuple(Trajectory)))
    if not may(viewer.roles, Action.IMPORT_REGISTER):
        rows = rows.where(case.c.organisation == viewer.organisation)
    by_person = what in ("verhuisd", "vervallen")
    of = import_effect.c.person_id if by_person else import_effect.c.case_id
    return rows.group_by(of)


def _line(viewer: Viewer, row: Any) -> Line:
    own = works_on(viewer.organisation, row.organisation, viewer.roles)
    return Line(
        case_id=row.id,
        number=row.number,
        person_id=row.person_id,
        name=f"{row.last_name} {row.first_name}".strip() if own else None,
        organisation=row.desk or "",
        status=row.status,
        own=own,
    )
