"""Proposals to repair what failed: those that wait for a second person, and one with all about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.db.session import Transaction
from app.db.tables import account, case, incident, repair
from app.domain.errors import DomainError
from app.domain.failures import RepairStatus
from app.domain.permissions import Action, may, may_repair
from app.engine.release import Process
from app.insight.viewer import Releases, Viewer

LONGEST = 100

_decider = account.alias("decider")
_ALL = (
    select(
        repair,
        case.c.number,
        case.c.process,
        case.c.release_id,
        case.c.organisation,
        incident.c.code,
        incident.c.facts,
        incident.c.kind.label("incident_kind"),
        incident.c.place,
        incident.c.resolved_at,
        account.c.name.label("proposer"),
        _decider.c.name.label("decider"),
    )
    .join(case, case.c.id == repair.c.case_id)
    .join(incident, incident.c.id == repair.c.incident_id)
    .join(account, account.c.id == repair.c.proposed_by)
    .outerjoin(_decider, _decider.c.id == repair.c.decided_by)
)
_ONE = _ALL.where(repair.c.id == bindparam("repair"))
_OF_INCIDENT = _ALL.where(repair.c.incident_id == bindparam("incident")).order_by(repair.c.id.desc())


@dataclass(frozen=True)
class Proposal:
    """A repair as proposed. `mine`: the viewer did; `decides`: the viewer may approve or refuse."""

    id: int
    incident_id: int
    case_id: int
    case_number: str
    organisation: str | None
    process: Process
    kind: str
    fact: str | None
    before: Any
    after: Any
    reason: str
    status: str
    proposer: str
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    answer: str | None
    problem: Any
    incident_code: str
    incident_facts: Any
    incident_kind: str
    incident_place: str | None
    step: str | None
    mine: bool
    decides: bool

    @property
    def open(self) -> bool:
        return self.status == RepairStatus.PROPOSED


def waiting(tx: Transaction, viewer: Viewer, releases: Releases) -> list[Proposal]:
    """What waits for a second person, oldest first, of the cases in which the viewer may decide."""
    found = _of_desk(_ALL.where(repair.c.status == RepairStatus.PROPOSED), viewer)
    rows = tx.execute(found.order_by(repair.c.id).limit(LONGEST)).all()
    return [_read(tx, row, viewer, releases) for row in rows]


def proposals_of(tx: Transaction, viewer: Viewer, releases: Releases, incident_id: int) -> list[Proposal]:
    """All that was proposed for an incident, newest first."""
    return [_read(tx, row, viewer, releases) for row in tx.execute(_OF_INCIDENT, {"incident": incident_id})]


def proposal(tx: Transaction, viewer: Viewer, releases: Releases, repair_id: int) -> Proposal:
    """One proposal, for who may propose or decide in its case.

    Raises DomainError `herstel_onbekend`, `geen_toegang`.
    """
    row = tx.execute(_ONE, {"repair": repair_id}).first()
    if row is None:
        raise DomainError("herstel_onbekend", herstel=repair_id)
    if not may_repair(viewer.organisation, row.organisation, viewer.roles):
        raise DomainError("geen_toegang", dossier=row.case_id)
    return _read(tx, row, viewer, releases)


def _of_desk(found: Select[Any], viewer: Viewer) -> Select[Any]:
    if may(viewer.roles, Action.RESOLVE_INCIDENT):
        return found
    return found.where(case.c.organisation == viewer.organisation)


def _read(tx: Transaction, row: Any, viewer: Viewer, releases: Releases) -> Proposal:
    process = releases(tx, row.release_id).process(row.process)
    element = process.elements.get(row.place or "")
    mine = row.proposed_by == viewer.account_id
    return Proposal(
        id=row.id,
        incident_id=row.incident_id,
        case_id=row.case_id,
        case_number=row.number,
        organisation=row.organisation,
        process=process,
        kind=row.kind,
        fact=row.fact,
        before=row.before,
        after=row.after,
        reason=row.reason,
        status=row.status,
        proposer=row.proposer,
        proposed_at=row.proposed_at,
        decider=row.decider,
        decided_at=row.decided_at,
        answer=row.answer,
        problem=row.problem,
        incident_code=row.code,
        incident_facts=row.facts,
        incident_kind=row.incident_kind,
        incident_place=row.place,
        step=element.name if element else None,
        mine=mine,
        decides=not mine
        and may_repair(viewer.organisation, row.organisation, viewer.roles, Action.APPROVE_REPAIR),
    )
