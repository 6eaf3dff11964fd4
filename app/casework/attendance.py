"""The hours that a partner tells of a month: entered once, corrected or taken back with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.casework import enrolments
from app.casework.actors import Actor, Refused
from app.db.partner_sight import with_case
from app.db.session import Transaction
from app.db.tables import attendance, attendance_change, enrolment, person
from app.domain.enrolments import Hours, Part, checked_hours, month_of, next_month
from app.domain.errors import DomainError
from app.domain.permissions import Action, may

LONGEST_REASON = 500


class Told(StrEnum):
    """What came of telling a month."""

    NEW = "nieuw"
    SAME = "ongewijzigd"


def enter(tx: Transaction, enrolment_id: int, month: date, hours: Hours, actor: Actor) -> Told:
    """Tell a month. The same hours again change nothing; other hours are a correction, with a reason.

    Raises Refused, DomainError `inschrijving_onbekend`, `uren_niet_hier`, `maand_buiten_inschrijving`,
    `maand_al_ingevuld`, `uren_te_veel`, `uren_meer_dan_gegeven`.
    """
    if not says_new(tx, enrolment_id, month, hours, actor):
        return Told.SAME
    tx.execute(insert(attendance).values(enrolment_id=enrolment_id, month=month, **_values(tx, hours, actor)))
    return Told.NEW


def correct(tx: Transaction, enrolment_id: int, month: date, hours: Hours, reason: str, actor: Actor) -> None:
    """Other hours in the place of those of a month; what stood there is kept.

    Raises Refused, DomainError `inschrijving_onbekend`, `maand_niet_ingevuld`, `reden_ontbreekt`,
    `uren_ongewijzigd`, `uren_te_veel`, `uren_meer_dan_gegeven`.
    """
    before = _to_change(tx, enrolment_id, month, reason, actor)
    checked_hours(hours.given, hours.present, hours.excused)
    if _hours(before) == hours:
        raise DomainError("uren_ongewijzigd")
    _keep(tx, before, reason, actor)
    tx.execute(update(attendance).where(attendance.c.id == before.id).values(**_values(tx, hours, actor)))


def take_back(tx: Transaction, enrolment_id: int, month: date, reason: str, actor: Actor) -> None:
    """The month is empty again; what stood there is kept. Raises what `correct` raises about the month."""
    before = _to_change(tx, enrolment_id, month, reason, actor)
    _keep(tx, before, reason, actor)
    tx.execute(delete(attendance).where(attendance.c.id == before.id))


def says_new(tx: Transaction, enrolment_id: int, month: date, hours: Hours, actor: Actor) -> bool:
    """Whether `enter` would write something. Raises what it raises, and writes nothing."""
    found = enrolments.of_desk(tx, enrolment_id, actor)
    _check_month(found, month, tx.today)
    checked_hours(hours.given, hours.present, hours.excused)
    before = _row(tx, enrolment_id, month)
    if before is not None and _hours(before) != hours:
        raise DomainError("maand_al_ingevuld")
    return before is None


def enrolment_for(tx: Transaction, number: str, part: Part, actor: Actor) -> int:
    """The newest enrolment of the person with that number, of those that this partner sees.

    Raises Refused, DomainError `inschrijving_niet_gevonden`.
    """
    return int(_enrolments(tx, number, part, actor)[-1].id)


def enrolment_in(tx: Transaction, number: str, part: Part, month: date, actor: Actor) -> int:
    """The one in that month. Raises what `enrolment_for` raises, DomainError `inschrijving_meer_dan_een`."""
    here = [
        row
        for row in _enrolments(tx, number, part, actor)
        if row.starts_on < next_month(month) and (row.ends_on is None or row.ends_on >= month)
    ]
    if not here:
        raise DomainError("inschrijving_niet_gevonden")
    if len(here) > 1:
        raise DomainError("inschrijving_meer_dan_een")
    return int(here[0].id)


def _enrolments(tx: Transaction, number: str, part: Part, actor: Actor) -> list[Any]:
    if not may(actor.roles, Action.USE_PARTNER_DESK) or actor.organisation is None:
        raise Refused("geen_recht")
    query = with_case(enrolment.c.id, enrolment.c.starts_on, enrolment.c.ends_on).where(
        enrolments.seen_by(tx, actor.organisation),
        person.c.national_number == number,
        enrolment.c.part == part,
    )
    found = list(tx.execute(query.order_by(enrolment.c.starts_on, enrolment.c.id)))
    if not found:
        raise DomainError("inschrijving_niet_gevonden")
    return found


def _check_month(found: Mapping[str, Any], month: date, today: date) -> None:
    if not Part(found["part"]).has_hours:
        raise DomainError("uren_niet_hier")
    last = min(found["ends_on"] or today, today)
    if month.day != 1 or not month_of(found["starts_on"]) <= month <= month_of(last):
        raise DomainError("maand_buiten_inschrijving")


def _to_change(tx: Transaction, enrolment_id: int, month: date, reason: str, actor: Actor) -> Any:
    enrolments.of_desk(tx, enrolment_id, actor)
    before = _row(tx, enrolment_id, month)
    if before is None:
        raise DomainError("maand_niet_ingevuld")
    if not 3 <= len(reason.strip()) <= LONGEST_REASON:
        raise DomainError("reden_ontbreekt", maximum=LONGEST_REASON)
    return before


def _row(tx: Transaction, enrolment_id: int, month: date) -> Any:
    return tx.execute(
        select(attendance).where(attendance.c.enrolment_id == enrolment_id, attendance.c.month == month)
    ).first()


def _hours(row: Any) -> Hours:
    return Hours(row.given, row.present, row.excused)


def _values(tx: Transaction, hours: Hours, actor: Actor) -> dict[str, Any]:
    return {
        "given": hours.given,
        "present": hours.present,
        "excused": hours.excused,
        "entered_at": tx.now,
        "entered_by": actor.account_id,
    }


def _keep(tx: Transaction, before: Any, reason: str, actor: Actor) -> None:
    kept = {name: value for name, value in before._mapping.items() if name != "id"}
    tx.execute(
        insert(attendance_change).values(
            **kept, changed_at=tx.now, changed_by=actor.account_id, reason=reason.strip()
        )
    )
