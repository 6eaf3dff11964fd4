"""The organisations that people belong to: partners that an administrator adds, and how each is reached."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import structlog
from sqlalchemy import bindparam, func, insert, select, update

from app.casework.actors import Actor, Refused
from app.db.session import Database, Transaction
from app.db.tables import account, case, enrolment, letter, organisation
from app.domain.errors import DomainError
from app.domain.organisations import Organisation as Named
from app.domain.organisations import OrganisationKind
from app.domain.permissions import Action, may
from app.domain.vocabulary import CaseStatus, LetterStatus

log = structlog.get_logger()

LONGEST_CODE, LONGEST_LINE, MOST_LINES = 40, 200, 6
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_EXISTS = select(organisation.c.code).where(organisation.c.code == bindparam("code"))

# Codes that stand in the table of a database: an organisation is never deleted, so they stay true.
_known: WeakKeyDictionary[Database, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Contact:
    """How an organisation is reached, as letters print it."""

    address: tuple[str, ...]
    phone: str
    email: str
    website: str

    @property
    def stored(self) -> dict[str, Any]:
        """The JSON of the column `contact`."""
        return {
            "adresregels": list(self.address),
            "telefoon": self.phone,
            "e_mail": self.email,
            "website": self.website,
        }


@dataclass(frozen=True)
class Organisation:
    """An organisation with its contact and what uses it."""

    code: str
    name: str
    kind: str
    active: bool
    contact: Contact
    accounts: int = 0  # that may sign in
    cases: int = 0  # that run
    enrolments: int = 0  # that have not ended

    @property
    def is_used(self) -> bool:
        return bool(self.accounts or self.cases or self.enrolments)

    @property
    def is_partner(self) -> bool:
        return self.kind == OrganisationKind.PARTNER

    @property
    def comes_and_goes(self) -> bool:
        """Whether it can be put out of use: VDAB, DVZ and others that the rules name stay."""
        return self.is_partner and self.code not in set(Named)


@dataclass(frozen=True)
class Difference:
    """One field of the contact as it is and as it would be."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What another contact would change: fields, and letters that are asked for and not made yet."""

    differences: list[Difference]
    letters: int


def exists(tx: Transaction, code: str) -> bool:
    """Whether there is such an organisation, in use or not."""
    known = _known.setdefault(tx.database, set())
    if code in known:
        return True
    if tx.execute(_EXISTS, {"code": code}).first() is None:
        return False
    tx.after_commit.append(lambda: known.add(code))  # one that is added here is there after the commit only
    return True


def listing(tx: Transaction) -> list[Organisation]:
    """All of them, those in use first, then by name."""
    used = _used(tx)
    rows = tx.execute(select(organisation).order_by(organisation.c.active.desc(), organisation.c.name))
    return [_organisation(row, used) for row in rows]


def get(tx: Transaction, code: str) -> Organisation:
    """One of them. Raises DomainError `organisatie_bestaat_niet`."""
    row = tx.execute(select(organisation).where(organisation.c.code == code)).first()
    if row is None:
        raise DomainError("organisatie_bestaat_niet")
    return _organisation(row, _used(tx, code))


def add_partner(tx: Transaction, code: str, name: str, contact: Contact, actor: Actor) -> str:
    """A school or a service that Traject does not know yet; gives its code.

    Raises Refused, DomainError `organisatiecode_ongeldig`, `organisatiecode_bestaat`,
    `organisatienaam_leeg`, and what `change_contact` raises about the contact.
    """
    _check_right(actor)
    code, name = code.strip(), name.strip()
    if len(code) > LONGEST_CODE or not _CODE.fullmatch(code):
        raise DomainError("organisatiecode_ongeldig", maximum=LONGEST_CODE)
    if not name:
        raise DomainError("organisatienaam_leeg")
    _check_contact(contact)
    if tx.execute(_EXISTS, {"code": code}).first() is not None:
        raise DomainError("organisatiecode_bestaat", organisatie=code)
    kind = OrganisationKind.PARTNER.value
    tx.execute(
        insert(organisation).values(code=code, name=name, kind=kind, contact=contact.stored, active=True)
    )
    log.info("organisation_added", organisation=code, account=actor.account_id)
    return code


