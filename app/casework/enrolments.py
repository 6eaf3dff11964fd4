"""Involving a partner in a case, and ending that: only in between, and shortly after, it sees the person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.casework import audit, case_rows, releases
from app.casework.actors import Actor, Refused
from app.casework.case_rows import CaseRow
from app.db.partner_sight import seen_from, with_case
from app.db.session import Transaction
from app.db.tables import enrolment, organisation, person
from app.domain.enrolments import LONGEST_DAYS, EndReason, Part, may_follow, seen_since
from app.domain.errors import DomainError
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import Region, Trajectory

LONGEST_COURSE = 80
INVOLVED, ENDED = "partner_betrokken", "partner_gestopt"  # lines of the audit trail

_PARTNERS = select(organisation).where(organisation.c.active).order_by(organisation.c.name)


@dataclass(frozen=True)
class Involvement:
    """Which organisation for which part, which course, and from when; `ends_on` is the day foreseen."""

    organisation: str
    part: Part
    starts_on: date
    ends_on: date | None = None
    course: str | None = None


def partners_for(tx: Transaction) -> dict[Part, list[tuple[str, str]]]:
    """Who can be involved for each part: code and name, by name."""
    rows = tx.execute(_PARTNERS).all()
    return {
        part: [(row.code, row.name) for row in rows if may_follow(part, row.code, row.kind)] for part in Part
    }


def involve(tx: Transaction, case_id: int, asked: Involvement, actor: Actor) -> int:
    """From now on the partner sees the person, for this part; gives the enrolment's id.

    Raises Refused, DomainError `traject_zonder_partners`, `partner_onbekend`, `partner_al_betrokken`,
    `inschrijving_eindigt_voor_begin`, `inschrijving_te_ver`.
    """
    row = _own_case(tx, case_id, actor)
    if row.process not in Trajectory.of(Region.FLANDERS) or row.state is None:
        raise DomainError("traject_zonder_partners")
    name = dict(partners_for(tx)[asked.part]).get(asked.organisation)
    if name is None:
        raise DomainError("partner_onbekend")
    if asked.ends_on is not None and asked.ends_on < asked.starts_on:
        raise DomainError("inschrijving_eindigt_voor_begin")
    if any(abs((day - tx.today).days) > LONGEST_DAYS for day in (asked.starts_on, asked.ends_on) if day):
        raise DomainError("inschrijving_te_ver")
    new = insert(enrolment).values(
        person_id=row.person_id,
        case_id=row.id,
        organisation=asked.organisation,
        part=asked.part,
        course=(asked.course or "").strip()[:LONGEST_COURSE] or None,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        involved_at=tx.now,
        involved_by=actor.account_id,
    )
    try:
        with tx.connection.begin_nested():
            enrolment_id = tx.insert_id(new)
    except IntegrityError as twice:
        raise DomainError("partner_al_betrokken", partner=name) from twice
    audit.note(tx, row, INVOLVED, {"inschrijving": enrolment_id, "naam": name}, actor)
    return enrolment_id


def end(tx: Transaction, enrolment_id: int, last_day: date, reason: EndReason, actor: Actor) -> None:
    """The partner is no longer involved; one that was involved by mistake sees the person no more at once.

    Raises Refused, DomainError `inschrijving_onbekend`, `inschrijving_gestopt`, `laatste_dag_onmogelijk`.
    """
    found = tx.execute(select(enrolment).where(enrolment.c.id == enrolment_id)).first()
    if found is None:
        raise DomainError("inschrijving_onbekend")
    row = _own_case(tx, found.case_id, actor)
    found = tx.execute(select(enrolment).where(enrolment.c.id == enrolment_id).with_for_update()).one()
    if found.ended_at is not None:
        raise DomainError("inschrijving_gestopt")
    if reason is EndReason.MISTAKE:
        last_day = found.starts_on
    elif not found.starts_on <= last_day <= tx.today:
        raise DomainError("laatste_dag_onmogelijk")
    tx.execute(
        update(enrolment)
        .where(enrolment.c.id == enrolment_id)
        .values(ends_on=last_day, ended_at=tx.now, ended_by=actor.account_id, end_reason=reason)
    )
    name = tx.execute(
        select(organisation.c.name).where(organisation.c.code == found.organisation)
    ).scalar_one()
    audit.note(tx, row, ENDED, {"inschrijving": enrolment_id, "naam": name}, actor)


def seen_by(tx: Transaction, organisation_code: str) -> ColumnElement[bool]:
    """The enrolments (joined with their case and person) that this partner sees today."""
    _, release = releases.current(tx)
    return seen_from(organisation_code, seen_since(release.parameters_on(tx.today), tx.today))


_OF_DESK = with_case(enrolment, person.c.national_number).where(enrolment.c.id == bindparam("enrolment"))


def of_desk(tx: Transaction, enrolment_id: int, actor: Actor) -> Mapping[str, Any]:
    """An enrolment that this partner sees, locked, with the person's number.

    Raises Refused, DomainError `inschrijving_onbekend` for every other.
    """
    if not may(actor.roles, Action.USE_PARTNER_DESK) or actor.organisation is None:
        raise Refused("geen_recht")
    query = _OF_DESK.where(seen_by(tx, actor.organisation)).with_for_update(of=enrolment)
    found = tx.execute(query, {"enrolment": enrolment_id}).first()
    if found is None:
        raise DomainError("inschrijving_onbekend")
    return dict(found._mapping)


def _own_case(tx: Transaction, case_id: int, actor: Actor) -> CaseRow:
    row = case_rows.lock(tx, case_id)
    if not may(actor.roles, Action.INVOLVE_PARTNER):
        raise Refused("geen_recht")
    if not works_on(actor.organisation, row.organisation, actor.roles):
        raise Refused("taak_andere_organisatie")
    return row
