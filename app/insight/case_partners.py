"""The partners in a case: who is involved for what, and attendance against what counts as regular."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import account, attendance, enrolment, organisation
from app.domain.enrolments import MINIMUM, EndReason, Hours, Part, months_taught
from app.domain.errors import DomainError
from app.domain.parameters import Parameter, parameter_on
from app.domain.vocabulary import Region, Trajectory
from app.engine.release import Release


@dataclass(frozen=True)
class Involved:
    """A partner in a case. `missing`: months that are over, without hours."""

    id: int
    partner: str
    part: Part
    course: str | None
    starts_on: date
    ends_on: date | None
    end_reason: str | None
    involved_by: str
    months: tuple[tuple[date, Hours], ...]  # newest first
    missing: tuple[date, ...]

    @property
    def ended(self) -> bool:
        return self.end_reason is not None

    @property
    def counts(self) -> bool:
        """Hours of somebody else, told by mistake, say nothing about this person."""
        return self.end_reason != EndReason.MISTAKE


@dataclass(frozen=True)
class PartAttendance:
    """A part of the trajectory: all hours so far, and whether that is too little."""

    part: Part
    hours: Hours
    percentage: float | None
    is_low: bool
    partners: tuple[Involved, ...]

    @property
    def missing(self) -> int:
        return sum(len(each.missing) for each in self.partners if each.counts)


@dataclass(frozen=True)
class Partners:
    """All of it; `minimum` is the parameter of the release that the case runs on, if it has one."""

    parts: list[PartAttendance]
    minimum: Parameter | None
    may_involve: bool  # the case runs and is a trajectory that partners teach


_INVOLVED = (
    select(
        enrolment,
        organisation.c.name.label("partner"),
        account.c.name.label("by"),
    )
    .join(organisation, organisation.c.code == enrolment.c.organisation)
    .join(account, account.c.id == enrolment.c.involved_by)
    .where(enrolment.c.case_id == bindparam("case"))
    .order_by(enrolment.c.starts_on, enrolment.c.id)
)
_HOURS = (
    select(attendance)
    .join(enrolment, enrolment.c.id == attendance.c.enrolment_id)
    .where(enrolment.c.case_id == bindparam("case"))
    .order_by(attendance.c.month.desc())
)


def partners_of(tx: Transaction, row: Any, release: Release) -> Partners:
    """The partners in a case that the viewer may read; `row` is `Opened.row`, on that release."""
    minimum = _minimum(release, tx.today)
    months: dict[int, list[tuple[date, Hours]]] = {}
    for told in tx.execute(_HOURS, {"case": row.id}):
        hours = Hours(told.given, told.present, told.excused)
        months.setdefault(told.enrolment_id, []).append((told.month, hours))
    found = [
        _involved(each, months.get(each.id, []), tx.today) for each in tx.execute(_INVOLVED, {"case": row.id})
    ]
    parts = [
        _part(part, tuple(each for each in found if each.part is part), minimum)
        for part in Part
        if any(each.part is part for each in found)
    ]
    is_taught = row.process in Trajectory.of(Region.FLANDERS) and row.ended_at is None
    return Partners(parts, minimum, is_taught)


def _minimum(release: Release, today: date) -> Parameter | None:
    try:
        return parameter_on(release.parameters, MINIMUM, today)
    except DomainError:
        return None  # a release of before the parameter: nothing is marked


def _involved(row: Any, months: list[tuple[date, Hours]], today: date) -> Involved:
    part = Part(row.part)
    known = {month for month, _ in months}
    taught = months_taught(row.starts_on, row.ends_on, today) if part.has_hours else ()
    return Involved(
        id=row.id,
        partner=row.partner,
        part=part,
        course=row.course,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        end_reason=row.end_reason,
        involved_by=row.by,
        months=tuple(months),
        missing=tuple(month for month in taught if month not in known),
    )


def _part(part: Part, partners: tuple[Involved, ...], minimum: Parameter | None) -> PartAttendance:
    told = (each for partner in partners if partner.counts for _, each in partner.months)
    hours = sum(told, Hours(0, 0, 0))
    percentage = hours.percentage
    is_low = percentage is not None and minimum is not None and percentage < float(minimum.value)
    return PartAttendance(part, hours, percentage, is_low, partners)
