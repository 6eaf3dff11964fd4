"""Letters that have been made: put in a print batch, sent with proof, asked for again, read as they left."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

import structlog
from sqlalchemy import bindparam, insert, select, update

from app.casework import case_rows, letter_language, messages, releases, term_rows, webhook_hints
from app.casework.actors import SYSTEM, Actor
from app.casework.case_rows import CaseRow
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import document, letter, print_batch, subscription
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus

log = structlog.get_logger()


def create_batch(tx: Transaction, actor: Actor, organisation: str | None = None) -> int | None:
    """Put every made letter (of one organisation) in a new print batch; None when there is none."""
    chosen = select(letter.c.id).where(letter.c.status == LetterStatus.MADE)
    if organisation is not None:
        chosen = chosen.where(letter.c.organisation == organisation)
    ids = list(tx.execute(chosen.order_by(letter.c.id).with_for_update(skip_locked=True)).scalars())
    if not ids:
        return None
    batch_id = tx.insert_id(
        insert(print_batch).values(created_at=tx.now, account_id=actor.account_id, letters=len(ids))
    )
    move = (
        update(letter)
        .where(letter.c.id == bindparam("of"))
        .values(status=LetterStatus.IN_BATCH, batch_id=batch_id)
    )
    tx.execute(move, [{"of": letter_id} for letter_id in ids])
    return batch_id


def with_case(tx: Transaction, letter_id: int) -> tuple[CaseRow, Any]:
    """A letter and its case, both locked: the case first, as every step does. Raises `brief_onbekend`."""
    of = tx.execute(select(letter.c.case_id).where(letter.c.id == letter_id)).scalar()
    if of is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    case_row = case_rows.lock(tx, of)
    return case_row, tx.execute(select(letter).where(letter.c.id == letter_id).with_for_update()).one()


def row_of(tx: Transaction, letter_id: int) -> Any:
    """A letter, for reading. Raises DomainError `brief_onbekend`."""
    row = tx.execute(select(letter).where(letter.c.id == letter_id)).first()
    if row is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    return row


def mark_sent(
    tx: Transaction,
    letter_id: int,
    sent_on: date,
    registered_number: str | None = None,
    actor: Actor = SYSTEM,
) -> bool:
    """A letter has left on a day: its terms start, and the case hears of it where it waits for that.

    False when all this was known. A registered number may come in later than the day. Raises DomainError
    `brief_onbekend`, `brief_niet_te_verzenden`, `brief_al_verzonden`, `brief_ander_nummer`,
    `verzenddatum_onmogelijk`.
    """
    case_row, row = with_case(tx, letter_id)
    if not says_new_sent(row, sent_on, registered_number, tx.today):
        return False
    this = update(letter).where(letter.c.id == letter_id)
    if row.status == LetterStatus.SENT:
        tx.execute(this.values(registered_number=registered_number))
        return True
    tx.execute(
        this.values(
            status=LetterStatus.SENT,
            sent_on=sent_on,
            registered_number=registered_number,
            sent_noted_at=tx.now,
            sent_noted_by=actor.account_id,
        )
    )
    webhook_hints.hint(tx, case_row.id)
    if row.translation_of is None:  # a translation follows a letter that started all there was to start
        release = releases.load(tx, case_row.release_id)
        term_rows.start_by_letter(tx, case_row, row.template, sent_on, release)
        _tell_case(tx, row, sent_on, actor)
    return True


def says_new_sent(row: Any, sent_on: date, registered_number: str | None, today: date) -> bool:
    """Whether a sent date says more than the letter knows. Raises as `mark_sent` does."""
    if row.status == LetterStatus.SENT:
        if row.sent_on != sent_on:
            raise DomainError("brief_al_verzonden", brief=row.id, dag=row.sent_on.isoformat())
        if registered_number and row.registered_number not in (None, registered_number):
            raise DomainError("brief_ander_nummer", brief=row.id, nummer=row.registered_number)
        return bool(registered_number) and row.registered_number is None
    if row.status not in (LetterStatus.MADE, LetterStatus.IN_BATCH):
        raise DomainError("brief_niet_te_verzenden", brief=row.id, status=row.status)
    if sent_on > today or sent_on < brussels_day(row.requested_at):
        raise DomainError("verzenddatum_onmogelijk", brief=row.id, dag=sent_on.isoformat())
    return True


def _tell_case(tx: Transaction, row: Any, sent_on: date, actor: Actor) -> None:
    name = f"{row.template}_verzonden"
    if waits_for(tx, row.case_id, name):  # as a message: that a letter left stands, whatever follows
        payload = {f"{name}_op": sent_on.isoformat()}
        messages.send(tx, row.case_id, name, payload, f"letter:{row.id}", actor)


def waits_for(tx: Transaction, case_id: int, name: str) -> bool:
    """Whether the diagram of a case waits for a message."""
    waits = select(subscription.c.id).where(subscription.c.case_id == case_id, subscription.c.name == name)
    return tx.execute(waits).first() is not None


def ask_again(tx: Transaction, case_row: CaseRow, row: Any) -> int:
    """The same letter once more, to be made with the facts of today; the new letter's id.

    No term moves by it: what was sent counts from the day it was sent, and a term that still waits starts
    with the first that leaves. A letter that somebody asked in French stays so, while that may be.
    """
    french = row.french_asked_on if letter_language.french_on_request(tx, case_row) else None
    original = None if french is None else row.translation_of
    return insert_like(tx, case_row, row, french_asked_on=french, copy_of=row.id, translation_of=original)


def insert_like(
    tx: Transaction, case_row: CaseRow, row: Any, *, french_asked_on: date | None, **others: Any
) -> int:
    """Ask for another letter of the same template; its id. In French where it was asked so, else as usual."""
    values = {
        "case_id": row.case_id,
        "person_id": row.person_id,
        "organisation": case_row.organisation,
        "template": row.template,
        "language": letter_language.of_case(tx, case_row)
        if french_asked_on is None
        else letter_language.FRENCH,
        "french_asked_on": french_asked_on,
        "registered": row.registered,
        "status": LetterStatus.REQUESTED,
        "requested_at": tx.now,
    }
    return tx.insert_id(insert(letter).values(**(values | others)))


def pdf_of(tx: Transaction, letter_id: int) -> bytes:
    """The letter as it was made, byte for byte. Raises DomainError `brief_onbekend`, `brief_beschadigd`."""
    found = tx.execute(
        select(document.c.content, document.c.sha256)
        .join(letter, letter.c.document == document.c.sha256)
        .where(letter.c.id == letter_id)
    ).first()
    if found is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    return verified(letter_id, bytes(found.content), found.sha256)


def verified(letter_id: int, content: bytes, sha256: str) -> bytes:
    """The stored bytes, when they are still those that were stored. Raises DomainError `brief_beschadigd`."""
    if hashlib.sha256(content).hexdigest() != sha256:
        log.error("document_damaged", letter=letter_id, sha256=sha256)
        raise DomainError("brief_beschadigd", brief=letter_id)
    return content
