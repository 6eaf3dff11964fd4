"""What would happen to the running terms of a case; each of these writes nothing.

What a new suspension, an extension or a postponement would do stands with those in `term_changes`.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.casework import case_rows, term_moving
from app.casework.case_rows import CaseRow
from app.casework.term_changes import check_days
from app.casework.term_moving import Recount
from app.db.session import Transaction
from app.db.tables import suspension, term, term_change
from app.domain.errors import DomainError
from app.domain.terms import Suspension
from app.domain.vocabulary import TermStatus


def preview_end(tx: Transaction, suspension_id: int, last: date) -> list[Recount]:
    """Every running term once the suspension has this last day.

    Raises DomainError `opschorting_onbekend`, `opschorting_onmogelijk`.
    """
    known = _suspension(tx, suspension_id)
    check_days(tx, known.first_day, last)
    standing = [*_others(tx, known), Suspension(known.first_day, last, known.reason)]
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), pauses=standing)


def preview_withdrawn_suspension(tx: Transaction, suspension_id: int) -> list[Recount]:
    """Every running term once the suspension no longer counts. Raises DomainError `opschorting_onbekend`."""
    known = _suspension(tx, suspension_id)
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), pauses=_others(tx, known))


def preview_withdrawn_change(tx: Transaction, change_id: int) -> list[Recount]:
    """Every running term once an extension, postponement or new length no longer counts.

    Raises DomainError `termijnwijziging_onbekend`, and `termijn_loopt_niet` when its term has ended.
    """
    known = tx.execute(
        select(term_change.c.term_id, term.c.case_id, term.c.status)
        .join(term, term.c.id == term_change.c.term_id)
        .where(term_change.c.id == change_id, term_change.c.withdrawn_at.is_(None))
    ).first()
    if known is None:
        raise DomainError("termijnwijziging_onbekend", wijziging=change_id)
    if known.status != TermStatus.RUNNING:
        raise DomainError("termijn_loopt_niet", termijn=known.term_id)
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), without={change_id})


def among_all(tx: Transaction, row: CaseRow, moved: Recount) -> list[Recount]:
    """Every running term of the case as it stands, but for the one that would move."""
    return [moved if each.row.id == moved.row.id else each for each in term_moving.recounts(tx, row)]


def passed_since(tx: Transaction, case_id: int, first: date) -> list[Any]:
    """The terms of a case that were over on that day or later: a suspension does not open them again."""
    over = (term.c.status == TermStatus.EXPIRED) & (term.c.last_day >= first)
    rows = tx.execute(select(term).where(term.c.case_id == case_id, over).order_by(term.c.id))
    return list(rows)


def _suspension(tx: Transaction, suspension_id: int) -> Any:
    counts = suspension.c.withdrawn_at.is_(None)
    known = tx.execute(select(suspension).where(suspension.c.id == suspension_id, counts)).first()
    if known is None:
        raise DomainError("opschorting_onbekend", opschorting=suspension_id)
    return known


def _others(tx: Transaction, known: Any) -> list[Suspension]:
    """The other suspensions of the case that count, in order."""
    rows = tx.execute(
        select(suspension)
        .where(
            suspension.c.case_id == known.case_id,
            suspension.c.withdrawn_at.is_(None),
            suspension.c.id != known.id,
        )
        .order_by(suspension.c.first_day, suspension.c.id)
    )
    return [Suspension(row.first_day, row.last_day, row.reason) for row in rows]
