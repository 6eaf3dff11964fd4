"""People who work with Traject: their accounts, organisation and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, insert, select, update

from app.clock import system_now
from app.db.session import Transaction
from app.db.tables import account, account_role, login_session, organisation
from app.domain.enrolments import wrong_role
from app.domain.errors import DomainError
from app.domain.vocabulary import Role

PASSWORD_MINIMUM = 10
PASSWORD_MAXIMUM = 200  # argon2 reads all of it: a megabyte must not keep a processor busy
LANGUAGES = ("nl", "fr", "en")


class AccountError(DomainError):
    """A change to an account that is refused."""

    code = "account_geweigerd"


@dataclass(frozen=True)
class Organisation:
    """A place where people work; `kind` is a value of OrganisationKind."""

    code: str
    name: str
    kind: str
    active: bool = True


@dataclass(frozen=True)
class Account:
    """Somebody who works with Traject. `organisation` is a code, `roles` are values of Role."""

    id: int
    username: str
    name: str
    email: str | None
    organisation: str
    organisation_name: str
    language: str
    active: bool
    service: bool  # acts for a token of the API: no person, and nobody signs in with it
    roles: frozenset[str]


@dataclass(frozen=True)
class AccountDetails:
    """What an administrator fills in about somebody."""

    name: str
    email: str | None
    organisation: str
    roles: frozenset[str]
    active: bool = True


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher()


def hash_password(password: str, username: str) -> str:
    """The argon2 hash of a password that is good enough; takes tens of milliseconds on purpose.

    Call it before a transaction, never inside one. Refused: wachtwoord_te_kort, wachtwoord_te_lang,
    wachtwoord_raadbaar (it holds the user name, or repeats a few characters).
    """
    name = fold_username(username)
    if len(password) < PASSWORD_MINIMUM:
        raise AccountError("wachtwoord_te_kort", minimum=PASSWORD_MINIMUM)
    if len(password) > PASSWORD_MAXIMUM:
        raise AccountError("wachtwoord_te_lang", maximum=PASSWORD_MAXIMUM)
    if (len(name) >= 5 and name in password.casefold()) or len(set(password)) < 5:
        raise AccountError("wachtwoord_raadbaar")
    return _hasher().hash(password)


def password_matches(password_hash: str, password: str) -> bool:
    """Whether the password belongs to the hash; also slow on purpose."""
    if len(password) > PASSWORD_MAXIMUM:
        return False
    try:
        return _hasher().verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


def fold_username(username: str) -> str:
    """User names differ by more than capitals and spaces around them."""
    return username.strip().casefold()


def list_organisations(tx: Transaction) -> list[Organisation]:
    """All organisations, by name."""
    rows = tx.execute(
        select(organisation.c.code, organisation.c.name, organisation.c.kind, organisation.c.active).order_by(
            organisation.c.name
        )
    )
    return [Organisation(row.code, row.name, row.kind, row.active) for row in rows]


def organisation_names(tx: Transaction) -> dict[str, str]:
    """The name of each organisation by its code."""
    return {each.code: each.name for each in list_organisations(tx)}


def list_accounts(tx: Transaction, *, organisation_code: str | None = None) -> list[Account]:
    """The accounts of people, or those of one organisation: who still works here first, then by name."""
    query = (
        _account_query().where(account.c.service.is_(False)).order_by(account.c.active.desc(), account.c.name)
    )
    if organisation_code:
        query = query.where(account.c.organisation == organisation_code)
    return _accounts(tx, query)


def get_account(tx: Transaction, account_id: int) -> Account:
    """One account; refused as account_onbekend when there is none."""
    found = _accounts(tx, _account_query().where(account.c.id == account_id))
    if not found:
        raise AccountError("account_onbekend")
    return found[0]


def get_person_account(tx: Transaction, account_id: int) -> Account:
    """The same, for what only a person has: a password, roles that an administrator changes."""
    found = get_account(tx, account_id)
    if found.service:
        raise AccountError("account_onbekend")
    return found


def create_account(
    tx: Transaction,
    username: str,
    details: AccountDetails,
    password_hash: str,
    *,
    language: str = "nl",
    service: bool = False,
) -> int:
    """Add somebody; the id comes back. `password_hash` comes from `hash_password`.

    A `service` account acts for a token; no password opens it.

    Refused: gebruikersnaam_leeg, gebruikersnaam_bestaat, and what `change_account` refuses.
    """
    username = fold_username(username)
    if not username or len(username) > 80:
        raise AccountError("gebruikersnaam_leeg")
    if tx.execute(select(account.c.id).where(account.c.username == username)).first():
        raise AccountError("gebruikersnaam_bestaat", gebruikersnaam=username)
    _check(tx, details)
    account_id = tx.insert_id(
        insert(account).values(
            username=username,
            name=details.name.strip(),
            email=details.email,
            password_hash=password_hash,
            organisation=details.organisation,
            language=language,
            active=details.active,
            failed_logins=0,
            created_at=tx.now,
            service=service,
        )
    )
    _set_roles(tx, account_id, details.roles)
    return account_id


def change_account(tx: Transaction, account_id: int, details: AccountDetails) -> None:
    """Change name, organisation, roles; who is no longer active is signed out everywhere.

    Refused: naam_leeg, organisatie_onbekend, organisatie_niet_in_gebruik, rol_onbekend, rol_ontbreekt,
    rol_past_niet, laatste_beheerder.
    """
    get_person_account(tx, account_id)
    _check(tx, details)
    tx.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(
            name=details.name.strip(),
            email=details.email,
            organisation=details.organisation,
            active=details.active,
        )
    )
    _set_roles(tx, account_id, details.roles)
    _keep_an_administrator(tx)
    if not details.active:
        end_all_sessions(tx, account_id)


def set_password(
    tx: Transaction, account_id: int, password_hash: str, *, keep_session: str | None = None
) -> None:
    """Give a new password: lifts a lock-out and ends all sessions, but `keep_session` (a token hash)."""
    get_person_account(tx, account_id)
    tx.execute(
        update(account)
        .where(account.c.id == account_id)
        .values(password_hash=password_hash, failed_logins=0, locked_until=None)
    )
    end_all_sessions(tx, account_id, keep=keep_session)


def set_language(tx: Transaction, account_id: int, language: str) -> None:
    """Remember in which language somebody reads the screens (nl, fr, en)."""
    if language not in LANGUAGES:
        raise AccountError("taal_onbekend")
    tx.execute(update(account).where(account.c.id == account_id).values(language=language))


def end_all_sessions(tx: Transaction, account_id: int, *, keep: str | None = None) -> None:
    """Sign somebody out everywhere, but for the session whose token hash is `keep`."""
    tx.execute(
        update(login_session)
        .where(
            login_session.c.account_id == account_id,
            login_session.c.ended_at.is_(None),
            login_session.c.token_hash != (keep or ""),
        )
        .values(ended_at=system_now())
    )


def _account_query():  # type: ignore[no-untyped-def]  # the type of a Select spells out every column
    return select(
        account.c.id,
        account.c.username,
        account.c.name,
        account.c.email,
        account.c.organisation,
        organisation.c.name.label("organisation_name"),
        account.c.language,
        account.c.active,
        account.c.service,
    ).join(organisation, organisation.c.code == account.c.organisation)


def _accounts(tx: Transaction, query) -> list[Account]:  # type: ignore[no-untyped-def]
    rows = tx.execute(query).all()
    roles: dict[int, set[str]] = defaultdict(set)
    for held in tx.execute(
        select(account_role).where(account_role.c.account_id.in_([row.id for row in rows]))
    ):
        roles[held.account_id].add(held.role)
    return [Account(**row._mapping, roles=frozenset(roles[row.id])) for row in rows]


def _check(tx: Transaction, details: AccountDetails) -> None:
    if not details.name.strip():
        raise AccountError("naam_leeg")
    at = tx.execute(select(organisation).where(organisation.c.code == details.organisation)).first()
    if at is None:
        raise AccountError("organisatie_onbekend")
    if details.active and not at.active:
        raise AccountError("organisatie_niet_in_gebruik")
    if not details.roles:
        raise AccountError("rol_ontbreekt")
    unknown = details.roles - set(Role)
    if unknown:
        raise AccountError("rol_onbekend", rol=", ".join(sorted(unknown)))
    misplaced = wrong_role(at.code, at.kind, details.roles)
    if misplaced is not None:
        raise AccountError("rol_past_niet", rol=misplaced, organisatie=at.name)


def _set_roles(tx: Transaction, account_id: int, roles: Iterable[str]) -> None:
    tx.execute(delete(account_role).where(account_role.c.account_id == account_id))
    tx.execute(
        insert(account_role), [{"account_id": account_id, "role": str(role)} for role in sorted(roles)]
    )


def _keep_an_administrator(tx: Transaction) -> None:
    """Nobody may lock everybody out: somebody active stays administrator."""
    query = (
        select(account.c.id)
        .join(account_role, account_role.c.account_id == account.c.id)
        .where(account.c.active, account_role.c.role == Role.ADMINISTRATOR.value)
        .limit(1)
    )
    if not tx.execute(query).first():
        raise AccountError("laatste_beheerder")
