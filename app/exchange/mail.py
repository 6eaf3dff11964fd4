"""What the printer and the post send back: on which day each letter left, and which came back and why.

`brief_id;verzonden_op;aangetekend_nummer` or `brief_id;teruggekeerd_op;reden`; the header says which. Only
what the file itself tells is decided here; whether a letter exists, or has a date already, is for who knows
the letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from app.domain.errors import DomainError
from app.exchange import handed_in
from app.exchange.csv_in import CsvFile, Record, RefusedError, open_csv, read_day
from app.exchange.register import Rejection

LONGEST_NUMBER, LONGEST_REASON = 40, 200  # characters
_LETTER_ID = re.compile(r"[0-9]{1,18}")


class MailKind(StrEnum):
    """What a file tells."""

    SENT = "verzonden"
    RETURNED = "teruggekeerd"


_DAY = {MailKind.SENT: "verzonden_op", MailKind.RETURNED: "teruggekeerd_op"}
_TEXT = {MailKind.SENT: "aangetekend_nummer", MailKind.RETURNED: "reden"}
_LONGEST = {MailKind.SENT: LONGEST_NUMBER, MailKind.RETURNED: LONGEST_REASON}


@dataclass(frozen=True, slots=True)
class MailRow:
    """A letter that left or came back on `day`; `text` is its registered number or the reason, if known.

    `number` is the row in the file, the header being row 1; `content` the line as it came.
    """

    number: int
    letter_id: int
    day: date
    text: str | None
    content: str


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file whose header is in order; iterate it for its rows, again from the start each time."""

    kind: MailKind
    file: CsvFile
    warnings: list[str]

    def __iter__(self) -> Iterator[MailRow | Rejection]:
        return handed_in.rows_of(self.file, self._row, lambda row: row.letter_id, _refuse_contradiction)

    def _row(self, record: Record) -> MailRow:
        columns = columns_of(self.kind)
        cells = handed_in.cells_of(self.file, record, columns, needed=columns[:-1])
        text = cells.get(_TEXT[self.kind], "")
        if len(text) > _LONGEST[self.kind]:
            longest = _LONGEST[self.kind]
            raise RefusedError(_TEXT[self.kind], f"Dit veld is langer dan {longest} tekens.")
        day = read_day(_DAY[self.kind], cells[_DAY[self.kind]])
        return MailRow(record.number, _letter_id(cells["brief_id"]), day, text or None, record.content)


def columns_of(kind: MailKind) -> tuple[str, str, str]:
    """The columns of a kind; the last one may be missing or empty."""
    return ("brief_id", _DAY[kind], _TEXT[kind])


def read(stream: BinaryIO) -> MailFile:
    """Checks encoding and header; the rows are read when the result is iterated.

    Raises DomainError `bestand_zonder_soort` (no column with a day), `bestand_twee_soorten`,
    `kolom_ontbreekt` (column, columns), and what `open_csv` raises, before any row is given.
    """
    file = open_csv(stream)
    kinds = [kind for kind in MailKind if _DAY[kind] in file.columns]
    if not kinds:
        raise DomainError("bestand_zonder_soort")
    if len(kinds) > 1:
        raise DomainError("bestand_twee_soorten")
    if "brief_id" not in file.columns:
        raise DomainError("kolom_ontbreekt", column="brief_id", columns=["brief_id"])
    return MailFile(kinds[0], file, file.unknown(columns_of(kinds[0])))


def _letter_id(text: str) -> int:
    if not _LETTER_ID.fullmatch(text):
        raise RefusedError("brief_id", "Dit is geen nummer van een brief.")
    return int(text)


def _refuse_contradiction(row: MailRow, first: MailRow) -> None:
    if (first.day, first.text) != (row.day, row.text):
        raise RefusedError("brief_id", f"Deze brief staat met andere gegevens in rij {first.number}.")
