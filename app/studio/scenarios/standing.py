"""How a person's cases stand, read from the rows that lists, clocks and letters read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import (
    case,
    decision,
    incident,
    infringement,
    letter,
    milestone,
    payment,
    subscription,
    task,
    term,
)
from app.domain.vocabulary import CaseStatus, TaskStatus, TermStatus


@dataclass(frozen=True)
class LetterStanding:
    """A letter of a case."""

    template: str
    status: str
    sent_on: date | None
    registered: bool


@dataclass(frozen=True)
class TermStanding:
    """A term of a case. A running one without a last day is suspended without a known end."""

    code: str
    status: str
    last_day: date | None
    fires_at: datetime | None

    @property
    def suspended(self) -> bool:
        return self.status == TermStatus.RUNNING and self.last_day is None


@dataclass(frozen=True)
class CaseStanding:
    """One case; nothing in it depends on the engine's own ids, so two plays can be compared."""

    id: int
    process: str
    state: str  # lopend, or the outcome
    organisation: str | None
    data: dict[str, Any]
    tasks: list[str]
    waits: list[tuple[str, str]]  # element, message
    terms: list[TermStanding]
    letters: list[LetterStanding]
    infringement: dict[str, Any]
    decision: dict[str, Any]
    milestones: list[str]


@dataclass(frozen=True)
class Standing:
    """All cases in the database, oldest first, and the incidents that nobody has resolved."""

    cases: list[CaseStanding]
    incidents: list[str]

    def of(self, process: str) -> list[CaseStanding]:
        return [each for each in self.cases if each.process == process]


def read(tx: Transaction) -> Standing:
    """Everything, as it stands now."""
    tasks = _by_case(tx, task, task.c.status == TaskStatus.OPEN)
    waits, terms, letters = _by_case(tx, subscription), _by_case(tx, term), _by_case(tx, letter)
    milestones = _by_case(tx, milestone)
    found = {row.case_id: row for row in tx.execute(select(infringement))}
    decided = {row.case_id: row for row in tx.execute(select(decision))}
    paid = _by_case(tx, payment)
    open_incidents = select(incident.c.code).where(incident.c.resolved_at.is_(None)).order_by(incident.c.id)
    return Standing(
        cases=[
            CaseStanding(
                id=row.id,
                process=row.process,
                state=row.status if row.status == CaseStatus.RUNNING else row.outcome or row.status,
                organisation=row.organisation,
                data=row.data,
                tasks=sorted(each.element for each in tasks[row.id]),
                waits=sorted((each.element, each.name) for each in waits[row.id]),
                terms=[TermStanding(t.code, t.status, t.last_day, t.fires_at) for t in terms[row.id]],
                letters=[
                    LetterStanding(each.template, each.status, each.sent_on, each.registered)
                    for each in letters[row.id]
                ],
                infringement=_infringement(found.get(row.id)),
                decision=_decision(decided.get(row.id), paid[row.id]),
                milestones=[each.kind for each in milestones[row.id]],
            )
            for row in tx.execute(select(case).order_by(case.c.id))
        ],
        incidents=list(tx.execute(open_incidents).scalars()),
    )


def _by_case(tx: Transaction, table: Any, *conditions: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in tx.execute(select(table).where(*conditions).order_by(table.c.id)):
        found[row.case_id].append(row)
    return found


def _infringement(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    return {
        "type": row.type,
        "status": row.status,
        "rang": row.rank,
        "feit_datum": row.fact_date,
        "reden": row.reason,
    }


def _decision(row: Any, payments: list[Any]) -> dict[str, Any]:
    """Amounts in euro, as the forms and the scenarios write them."""
    if row is None:
        return {}
    return {
        "besluit": row.outcome,
        "bedrag": _euro(row.amount_cents),
        "voorstel": _euro(row.proposed_cents),
        "betekend_op": row.notified_on,
        "inning": row.collection,
        "betaald": _euro(sum(each.amount_cents for each in payments)),
        "reden": row.follow_up_reason,
        "ingetrokken_op": row.withdrawn_on,
    }


def _euro(cents: int | None) -> float | int | None:
    if cents is None:
        return None
    return cents // 100 if cents % 100 == 0 else cents / 100
