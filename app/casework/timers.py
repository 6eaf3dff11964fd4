"""Terms that have passed: each delivered exactly once to the one task that waits for it, in its own step."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, select, update

from app.casework import incidents, messages, steps
from app.casework.actors import SYSTEM
from app.casework.events import Event, Expire
from app.db.session import Database, Transaction
from app.db.tables import case, term
from app.db.trouble import DatabaseUnavailable, Stopped
from app.domain.vocabulary import TermKind, TermStatus

log = structlog.get_logger()

TOGETHER = 20  # terms in one transaction: more gains little and keeps the desk waiting

_DUE = (
    select(term.c.id, term.c.case_id, term.c.uid, term.c.element, term.c.code)
    .join(case, case.c.id == term.c.case_id)
    .where(
        term.c.status == TermStatus.RUNNING,
        term.c.kind == TermKind.TIMER,
        term.c.fires_at <= bindparam("moment"),
    )
    .order_by(term.c.fires_at, term.c.id)
    .limit(bindparam("most"))
    # The case as well, and neither waited for: whoever is busy in the case right now goes first.
    .with_for_update(skip_locked=True, key_share=True)
)
_NEXT = select(term.c.fires_at).where(
    term.c.status == TermStatus.RUNNING, term.c.kind == TermKind.TIMER, term.c.fires_at.is_not(None)
)
_DISARM = update(term).where(term.c.id == bindparam("row")).values(fires_at=None)


def fire_due(database: Database, limit: int = 1000) -> int:
    """Fire what is due, in the order in which it fell due; how many terms were handled."""
    handled = 0
    while handled < limit:
        most = min(TOGETHER, limit - handled)
        fired = _fire_together(database, most)
        if fired is None:
            fired = sum(_fire_one(database) for _ in range(most))
        if not fired:
            break
        handled += fired
    return handled


def _fire_together(database: Database, most: int) -> int | None:
    """Several steps in one transaction, so one commit; None when one of them fails: then none was taken."""
    try:
        with database.transaction() as tx:
            due = tx.execute(_DUE, {"moment": tx.now, "most": most}).all()
            events: dict[int, Event] = {}
            for each in due:  # a second term of the same case waits for what the first one brings
                events.setdefault(each.case_id, _passed(each))
            if events:
                messages.deliver_after(tx, *steps.advance_all(tx, events, SYSTEM))
    except (DatabaseUnavailable, Stopped):
        raise
    except Exception as failure:  # whichever it was, it is told when each is taken by itself
        log.info("terms_one_by_one", reason=type(failure).__name__)
        return None
    return len(events)


def next_due(tx: Transaction) -> datetime | None:
    """The moment at which the next term falls due."""
    found: datetime | None = tx.execute(_NEXT.order_by(term.c.fires_at).limit(1)).scalar()
    return found


def _fire_one(database: Database) -> bool:
    with database.transaction() as tx:
        due = tx.execute(_DUE, {"moment": tx.now, "most": 1}).first()
        if due is None:
            return False
        try:
            with tx.connection.begin_nested():
                messages.deliver_after(tx, fire(tx, due))
        except Exception as failure:
            problem = incidents.as_refusal(failure)
            # The row keeps its term but no longer its moment: a person looks before it is tried again.
            log.warning("term_failed", case=due.case_id, term=due.code, code=problem.code)
            tx.execute(_DISARM, {"row": due.id})
            incidents.open_incident(tx, due.case_id, problem, {"termijn": due.id})
        return True


def fire(tx: Transaction, due: Any) -> steps.CaseRow:
    """Deliver one passed term to its case."""
    return steps.advance(tx, due.case_id, _passed(due), SYSTEM)


def _passed(due: Any) -> Expire:
    return Expire(due.uid, due.element, due.code)
