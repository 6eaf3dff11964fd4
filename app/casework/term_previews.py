"""What a change of its clock would do to each running term of a case; each of these writes nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import select

from app.casework import case_rows, term_counting, term_moving
from app.casework.term_changes import check_days, check_length, check_postponement
from app.casework.term_moving import Recount
from app.db.session import Transaction
from app.db.tables import suspension, term, term_change
from app.domain.errors import DomainError
from app.domain.terms import Suspension
from app.domain.vocabulary import TermChange, TermStatus, Unit


def preview_suspension(tx: Transaction, case_id: int, first: date, last: date | None) -> list[Recount]:
    """Every running term once the case is suspended. Raises what `suspend` raises about its days."""
    check_days(tx, first, last)
    standing = [*term_counting.pauses(tx, case_id), Suspension(first, last, "")]
    return term_moving.recounts(tx, case_rows.look(tx, case_id), pauses=standing)


def preview_extension(tx: Transaction, term_id: int, length: int, unit: Unit) -> list[Recount]:
    """Every running term once one is extended. Raises what `extend` raises about its length."""
    check_length(length, unit)
    known = _running(tx, term_id)
    return _with_change(tx, known, {"kind": TermChange.EXTENSION, "length": length, "unit": unit})


def preview_postponement(tx: Transaction, term_id: int, last_day: date) -> list[Recount]:
    """Every running term once one is postponed. Raises what `postpone` raises about its day."""
    known = _running(tx, term_id)
    check_postponement(tx, known, last_day)
    return _with_change(tx, known, {"kind": TermChange.POSTPONEMENT, "last_day": last_day})


def preview_end(tx: Transaction, suspension_id: int, last: date) -> list[Recount]:
    """Every running term once the suspension has this last day.

    Raises DomainError `opschorting_onbekend`, `opschorting_onmogelijk`.
    """
    known = _suspension(tx, suspension_id)
    check_days(tx, known.first_day, last)
    others = term_counting.pauses(tx, known.case_id, without=suspension_id)
    standing = [*others, Suspension(known.first_day, last, known.reason)]
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), pauses=standing)


def preview_withdrawn_suspension(tx: Transaction, suspension_id: int) -> list[Recount]:
    """Every running term once the suspension no longer counts. Raises DomainError `opschorting_onbekend`."""
    known = _suspension(tx, suspension_id)
    others = term_counting.pauses(tx, known.case_id, without=suspension_id)
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), pauses=others)


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


def _running(tx: Transaction, term_id: int) -> Any:
    known = tx.execute(select(term).where(term.c.id == term_id)).first()
    if known is None or known.status != TermStatus.RUNNING:
        raise DomainError("termijn_loopt_niet", termijn=term_id)
    return known


def _with_change(tx: Transaction, known: Any, values: dict[str, Any]) -> list[Recount]:
    """The terms of the case with one change more, as its row would be."""
    blank = {c.name: None for c in term_change.c}
    change = SimpleNamespace(**blank | {"decided_on": tx.today, "reason": ""} | values)
    return term_moving.recounts(tx, case_rows.look(tx, known.case_id), more={known.id: [change]})
