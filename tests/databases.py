"""Throw-away databases: one is migrated per test process, each test works on a copy of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import URL, create_engine, make_url

from app.db import migrate
from app.db.session import Database

POSTGRES = "TRAJECT_TEST_POSTGRES"  # address of a server on which databases may be made and dropped

_numbers = count(1)


class SqliteServer:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.template = folder / "template.db"
        database = Database(f"sqlite:///{self.template}")
        migrate.upgrade(database)
        database.dispose()  # the last connection to close folds the journal into the file

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[Database]:
        """A database of its own, migrated unless `empty`; its file goes afterwards."""
        path = self.folder / f"test_{next(_numbers)}.db"
        if not empty:
            shutil.copyfile(self.template, path)
        database = Database(f"sqlite:///{path}")
        try:
            yield database
        finally:
            database.dispose()
            for leftover in self.folder.glob(f"{path.name}*"):
                leftover.unlink()

    def close(self) -> None:
        """Nothing stays behind but a folder that pytest clears."""


class PostgresServer:
    """Databases made from one migrated template on a server that already runs."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql+psycopg")
        self.engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self.template = f"traject_template_{os.getpid()}"
        self._run(f"CREATE DATABASE {self.template}")
        database = Database(self._url(self.template))
        migrate.upgrade(database)
        database.dispose()  # a template may not be in use

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[Database]:
        """A database of its own, migrated unless `empty`; it is dropped afterwards."""
        name = f"traject_test_{os.getpid()}_{next(_numbers)}"
        source = "template0" if empty else self.template
        self._run(f"CREATE DATABASE {name} TEMPLATE {source} STRATEGY file_copy")
        database = Database(self._url(name))
        try:
            yield database
        finally:
            database.dispose()
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        self._run(f"DROP DATABASE {self.template} WITH (FORCE)")
        self.engine.dispose()

    def _run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    def _url(self, name: str) -> str:
        address: URL = self.address.set(database=name, drivername="postgresql")
        return address.render_as_string(hide_password=False)
