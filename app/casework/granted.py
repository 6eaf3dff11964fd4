"""What a diagram grants after a request was judged: a postponement on an attest, a suspension of the case.

The right to grant it is the task's, so nothing is asked of the person here; the step that carries it out
has its own line in the audit trail. Legal ground: postponement art. 27-28 decree 7-6-2013 (F5, F8),
suspension F11.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from app.casework import term_changes, term_moving
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import suspension, term
from app.domain.errors import DomainError
from app.domain.vocabulary import TermChange, TermStatus

_OPEN = (
    select(term)
    .where(
        term.c.case_id == bindparam("case"),
        term.c.code.in_(bindparam("codes", expanding=True)),
        term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING)),
    )
    .order_by(term.c.id.desc())
    .limit(1)
)
_LAST_SUSPENSION = (
    select(suspension)
    .where(suspension.c.case_id == bindparam("case"), suspension.c.withdrawn_at.is_(None))
    .order_by(suspension.c.id.desc())
    .limit(1)
)


def postpone(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The date on the attest replaces the last day of the one of `termijnen` that is open.

    Nothing moves when none is: the person registered or signed while the request was judged. Raises
    DomainError `termijn_loopt_niet` while its letter has not left, `termijn_voorbij`, `uitstel_onmogelijk`.
    """
    known = tx.execute(_OPEN, {"case": row.id, "codes": list(given["termijnen"])}).first()
    if known is None:
        return
    if known.status == TermStatus.WAITING:
        raise DomainError("termijn_loopt_niet", termijn=known.id)
    last_day = date.fromisoformat(given["tot"])
    term_changes.check_not_over(tx, known)
    term_changes.check_postponement(tx, known, last_day)
    change = {"kind": TermChange.POSTPONEMENT, "last_day": last_day}
    term_changes.keep_change(tx, known.id, change, given["reden"], actor)
    term_moving.recount(tx, row)


def suspend(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """Opschorting of the case, both days included; `tot` null while nobody knows the end.

    Raises DomainError `opschorting_onmogelijk`.
    """
    first = date.fromisoformat(given["van"])
    last = None if given["tot"] is None else date.fromisoformat(given["tot"])
    term_changes.check_days(tx, first, last)
    term_changes.keep_suspension(tx, row.id, first, last, given["reden"], actor)
    term_moving.recount(tx, row)


def resume(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """Who takes part again from `hervat_op` is suspended up to the day before; a past suspension stays.

    Raises DomainError `opschorting_onmogelijk` when that is before the suspension began.
    """
    last = date.fromisoformat(given["hervat_op"]) - timedelta(days=1)
    known = tx.execute(_LAST_SUSPENSION, {"case": row.id}).first()
    if known is None or (known.last_day is not None and known.last_day <= last):
        return
    term_changes.check_days(tx, known.first_day, last)
    tx.execute(update(suspension).where(suspension.c.id == known.id).values(last_day=last))
    term_moving.recount(tx, row)
