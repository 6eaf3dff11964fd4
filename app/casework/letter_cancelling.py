"""A letter that must not leave: cancelled by a person before it went, alone or with another in its place.

A letter for whose sending the case waits cannot be left out: its term would never start, or its next step
never come. Then only another in its place is possible.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from app.casework import audit, incidents, letters, releases
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import incident, letter, term
from app.domain.errors import DomainError
from app.domain.terms import rule_on
from app.domain.vocabulary import NOT_LEFT, LetterStatus, TermStart, TermStatus


def cancel(
    tx: Transaction, letter_id: int, reason: str, actor: Actor, *, replace: bool = False
) -> int | None:
    """Take a letter out before it leaves; with `replace` another is asked for, whose id this gives.

    Raises DomainError `brief_onbekend`, `brief_niet_te_annuleren` (status), `brief_nodig`, `reden_ontbreekt`.
    """
    case_row, row = letters.with_case(tx, letter_id)
    if row.status not in NOT_LEFT:
        raise DomainError("brief_niet_te_annuleren", brief=letter_id, status=row.status)
    if not reason.strip():
        raise DomainError("reden_ontbreekt")
    if not replace and is_needed(tx, case_row, row):
        raise DomainError("brief_nodig", brief=letter_id)
    take_out(tx, row, reason.strip(), actor)
    other = letters.ask_again(tx, case_row, row) if replace else None
    facts = {"brief": letter_id, "in_de_plaats": other}
    audit.note(tx, case_row, "brief_geannuleerd", facts, actor)
    return other


def take_out(tx: Transaction, row: Any, reason: str, actor: Actor) -> None:
    """Mark a letter that has not left as cancelled; nobody has to look at why it could not be made."""
    tx.execute(
        update(letter)
        .where(letter.c.id == row.id)
        .values(
            status=LetterStatus.CANCELLED,
            cancelled_at=tx.now,
            cancelled_by=actor.account_id,
            cancel_reason=reason,
        )
    )
    resolve(tx, [row])


def is_needed(tx: Transaction, case_row: CaseRow, row: Any) -> bool:
    """Whether the case waits until this letter has left: for its message, or for a term that it starts."""
    if row.translation_of is not None:
        return False
    others = select(letter.c.id).where(
        letter.c.case_id == row.case_id,
        letter.c.template == row.template,
        letter.c.status.in_(NOT_LEFT),
        letter.c.translation_of.is_(None),
        letter.c.id != row.id,
    )
    if tx.execute(others).first() is not None:
        return False
    return letters.waits_for(tx, row.case_id, f"{row.template}_verzonden") or _starts_a_term(
        tx, case_row, row.template
    )


def _starts_a_term(tx: Transaction, case_row: CaseRow, template: str) -> bool:
    waiting = select(term.c.code).where(term.c.case_id == case_row.id, term.c.status == TermStatus.WAITING)
    release = releases.load(tx, case_row.release_id)
    rules = [rule_on(release.terms, code, tx.today) for code in tx.execute(waiting).scalars()]
    return any(rule.start is TermStart.LETTER_SENT and rule.letter == template for rule in rules)


def resolve(tx: Transaction, rows: list[Any]) -> None:
    """These letters were made, cancelled or are tried again: nobody has to look at their incidents."""
    of_cases = incident.c.case_id.in_({row.case_id for row in rows})
    ids = {row.id for row in rows}
    for found in tx.execute(select(incident).where(of_cases, incident.c.resolved_at.is_(None))).all():
        if found.command.keys() == {"brief"} and found.command["brief"] in ids:
            incidents.resolve(tx, found.id)
