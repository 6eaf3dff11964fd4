"""What a database holds, what a step costs, and where names could leak."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import LargeBinary, String, Text, cast, event, select
from sqlalchemy.engine import Engine

from app.db.session import Database
from app.db.tables import metadata

Dump = dict[str, list[tuple[Any, ...]]]


def dump(database: Database, without: Collection[str] = (), drop: Collection[str] = ()) -> Dump:
    """Every row of every table, as the database keeps it; without some tables, or columns by their name."""
    with database.read() as tx:
        return {
            table.name: [
                tuple(row)
                for row in tx.execute(
                    select(*[_raw(c) for c in table.c if c.name not in drop]).order_by(*table.primary_key)
                )
            ]
            for table in metadata.sorted_tables
            if table.name not in without
        }


def _raw(column: Any) -> Any:
    """JSON as the text that is stored, so that even the order of keys counts."""
    plain = isinstance(column.type, (String, Text, LargeBinary))
    return column if plain or "Json" not in type(column.type).__name__ else cast(column, Text)


@dataclass
class Work:
    """What a database was asked to do."""

    statements: list[str] = field(default_factory=list)
    commits: int = 0


@contextmanager
def watching(database: Database) -> Iterator[Work]:
    """Count statements and commits; BEGIN, COMMIT and savepoints are no statements."""
    work = Work()

    def executed(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")):
            work.statements.append(statement)

    def committed(_c: Any) -> None:
        work.commits += 1

    engine: Engine = database.engine
    event.listen(engine, "before_cursor_execute", executed)
    event.listen(engine, "commit", committed)
    try:
        yield work
    finally:
        event.remove(engine, "before_cursor_execute", executed)
        event.remove(engine, "commit", committed)
