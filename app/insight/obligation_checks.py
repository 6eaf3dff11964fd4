"""The checks that municipalities of Brussels did of somebody, as the page of that person shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import account, obligation_check, organisation


@dataclass(frozen=True)
class CheckLine:
    """One check; `who` is None where an extract of the register brought it."""

    checked_on: date
    municipality: str
    outcome: str
    reason: str
    language: str
    who: str | None


def checks_of(tx: Transaction, person_id: int) -> list[CheckLine]:
    """The newest first."""
    rows = tx.execute(
        select(obligation_check, organisation.c.name, account.c.name.label("who"))
        .join(organisation, organisation.c.code == obligation_check.c.organisation)
        .outerjoin(account, account.c.id == obligation_check.c.account_id)
        .where(obligation_check.c.person_id == person_id)
        .order_by(obligation_check.c.id.desc())
    )
    return [
        CheckLine(
            checked_on=row.checked_on,
            municipality=row.name,
            outcome=row.outcome,
            reason=row.reason,
            language=row.language,
            who=None if row.run_id is not None else row.who,
        )
        for row in rows
    ]
