"""What is wrong with the database itself, told apart from what is wrong with a step: it passes by itself."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

UNREACHABLE = "database_onbereikbaar"
FULL = "schijf_vol"
BUSY = "database_bezet"

_SQLITE = {
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_IOERR: UNREACHABLE,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
    sqlite3.SQLITE_READONLY: UNREACHABLE,
}
_POSTGRES = {
    "53100": FULL,  # disk full
    "40001": BUSY,  # serialization failure
    "40P01": BUSY,  # deadlock: one of the two is sent away, and tries again
    "55P03": BUSY,  # lock not available
}


class DatabaseUnavailable(Exception):
    """Nothing was written, and the same works again once the database does. `code` says what a person can do.

    No DomainError on purpose: no case is to blame, so no incident is opened and nothing is disarmed.
    """

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Stopped(Exception):
    """This process has been asked to stop: what was begun is finished, and nothing new is begun."""


def as_unavailable(problem: DBAPIError | PoolTimeout) -> DatabaseUnavailable | None:
    """The trouble behind a failed statement; None when the statement itself is wrong."""
    if isinstance(problem, PoolTimeout):
        return DatabaseUnavailable(BUSY)
    cause = problem.orig
    if isinstance(cause, sqlite3.Error):
        code = _SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)  # the rest of it says where
        return DatabaseUnavailable(code) if code else None
    if problem.connection_invalidated or isinstance(problem, (OperationalError, InterfaceError)):
        return DatabaseUnavailable(_POSTGRES.get(getattr(cause, "sqlstate", None) or "", UNREACHABLE))
    return None
