"""The files of a print batch: one PDF, or one per letter, with the manifest that says which is which."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import select, update

from app.casework import letters
from app.db.session import Transaction
from app.db.tables import document, letter, print_batch
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus
from app.letters import batch as batches

AT_ONCE = 100  # letters in memory together, while a batch is written


def note_download(tx: Transaction, batch_id: int) -> None:
    """Somebody fetches the batch: what is cancelled after the first time may lie in the pile."""
    never = print_batch.c.downloaded_at.is_(None)
    tx.execute(update(print_batch).where(print_batch.c.id == batch_id, never).values(downloaded_at=tx.now))


def pdf(tx: Transaction, batch_id: int) -> bytes:
    """All letters behind each other. Raises DomainError `batch_leeg`, `brief_beschadigd`."""
    return batches.merge(content for _, content in _contents(tx, batch_id))


def manifest(tx: Transaction, batch_id: int) -> str:
    """Which letter is which. Raises DomainError `batch_leeg`."""
    return batches.manifest(_manifest_row(row) for row in _rows(tx, batch_id))


def archive(tx: Transaction, batch_id: int, stream: IO[bytes]) -> None:
    """One PDF per letter and the manifest, as a zip. Raises DomainError `batch_leeg`, `brief_beschadigd`."""
    made = tx.execute(select(print_batch.c.created_at).where(print_batch.c.id == batch_id)).scalar_one()
    files = ((batches.file_name(row.id), content) for row, content in _contents(tx, batch_id))
    batches.archive(stream, files, manifest(tx, batch_id), made)


def _rows(tx: Transaction, batch_id: int) -> list[Any]:
    """The letters that are still to leave or have left, in the order of the print file."""
    found = (
        select(letter, document.c.pages)
        .join(document, document.c.sha256 == letter.c.document)
        .where(letter.c.batch_id == batch_id, letter.c.status != LetterStatus.CANCELLED)
        .order_by(letter.c.id)
    )
    rows = list(tx.execute(found))
    if not rows:
        raise DomainError("batch_leeg", batch=batch_id)
    return rows


def _contents(tx: Transaction, batch_id: int) -> Iterator[tuple[Any, bytes]]:
    rows = _rows(tx, batch_id)
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        wanted = {row.document for row in some}
        kept = tx.execute(select(document.c.sha256, document.c.content).where(document.c.sha256.in_(wanted)))
        contents = {each.sha256: bytes(each.content) for each in kept}
        for row in some:
            yield row, letters.verified(row.id, contents[row.document], row.document)


def _manifest_row(row: Any) -> batches.ManifestRow:
    person = row.facts["persoon"]
    to = row.facts.get("geadresseerde")  # another service, where the letter only speaks of the person
    return batches.ManifestRow(
        letter_id=row.id,
        reference=row.reference,
        addressee=to["naam"] if to else f"{person['voornaam']} {person['naam']}".strip(),
        address=(to or person)["adresregels"],
        registered=row.registered,
        pages=row.pages,
        sha256=row.document,
    )
