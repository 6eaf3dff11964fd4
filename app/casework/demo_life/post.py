"""The mail room of a demo: what was made on an earlier day leaves today; some proof comes in late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.casework import letters, mail_room
from app.casework.demo_life.desk import Desk
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import letter, person
from app.domain.vocabulary import LetterStatus

LATE_PROOF = "ingebrekestelling"
COMES_IN_AFTER = timedelta(days=45)  # longer than the twenty working days that the letter gives


def is_waiting(tx: Transaction) -> bool:
    """Whether there are letters that have been made and put in no batch."""
    made = select(letter.c.id).where(letter.c.status == LetterStatus.MADE).limit(1)
    return tx.execute(made).first() is not None


def send(
    tx: Transaction, desk: Desk, is_late: Callable[[Transaction, int], bool]
) -> tuple[list[Any], list[Any]]:
    """A batch per organisation leaves; gives the letters that left, and those whose proof comes in later.

    `is_late` tells of a person whether the proof of their notice of default does.
    """
    before = midnight(tx.today)
    made = letter.c.status == LetterStatus.MADE, letter.c.made_at < before
    organisations = tx.execute(select(letter.c.organisation).where(*made).distinct()).scalars()
    batches = {letters.create_batch(tx, desk.of_post(code), code) for code in sorted(organisations.all())}
    rows = tx.execute(select(letter).where(letter.c.batch_id.in_(batches)).order_by(letter.c.id)).all()
    kept_back = [row for row in rows if row.template == LATE_PROOF and is_late(tx, row.person_id)]
    sent = [row for row in rows if row not in kept_back]
    for row in sent:
        mark_sent(tx, desk, row, tx.today)
    return sent, kept_back


def mark_sent(tx: Transaction, desk: Desk, row: Any, day: date) -> None:
    """Note that a letter left on a day."""
    number = f"RR{row.id:09d}BE" if row.registered else None
    letters.mark_sent(tx, row.id, day, number, desk.of_post(row.organisation))


def batch_of(tx: Transaction, desk: Desk, organisation: str) -> None:
    """One desk has its letters of today in a batch already."""
    letters.create_batch(tx, desk.of_post(organisation), organisation)


def try_again(database: Database, desk: Desk) -> None:
    """Make the letters that could not be made before, of people about whom the register just said more."""
    with database.read() as tx:
        morning = midnight(tx.today)
        failed = (
            select(letter.c.id, letter.c.organisation)
            .join(person, person.c.id == letter.c.person_id)
            .where(
                letter.c.status == LetterStatus.REQUESTED,
                letter.c.problem.is_not(None),
                letter.c.requested_at < morning,
                person.c.updated_at >= morning,
            )
        )
        rows = tx.execute(failed.order_by(letter.c.id)).all()
    for row in rows:
        mail_room.retry(database, row.id, desk.of_post(row.organisation))
