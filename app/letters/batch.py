"""A print batch: one PDF for the printer or one per letter, and a manifest that tells them apart."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO, StringIO
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from pypdf import PdfReader, PdfWriter

from app.domain.errors import DomainError

ADDRESS_LINES = 4
COLUMNS = (
    "brief_id",
    "kenmerk",
    "geadresseerde",
    *(f"adresregel_{number}" for number in range(1, ADDRESS_LINES + 1)),
    "aangetekend",
    "eerste_bladzijde",
    "bladzijden",
    "sha256",
)
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One letter of a batch; `sha256` and `pages` are those of its own PDF."""

    letter_id: int
    reference: str
    addressee: str
    address: Sequence[str]
    registered: bool
    pages: int
    sha256: str


def merge(pdfs: Iterable[bytes]) -> bytes:
    """All letters behind each other, in the order given: for the printer; what is kept are the letters.

    Raises DomainError `batch_leeg` when there is nothing to print.
    """
    writer = PdfWriter()
    for content in pdfs:
        writer.append(PdfReader(BytesIO(content)), import_outline=False)
    if not writer.pages:
        raise DomainError("batch_leeg")
    merged = BytesIO()
    writer.write(merged)
    return merged.getvalue()


def file_name(letter_id: int) -> str:
    """What a letter's own PDF is called, by the `brief_id` of the manifest."""
    return f"brief-{letter_id}.pdf"


def archive(stream: IO[bytes], files: Iterable[tuple[str, bytes]], listed: str, made: datetime) -> None:
    """A zip of the manifest and one file per letter; the same letters give the same bytes."""
    with ZipFile(stream, "w") as packed:
        for name, content in files:
            packed.writestr(_entry(name, made, ZIP_STORED), content)  # a PDF is compressed already
        packed.writestr(_entry("manifest.csv", made, ZIP_DEFLATED), f"\ufeff{listed}")


def _entry(name: str, made: datetime, compression: int) -> ZipInfo:
    entry = ZipInfo(name, date_time=made.timetuple()[:6])
    entry.compress_type = compression
    entry.external_attr = 0o644 << 16
    return entry


def manifest(rows: Iterable[ManifestRow]) -> str:
    """The manifest as CSV with `;`, in the order of the print file; no cell runs as a formula.

    `eerste_bladzijde` is the page of the merged PDF, counted from 1, on which the letter starts.
    """
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(COLUMNS)
    first_page = 1
    for row in rows:
        writer.writerow([_defused(cell) for cell in _cells(row, first_page)])
        first_page += row.pages
    return text.getvalue()


def _cells(row: ManifestRow, first_page: int) -> list[str]:
    return [
        str(row.letter_id),
        row.reference,
        row.addressee,
        *_fixed_lines(row.address),
        "ja" if row.registered else "nee",
        str(first_page),
        str(row.pages),
        row.sha256,
    ]


def _fixed_lines(address: Sequence[str]) -> list[str]:
    """Always the same number of cells; a longer address keeps its last lines together in the last one."""
    kept = [*address[: ADDRESS_LINES - 1], ", ".join(address[ADDRESS_LINES - 1 :])]
    return kept + [""] * (ADDRESS_LINES - len(kept))


def _defused(cell: str) -> str:
    one_line = " ".join(cell.split())
    return f"'{one_line}" if one_line.startswith(_STARTS_FORMULA) else one_line
