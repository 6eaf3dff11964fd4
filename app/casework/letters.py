"""Letters that have been made: put in a print batch, sent with proof, read again as they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.casework import case_rows, messages, releases, term_rows
from app.casework.actors import SYSTEM, Actor
from app.clock import brussels_day
from app.db.session import Database, Transaction
from app.db.tables import document, letter, print_batch, subscription
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus
from app.letters import batch as batches


@dataclass(frozen=True)
class Batch:
    """A print batch: one PDF for the printer and the manifest that goes with it."""

    id: int
    letters: int
    pdf: bytes
    manifest: str


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


def batch_files(tx: Transaction, batch_id: int) -> Batch:
    """The PDF and manifest of a batch. Raises DomainError `batch_onbekend`."""
    rows = tx.execute(
        select(letter, document.c.content, document.c.pages)
        .join(document, document.c.sha256 == letter.c.document)
        .where(letter.c.batch_id == batch_id, letter.c.status != LetterStatus.CANCELLED)
        .order_by(letter.c.id)
    ).all()
    if not rows:
        raise DomainError("batch_onbekend", batch=batch_id)
    manifest = batches.manifest(
        [
            batches.ManifestRow(
                letter_id=row.id,
                reference=row.reference,
                addressee=f"{row.facts['persoon']['voornaam']} {row.facts['persoon']['naam']}".strip(),
                address=row.facts["persoon"]["adresregels"],
                registered=row.registered,
                pages=row.pages,
                sha256=row.document,
            )
            for row in rows
        ]
    )
    return Batch(batch_id, len(rows), batches.merge([row.content for row in rows]), manifest)


def mark_sent(
    tx: Transaction,
    letter_id: int,
    sent_on: date,
    registered_number: str | None = None,
    actor: Actor = SYSTEM,
) -> None:
    """A letter has left on a day: its terms start, and the case hears of it where it waits for that.

    Raises DomainError `brief_onbekend`, `brief_niet_te_verzenden`, `verzenddatum_onmogelijk`.
    """
    of = tx.execute(select(letter.c.case_id).where(letter.c.id == letter_id)).scalar()
    if of is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    case_row = case_rows.lock(tx, of)  # the case before its letter, as every step does
    row = tx.execute(select(letter).where(letter.c.id == letter_id).with_for_update()).one()
    if row.status == LetterStatus.SENT and row.sent_on == sent_on:
        return
    if row.status not in (LetterStatus.MADE, LetterStatus.IN_BATCH):
        raise DomainError("brief_niet_te_verzenden", brief=letter_id, status=row.status)
    if sent_on > tx.today or sent_on < brussels_day(row.requested_at):
        raise DomainError("verzenddatum_onmogelijk", brief=letter_id, dag=sent_on.isoformat())
    tx.execute(
        update(letter)
        .where(letter.c.id == letter_id)
        .values(status=LetterStatus.SENT, sent_on=sent_on, registered_number=registered_number)
    )
    release = releases.load(tx, case_row.release_id)
    term_rows.start_by_letter(tx, case_row, row.template, sent_on, release)
    _tell_case(tx, row, sent_on, actor)


def _tell_case(tx: Transaction, row: Any, sent_on: date, actor: Actor) -> None:
    name = f"{row.template}_verzonden"
    waits = select(subscription.c.id).where(
        subscription.c.case_id == row.case_id, subscription.c.name == name
    )
    if tx.execute(waits).first() is not None:  # as a message: that a letter left stands, whatever follows
        payload = {f"{name}_op": sent_on.isoformat()}
        messages.send(tx, row.case_id, name, payload, f"letter:{row.id}", actor)


def record_sent(database: Database, rows: Sequence[Any], actor: Actor) -> tuple[int, list[tuple[int, str]]]:
    """Sent dates as the mail room returns them; how many were taken, and which rows were refused and why."""
    taken, refused = 0, []
    for row in rows:
        try:
            with database.transaction() as tx:
                mark_sent(tx, row.letter_id, row.sent_on, row.registered_number, actor)
            taken += 1
        except DomainError as problem:
            refused.append((row.letter_id, str(problem)))
    return taken, refused


def pdf_of(tx: Transaction, letter_id: int) -> bytes:
    """The letter as it was made. Raises DomainError `brief_onbekend`."""
    found = tx.execute(
        select(document.c.content)
        .join(letter, letter.c.document == document.c.sha256)
        .where(letter.c.id == letter_id)
    ).scalar()
    if found is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    return bytes(found)
