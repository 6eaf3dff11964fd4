"""The one place that commits: a database, its transactions, and the clock that they share."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from sqlite3 import OperationalError
from time import sleep
from typing import Any, cast
from weakref import WeakSet

import structlog
from sqlalchemy import (
    Connection,
    CursorResult,
    Engine,
    Executable,
    Insert,
    Table,
    UpdateBase,
    create_engine,
    event,
    select,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.clock import brussels_day, system_now
from app.db.tables import setting
from app.db.trouble import Stopped, as_unavailable

_DEMO_NOW = select(setting.c.value).where(setting.c.key == "demo_now")

# Seconds after which a server that no longer answers counts as gone; the default is two hours.
_NOTICE_SILENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}

_engines: WeakSet[Engine] = WeakSet()

log = structlog.get_logger()


class Transaction:
    """One unit of work: a connection and the moment at which it happens."""

    def __init__(self, database: Database, connection: Connection, now: datetime) -> None:
        self.database = database
        self.connection = connection
        self.now = now
        self._together: dict[Executable, list[Mapping[str, Any]]] | None = None
        self.after_commit: list[Callable[[], object]] = []  # run once the commit is safe, outside of it

    @property
    def today(self) -> date:
        """The day in Brussels at `now`."""
        return brussels_day(self.now)

    @property
    def is_postgres(self) -> bool:
        return self.connection.dialect.name == "postgresql"

    def execute(self, statement: Executable, parameters: Any = None) -> CursorResult[Any]:
        if self._together and isinstance(statement, UpdateBase):
            self._send()  # what was written before it stands before it
        return self.connection.execute(statement, parameters)

    def write(self, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert or update rows whose result nobody reads: at once, or with others inside `together`."""
        if self._together is None:
            self.connection.execute(statement, rows)
        else:
            self._together.setdefault(statement, []).extend(rows)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Put the `write`s of this block together: one round trip per statement, in order of first use.

        Changes of rows that stood before the block go before what is new, so that none of them touches a
        row that another step adds. A query sees only what `execute` wrote.
        """
        self._together = {}
        try:
            yield
            self._send()
        finally:
            self._together = None

    def _send(self) -> None:
        waiting, self._together = self._together or {}, {}
        for statement in sorted(waiting, key=lambda each: isinstance(each, Insert)):
            self.connection.execute(statement, waiting[statement])

    @property
    def is_together(self) -> bool:
        return self._together is not None

    def insert_ids(self, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> list[int]:
        """Insert several rows and give their new ids in the same order."""
        if not rows:
            return []
        key = cast(Table, statement.table).primary_key.columns.values()[0]
        returning = statement.returning(key, sort_by_parameter_order=True)
        return [int(found) for found in self.connection.execute(returning, rows).scalars()]

    def insert_id(self, statement: Executable, parameters: Any = None) -> int:
        """Run an insert and give the new row's id."""
        key = self.connection.execute(statement, parameters).inserted_primary_key
        if key is None:
            raise TypeError("not an insert of one row")
        return int(key[0])


class Database:
    """A database by its URL; safe to share between threads, made anew after a fork."""

    def __init__(self, url: str, *, demo: bool | None = None) -> None:
        self.url = url
        self.engine = _engine(url)
        self._demo = demo
        self._stopping = False
        _engines.add(self.engine)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self, *, finishing: bool = False) -> Iterator[Transaction]:
        """One write transaction: commits when the block ends, rolls back when it raises.

        On SQLite the write lock is taken at the start, so what was read stays true until the commit. Raises
        DatabaseUnavailable; Stopped after `stop`, unless it is `finishing` what was begun before.
        """
        if self._stopping and not finishing:
            raise Stopped
        with telling_trouble(), self.engine.begin() as connection:
            tx = Transaction(self, connection, self._now(connection))
            yield tx
        for action in tx.after_commit:
            _run(action)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """A consistent view for reading; what is written in it is rolled back. Raises DatabaseUnavailable."""
        with telling_trouble(), self._looking() as connection:
            yield Transaction(self, connection, self._now(connection))
            connection.rollback()

    def now(self) -> datetime:
        """The time of this database: the demo clock where there is one, else the machine's."""
        with self.read() as tx:
            return tx.now

    def is_demo(self) -> bool:
        """Whether this database has a clock of its own (only a demo or throw-away database has)."""
        with telling_trouble(), self._looking() as connection:
            return self._demo_now(connection) is not None

    def _looking(self) -> Connection:
        if self.is_sqlite:
            return self.engine.connect().execution_options(traject_read_only=True)
        return self.engine.connect().execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )

    @contextmanager
    def without_waiting_for_the_disk(self) -> Iterator[None]:
        """Commit without waiting for the disk: for what is made again after a power cut, such as a demo.

        SQLite only; PostgreSQL's administrator decides that for a whole server. Nobody else uses it then.
        """
        if not self.is_sqlite:
            yield
            return
        self.engine.dispose()
        event.listen(self.engine, "connect", _do_not_wait)
        try:
            yield
        finally:
            event.remove(self.engine, "connect", _do_not_wait)
            self.engine.dispose()

    def stop(self) -> None:
        """No new transaction is begun through this object; those that run are finished."""
        self._stopping = True

    def dispose(self) -> None:
        self.engine.dispose()

    def _now(self, connection: Connection) -> datetime:
        if self._demo is False:
            return system_now()
        moment = self._demo_now(connection)
        return system_now() if moment is None else moment

    @staticmethod
    def _demo_now(connection: Connection) -> datetime | None:
        value = connection.execute(_DEMO_NOW).scalar()
        return None if value is None else datetime.fromisoformat(value)

    def forget_clock(self) -> None:
        """Look again whether the database has a clock of its own (after one was set)."""
        self._demo = None


def _run(action: Callable[[], object]) -> None:
    """What was written stands; what fails now is done later by the sweepers, never told as a failure."""
    try:
        action()
    except Stopped:
        log.info("left_for_the_sweepers")
    except Exception:
        log.exception("after_commit_failed")


@contextmanager
def telling_trouble() -> Iterator[None]:
    """Raises DatabaseUnavailable where the database fails, and not the statement."""
    try:
        yield
    except (DBAPIError, PoolTimeout) as problem:
        trouble = as_unavailable(problem)
        if trouble is None:
            raise
        raise trouble from problem


def _forget_connections() -> None:
    """In a forked process: leave the parent's connections alone and make new ones."""
    for engine in list(_engines):
        engine.dispose(close=False)


os.register_at_fork(after_in_child=_forget_connections)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
        # A generic plan turns the due-poll into a sequential scan: 19 ms instead of 0.2 ms at 200,000 rows.
        return create_engine(
            parsed,
            pool_pre_ping=True,
            hide_parameters=True,  # a failed statement must not print the person it was about
            connect_args={"options": "-c plan_cache_mode=force_custom_plan", **_NOTICE_SILENCE},
        )
    engine = create_engine(parsed, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # we say BEGIN ourselves
    cursor = dbapi_connection.cursor()
    for pragma in ("busy_timeout=30000", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    _turn_on_the_journal(cursor)
    cursor.close()


def _do_not_wait(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.execute("PRAGMA synchronous=OFF").close()


def _turn_on_the_journal(cursor: Any) -> None:
    """Write-ahead logging; SQLite does not wait here for another process, so we do (30 seconds)."""
    for attempt in range(600):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
            return
        except OperationalError:
            if attempt == 599:
                raise
            sleep(0.05)


def _begin_sqlite(connection: Connection) -> None:
    read_only = connection.get_execution_options().get("traject_read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
