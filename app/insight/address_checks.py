"""Looks into addresses: those open at a desk, what is known for one, what was found about somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import account, address_check, case, letter, person, person_history
from app.domain.errors import DomainError
from app.domain.vocabulary import CaseStatus
from app.insight.viewer import Viewer

LONGEST = 200
ADDRESS = ("street", "house_number", "box", "postcode", "municipality")


@dataclass(frozen=True)
class ReturnedLetter:
    """A letter that came back, with the address lines that stood on it."""

    id: int
    case_id: int
    case_number: str
    case_runs: bool
    template: str
    sent_on: date | None
    returned_on: date | None
    reason: str | None
    address: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One look into an address; `outcome` is None while it is open."""

    id: int
    person_id: int
    person_name: str
    organisation: str | None
    opened_at: datetime
    outcome: str | None
    note: str | None
    closed_at: datetime | None
    closed_by: str | None
    letters: list[ReturnedLetter]

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


@dataclass(frozen=True)
class CheckPage:
    """A check with what helps to decide: the person as the register has them, and earlier addresses."""

    check: Check
    person: Mapping[str, Any]
    changes: list[Any]
    earlier: list[Check]


_CHECKS = (
    select(address_check, person.c.first_name, person.c.last_name, account.c.name.label("closer"))
    .join(person, person.c.id == address_check.c.person_id)
    .outerjoin(account, account.c.id == address_check.c.closed_by)
)


def open_checks(tx: Transaction, viewer: Viewer) -> list[Check]:
    """The open checks of the viewer's desk, the oldest first, at most LONGEST."""
    rows = tx.execute(
        _CHECKS.where(
            address_check.c.organisation == viewer.organisation, address_check.c.closed_at.is_(None)
        )
        .order_by(address_check.c.id)
        .limit(LONGEST)
    )
    return _checks(tx, rows.all())


def check_page(tx: Transaction, viewer: Viewer, check_id: int) -> CheckPage:
    """One check of the viewer's desk. Raises DomainError `adresonderzoek_onbekend`."""
    own = address_check.c.organisation == viewer.organisation
    row = tx.execute(_CHECKS.where(address_check.c.id == check_id, own)).first()
    if row is None:
        raise DomainError("adresonderzoek_onbekend", onderzoek=check_id)
    changes = (
        select(person_history)
        .where(person_history.c.person_id == row.person_id, person_history.c.field.in_(ADDRESS))
        .order_by(person_history.c.id.desc())
    )
    others = _CHECKS.where(address_check.c.person_id == row.person_id, own, address_check.c.id != check_id)
    return CheckPage(
        check=_checks(tx, [row])[0],
        person=tx.execute(select(person).where(person.c.id == row.person_id)).one()._asdict(),
        changes=list(tx.execute(changes)),
        earlier=_checks(tx, tx.execute(others.order_by(address_check.c.id.desc())).all()),
    )


def checks_of_person(tx: Transaction, person_id: int) -> list[Check]:
    """What was found about somebody's address, newest first, at every desk: for who reads their case."""
    mine = _CHECKS.where(address_check.c.person_id == person_id)
    return _checks(tx, tx.execute(mine.order_by(address_check.c.id.desc())).all())


def _checks(tx: Transaction, rows: Any) -> list[Check]:
    letters: dict[int, list[ReturnedLetter]] = {row.id: [] for row in rows}
    returned = (
        select(letter, case.c.number, case.c.status.label("case_status"))
        .join(case, case.c.id == letter.c.case_id)
        .where(letter.c.address_check_id.in_(letters))
        .order_by(letter.c.id)
    )
    for found in tx.execute(returned) if rows else ():
        letters[found.address_check_id].append(_letter(found))
    return [
        Check(
            id=row.id,
            person_id=row.person_id,
            person_name=f"{row.first_name} {row.last_name}".strip(),
            organisation=row.organisation,
            opened_at=row.opened_at,
            outcome=row.outcome,
            note=row.note,
            closed_at=row.closed_at,
            closed_by=row.closer,
            letters=letters[row.id],
        )
        for row in rows
    ]


def _letter(row: Any) -> ReturnedLetter:
    facts = row.facts or {}
    return ReturnedLetter(
        id=row.id,
        case_id=row.case_id,
        case_number=row.number,
        case_runs=row.case_status == CaseStatus.RUNNING,
        template=row.template,
        sent_on=row.sent_on,
        returned_on=row.returned_on,
        reason=row.return_reason,
        address=tuple(facts.get("persoon", {}).get("adresregels", ())),
    )
