"""What the tests of the casework may ask for: an office on either database."""

from __future__ import annotations

import pytest

from app.db.session import Database
from tests.casework.office import Office


@pytest.fixture
def office(database: Database) -> Office:
    """An office on a database of this test alone; the test runs on SQLite and on PostgreSQL."""
    return Office(database)


@pytest.fixture
def small_office(sqlite_database: Database) -> Office:
    """The same on SQLite alone, for what does not depend on the database."""
    return Office(sqlite_database)
