"""Counting the running terms of a case again, after something about its clock has changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from app.casework import incidents, term_counting, term_rows
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import incident, term
from app.domain.terms import Suspension
from app.domain.vocabulary import TermStatus

_RUNNING = (
    select(term)
    .where(term.c.case_id == bindparam("case"), term.c.status == TermStatus.RUNNING)
    .order_by(term.c.id)
)
_EXPLAIN = update(term).where(term.c.id == bindparam("row")).values(explanation=bindparam("new_explanation"))
_TROUBLE = select(incident.c.id, incident.c.command).where(
    incident.c.case_id == bindparam("case"),
    incident.c.code == term_counting.TOO_LATE,
    incident.c.resolved_at.is_(None),
)


@dataclass(frozen=True)
class Recount:
    """A running term as it stands (`row`) and as it would stand; a last day is None while it stands still."""

    row: Any
    name: str
    columns: Mapping[str, Any]

    @property
    def before(self) -> date | None:
        found: date | None = self.row.last_day
        return found

    @property
    def after(self) -> date | None:
        found: date | None = self.columns["last_day"]
        return found

    @property
    def moves(self) -> bool:
        return self.before != self.after

    def as_json(self) -> dict[str, Any]:
        """For the audit trail: ids and days."""
        days = {"van": self.before, "naar": self.after}
        iso = {name: None if day is None else day.isoformat() for name, day in days.items()}
        return {"termijn": self.row.id, "code": self.row.code, **iso}

    @property
    def late(self) -> bool:
        """Whether the day on which it would have fired has passed already."""
        return self.moves and term_counting.is_late(self.row.kind, self.columns)


def recounts(
    tx: Transaction,
    row: CaseRow,
    pauses: Sequence[Suspension] | None = None,
    more: Mapping[int, Sequence[Any]] | None = None,
    without: Collection[int] = (),
) -> list[Recount]:
    """Every running term of the case counted anew; writes nothing.

    `pauses` instead of those of the case, `more` changes by term id beside the recorded ones, and changes
    left out (`without`, ids) answer "what if".
    """
    running = tx.execute(_RUNNING, {"case": row.id}).all()
    standing = term_counting.pauses(tx, row.id) if pauses is None else pauses
    moved = term_counting.changes(tx, [each.id for each in running])
    found = []
    for each in running:
        kept = [change for change in moved[each.id] if change.id not in without]
        changes = [*kept, *(more or {}).get(each.id, ())]
        ruled = term_counting.rule_of(tx, each, changes, row.release_id)
        columns = term_counting.columns(tx, ruled, each.started_on, each.kind, standing, changes)
        found.append(Recount(each, ruled.rule.name, columns))
    return found


def recount(tx: Transaction, row: CaseRow) -> list[Recount]:
    """Write what changed: open timers, due dates of tasks and explanations follow. Gives what moved.

    A term whose last day stays the same keeps its timer as it is: one that is due fires. A last day that
    turns out to lie in the past does not fire by itself; a person hears of it.
    """
    moved = []
    for each in recounts(tx, row):
        if each.moves:
            term_rows.rewrite(tx, each.row, each.columns)
            _tell(tx, row, each)
            moved.append(each)
        elif list(each.columns["explanation"]) != each.row.explanation:
            tx.execute(_EXPLAIN, {"row": each.row.id, "new_explanation": each.columns["explanation"]})
    return moved


def _tell(tx: Transaction, row: CaseRow, each: Recount) -> None:
    """The person who was asked to look at a passed deadline need not any more, or somebody has to now."""
    for trouble in tx.execute(_TROUBLE, {"case": row.id}).all():
        if trouble.command.get("termijn") == each.row.id:
            incidents.resolve(tx, trouble.id)
    if each.late and each.after is not None:
        term_counting.tell_late(tx, row.id, each.row.id, each.row.code, each.after)
