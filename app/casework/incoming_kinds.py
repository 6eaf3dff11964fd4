"""What a kind of file that others hand in has to answer; `incoming_files` does the rest.

To hand in another kind of file:
1. a reader in `app/exchange/` that checks the header and gives `IncomingRow`s and `Rejection`s;
2. a module here beside `incoming_mail.py` that makes an `IncomingKind` of it: what a batch of rows would do
   (`judge`) and doing it (`take`), both under the same refusals;
3. its line in `incoming_files.KINDS`, and its pages by `app.web.incoming.Pages`.
The preview, the worker, going on after a crash, the rejected rows and the page that shows them come with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Protocol

from app.casework.actors import Actor
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.exchange.csv_in import CsvFile
from app.exchange.register import Rejection


class IncomingRow(Protocol):
    """A row of a file: its place, the header being row 1, and the line as it came."""

    @property
    def number(self) -> int: ...
    @property
    def content(self) -> str: ...


class ReadFile(Protocol):
    """A file whose header is in order; iterate it for its rows, again from the start each time."""

    @property
    def kind(self) -> str: ...
    @property
    def file(self) -> CsvFile: ...
    @property
    def warnings(self) -> list[str]: ...
    def __iter__(self) -> Iterator[Any]: ...


@dataclass(frozen=True)
class Batch:
    """Rows to look at or take in together: of what kind, by whom, and for which desk (None: for all)."""

    kind: str
    rows: Sequence[Any]
    desk: str | None
    actor: Actor


@dataclass(frozen=True)
class IncomingKind:
    """One kind of file, or several that are read alike (`names`, as stored in `incoming_file.kind`).

    `judge` and `take` get a batch and give a function that is asked row by row whether the row says more than
    was known; it raises DomainError where the row cannot be used. `judge` writes nothing; `take` locks what
    the batch is about and writes. Rows with the same `key` in one file say the same thing. `column_of` names
    the column to which a refusal belongs.
    """

    names: tuple[str, ...]
    action: Action
    read: Callable[[BinaryIO], ReadFile]
    judge: Callable[[Transaction, Batch], Callable[[Any], bool]]
    take: Callable[[Transaction, Batch], Callable[[Any], bool]]
    key: Callable[[Any], Hashable]
    column_of: Callable[[str, DomainError], str]


def is_usable(row: Any) -> bool:
    """Whether the reader made something of the row."""
    return not isinstance(row, Rejection)
