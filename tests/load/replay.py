"""The bare commit: the rows that a real step wrote, written once more without anybody thinking."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from app.db.session import Database

WRITES = ("INSERT", "UPDATE", "DELETE")
CONTROL = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True)
class Statement:
    """SQL as it went to the driver, with its parameters (a list of them for many rows at once)."""

    text: str
    parameters: Any

    @property
    def writes(self) -> bool:
        return self.text.lstrip().upper().startswith(WRITES)


@dataclass
class Heard:
    """What a database was asked, transaction by transaction; those of which nothing remains are left out."""

    transactions: list[list[Statement]] = field(default_factory=list)
    open: list[Statement] = field(default_factory=list)
    savepoints: list[int] = field(default_factory=list)  # how much stood before each that is open
    statements: int = 0
    until_commit: int = 0  # those of them that stand before the last commit
    commits: int = 0

    def _execute(self, _c: Any, _cursor: Any, text: str, parameters: Any, _x: Any, many: bool) -> None:
        control = text.lstrip().upper().startswith(CONTROL)
        self.statements += not control
        one = isinstance(parameters, list) and not many
        statement = Statement(text, tuple(parameters) if one else parameters)
        if statement.writes:
            self.open.append(statement)

    def _savepoint(self, _connection: Any, _name: str) -> None:
        self.savepoints.append(len(self.open))

    def _release(self, _connection: Any, _name: str, _context: Any) -> None:
        self.savepoints.pop()

    def _rollback_to(self, _connection: Any, _name: str, _context: Any) -> None:
        del self.open[self.savepoints.pop() :]

    def _commit(self, _connection: Any) -> None:
        if self.open:
            self.commits += 1
            self.until_commit = self.statements
            self.transactions.append(self.open)
            self.open = []

    def _rollback(self, _connection: Any) -> None:
        self.open = []


@contextmanager
def listening(database: Database) -> Iterator[Heard]:
    """Hear everything that goes to the database inside the block."""
    heard = Heard()
    ears = (
        ("before_cursor_execute", heard._execute),
        ("savepoint", heard._savepoint),
        ("release_savepoint", heard._release),
        ("rollback_savepoint", heard._rollback_to),
        ("commit", heard._commit),
        ("rollback", heard._rollback),
    )
    for name, ear in ears:
        event.listen(database.engine, name, ear)
    try:
        yield heard
    finally:
        for name, ear in ears:
            event.remove(database.engine, name, ear)


def write_bare(database: Database, statements: list[Statement]) -> None:
    """The same rows in one transaction, straight to the driver."""
    with database.engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement.text, statement.parameters)
