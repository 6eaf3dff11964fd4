"""The desk of a partner: who learns there, a month's hours, and nobody whom it is not involved with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.db.partner_sight import seen_from, with_case
from app.db.session import Transaction
from app.db.tables import account, attendance, attendance_change, enrolment, organisation, person
from app.domain.enrolments import Hours, Part, months_taught, next_month
from app.domain.errors import DomainError
from app.insight.viewer import Viewer

PAGE = 50  # people in a grid: a page that is saved at once


@dataclass(frozen=True)
class Learner:
    """Somebody who learns here: no more of the person than the name and the day of birth."""

    id: int
    first_name: str
    last_name: str
    birth_date: str | None
    part: Part
    course: str | None
    starts_on: date
    ends_on: date | None
    ended: bool
    last_month: date | None  # of which hours are known
    missing: int  # months that are over and of which no hours are known


@dataclass(frozen=True)
class Told:
    """A month's hours, who told them and when."""

    hours: Hours
    at: datetime
    who: str


@dataclass(frozen=True)
class Row:
    """Somebody in the grid of a month; `told` once hours are known."""

    learner: Learner
    told: Told | None


@dataclass(frozen=True)
class Grid:
    """The people who have lessons in a month, some at a time; `to_fill` of all of them."""

    month: date
    rows: list[Row]
    total: int
    to_fill: int
    page: int
    pages: int


@dataclass(frozen=True)
class Change:
    """What stood in a month before, and why it no longer does."""

    hours: Hours
    at: datetime
    who: str
    reason: str


_COLUMNS = (
    enrolment.c.id,
    enrolment.c.part,
    enrolment.c.course,
    enrolment.c.starts_on,
    enrolment.c.ends_on,
    enrolment.c.ended_at,
    person.c.first_name,
    person.c.last_name,
    person.c.birth_date,
)
_BY_NAME = (person.c.last_name, person.c.first_name, enrolment.c.id)


def learners(tx: Transaction, viewer: Viewer, since: date) -> list[Learner]:
    """Everybody whom the partner sees, by name; who stopped comes last. `since`: `enrolments.seen_since`."""
    query = with_case(*_COLUMNS).where(seen_from(_own(viewer), since))
    rows = tx.execute(query.order_by(enrolment.c.ended_at.is_not(None), *_BY_NAME)).all()
    return _learners(tx, rows)


def learner(tx: Transaction, viewer: Viewer, enrolment_id: int, since: date) -> Learner:
    """One of them. Raises DomainError `inschrijving_onbekend`, also for another partner's."""
    query = with_case(*_COLUMNS).where(seen_from(_own(viewer), since), enrolment.c.id == enrolment_id)
    found = _learners(tx, tx.execute(query).all())
    if not found:
        raise DomainError("inschrijving_onbekend")
    return found[0]


def grid(tx: Transaction, viewer: Viewer, month: date, part: Part | None, page: int, since: date) -> Grid:
    """Who has lessons in that month, of one part or of all, and the hours that are known."""
    parts = [part] if part else [each for each in Part if each.has_hours]
    query = with_case(*_COLUMNS).where(
        seen_from(_own(viewer), since),
        enrolment.c.part.in_(parts),
        enrolment.c.starts_on < next_month(month),
        enrolment.c.ends_on.is_(None) | (enrolment.c.ends_on >= month),
    )
    total = int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())
    filled = query.join(
        attendance, (attendance.c.enrolment_id == enrolment.c.id) & (attendance.c.month == month)
    )
    known = int(tx.execute(select(func.count()).select_from(filled.subquery())).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    in_order = query.order_by(enrolment.c.part, enrolment.c.course, *_BY_NAME)
    found = _learners(tx, tx.execute(in_order.limit(PAGE).offset((page - 1) * PAGE)).all())
    told = _told(tx, [each.id for each in found], month)
    rows = [Row(each, told.get(each.id)) for each in found]
    return Grid(month, rows, total, total - known, page, pages)


def parts_here(tx: Transaction, viewer: Viewer, since: date) -> list[Part]:
    """The parts that this partner gives to somebody whom it sees."""
    query = with_case(enrolment.c.part).where(seen_from(_own(viewer), since)).distinct()
    found = set(tx.execute(query).scalars())
    return [part for part in Part if part in found]


def told_in(tx: Transaction, enrolment_id: int, month: date) -> Told | None:
    """The hours of a month of an enrolment that was opened by `learner`."""
    return _told(tx, [enrolment_id], month).get(enrolment_id)


def changes_of(tx: Transaction, enrolment_id: int, month: date) -> list[Change]:
    """What stood there before, newest first."""
    rows = tx.execute(
        select(attendance_change, account.c.name.label("who"))
        .join(account, account.c.id == attendance_change.c.changed_by)
        .where(attendance_change.c.enrolment_id == enrolment_id, attendance_change.c.month == month)
        .order_by(attendance_change.c.id.desc())
    )
    return [
        Change(Hours(row.given, row.present, row.excused), row.changed_at, row.who, row.reason)
        for row in rows
    ]


def months_of(tx: Transaction, enrolment_id: int) -> list[tuple[date, Told]]:
    """All months of an enrolment that was opened by `learner`, newest first."""
    rows = tx.execute(
        select(attendance, account.c.name.label("who"))
        .join(account, account.c.id == attendance.c.entered_by)
        .where(attendance.c.enrolment_id == enrolment_id)
        .order_by(attendance.c.month.desc())
    )
    return [(row.month, _as_told(row)) for row in rows]


def kind_of(tx: Transaction, viewer: Viewer) -> str:
    """What kind of organisation the viewer works for."""
    return str(
        tx.execute(select(organisation.c.kind).where(organisation.c.code == _own(viewer))).scalar_one()
    )


def _own(viewer: Viewer) -> str:
    if viewer.organisation is None:
        raise DomainError("geen_toegang")
    return viewer.organisation


def _told(tx: Transaction, ids: Sequence[int], month: date) -> dict[int, Told]:
    rows = tx.execute(
        select(attendance, account.c.name.label("who"))
        .join(account, account.c.id == attendance.c.entered_by)
        .where(attendance.c.enrolment_id.in_(ids), attendance.c.month == month)
    )
    return {row.enrolment_id: _as_told(row) for row in rows}


def _as_told(row: Any) -> Told:
    return Told(Hours(row.given, row.present, row.excused), row.entered_at, row.who)


def _learners(tx: Transaction, rows: Sequence[Any]) -> list[Learner]:
    ids = [row.id for row in rows]
    known: dict[int, set[date]] = {}
    for told in tx.execute(
        select(attendance.c.enrolment_id, attendance.c.month).where(attendance.c.enrolment_id.in_(ids))
    ):
        known.setdefault(told.enrolment_id, set()).add(told.month)
    return [_learner(row, known.get(row.id, set()), tx.today) for row in rows]


def _learner(row: Any, known: set[date], today: date) -> Learner:
    part = Part(row.part)
    taught = set(months_taught(row.starts_on, row.ends_on, today)) if part.has_hours else set()
    return Learner(
        id=row.id,
        first_name=row.first_name,
        last_name=row.last_name,
        birth_date=row.birth_date,
        part=part,
        course=row.course,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        ended=row.ended_at is not None,
        last_month=max(known, default=None),
        missing=len(taught - known),
    )
