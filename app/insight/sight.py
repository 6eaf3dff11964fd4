"""Which cases somebody sees, for a page of people at a time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import case, organisation
from app.domain.permissions import sees, works_on
from app.domain.vocabulary import CaseStatus
from app.insight.viewer import Viewer


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. `own`: the viewer may also act in it."""

    id: int
    number: str
    process: str
    status: str
    outcome: str | None
    organisation: str | None
    organisation_name: str
    started_at: datetime
    ended_at: datetime | None
    own: bool

    @property
    def running(self) -> bool:
        return self.status == CaseStatus.RUNNING


_CASES = (
    select(case, organisation.c.name.label("organisation_name"))
    .outerjoin(organisation, organisation.c.code == case.c.organisation)
    .where(case.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(case.c.started_at.desc(), case.c.id.desc())
)


def cases_seen(tx: Transaction, viewer: Viewer, person_ids: Collection[int]) -> dict[int, list[CaseLine]]:
    """The cases of these people that the viewer may read, newest first; nobody's list is left out."""
    seen: dict[int, list[CaseLine]] = {person_id: [] for person_id in person_ids}
    rows = tx.execute(_CASES, {"people": list(person_ids)}).all()
    parents = {row.id: row.parent_id for row in rows}
    desks = {row.id: row.organisation for row in rows}
    for row in rows:
        linked = {desks[other] for other in parents if _in_line(parents, row.id, other)}
        if not sees(viewer.organisation, row.organisation, viewer.roles, linked_to=linked):
            continue
        seen[row.person_id].append(
            CaseLine(
                id=row.id,
                number=row.number,
                process=row.process,
                status=row.status,
                outcome=row.outcome,
                organisation=row.organisation,
                organisation_name=row.organisation_name or "",
                started_at=row.started_at,
                ended_at=row.ended_at,
                own=works_on(viewer.organisation, row.organisation, viewer.roles),
            )
        )
    return seen


def _in_line(parents: dict[int, int | None], one: int, other: int) -> bool:
    """Whether one case grew from the other, over however many steps."""
    return other in _above(parents, one) or one in _above(parents, other)


def _above(parents: dict[int, int | None], case_id: int) -> list[int]:
    above: list[int] = []
    while (parent := parents.get(case_id)) is not None:
        above.append(parent)
        case_id = parent
    return above
