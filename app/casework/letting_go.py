"""What is let go when a step cannot be taken at all: the message, the term or the letter behind it.

The case stays where it stands. What it needs to go on cannot be let go: the only term that it waits for, or a
letter whose sending starts its next step.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from app.casework import incidents, letter_cancelling
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import letter, message, subscription, term
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind
from app.domain.vocabulary import LetterStatus, MessageStatus, TermKind, TermStatus
from app.engine.release import Process

_ROWS = {
    IncidentKind.MESSAGE: (message, MessageStatus.WAITING),
    IncidentKind.TERM: (term, TermStatus.RUNNING),
    IncidentKind.LETTER: (letter, LetterStatus.REQUESTED),
}
POSSIBLE = frozenset(_ROWS)


def check(tx: Transaction, row: CaseRow, process: Process, found: Any) -> None:
    """Whether what failed can be let go.

    Raises DomainError `loslaten_onmogelijk` (a form is filled in again), `herstel_achterhaald` (nothing waits
    any more), `termijn_nodig`, `brief_nodig`.
    """
    if found.kind not in POSSIBLE:
        raise DomainError("loslaten_onmogelijk")
    table, waits = _ROWS[IncidentKind(found.kind)]
    failed = tx.execute(select(table).where(table.c.id == found.subject_id).with_for_update()).one()
    if failed.status != waits:
        raise DomainError("herstel_achterhaald")
    if found.kind == IncidentKind.TERM and not _goes_on_without(tx, process, failed):
        raise DomainError("termijn_nodig", termijn=failed.code)
    if found.kind == IncidentKind.LETTER and letter_cancelling.is_needed(tx, row, failed):
        raise DomainError("brief_nodig", brief=failed.id)


def let_go(tx: Transaction, row: CaseRow, process: Process, found: Any, reason: str, actor: Actor) -> None:
    """Let go of what failed, in a locked case. Raises as `check`."""
    check(tx, row, process, found)
    if found.kind == IncidentKind.LETTER:
        letter_cancelling.cancel(tx, found.subject_id, reason, actor)
    elif found.kind == IncidentKind.TERM:
        withdrawn = update(term).where(term.c.id == found.subject_id)
        tx.execute(withdrawn.values(status=TermStatus.WITHDRAWN, fires_at=None))
    else:
        dropped = update(message).where(message.c.id == found.subject_id)
        tx.execute(dropped.values(status=MessageStatus.UNDELIVERABLE))
    incidents.resolve(tx, found.id)


def _goes_on_without(tx: Transaction, process: Process, due: Any) -> bool:
    """Whether the place where this timer waits can be left in another way.

    It can where it hangs on an edge, or shares its gateway with a message or another term.
    """
    element = process.elements.get(due.element)
    if element is not None and element.kind == "boundaryEvent":
        return True
    here = (subscription.c.case_id == due.case_id, subscription.c.uid == due.uid)
    if tx.execute(select(subscription.c.id).where(*here)).first() is not None:
        return True
    others = select(func.count()).where(
        term.c.case_id == due.case_id,
        term.c.uid == due.uid,
        term.c.id != due.id,
        term.c.kind == TermKind.TIMER,
        term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING)),
    )
    return bool(tx.execute(others).scalar_one())
