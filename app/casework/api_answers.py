"""The same request sent again gets the same answer: a key is taken, worked on, and kept with its answer.

    taken = take(database, request)              # Answer: it was done before. Held: do it now.
    with database.transaction() as tx:
        hold(tx, taken)                          # nobody else works on this key
        ...                                      # the work itself
        keep(tx, taken, 201, body)               # in the transaction of the work: both or neither

Moments are the machine's, as of the tokens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.clock import system_now
from app.db.session import Database, Transaction
from app.db.tables import api_answer
from app.domain.errors import DomainError

KEPT = timedelta(days=7)  # long enough for who tries again after a long weekend
_LEFT = timedelta(minutes=5)  # who worked on it so long ago has stopped, and nothing of the work was kept


class KeyRefused(DomainError):
    """The key is in use by a request that is not ready (sleutel_bezig), or by another one."""

    code = "sleutel_hergebruikt"


@dataclass(frozen=True)
class Request:
    """One write: whose token, the key that came with it, and a hash of what is asked."""

    token_id: int
    key: str
    digest: str


@dataclass(frozen=True)
class Held:
    """The key is ours to work on; `at` tells this attempt from others."""

    id: int
    at: datetime


@dataclass(frozen=True)
class Answer:
    """What was answered before: HTTP status and body as sent."""

    status: int
    body: bytes


def take(database: Database, request: Request) -> Held | Answer:
    """Take the key, or give the answer that belongs to it. Raises KeyRefused."""
    with database.read() as tx:  # who waits for a write lock cannot tell that somebody is busy
        found = _look(tx, request)
        answer = _judge(found, request) if found else None
    if answer is not None:
        return answer
    with database.transaction() as tx:
        now = system_now()
        row = {"token_id": request.token_id, "key": request.key, "request_hash": request.digest, "at": now}
        insert = postgresql.insert if tx.is_postgres else sqlite.insert
        added = insert(api_answer).values(row).on_conflict_do_nothing().returning(api_answer.c.id)
        is_first = tx.execute(added).first() is not None
        held = _look(tx, request, lock=True)
        answer = None if is_first else _judge(held, request)
        if answer is not None:
            return answer
        if not is_first:
            tx.execute(update(api_answer).where(api_answer.c.id == held.id).values(at=now))
        return Held(held.id, now)


def hold(tx: Transaction, held: Held) -> None:
    """Keep the key to this transaction. Raises KeyRefused when another attempt has taken it over."""
    if tx.execute(_own(select(api_answer.c.id), held).with_for_update()).first() is None:
        raise KeyRefused("sleutel_bezig")


def keep(tx: Transaction, held: Held, status: int, body: bytes) -> None:
    """What was answered, for who asks again."""
    tx.execute(_own(update(api_answer), held).values(status=status, body=body))


def let_go(database: Database, held: Held) -> None:
    """Nothing came of it, and the same request may be tried again at once."""
    with database.transaction() as tx:
        tx.execute(_own(delete(api_answer), held))


def purge(database: Database) -> int:
    """Drop answers older than KEPT; how many."""
    with database.transaction() as tx:
        return tx.execute(delete(api_answer).where(api_answer.c.at < system_now() - KEPT)).rowcount


def _judge(row: Any, request: Request) -> Answer | None:
    """The kept answer; None when whoever worked on it left. Raises KeyRefused."""
    if row.request_hash != request.digest:
        raise KeyRefused()
    if row.status is not None:
        return Answer(row.status, row.body)
    if system_now() - row.at < _LEFT:
        raise KeyRefused("sleutel_bezig")
    return None


def _look(tx: Transaction, request: Request, *, lock: bool = False) -> Any:
    query = select(api_answer).where(
        api_answer.c.token_id == request.token_id, api_answer.c.key == request.key
    )
    return tx.execute(query.with_for_update() if lock else query).first()


def _own(statement: Any, held: Held) -> Any:
    return statement.where(
        api_answer.c.id == held.id, api_answer.c.at == held.at, api_answer.c.status.is_(None)
    )