def preview(tx: Transaction, code: str, contact: Contact, actor: Actor) -> Preview:
    """What `change_contact` would do. Raises what it raises."""
    _check_right(actor)
    _check_contact(contact)
    before = get(tx, code).contact.stored
    changed = [
        Difference(name, _text(before[name]), _text(value))
        for name, value in contact.stored.items()
        if _text(before[name]) != _text(value)
    ]
    not_made = select(func.count()).where(
        letter.c.organisation == code, letter.c.status == LetterStatus.REQUESTED
    )
    return Preview(changed, int(tx.execute(not_made).scalar_one()))


def change_contact(tx: Transaction, code: str, contact: Contact, actor: Actor) -> None:
    """What the next letters print; letters that were made stay as they are.

    Raises Refused, DomainError `organisatie_bestaat_niet`, `adresregels_ongeldig`, `contact_te_lang`.
    """
    _check_right(actor)
    _check_contact(contact)
    get(tx, code)
    tx.execute(update(organisation).where(organisation.c.code == code).values(contact=contact.stored))
    log.info("organisation_contact_changed", organisation=code, account=actor.account_id)


def set_active(tx: Transaction, code: str, is_active: bool, actor: Actor) -> None:
    """Put an organisation out of use, or back: nobody gets an account in one that is not in use.

    Raises Refused, DomainError `organisatie_bestaat_niet`, `organisatie_vast`, `organisatie_in_gebruik`.
    """
    _check_right(actor)
    tx.execute(select(organisation.c.code).where(organisation.c.code == code).with_for_update())
    found = get(tx, code)
    if not found.comes_and_goes:
        raise DomainError("organisatie_vast")
    if not is_active and found.is_used:
        raise DomainError(
            "organisatie_in_gebruik",
            accounts=found.accounts,
            dossiers=found.cases,
            inschrijvingen=found.enrolments,
        )
    tx.execute(update(organisation).where(organisation.c.code == code).values(active=is_active))
    log.info("organisation_in_use", organisation=code, active=is_active, account=actor.account_id)


def contact_of(lines: str, phone: str, email: str, website: str) -> Contact:
    """A contact as it is typed, one address line per line."""
    address = tuple(line.strip() for line in lines.splitlines() if line.strip())
    return Contact(address, phone.strip(), email.strip(), website.strip())


def _organisation(row: Any, used: Mapping[str, Mapping[str, int]]) -> Organisation:
    kept = row.contact
    contact = Contact(
        tuple(kept.get("adresregels", ())),
        kept.get("telefoon", ""),
        kept.get("e_mail", ""),
        kept.get("website", ""),
    )
    counts = {name: found.get(row.code, 0) for name, found in used.items()}
    return Organisation(row.code, row.name, row.kind, row.active, contact, **counts)


def _used(tx: Transaction, code: str | None = None) -> dict[str, dict[str, int]]:
    """How many accounts, cases and enrolments each organisation has, or one of them."""
    places = {
        "accounts": (account.c.organisation, account.c.active),
        "cases": (case.c.organisation, case.c.status == CaseStatus.RUNNING),
        "enrolments": (enrolment.c.organisation, enrolment.c.ended_at.is_(None)),
    }
    found = {}
    for name, (column, condition) in places.items():
        counted = select(column.label("code"), func.count().label("number"))
        query = counted.where(condition, column.is_not(None)).group_by(column)
        rows = tx.execute(query if code is None else query.where(column == code))
        found[name] = {str(row.code): int(row.number) for row in rows}
    return found


def _check_contact(contact: Contact) -> None:
    if not 1 <= len(contact.address) <= MOST_LINES:
        raise DomainError("adresregels_ongeldig", maximum=MOST_LINES)
    texts = [*contact.address, contact.phone, contact.email, contact.website]
    if any(len(each) > LONGEST_LINE for each in texts):
        raise DomainError("contact_te_lang", maximum=LONGEST_LINE)


def _check_right(actor: Actor) -> None:
    if not may(actor.roles, Action.MANAGE_PEOPLE):
        raise Refused("geen_recht")


def _text(value: Any) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value)
