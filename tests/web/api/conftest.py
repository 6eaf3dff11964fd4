"""What the tests of the API may ask for."""

from __future__ import annotations

import pytest

from app.db.session import Database
from tests.web.api.partner import House


@pytest.fixture
def house(sqlite_database: Database) -> House:
    """The application on the shipped processes, on SQLite."""
    return House(sqlite_database)


@pytest.fixture
def house_on_both(database: Database) -> House:
    """The same; the test runs on SQLite and on PostgreSQL."""
    return House(database)
