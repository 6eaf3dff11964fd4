"""Steps that failed, over all cases, for who puts them right: in groups and one by one. Nobody is named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.casework.retry_runs import Chosen, matching
from app.db.session import Transaction
from app.db.tables import case, incident, organisation, repair
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind, RepairStatus
from app.insight.viewer import Releases

PAGE = 25
MOST_GROUPS = 100

_OPEN = incident.c.resolved_at.is_(None)
_JOINED = incident.join(case, case.c.id == incident.c.case_id)
_SAME = (incident.c.code, incident.c.kind, incident.c.place, case.c.process)
_LINES = select(
    incident,
    case.c.number,
    case.c.process,
    case.c.release_id,
    case.c.organisation,
    organisation.c.name.label("organisation_name"),
    repair.c.id.label("repair_id"),
).select_from(
    _JOINED.outerjoin(organisation, organisation.c.code == case.c.organisation).outerjoin(
        repair, (repair.c.incident_id == incident.c.id) & (repair.c.status == RepairStatus.PROPOSED)
    )
)


@dataclass(frozen=True)
class Group:
    """Open incidents with the same cause at the same place; `facts` are those of the newest one."""

    code: str
    kind: str
    place: str | None
    process: str
    process_name: str
    step: str | None
    facts: Mapping[str, Any]
    number: int
    since: datetime

    @property
    def chosen(self) -> Chosen:
        """What the incidents of this group have in common."""
        return {"code": self.code, "kind": self.kind, "place": self.place, "process": self.process}

    @property
    def by_form(self) -> bool:
        return IncidentKind(self.kind).by_form


@dataclass(frozen=True)
class OpenIncident:
    """A failed step with what is needed to judge it."""

    id: int
    case_id: int
    case_number: str
    organisation: str | None
    organisation_name: str | None
    process: str
    step: str | None
    kind: str
    place: str | None
    code: str
    facts: Mapping[str, Any]
    created_at: datetime
    attempts: int
    by_form: bool  # a person fills in the form again; there is nothing to repeat for them
    repair_id: int | None  # a proposal that waits for a second person


@dataclass(frozen=True)
class Listing:
    """One page of incidents, oldest first; `total` counts all pages."""

    items: list[OpenIncident]
    page: int
    total: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def groups(tx: Transaction, releases: Releases, chosen: Chosen) -> list[Group]:
    """What goes wrong, the most frequent first, at most MOST_GROUPS."""
    number, newest = func.count().label("number"), func.max(incident.c.id).label("newest")
    counted = (
        select(*_SAME, number, newest, func.min(incident.c.created_at).label("since"))
        .select_from(_JOINED)
        .where(matching(chosen))
        .group_by(*_SAME)
        .order_by(number.desc(), newest.desc())
        .limit(MOST_GROUPS)
    )
    rows = tx.execute(counted).all()
    examples = select(incident.c.id, incident.c.element, incident.c.facts, case.c.release_id)
    of_groups = incident.c.id.in_([row.newest for row in rows])
    found = (
        {row.id: row for row in tx.execute(examples.select_from(_JOINED).where(of_groups))} if rows else {}
    )
    return [_group(row, found[row.newest], releases(tx, found[row.newest].release_id)) for row in rows]


def listing(tx: Transaction, releases: Releases, chosen: Chosen, page: int) -> Listing:
    """The open incidents that were chosen, oldest first."""
    total = tx.execute(select(func.count()).select_from(_JOINED).where(matching(chosen))).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    rows = tx.execute(
        _LINES.where(matching(chosen)).order_by(incident.c.id).limit(PAGE).offset((page - 1) * PAGE)
    ).all()
    return Listing([_read(row, releases(tx, row.release_id)) for row in rows], page, total)


def incident_page(tx: Transaction, releases: Releases, incident_id: int) -> OpenIncident:
    """One open incident. Raises DomainError `incident_onbekend`."""
    row = tx.execute(_LINES.where(incident.c.id == incident_id, _OPEN)).first()
    if row is None:
        raise DomainError("incident_onbekend", incident=incident_id)
    return _read(row, releases(tx, row.release_id))


def _group(row: Any, example: Any, release: Any) -> Group:
    process = release.process(row.process)
    element = process.elements.get(row.place or "")
    return Group(
        code=row.code,
        kind=row.kind,
        place=row.place,
        process=row.process,
        process_name=process.name,
        step=element.name if element else None,
        facts=example.facts,
        number=row.number,
        since=row.since,
    )


def _read(row: Any, release: Any) -> OpenIncident:
    process = release.process(row.process)
    element = process.elements.get(row.element or row.place or "")
    return OpenIncident(
        id=row.id,
        case_id=row.case_id,
        case_number=row.number,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        process=process.name,
        step=element.name if element else None,
        kind=row.kind,
        place=row.place,
        code=row.code,
        facts=row.facts,
        created_at=row.created_at,
        attempts=row.attempts,
        by_form=IncidentKind(row.kind).by_form,
        repair_id=row.repair_id,
    )
