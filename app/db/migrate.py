"""Brings a database to a version of its tables: numbered steps, up and down, each wholly or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from app.db.session import Database, telling_trouble
from app.db.tables import metadata

FOLDER = Path(__file__).parent / "migrations"

_LOCK = 0x7261_6A65_6374  # any number, as long as every process uses the same


def scripts() -> ScriptDirectory:
    """The numbered migrations of this version of Traject."""
    return ScriptDirectory(FOLDER, version_locations=[FOLDER])


def head() -> str:
    """The newest revision, e.g. "0001"."""
    newest = scripts().get_current_head()
    if newest is None:
        raise LookupError(f"no migrations in {FOLDER}")
    return newest


def current(database: Database) -> str | None:
    """The revision a database stands at; None for an empty one. Raises DatabaseUnavailable."""
    with telling_trouble(), _looking(database) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database, revision: str = "head") -> list[str]:
    """Bring the database up to `revision` in one transaction; gives the revisions that were applied.

    Safe to call from several processes at once: one migrates, the others wait and find nothing to do.
    Raises alembic.util.CommandError for an unknown revision.
    """
    known = scripts()
    return _run(database, known, revision, lambda at: known._upgrade_revs(revision, at))


def downgrade(database: Database, revision: str) -> list[str]:
    """Take the database back to `revision` ("base" is empty) in one transaction; gives what was undone."""
    known = scripts()
    return _run(database, known, revision, lambda at: known._downgrade_revs(revision, at))


def differences(database: Database) -> list[Any]:
    """What distinguishes the database's tables from the ones of `app.db.tables`; empty when migrated."""
    with _looking(database) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def _run(
    database: Database, known: ScriptDirectory, revision: str, steps: Callable[[Any], list[Any]]
) -> list[str]:
    applied: list[str] = []

    def plan(at: Any, _context: MigrationContext) -> list[Any]:
        chosen = steps(at)
        applied.extend(step.revision.revision for step in chosen)
        return chosen

    with _alone(database) as connection, EnvironmentContext(Config(), known, fn=plan) as environment:
        environment.configure(
            connection=connection,
            target_metadata=metadata,
            transactional_ddl=True,  # also on SQLite, because app.db.session says BEGIN itself
            render_as_batch=True,
            destination_rev=revision,
        )
        environment.run_migrations()
    return applied


def _looking(database: Database) -> Connection:
    """A connection that waits for no writer, and needs no table to read a clock in."""
    return database.engine.connect().execution_options(traject_read_only=True)


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction in which nobody else migrates and SQLite may rebuild tables that others refer to."""
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if database.is_sqlite:
            driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
        try:
            with connection.begin():
                if not database.is_sqlite:
                    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection
                _refuse_dangling_rows(database, connection)
        finally:
            if database.is_sqlite:
                driver.execute("PRAGMA foreign_keys=ON")


def _refuse_dangling_rows(database: Database, connection: Connection) -> None:
    if not database.is_sqlite:
        return
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if dangling:
        raise ValueError(f"the migration leaves rows that refer to nothing: {dangling[:5]}")
