"""Tokens with which other systems use the API: made, found by their secret, revoked.

A token acts as a service account of its own, so that audit and rights are one thing for people and machines.
The secret is shown once; only its SHA-256 is kept (it is 256 random bits: nobody guesses it, and a slow hash
would only slow down every request). Moments are the machine's, as in `signing_in`.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from app.casework.accounts import AccountDetails, create_account
from app.casework.actors import Actor
from app.clock import brussels_day, system_now
from app.db.session import Database, Transaction
from app.db.tables import account, account_role, api_token, organisation
from app.domain.errors import DomainError
from app.domain.scopes import TOKEN_ROLES, Scope, allows

LONGEST = timedelta(days=2 * 365)  # a secret that nobody renews is forgotten, and then it leaks
NAME_LIMIT = 80  # characters
_PREFIX = "trj_"
_SHOWN = len(_PREFIX) + 6  # characters of the secret by which somebody recognises it
_NO_HASH = "!"  # no password fits
_SEEN_AGAIN = timedelta(minutes=1)


class TokenRefused(DomainError):
    """No such token (token_onbekend), past its last day (token_verlopen), or token_ingetrokken."""

    code = "token_onbekend"


@dataclass(frozen=True)
class NewToken:
    """What somebody fills in: for which system, with which roles and uses, until which day (included)."""

    organisation: str
    name: str
    roles: frozenset[str]
    scopes: frozenset[str]
    expires_on: date


@dataclass(frozen=True)
class Token:
    """A token as lists show it; `scopes` are values of Scope, `roles` of Role."""

    id: int
    name: str
    organisation: str
    organisation_name: str
    account_id: int
    prefix: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    created_at: datetime
    created_by: str | None
    expires_on: date
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def works(self) -> bool:
        return self.revoked_at is None and not self.expired

    @property
    def expired(self) -> bool:
        return brussels_day(system_now()) > self.expires_on


@dataclass(frozen=True)
class Caller:
    """Who sends a request: the token, what it may be used for, and the account that acts."""

    token: Token
    actor: Actor
    scopes: frozenset[Scope]


def create(tx: Transaction, new: NewToken, by: int | None) -> tuple[int, str]:
    """Make a token and its service account; gives the id and the secret, which is never shown again.

    Refused: naam_leeg, koppeling_naam_lang, bereik_ontbreekt, bereik_onbekend, rol_niet_voor_koppeling,
    bereik_zonder_rol, vervaldag_voorbij, vervaldag_te_ver, and what `create_account` refuses.
    """
    _check(new)
    secret = _PREFIX + secrets.token_urlsafe(32)
    digest = _hash(secret)
    details = AccountDetails(new.name, None, new.organisation, new.roles)
    account_id = create_account(tx, f"koppeling.{digest[:16]}", details, _NO_HASH, service=True)
    token_id = tx.insert_id(
        api_token.insert().values(
            organisation=new.organisation,
            account_id=account_id,
            name=new.name.strip(),
            secret_hash=digest,
            prefix=secret[:_SHOWN],
            scopes=sorted(new.scopes),
            created_at=system_now(),
            created_by=by,
            expires_on=new.expires_on,
        )
    )
    return token_id, secret


def revoke(tx: Transaction, token_id: int, by: int | None) -> Token:
    """The token works no more, from now on; twice is once. Refused: token_onbekend."""
    found = get(tx, token_id)
    tx.execute(
        update(api_token)
        .where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
        .values(revoked_at=system_now(), revoked_by=by)
    )
    tx.execute(update(account).where(account.c.id == found.account_id).values(active=False))
    return found


def get(tx: Transaction, token_id: int) -> Token:
    """One token. Refused: token_onbekend."""
    row = tx.execute(_query().where(api_token.c.id == token_id)).first()
    if row is None:
        raise TokenRefused()
    return _tokens(tx, [row])[0]


def list_tokens(tx: Transaction) -> list[Token]:
    """All tokens: by organisation, the newest first."""
    rows = tx.execute(_query().order_by(organisation.c.name, api_token.c.id.desc())).all()
    return _tokens(tx, rows)


def find(database: Database, secret: str) -> Caller:
    """Whose secret this is; marks the token as used, once a minute. Refused: TokenRefused."""
    now = system_now()
    with database.read() as tx:
        row = tx.execute(_query().where(api_token.c.secret_hash == _hash(secret))).first()
        if row is None:
            raise TokenRefused()
        found = _tokens(tx, [row])[0]
    if found.revoked_at is not None or not row.active:
        raise TokenRefused("token_ingetrokken")
    if found.expired:
        raise TokenRefused("token_verlopen", vervaldag=found.expires_on)
    if found.last_used_at is None or now - found.last_used_at >= _SEEN_AGAIN:
        with database.transaction() as tx:
            tx.execute(update(api_token).where(api_token.c.id == found.id).values(last_used_at=now))
    roles = frozenset(found.roles)
    return Caller(
        found,
        Actor(found.account_id, found.name, found.organisation, roles),
        frozenset(scope for scope in Scope if scope in found.scopes and allows(roles, scope)),
    )


def _check(new: NewToken) -> None:
    if not new.name.strip():
        raise DomainError("naam_leeg")
    if len(new.name) > NAME_LIMIT:
        raise DomainError("koppeling_naam_lang", grens=NAME_LIMIT)
    if not new.scopes:
        raise DomainError("bereik_ontbreekt")
    unknown = new.scopes - set(Scope)
    if unknown:
        raise DomainError("bereik_onbekend", bereik=", ".join(sorted(unknown)))
    foreign = new.roles - set(TOKEN_ROLES)
    if foreign:
        raise DomainError("rol_niet_voor_koppeling", rol=", ".join(sorted(foreign)))
    for scope in sorted(new.scopes):
        if new.roles and not allows(new.roles, Scope(scope)):
            raise DomainError("bereik_zonder_rol", bereik=scope)
    today = brussels_day(system_now())
    if new.expires_on < today:
        raise DomainError("vervaldag_voorbij")
    if new.expires_on > today + LONGEST:
        raise DomainError("vervaldag_te_ver", laatste=today + LONGEST)


def _query():  # type: ignore[no-untyped-def]  # the type of a Select spells out every column
    maker = account.alias("maker")
    return (
        select(
            api_token.c.id,
            api_token.c.name,
            api_token.c.organisation,
            organisation.c.name.label("organisation_name"),
            api_token.c.account_id,
            api_token.c.prefix,
            api_token.c.scopes,
            api_token.c.created_at,
            maker.c.name.label("created_by"),
            api_token.c.expires_on,
            api_token.c.last_used_at,
            api_token.c.revoked_at,
            (account.c.active & organisation.c.active).label("active"),
        )
        .join(organisation, organisation.c.code == api_token.c.organisation)
        .join(account, account.c.id == api_token.c.account_id)
        .outerjoin(maker, maker.c.id == api_token.c.created_by)
    )


def _tokens(tx: Transaction, rows: Collection[Any]) -> list[Token]:
    held = tx.execute(
        select(account_role).where(account_role.c.account_id.in_([row.account_id for row in rows]))
    ).all()
    roles = {row.id: sorted(each.role for each in held if each.account_id == row.account_id) for row in rows}
    return [
        Token(
            **{name: value for name, value in row._mapping.items() if name not in ("active", "scopes")},
            roles=tuple(roles[row.id]),
            scopes=tuple(row.scopes),
        )
        for row in rows
    ]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
