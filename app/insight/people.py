"""The page of a person: facts with their history, and the cases and letters that the viewer may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from app.db.session import Transaction
from app.db.tables import (
    case,
    disclosure,
    exchange_file,
    letter,
    organisation,
    person,
    person_history,
    subscription,
)
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.domain.vocabulary import PersonStatus, Region, Trajectory
from app.insight.sight import CaseLine, cases_seen
from app.insight.viewer import Viewer

REGISTERED = "aangemeld"


@dataclass(frozen=True)
class Change:
    """A fact that became another: texts as stored; `valid_to` is the last extract's day of the old value."""

    field: str
    old: str | None
    new: str | None
    valid_to: date


@dataclass(frozen=True)
class LetterLine:
    """A letter to this person; `has_pdf` once it has been made."""

    id: int
    case_id: int
    case_number: str
    template: str
    reference: str | None
    status: str
    registered: bool
    requested_at: datetime
    sent_on: date | None
    has_pdf: bool


@dataclass(frozen=True)
class DisclosureLine:
    """What another service was told of this person; `content` is None once it has been wiped."""

    kind: str
    recipient_name: str
    disclosed_at: datetime
    content: Mapping[str, Any] | None


@dataclass(frozen=True)
class PersonPage:
    """All of it; `facts` is the person's row, `may_register` whether the desk can register them now."""

    facts: Mapping[str, Any]
    cases: list[CaseLine]
    changes: list[Change]
    letters: list[LetterLine]
    disclosures: list[DisclosureLine]
    may_register: bool


def page_of(tx: Transaction, viewer: Viewer, person_id: int) -> PersonPage:
    """Raises DomainError `persoon_onbekend`, `persoon_andere_organisatie` (organisaties: their names)."""
    row = tx.execute(select(person).where(person.c.id == person_id)).first()
    if row is None:
        raise DomainError("persoon_onbekend", persoon=person_id)
    cases = cases_seen(tx, viewer, [person_id])[person_id]
    if not cases:
        _refuse_others_person(tx, viewer, person_id)
    return PersonPage(
        facts=dict(row._mapping),
        cases=cases,
        changes=_changes(tx, person_id),
        letters=_letters(tx, {line.id: line.number for line in cases}),
        disclosures=_disclosures(tx, viewer, person_id, [line.id for line in cases]),
        may_register=may(viewer.roles, Action.REGISTER_AT_DESK)
        and row.status != PersonStatus.WITHDRAWN
        and _waits_for_desk(tx, cases),
    )


def _refuse_others_person(tx: Transaction, viewer: Viewer, person_id: int) -> None:
    """Somebody without any case is there for who makes new people; who has cases elsewhere is theirs."""
    elsewhere = known_at(tx, person_id)
    if elsewhere or not may(viewer.roles, Action.CREATE_PERSON):
        raise DomainError("persoon_andere_organisatie", organisaties=", ".join(elsewhere))


def known_at(tx: Transaction, person_id: int) -> list[str]:
    """The names of the organisations with a case of this person: to whom one can turn."""
    names = (
        select(organisation.c.name)
        .join(case, case.c.organisation == organisation.c.code)
        .where(case.c.person_id == person_id)
        .distinct()
        .order_by(organisation.c.name)
    )
    return list(tx.execute(names).scalars())


def _changes(tx: Transaction, person_id: int) -> list[Change]:
    rows = tx.execute(
        select(person_history)
        .where(
            person_history.c.person_id == person_id,
            person_history.c.new_value.is_distinct_from(person_history.c.old_value),  # not the same again
        )
        .order_by(person_history.c.valid_to.desc(), person_history.c.id.desc())
    )
    return [Change(row.field, row.old_value, row.new_value, row.valid_to) for row in rows]


def _letters(tx: Transaction, numbers: Mapping[int, str]) -> list[LetterLine]:
    rows = tx.execute(select(letter).where(letter.c.case_id.in_(numbers)).order_by(letter.c.id.desc()))
    return [
        LetterLine(
            id=row.id,
            case_id=row.case_id,
            case_number=numbers[row.case_id],
            template=row.template,
            reference=row.reference,
            status=row.status,
            registered=row.registered,
            requested_at=row.requested_at,
            sent_on=row.sent_on,
            has_pdf=row.document is not None,
        )
        for row in rows
    ]


def _disclosures(
    tx: Transaction, viewer: Viewer, person_id: int, cases: Collection[int]
) -> list[DisclosureLine]:
    """What was told of the person; about one case only for who sees it, sent it or received it."""
    shown = or_(
        disclosure.c.case_id.is_(None),
        disclosure.c.case_id.in_(cases),
        exchange_file.c.sender == viewer.organisation,
        exchange_file.c.recipient == viewer.organisation,
    )
    rows = tx.execute(
        select(
            exchange_file.c.kind,
            disclosure.c.recipient,
            organisation.c.name,
            disclosure.c.disclosed_at,
            disclosure.c.content,
        )
        .join(exchange_file, exchange_file.c.id == disclosure.c.file_id)
        .outerjoin(organisation, organisation.c.code == disclosure.c.recipient)
        .where(disclosure.c.person_id == person_id, shown)
        .order_by(disclosure.c.id.desc())
    )
    return [
        DisclosureLine(row.kind, row.name or row.recipient, row.disclosed_at, row.content) for row in rows
    ]


def _waits_for_desk(tx: Transaction, cases: list[CaseLine]) -> bool:
    """A running Flemish trajectory of the own desk that waits for a registration, or none at all."""
    running = [line for line in cases if line.process in Trajectory.of(Region.FLANDERS) and line.running]
    if not running:
        return True
    waiting = select(subscription.c.id).where(
        subscription.c.case_id == running[0].id, subscription.c.name == REGISTERED
    )
    return running[0].own and tx.execute(waiting).first() is not None
