"""Letters from the queue to proof of sending: made, put in a print batch, sent; stored as they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import structlog
from sqlalchemy import bindparam, func, insert, select, update

from app.casework import incidents, letter_facts, messages, releases, steps, term_rows
from app.casework.actors import SYSTEM, Actor
from app.clock import brussels_day
from app.db.session import Database, Transaction
from app.db.tables import case, document, letter, print_batch, subscription
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus
from app.letters import Pdf, render
from app.letters import batch as batches

log = structlog.get_logger()

_REQUESTED = (
    select(letter)
    .where(letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_(None))
    .order_by(letter.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_MADE = (
    update(letter)
    .where(letter.c.id == bindparam("letter"), letter.c.status == LetterStatus.REQUESTED)
    .values(
        status=LetterStatus.MADE,
        reference=bindparam("new_reference"),
        facts=bindparam("new_facts"),
        document=bindparam("new_document"),
        made_at=bindparam("now"),
    )
)


@dataclass(frozen=True)
class Batch:
    """A print batch: one PDF for the printer and the manifest that goes with it."""

    id: int
    letters: int
    pdf: bytes
    manifest: str


def make_requested(database: Database, limit: int = 10_000) -> int:
    """Turn requested letters into PDFs, each in its own transaction; how many were handled."""
    handled = 0
    while handled < limit and _make_one(database):
        handled += 1
    return handled


def _make_one(database: Database) -> bool:
    with database.transaction() as tx:
        row = tx.execute(_REQUESTED).first()
        if row is None:
            return False
        try:
            with tx.connection.begin_nested():
                make(tx, row.id)
        except DomainError as problem:
            log.warning("letter_failed", letter=row.id, template=row.template, code=problem.code)
            tx.execute(update(letter).where(letter.c.id == row.id).values(problem=str(problem)))
            incidents.open_incident(tx, row.case_id, problem, {"brief": row.id})
        return True


def make(tx: Transaction, letter_id: int) -> None:
    """The PDF of one letter, stored with its hash. Raises DomainError when a fact is missing."""
    row = tx.execute(select(letter).where(letter.c.id == letter_id)).one()
    number = tx.execute(select(case.c.number).where(case.c.id == row.case_id)).scalar_one()
    earlier = select(func.count()).where(letter.c.case_id == row.case_id, letter.c.id <= row.id)
    reference = f"{number}/{tx.execute(earlier).scalar_one()}"
    facts, release, region = letter_facts.gather(tx, row, reference)
    pdf = render(release.templates(region), row.template, facts, day=tx.today)
    _store(tx, pdf)
    made = {
        "letter": letter_id,
        "new_reference": reference,
        "new_facts": facts,
        "new_document": pdf.sha256,
        "now": tx.now,
    }
    if tx.execute(_MADE, made).rowcount != 1:  # made or cancelled meanwhile
        raise DomainError("brief_niet_gevraagd", brief=letter_id, status=row.status)


def _store(tx: Transaction, pdf: Pdf) -> None:
    if tx.execute(select(document.c.sha256).where(document.c.sha256 == pdf.sha256)).first() is None:
        tx.execute(
            insert(document),
            {
                "sha256": pdf.sha256,
                "content": pdf.content,
                "media_type": "application/pdf",
                "pages": pdf.pages,
                "created_at": tx.now,
            },
        )


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
    case_row = steps.lock(tx, of)  # the case before its letter, as every step does
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
    rules = releases.load(tx, case_row.release_id).terms
    term_rows.start_by_letter(tx, row.case_id, row.template, sent_on, rules)
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
