"""What was handed in before the files had one machinery moves along, both ways, under its own number."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from app.db import migrate
from app.db.session import Database
from tests.conftest import Server

FILE = (
    "insert into {table} (id, kind, filename, sha256, status, requested_at, rows_total, rows_read, counts, "
    "warnings) values (:id, :kind, 'x.csv', 'aa', 'klaar', '2026-11-02 08:00:00', 1, 1, '{{}}', '[]')"
)
REJECTION = (
    "insert into {table} (id, file_id, \"row\", \"column\", content) values (:id, :file, 2, 'brief_id', 'x')"
)


@pytest.fixture
def before(database_server: Server) -> Iterator[Database]:
    """A database of the release before."""
    with database_server.database(empty=True) as database:
        migrate.upgrade(database, "0013")
        yield database


def write(database: Database, statement: str, **values: object) -> None:
    with database.transaction() as tx:
        tx.execute(text(statement), values)


def rows(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.read() as tx:
        order = "id, kind" if table.endswith("file") else "id, file_id"
        return [tuple(row) for row in tx.execute(text(f"select {order} from {table} order by id"))]


def test_files_move_up_and_down_under_their_numbers(before: Database) -> None:
    write(before, FILE.format(table="mail_file"), id=7, kind="verzonden")
    write(before, REJECTION.format(table="mail_rejection"), id=3, file=7)
    migrate.upgrade(before, "0014")
    assert rows(before, "incoming_file") == [(7, "verzonden")]
    assert rows(before, "incoming_rejection") == [(3, 7)]
    nameless = FILE.format(table="incoming_file").replace("(id, ", "(").replace("(:id, ", "(")
    write(before, nameless, kind="betalingen")
    assert rows(before, "incoming_file") == [(7, "verzonden"), (8, "betalingen")]
    write(before, REJECTION.format(table="incoming_rejection"), id=4, file=8)
    migrate.downgrade(before, "0013")
    assert rows(before, "mail_file") == [(7, "verzonden")], "the release before knows no payments"
    assert rows(before, "mail_rejection") == [(3, 7)]
    write(
        before, FILE.format(table="mail_file").replace("(id, ", "(").replace("(:id, ", "("), kind="verzonden"
    )
    assert rows(before, "mail_file")[-1] == (8, "verzonden")
