"""Virtual time: a database whose clock is a row, moved by whoever plays (the demo, scenarios, tests).

All that falls due on the way happens in order, each term in a step of its own, exactly as the worker does it
on the clock of the world.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from app.casework import letter_making, letters, looking_again, messages, timers
from app.casework.actors import SYSTEM
from app.clock import local, midnight
from app.db.session import Database, Transaction
from app.db.tables import letter, person, setting
from app.domain.calendar import next_working_day
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus

Progress = Callable[[datetime], None]

OFFICE_HOURS = timedelta(hours=9)


def set_clock(database: Database, moment: datetime) -> None:
    """Give a database a clock of its own. Only an empty or a demo database may have one.

    Raises DomainError `geen_demo` where people are followed on the clock of the world.
    """
    with database.transaction() as tx:
        known = tx.execute(select(setting.c.value).where(setting.c.key == "demo_now")).first()
        if known is None and tx.execute(select(person.c.id).limit(1)).first() is not None:
            raise DomainError("geen_demo")
        if known is None:
            tx.execute(insert(setting), {"key": "demo_now", "value": moment.isoformat()})
        else:
            _move(tx, moment)
    database.forget_clock()


def pass_time(
    database: Database, until: datetime, progress: Progress = lambda at: None, *, mail: bool = True
) -> None:
    """Let time pass up to a moment: terms fire in order, letters are made.

    With `mail` the mail room sends what was made the next working morning; without it somebody else does.
    """
    settle(database)
    while True:
        moment = next_moment(database, mail=mail)
        if moment is None or moment > until:
            break
        _set(database, moment)
        progress(moment)
        if mail:
            send_post(database)
        settle(database)
    _set(database, until)
    settle(database)


def settle(database: Database) -> None:
    """Everything that can happen at this moment."""
    while (
        timers.fire_due(database)
        + looking_again.look_again(database)
        + messages.sweep(database)
        + letter_making.make_requested(database, claimed_too=True)
    ):
        pass


def send_post(database: Database) -> int:
    """The mail room of the demo: what was made on an earlier day leaves today, a batch per organisation."""
    with database.transaction() as tx:
        before = midnight(tx.today)
        made = select(letter.c.organisation).where(
            letter.c.status == LetterStatus.MADE, letter.c.made_at < before
        )
        for organisation in tx.execute(made.distinct()).scalars().all():
            letters.create_batch(tx, SYSTEM, organisation)
        ready = select(letter.c.id, letter.c.registered).where(
            letter.c.status == LetterStatus.IN_BATCH, letter.c.made_at < before
        )
        rows = tx.execute(ready.order_by(letter.c.id)).all()
    for row in rows:
        with database.transaction() as tx:
            number = f"RR{row.id:09d}BE" if row.registered else None
            letters.mark_sent(tx, row.id, tx.today, number)
    return len(rows)


def next_moment(database: Database, *, mail: bool = True) -> datetime | None:
    """When something happens next by itself: a term, a birthday, or the post; what is late happens now."""
    now = database.now()
    coming = (_next_due(database), _next_look(database), _next_post(database, now) if mail else None)
    moments = [moment for moment in coming if moment is not None]
    return max(min(moments), now) if moments else None


def _next_due(database: Database) -> datetime | None:
    with database.read() as tx:
        return timers.next_due(tx)


def _next_look(database: Database) -> datetime | None:
    with database.read() as tx:
        return looking_again.next_look(tx)


def _next_post(database: Database, now: datetime) -> datetime | None:
    """Post leaves at nine on the first working day after the letter was made."""
    with database.read() as tx:
        made: datetime | None = tx.execute(
            select(letter.c.made_at)
            .where(letter.c.status.in_((LetterStatus.MADE, LetterStatus.IN_BATCH)))
            .order_by(letter.c.made_at)
            .limit(1)
        ).scalar()
    if made is None:
        return None
    day = next_working_day(local(made).date() + timedelta(days=1))
    return max(midnight(day) + OFFICE_HOURS, now)


def _set(database: Database, moment: datetime) -> None:
    with database.transaction() as tx:
        _move(tx, moment)


def _move(tx: Transaction, moment: datetime) -> None:
    """The clock never goes back, also when two processes move it."""
    if moment > tx.now:
        tx.execute(update(setting).where(setting.c.key == "demo_now").values(value=moment.isoformat()))
