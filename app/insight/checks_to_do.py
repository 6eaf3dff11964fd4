"""The people of a municipality of Brussels whom it never checked: they moved there, or came by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, func, select

from app.db.session import Transaction
from app.db.tables import obligation_check, person
from app.domain.errors import DomainError
from app.domain.organisations import municipality_code
from app.domain.vocabulary import PersonStatus
from app.insight.viewer import Viewer

PAGE = 50
_PREFIX = municipality_code("")


@dataclass(frozen=True)
class Unchecked:
    """Somebody who lives there according to the register."""

    national_number: str
    last_name: str
    first_name: str
    birth_date: str | None
    residence_status: str | None
    since: date | None  # first registered in Brussels


@dataclass(frozen=True)
class Unchecks:
    """Some of them at a time, who came last first."""

    people: list[Unchecked]
    total: int
    page: int
    pages: int


def unchecked(tx: Transaction, viewer: Viewer, page: int) -> Unchecks:
    """Of the viewer's own municipality. Raises DomainError `geen_toegang` for who works elsewhere."""
    query = _of(viewer)
    total = int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    in_order = query.order_by(
        person.c.first_registered_brussels.is_(None),
        person.c.first_registered_brussels.desc(),
        person.c.last_name,
        person.c.id,
    )
    rows = tx.execute(in_order.limit(PAGE).offset((page - 1) * PAGE))
    return Unchecks([_line(row) for row in rows], total, page, pages)


def _of(viewer: Viewer) -> Select[Any]:
    code = viewer.organisation or ""
    if not code.startswith(_PREFIX):
        raise DomainError("geen_toegang")
    checked = exists().where(
        obligation_check.c.person_id == person.c.id, obligation_check.c.organisation == code
    )
    return select(person).where(
        person.c.nis_code == code.removeprefix(_PREFIX),
        person.c.status == PersonStatus.ACTIVE,
        ~checked,
    )


def _line(row: Any) -> Unchecked:
    return Unchecked(
        row.national_number,
        row.last_name,
        row.first_name,
        row.birth_date,
        row.residence_status,
        row.first_registered_brussels,
    )
