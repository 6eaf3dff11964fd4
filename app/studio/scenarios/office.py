"""A throw-away office: a database with one release, and colleagues who are there when a step needs them."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from app.casework import accounts, setup, virtual_time
from app.casework.actors import Actor
from app.clock import midnight
from app.db import migrate
from app.db.session import Database, Transaction
from app.db.tables import account, account_role

LONG_AGO = midnight(date(2000, 1, 1))
TEMPLATE = "sjabloon.db"
NO_PASSWORD = "!"  # noqa: S105 - no hash: no password fits, nobody signs in here


@dataclass(frozen=True)
class Office:
    """Makes databases for scenarios, each a copy of one that was migrated and given the release once."""

    folder: Path

    @contextmanager
    def open(self) -> Iterator[str]:
        """The address of a database of its own; its file goes afterwards."""
        with TemporaryDirectory(dir=self.folder) as own:
            path = Path(own) / "scenario.db"
            shutil.copyfile(self.folder / TEMPLATE, path)
            yield _url(path)


@contextmanager
def office(files: Mapping[str, bytes]) -> Iterator[Office]:
    """An office for the files of a release that was read."""
    with TemporaryDirectory(prefix="traject-scenarios-") as folder:
        prepare(Database(_url(Path(folder) / TEMPLATE)), files)
        yield Office(Path(folder))


def prepare(database: Database, files: Mapping[str, bytes]) -> None:
    """An empty database that is ready for a scenario: migrated, with the release, with a clock of its own."""
    migrate.upgrade(database)
    virtual_time.set_clock(database, LONG_AGO)
    setup.prepare_with(database, files)
    database.dispose()  # the last connection to close folds the journal of SQLite into the file


def _url(path: Path) -> str:
    return f"sqlite:///{path}"


def colleague(tx: Transaction, organisation: str, role: str, barred: Collection[int] = ()) -> Actor:
    """Somebody of that desk with that role who is not barred; the next one where there is nobody."""
    rows = tx.execute(
        select(account.c.id, account.c.name)
        .join(account_role, account_role.c.account_id == account.c.id)
        .where(account.c.organisation == organisation, account_role.c.role == role)
        .order_by(account.c.id)
    ).all()
    free = next((row for row in rows if row.id not in barred), None)
    if free is not None:
        return Actor(free.id, free.name, organisation, frozenset({role}))
    name = f"{role.capitalize()} {len(rows) + 1}"
    details = accounts.AccountDetails(name, "", organisation, frozenset({role}))
    account_id = accounts.create_account(tx, f"{role}.{organisation}.{len(rows) + 1}", details, NO_PASSWORD)
    return Actor(account_id, name, organisation, frozenset({role}))


def colleague_by_id(tx: Transaction, account_id: int) -> Actor:
    """The colleague with that account."""
    found = next(each for each in accounts.list_accounts(tx) if each.id == account_id)
    return Actor(found.id, found.name, found.organisation, found.roles)
