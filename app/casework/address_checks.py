"""Looking where somebody lives after a letter came back: opened by the return, closed by a colleague.

One check at a time for a person at a desk; a next letter that comes back joins it. What is found is told
where an infringement is established (F15), and never ends anything by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.casework import audit, case_rows, letters, people
from app.casework.actors import Actor, Refused
from app.casework.case_rows import CaseRow, Conflict
from app.db.session import Transaction
from app.db.tables import address_check, case, letter, person
from app.domain.errors import DomainError
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import AddressOutcome, CaseStatus

_LOCK_PERSON = (
    select(person.c.id)
    .join(address_check, address_check.c.person_id == person.c.id)
    .where(address_check.c.id == bindparam("check"))
    .with_for_update(of=person, key_share=True)
)


def open_for(tx: Transaction, case_row: CaseRow, actor: Actor) -> int:
    """The open check of this person at the desk of this case, locked; made where there is none."""
    found = _open(tx, case_row)
    if found is not None:
        return found
    new = {
        "person_id": case_row.person_id,
        "organisation": case_row.organisation,
        "opened_at": tx.now,
        "opened_by": actor.account_id,
    }
    try:
        with tx.connection.begin_nested():
            return tx.insert_id(insert(address_check).values(**new))
    except IntegrityError:
        other = _open(tx, case_row)  # another letter of the same person came back at the same moment
        if other is None:
            raise
        return other


def _open(tx: Transaction, case_row: CaseRow) -> int | None:
    found: int | None = tx.execute(
        select(address_check.c.id)
        .where(
            address_check.c.person_id == case_row.person_id,
            address_check.c.organisation == case_row.organisation,
            address_check.c.closed_at.is_(None),
        )
        .with_for_update()
    ).scalar()
    return found


def close(
    tx: Transaction,
    check_id: int,
    outcome: AddressOutcome,
    note: str | None,
    actor: Actor,
    *,
    address: Mapping[str, str | None] | None = None,
    send_again: bool = False,
) -> list[int]:
    """What was found. A new `address` corrects the person's, with history; gives the letters asked for again.

    Raises Refused, DomainError `adresonderzoek_onbekend` (also another desk's), `adresonderzoek_gesloten`,
    `adres_ongewijzigd`, `toelichting_ontbreekt` (for onvindbaar), Conflict when a letter came in meanwhile.
    """
    if not may(actor.roles, Action.CHECK_ADDRESS):
        raise Refused("geen_recht")
    known = _letters(tx, check_id)
    tx.execute(_LOCK_PERSON, {"check": check_id})  # first, as an import of the register does
    cases = {each: case_rows.lock(tx, each) for each in sorted({row.case_id for row in known})}
    check = tx.execute(select(address_check).where(address_check.c.id == check_id).with_for_update()).first()
    if check is None or not works_on(actor.organisation, check.organisation, actor.roles):
        raise DomainError("adresonderzoek_onbekend", onderzoek=check_id)
    if check.closed_at is not None:
        raise DomainError("adresonderzoek_gesloten", onderzoek=check_id)
    if outcome is AddressOutcome.UNTRACEABLE and not note:
        raise DomainError("toelichting_ontbreekt")
    returned = _letters(tx, check_id)
    if {row.id for row in returned} != {row.id for row in known}:
        raise Conflict()
    if outcome is AddressOutcome.NEW_ADDRESS:
        _correct(tx, check.person_id, address or {}, actor)
    tx.execute(
        update(address_check)
        .where(address_check.c.id == check_id)
        .values(outcome=outcome, note=note, closed_at=tx.now, closed_by=actor.account_id)
    )
    again = _ask_again(tx, returned, cases) if send_again and outcome in SENDABLE else {}
    for case_id, row in cases.items():
        facts = {"adresonderzoek": check_id, "uitkomst": outcome, "brieven": again.get(case_id, [])}
        audit.note(tx, row, "adres_nagekeken", facts, actor)
    return [each for several in again.values() for each in several]


SENDABLE = (AddressOutcome.CONFIRMED, AddressOutcome.NEW_ADDRESS)


def _letters(tx: Transaction, check_id: int) -> Sequence[Any]:
    returned = select(letter).where(letter.c.address_check_id == check_id).order_by(letter.c.id)
    return tx.execute(returned).all()


def _correct(tx: Transaction, person_id: int, address: Mapping[str, str | None], actor: Actor) -> None:
    """Where the letters go; which agency is competent follows from the register alone."""
    known = people.get(tx, person_id)
    facts = {name: address.get(name) or None for name in people.ADDRESS}
    if not people.change(tx, known, facts, tx.today, account_id=actor.account_id):
        raise DomainError("adres_ongewijzigd")


def _ask_again(
    tx: Transaction, returned: Sequence[Any], cases: Mapping[int, CaseRow]
) -> dict[int, list[int]]:
    """A new letter for each that came back in a case that still runs; by case."""
    running = set(
        tx.execute(
            select(case.c.id).where(case.c.id.in_(cases), case.c.status == CaseStatus.RUNNING)
        ).scalars()
    )
    again: dict[int, list[int]] = {}
    for row in returned:
        if row.case_id in running:
            again.setdefault(row.case_id, []).append(letters.ask_again(tx, cases[row.case_id], row))
    return again
