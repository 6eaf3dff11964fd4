"""Writing CSV for people who open it in a spreadsheet: no cell that we write runs as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TextIO

from app.exchange.register import Rejection

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
REJECTION_COLUMNS = ("rij", "kolom", "reden", "inhoud")


class Writable(Protocol):
    """Anything text can be written to."""

    def write(self, text: str, /) -> object: ...


def write_csv(stream: Writable, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Writes a header and rows with `;` between cells, text defused; gives the number of rows."""
    writer = csv.writer(stream, delimiter=";", lineterminator="\n")
    writer.writerow([defused(name) for name in columns])
    count = 0
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        count += 1
    return count


def defused(cell: Any) -> Any:
    """Text that a spreadsheet would run gets an apostrophe in front; numbers and days stay what they are."""
    if isinstance(cell, str) and cell.startswith(_STARTS_FORMULA):
        return f"'{cell}"
    return cell


def write_rejections(stream: TextIO, rejections: Iterable[Rejection]) -> int:
    """The file `<file>.verworpen.csv`: every row that could not be used, why, and what it held."""
    rows = ((each.row, each.column, each.reason, each.content) for each in rejections)
    return write_csv(stream, REJECTION_COLUMNS, rows)
