"""A letter that came back: a fact beside its sent date, and somebody looks where the person lives.

Its terms go on: the law counts from the day it was sent (processes.md, Terms), so its status stays verzonden.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import update

from app.casework import address_checks, audit, letters
from app.casework.actors import SYSTEM, Actor
from app.db.session import Transaction
from app.db.tables import letter
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus


def mark_returned(
    tx: Transaction, letter_id: int, returned_on: date, reason: str | None = None, actor: Actor = SYSTEM
) -> bool:
    """A letter came back on a day; opens the address check. False when all this was known.

    Raises DomainError `brief_onbekend`, `brief_niet_verzonden`, `brief_al_teruggekeerd`,
    `terugkeer_onmogelijk`.
    """
    case_row, row = letters.with_case(tx, letter_id)
    if not says_new_return(row, returned_on, reason, tx.today):
        return False
    if row.returned_on is not None:
        tx.execute(update(letter).where(letter.c.id == letter_id).values(return_reason=reason))
        return True
    check_id = address_checks.open_for(tx, case_row, actor)
    tx.execute(
        update(letter)
        .where(letter.c.id == letter_id)
        .values(
            returned_on=returned_on,
            return_reason=reason,
            returned_noted_at=tx.now,
            returned_noted_by=actor.account_id,
            address_check_id=check_id,
        )
    )
    facts = {"brief": letter_id, "teruggekeerd_op": returned_on.isoformat(), "adresonderzoek": check_id}
    audit.note(tx, case_row, "brief_teruggekeerd", facts, actor)
    return True


def says_new_return(row: Any, returned_on: date, reason: str | None, today: date) -> bool:
    """Whether a return says more than the letter knows. Raises as `mark_returned` does."""
    if row.status != LetterStatus.SENT:
        raise DomainError("brief_niet_verzonden", brief=row.id, status=row.status)
    if row.returned_on is not None:
        if row.returned_on != returned_on or (reason and row.return_reason not in (None, reason)):
            raise DomainError("brief_al_teruggekeerd", brief=row.id, dag=row.returned_on.isoformat())
        return bool(reason) and row.return_reason is None
    if not row.sent_on <= returned_on <= today:
        raise DomainError("terugkeer_onmogelijk", brief=row.id, dag=returned_on.isoformat())
    return True
