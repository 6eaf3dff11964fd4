"""What every test may ask for: a database of its own on either engine, and a closed door to the outside."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

import pytest

from app.db.session import Database
from tests import sockets
from tests.databases import POSTGRES, PostgresServer, SqliteServer


class Server(Protocol):
    """A place where databases can be made and thrown away."""

    def database(self, *, empty: bool = False) -> AbstractContextManager[Database]: ...


@pytest.fixture(scope="session")
def sqlite_server(tmp_path_factory: pytest.TempPathFactory) -> SqliteServer:
    """Makes SQLite databases."""
    return SqliteServer(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Makes PostgreSQL databases on the server that TRAJECT_TEST_POSTGRES names; skips without one."""
    address = os.environ.get(POSTGRES)
    if not address:
        pytest.skip(f"no PostgreSQL: {POSTGRES} is not set")
    server = PostgresServer(address)
    yield server
    server.close()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_server(request: pytest.FixtureRequest) -> Server:
    """The test runs once with SQLite and once with PostgreSQL: `with database_server.database() as db:`."""
    server: Server = request.getfixturevalue(f"{request.param}_server")
    return server


@pytest.fixture
def database(database_server: Server) -> Iterator[Database]:
    """A migrated, empty database of this test alone; the test runs on SQLite and on PostgreSQL."""
    with database_server.database() as database:
        yield database


@pytest.fixture
def sqlite_database(sqlite_server: SqliteServer) -> Iterator[Database]:
    """The same on SQLite alone, for what does not depend on the database."""
    with sqlite_server.database() as database:
        yield database


@pytest.fixture(autouse=True)
def _no_outside_world() -> Iterator[None]:
    """Fails the test that reached for a host outside this machine, also when it swallowed the refusal."""
    sockets.attempts.clear()
    yield
    assert not sockets.attempts, f"a test reached outside this machine: {sockets.attempts}"


def pytest_configure(config: pytest.Config) -> None:
    sockets.guard()


_status = [0]


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    _status[0] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave at once where V8 was used: the thread of a stopped script can hold up the exit for ever."""
    if "py_mini_racer" in sys.modules and not hasattr(config, "workerinput"):
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(_status[0])
