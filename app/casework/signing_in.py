"""Who is at the keyboard: signing in, lock-out after wrong passwords, and sessions that end.

Sessions and lock-outs are measured in the time of whoever sits there (`system_now`), not in the time of the
cases: a demo clock that jumps a month must not sign everybody out, nor keep somebody locked out for ever.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from app.casework.accounts import Account, fold_username, get_account, hash_password, password_matches
from app.clock import system_now
from app.db.session import Database, Transaction
from app.db.tables import account, login_session
from app.domain.errors import DomainError

MAX_FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)
SESSIONS_KEPT = timedelta(days=30)  # after their end: long enough to look into who was signed in
_SEEN_AGAIN = timedelta(minutes=1)  # a busy user's session is written once a minute, not at every click


class SignInRefused(DomainError):
    """Wrong name or password (aanmelden_mislukt), or locked out (account_geblokkeerd, `tot` an instant)."""

    code = "aanmelden_mislukt"


@dataclass(frozen=True)
class Session:
    """A signed-in session; known by the hash of its token, never by the token."""

    token_hash: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime


def sign_in(database: Database, username: str, password: str, *, length: timedelta) -> str:
    """Check the password and start a session of at most `length`; gives the token for the cookie.

    Five wrong passwords lock the account for fifteen minutes. Refused: SignInRefused.
    """
    name = fold_username(username)
    with database.read() as tx:
        known = _credentials(tx, name)
    _refuse_if_locked(known, system_now())
    # Unknown names cost the same time as known ones, so the wait tells nobody which names exist.
    matches = password_matches(known.password_hash if known else _nobodys_hash(), password)
    with database.transaction() as tx:
        outcome = _record_attempt(tx, name, matches, length)
    if isinstance(outcome, SignInRefused):
        raise outcome
    return outcome


def find_session(database: Database, token: str, *, idle: timedelta) -> tuple[Account, Session] | None:
    """Whose token this is, and marks the session as used; None when it ended, expired or slept too long."""
    now = system_now()
    token_hash = _hash(token)
    with database.read() as tx:
        row = tx.execute(_session_query().where(login_session.c.token_hash == token_hash)).first()
        if row is None or now >= row.expires_at or now - row.last_seen_at >= idle:
            return None
        owner = get_account(tx, row.account_id)
    if not owner.active:
        return None
    if now - row.last_seen_at >= _SEEN_AGAIN:
        with database.transaction() as tx:
            tx.execute(
                update(login_session).where(login_session.c.token_hash == token_hash).values(last_seen_at=now)
            )
    return owner, _session(row)


def list_sessions(tx: Transaction, account_id: int, *, idle: timedelta) -> list[Session]:
    """Where somebody is signed in now, the last used first."""
    now = system_now()
    rows = tx.execute(
        _session_query()
        .where(
            login_session.c.account_id == account_id,
            login_session.c.expires_at > now,
            login_session.c.last_seen_at > now - idle,
        )
        .order_by(login_session.c.last_seen_at.desc())
    )
    return [_session(row) for row in rows]


def end_session(tx: Transaction, account_id: int, token_hash: str) -> None:
    """Sign out one session of this account; one that is not theirs stays untouched."""
    tx.execute(
        update(login_session)
        .where(
            login_session.c.token_hash == token_hash,
            login_session.c.account_id == account_id,
            login_session.c.ended_at.is_(None),
        )
        .values(ended_at=system_now())
    )


def purge_sessions(database: Database) -> int:
    """Drop sessions that ended or ran out more than SESSIONS_KEPT ago; how many."""
    long_ago = system_now() - SESSIONS_KEPT
    old = or_(login_session.c.expires_at < long_ago, login_session.c.ended_at < long_ago)
    with database.transaction() as tx:
        return tx.execute(delete(login_session).where(old)).rowcount


def check_own_password(database: Database, account_id: int, password: str) -> None:
    """Before somebody changes their password: prove that they know the old one (wachtwoord_onjuist)."""
    with database.read() as tx:
        known = tx.execute(select(account.c.password_hash).where(account.c.id == account_id)).scalar()
    if known is None or not password_matches(known, password):
        raise SignInRefused("wachtwoord_onjuist")


def _record_attempt(tx: Transaction, name: str, matches: bool, length: timedelta) -> str | SignInRefused:
    """Count the attempt; decided on the row as it is now, so guesses sent at the same moment all count."""
    now = system_now()
    known = _credentials(tx, name, for_update=True)
    try:
        _refuse_if_locked(known, now)
    except SignInRefused as refused:
        return refused
    if known is None:
        return SignInRefused()
    if not matches or not known.active:
        return _count_failure(tx, known, now)
    tx.execute(update(account).where(account.c.id == known.id).values(failed_logins=0, locked_until=None))
    token = secrets.token_urlsafe(32)
    tx.execute(
        insert(login_session).values(
            token_hash=_hash(token),
            account_id=known.id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + length,
        )
    )
    return token


def _count_failure(tx: Transaction, known: Any, now: datetime) -> SignInRefused:
    failures = known.failed_logins + 1
    locked_until = now + LOCKED_FOR if failures >= MAX_FAILURES else None
    tx.execute(
        update(account)
        .where(account.c.id == known.id)
        .values(failed_logins=0 if locked_until else failures, locked_until=locked_until)
    )
    if locked_until:
        return SignInRefused("account_geblokkeerd", tot=locked_until)
    return SignInRefused()


def _refuse_if_locked(known: Any, now: datetime) -> None:
    if known and known.locked_until and now < known.locked_until:
        raise SignInRefused("account_geblokkeerd", tot=known.locked_until)


def _credentials(tx: Transaction, name: str, *, for_update: bool = False) -> Any:
    query = select(
        account.c.id,
        account.c.password_hash,
        account.c.active,
        account.c.failed_logins,
        account.c.locked_until,
    ).where(account.c.username == name, account.c.service.is_(False))
    return tx.execute(query.with_for_update() if for_update else query).first()


def _session_query():  # type: ignore[no-untyped-def]  # the type of a Select spells out every column
    return select(login_session).where(login_session.c.ended_at.is_(None))


def _session(row: Any) -> Session:
    return Session(row.token_hash, row.created_at, row.last_seen_at, row.expires_at)


@cache
def _nobodys_hash() -> str:
    return hash_password(secrets.token_urlsafe(16), "nobody")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
