"""Letters that stay somewhere longer than they should: for the desk that has them, and for operations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, func, select

from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import address_check, letter, print_batch
from app.domain.calendar import is_working_day
from app.domain.vocabulary import LetterStatus

log = structlog.get_logger()


class Delay(StrEnum):
    """Where a letter, or the look into an address, waits too long."""

    NOT_MADE = "niet_gemaakt"
    NOT_PRINTED = "niet_gedrukt"
    NOT_SENT = "niet_verzonden"
    ADDRESS = "adres_niet_nagekeken"


# Working days after which somebody should look: our choice, no rule of law.
PATIENCE: Mapping[Delay, int] = {
    Delay.NOT_MADE: 1,
    Delay.NOT_PRINTED: 3,
    Delay.NOT_SENT: 5,
    Delay.ADDRESS: 10,
}


@dataclass(frozen=True)
class Delayed:
    """How many wait too long in one place, and since when the oldest does."""

    delay: Delay
    number: int
    since: datetime
    days: int


def delays_of(tx: Transaction, organisation: str | None = None) -> list[Delayed]:
    """What waits too long at a desk, or everywhere; places where nothing does are left out."""
    found = []
    for delay in Delay:
        source, since, conditions = _place(tx, delay)
        counted = select(func.count().label("number"), func.min(since).label("since")).select_from(source)
        of_desk = address_check.c.organisation if delay is Delay.ADDRESS else letter.c.organisation
        if organisation is not None:
            counted = counted.where(of_desk == organisation)
        row = tx.execute(counted.where(conditions)).one()
        if row.number:
            days = (tx.now - row.since).days
            found.append(Delayed(delay, int(row.number), row.since, days))
    return found


def condition(tx: Transaction, delay: Delay) -> ColumnElement[bool]:
    """Which letters, joined with their batch, wait too long in a place."""
    return _place(tx, delay)[2]


def tell(database: Database) -> None:
    """Say in the log what waits too long: how many, where, since when; no names."""
    with database.read() as tx:
        for each in delays_of(tx):
            log.warning("letters_delayed", place=each.delay.value, number=each.number, days=each.days)


def _place(tx: Transaction, delay: Delay) -> tuple[Any, Any, ColumnElement[bool]]:
    """From which rows, since when, and on what conditions."""
    before = _moment_before(tx, PATIENCE[delay])
    if delay is Delay.ADDRESS:
        return (
            address_check,
            address_check.c.opened_at,
            and_(address_check.c.closed_at.is_(None), address_check.c.opened_at < before),
        )
    since = {
        Delay.NOT_MADE: letter.c.requested_at,
        Delay.NOT_PRINTED: letter.c.made_at,
        Delay.NOT_SENT: print_batch.c.created_at,
    }[delay]
    batches = letter.outerjoin(print_batch, print_batch.c.id == letter.c.batch_id)
    return batches, since, and_(letter.c.status == _STATUS[delay], since < before)


_STATUS = {
    Delay.NOT_MADE: LetterStatus.REQUESTED,
    Delay.NOT_PRINTED: LetterStatus.MADE,
    Delay.NOT_SENT: LetterStatus.IN_BATCH,
}


def _moment_before(tx: Transaction, working_days: int) -> datetime:
    """The start of the day, so many working days ago."""
    day = tx.today
    while working_days:
        day -= timedelta(days=1)
        working_days -= is_working_day(day)
    return midnight(day)
