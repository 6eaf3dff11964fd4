"""What happened to the letters of a case, for its timeline: made, cancelled, sent, back, and the address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.clock import midnight
from app.db.session import Transaction
from app.db.tables import account, address_check, letter

MADE, CANCELLED, SENT, RETURNED = (
    "brief_gemaakt",
    "brief_geannuleerd",
    "brief_verzonden",
    "brief_teruggekeerd",
)
CHECKED = "adres_nagekeken"
NOTED = {CANCELLED, RETURNED, CHECKED}  # lines of the audit trail that are told here, with their reasons

_sender, _canceller, _receiver, _closer = (
    account.alias(name) for name in ("sender", "canceller", "receiver", "closer")
)
_LETTERS = (
    select(
        letter,
        _sender.c.name.label("sent_by"),
        _canceller.c.name.label("cancelled_by_name"),
        _receiver.c.name.label("returned_by"),
        address_check.c.outcome,
        address_check.c.note,
        address_check.c.closed_at,
        _closer.c.name.label("closed_by_name"),
    )
    .outerjoin(_sender, _sender.c.id == letter.c.sent_noted_by)
    .outerjoin(_canceller, _canceller.c.id == letter.c.cancelled_by)
    .outerjoin(_receiver, _receiver.c.id == letter.c.returned_noted_by)
    .outerjoin(address_check, address_check.c.id == letter.c.address_check_id)
    .outerjoin(_closer, _closer.c.id == address_check.c.closed_by)
    .where(letter.c.case_id == bindparam("case"))
    .order_by(letter.c.id)
)


@dataclass(frozen=True)
class LetterEvent:
    """One event; `template` names the letter, `why` what somebody wrote, `outcome` what a check found."""

    at: datetime
    kind: str
    template: str
    letter_id: int
    who: str | None = None
    why: str | None = None
    outcome: str | None = None
    registered_number: str | None = None
    whole_day: bool = False  # only the day is known


def letter_events(tx: Transaction, case_id: int) -> list[LetterEvent]:
    """All of them, by letter; a check that several letters opened is told once."""
    told: set[int] = set()
    events: list[LetterEvent] = []
    for row in tx.execute(_LETTERS, {"case": case_id}):
        events += _of_letter(row)
        if row.closed_at is not None and row.address_check_id not in told:
            told.add(row.address_check_id)
            closed = LetterEvent(
                row.closed_at, CHECKED, row.template, row.id, row.closed_by_name, row.note, row.outcome
            )
            events.append(closed)
    return events


def _of_letter(row: Any) -> Iterator[LetterEvent]:
    if row.made_at is not None:
        yield LetterEvent(row.made_at, MADE, row.template, row.id)
    if row.cancelled_at is not None:
        who, why = row.cancelled_by_name, row.cancel_reason
        yield LetterEvent(row.cancelled_at, CANCELLED, row.template, row.id, who, why)
    if row.sent_on is not None:
        number = row.registered_number
        yield LetterEvent(
            midnight(row.sent_on),
            SENT,
            row.template,
            row.id,
            row.sent_by,
            registered_number=number,
            whole_day=True,
        )
    if row.returned_on is not None:
        who, why = row.returned_by, row.return_reason
        yield LetterEvent(midnight(row.returned_on), RETURNED, row.template, row.id, who, why, whole_day=True)
