"""What people do with the letters of their desk: try again, print, note what left or came back, cancel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import select, update

from app.casework import incidents, letter_cancelling, letter_french, letter_making, letters, returned_mail
from app.casework.actors import Actor, Refused
from app.db.session import Database, Transaction
from app.db.tables import letter
from app.domain.errors import DomainError
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import LetterStatus


class Sent(Protocol):
    """A letter that left, as a colleague says."""

    @property
    def letter_id(self) -> int: ...
    @property
    def sent_on(self) -> date: ...
    @property
    def registered_number(self) -> str | None: ...


@dataclass(frozen=True)
class NotTaken:
    """A sent date that could not be recorded, and why."""

    row: Any
    problem: DomainError


def retry(database: Database, letter_id: int, actor: Actor) -> None:
    """Make a letter that could not be made, now that what was missing is there.

    Raises Refused, DomainError `brief_onbekend` (not of this desk), and why it failed anew: that reason is
    then kept with the letter.
    """
    try:
        with database.transaction() as tx:
            row = _of_desk(tx, letter_id, actor, Action.PRINT_LETTERS)
            if row.status != LetterStatus.REQUESTED:
                raise Refused("brief_al_gemaakt", brief=letter_id)
            letter_making.make(tx, letter_id)
            tx.execute(update(letter).where(letter.c.id == letter_id).values(problem=None))
            letter_cancelling.resolve(tx, [row])
    except Refused:
        raise
    except DomainError as problem:
        if problem.code != "brief_onbekend":
            _keep_reason(database, letter_id, problem)
        raise


def retry_all(tx: Transaction, actor: Actor) -> int:
    """Hand all letters of the desk that could not be made to the workers again; how many. Raises Refused."""
    organisation = _desk_of(actor, Action.PRINT_LETTERS)
    failed = (
        select(letter)
        .where(
            letter.c.organisation == organisation,
            letter.c.status == LetterStatus.REQUESTED,
            letter.c.problem.is_not(None),
        )
        .order_by(letter.c.id)
        .with_for_update(skip_locked=True)
    )
    rows = list(tx.execute(failed))
    if rows:
        again = update(letter).where(letter.c.id.in_([row.id for row in rows]))
        tx.execute(again.values(problem=None, claimed_until=None))
        letter_cancelling.resolve(tx, rows)
    return len(rows)


def create_batch(tx: Transaction, actor: Actor) -> int | None:
    """A print batch of what the actor's desk has ready; None when there is nothing. Raises Refused."""
    return letters.create_batch(tx, actor, _desk_of(actor, Action.PRINT_LETTERS))


def record_sent(database: Database, rows: Iterable[Sent], actor: Actor) -> tuple[int, list[NotTaken]]:
    """Record sent dates, each in its own transaction; how many were taken, and which were not."""
    taken, refused = 0, []
    for row in rows:
        try:
            with database.transaction() as tx:
                _of_desk(tx, row.letter_id, actor, Action.RECORD_SENT_DATES)
                letters.mark_sent(tx, row.letter_id, row.sent_on, row.registered_number, actor)
            taken += 1
        except DomainError as problem:
            refused.append(NotTaken(row, problem))
    return taken, refused


def record_returned(tx: Transaction, letter_id: int, day: date, reason: str | None, actor: Actor) -> None:
    """One letter came back. Raises Refused, and what `returned_mail.mark_returned` raises."""
    _of_desk(tx, letter_id, actor, Action.RECORD_SENT_DATES)
    returned_mail.mark_returned(tx, letter_id, day, reason, actor)


def cancel(
    tx: Transaction, letter_id: int, reason: str, actor: Actor, *, replace: bool = False
) -> int | None:
    """Take a letter out before it leaves. Raises Refused, and what `letter_cancelling.cancel` raises."""
    _of_desk(tx, letter_id, actor, Action.CANCEL_LETTER)
    return letter_cancelling.cancel(tx, letter_id, reason, actor, replace=replace)


def ask_french(tx: Transaction, letter_id: int, asked_on: date, actor: Actor) -> int:
    """Ask for the French version of one letter. Raises Refused, and what `letter_french.ask` raises."""
    _of_desk(tx, letter_id, actor, Action.ASK_FRENCH)
    return letter_french.ask(tx, letter_id, asked_on, actor)


def _desk_of(actor: Actor, action: Action) -> str:
    if not may(actor.roles, action) or actor.organisation is None:
        raise Refused("geen_recht")
    return actor.organisation


def _of_desk(tx: Transaction, letter_id: int, actor: Actor, action: Action) -> Any:
    """The letter, when it is one of the actor's own organisation."""
    if not may(actor.roles, action):
        raise Refused("geen_recht")
    row = tx.execute(select(letter).where(letter.c.id == letter_id)).first()
    if row is None or not works_on(actor.organisation, row.organisation, actor.roles):
        raise DomainError("brief_onbekend", brief=letter_id)
    return row


def _keep_reason(database: Database, letter_id: int, problem: DomainError) -> None:
    with database.transaction() as tx:
        row = tx.execute(select(letter).where(letter.c.id == letter_id)).one()
        tx.execute(update(letter).where(letter.c.id == letter_id).values(problem=str(problem)))
        letter_cancelling.resolve(tx, [row])
        incidents.open_incident(tx, row.case_id, problem, {"brief": letter_id})
