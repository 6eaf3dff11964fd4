"""What every file of ours that others hand in has in common: its columns, its cells, and rows that agree."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterator
from typing import TypeVar

from app.exchange.csv_in import CsvFile, Record, RefusedError, refuse_control
from app.exchange.register import Rejection, reject

Row = TypeVar("Row")


def rows_of(
    file: CsvFile,
    read: Callable[[Record], Row],
    about: Callable[[Row], Hashable],
    refuse_contradiction: Callable[[Row, Row], None],
) -> Iterator[Row | Rejection]:
    """The rows as `read` makes them, from the start of the file at each call; what is refused as a rejection.

    Rows `about` the same must say the same: `refuse_contradiction` is given each, and the first about it.
    """
    seen: dict[Hashable, Row] = {}
    for record in file.records():
        try:
            row = read(record)
            refuse_contradiction(row, seen.setdefault(about(row), row))
            yield row
        except RefusedError as refusal:
            yield reject(record.number, refusal.column, refusal.reason, record.content)


def cells_of(
    file: CsvFile,
    record: Record,
    columns: Collection[str],
    needed: Collection[str],
    longest: int | None = None,
) -> dict[str, str]:
    """The cells of our columns by name, without blanks around them. Raises RefusedError for a cell with a
    control character, an empty one that is needed, and one of more characters than `longest`.
    """
    named = {name: text.strip() for name, text in file.cells_of(record, columns).items()}
    for name, text in named.items():
        refuse_control(name, text)
        if not text and name in needed:
            raise RefusedError(name, "Dit veld moet ingevuld zijn.")
        if longest is not None and len(text) > longest:
            raise RefusedError(name, f"Dit veld is langer dan {longest} tekens.")
    return named
