"""What a partner told itself: results at its desk and registrations of Brussels, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import enrolment, partner_message, person
from app.domain.errors import DomainError
from app.domain.vocabulary import PartnerMessageStatus
from app.insight.viewer import Viewer

# Names of messages by the part of which they tell the result.
RESULTS = {
    "mo_resultaat": "mo",
    "nt2_resultaat": "nt2",
    "vdab_ingeschreven": "vdab",
    "pnt_voltooid": "pnt",
}
HEARD = (PartnerMessageStatus.DELIVERED, PartnerMessageStatus.REPEATED)


@dataclass(frozen=True)
class ToldResult:
    """A result that was told. `status` says what became of it: heard, kept, or looked at by a colleague."""

    part: str
    outcome: str
    on: date
    at: datetime
    status: str
    answer: str | None

    @property
    def is_heard(self) -> bool:
        return self.status in HEARD


@dataclass(frozen=True)
class ToldRegistration:
    """A registration that was told: nothing of the person but the number that was typed."""

    name: str
    number: str | None
    on: date
    at: datetime
    is_known: bool


def results_of(tx: Transaction, viewer: Viewer, ids: Sequence[int]) -> dict[int, list[ToldResult]]:
    """By enrolment (of those that the viewer sees), newest first: whatever way it was told."""
    rows = tx.execute(
        select(partner_message, enrolment.c.id.label("enrolment_id"), enrolment.c.part)
        .join(person, person.c.national_number == partner_message.c.national_number)
        .join(enrolment, enrolment.c.person_id == person.c.id)
        .where(
            enrolment.c.id.in_(ids),
            enrolment.c.organisation == viewer.organisation,
            partner_message.c.organisation == viewer.organisation,
            partner_message.c.name.in_(RESULTS),
        )
        .order_by(partner_message.c.id.desc())
    )
    found: dict[int, list[ToldResult]] = {}
    for row in rows:
        if RESULTS[row.name] == row.part:
            found.setdefault(row.enrolment_id, []).append(_told(row))
    return found


def registrations(tx: Transaction, viewer: Viewer, names: Sequence[str], most: int) -> list[ToldRegistration]:
    """What this office told last, newest first."""
    if viewer.organisation is None:
        raise DomainError("geen_toegang")
    rows = tx.execute(
        select(partner_message)
        .where(partner_message.c.organisation == viewer.organisation, partner_message.c.name.in_(names))
        .order_by(partner_message.c.id.desc())
        .limit(most)
    )
    return [
        ToldRegistration(
            row.name, row.national_number, row.occurred_on, row.received_at, row.case_id is not None
        )
        for row in rows
    ]


def _told(row: Any) -> ToldResult:
    payload: Mapping[str, Any] = row.payload or {}
    return ToldResult(
        part=row.part,
        outcome=str(payload.get(row.part, "")),
        on=row.occurred_on,
        at=row.received_at,
        status=row.status,
        answer=row.note if row.status == PartnerMessageStatus.ANSWERED else None,
    )
