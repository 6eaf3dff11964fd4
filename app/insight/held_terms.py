"""Terms over all cases that should have gone on and did not: each with the one reason that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, select, union_all

from app.casework.term_counting import TOO_LATE
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import case, incident, letter, suspension, term
from app.domain.failures import IncidentKind
from app.domain.terms import find_rule
from app.domain.vocabulary import TermKind, TermStart, TermStatus
from app.insight.term_reasons import why_disarmed, why_due, why_fact, why_letter
from app.insight.viewer import Releases

PAGE = 25
PATIENCE = timedelta(days=14)  # after which a term that has not begun is told; our choice, no rule of law

DUE, STOPPED, NOT_BEGUN = "moet_afgaan", "staat_stil", "niet_begonnen"


@dataclass(frozen=True)
class Held:
    """One term: a code with facts, of which `words_for` makes a sentence. No person is named."""

    case_id: int
    case_number: str
    organisation: str | None
    name: str
    last_day: date | None
    since: datetime | None
    code: str
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class HeldTerms:
    """One page of them, and how many there are in each state."""

    items: list[Held]
    counts: Mapping[str, int]
    page: int

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def held_terms(tx: Transaction, releases: Releases, page: int) -> HeldTerms:
    """What is due and has not fired, what waits longer than PATIENCE for its first day, what stands still."""
    held = _held(tx).subquery()
    counted = select(held.c.state, func.count().label("number")).group_by(held.c.state)
    counts = {row.state: row.number for row in tx.execute(counted)}
    pages = max(1, -(-sum(counts.values()) // PAGE))
    page = min(max(page, 1), pages)
    chosen = select(held.c.id, held.c.state).order_by(held.c.state, held.c.id)
    chosen = chosen.limit(PAGE).offset((page - 1) * PAGE)
    of_page = chosen.subquery()
    rows = tx.execute(
        select(
            term,
            of_page.c.state,
            case.c.number,
            case.c.organisation,
            case.c.release_id.label("own_release"),
        )
        .join(of_page, of_page.c.id == term.c.id)
        .join(case, case.c.id == term.c.case_id)
        .order_by(of_page.c.state, term.c.id)
    ).all()
    return HeldTerms(_Reasons(tx, releases, rows).all(), counts, page)


def _held(tx: Transaction) -> Any:
    """Each part by an index of its own."""
    runs = (term.c.status == TermStatus.RUNNING, term.c.kind == TermKind.TIMER)
    waits = (term.c.status == TermStatus.WAITING, term.c.kind == TermKind.TIMER)
    return union_all(
        select(term.c.id, literal(DUE).label("state")).where(*runs, term.c.fires_at <= tx.now),
        select(term.c.id, literal(STOPPED)).where(*runs, term.c.fires_at.is_(None)),
        select(term.c.id, literal(NOT_BEGUN)).where(*waits, term.c.created_at < tx.now - PATIENCE),
    )


class _Reasons:
    """Why each term of a page is held; what several need is read once, for all of them together."""

    def __init__(self, tx: Transaction, releases: Releases, rows: Any) -> None:
        self._tx, self._releases, self._rows = tx, releases, rows
        states = {row.state for row in rows}
        self._cases = [row.case_id for row in rows]
        self._why_due = why_due(tx) if DUE in states else None
        self._incidents = self._read_incidents() if STOPPED in states else {}
        self._since = self._read_suspensions() if STOPPED in states else {}
        self._letters = self._read_letters() if NOT_BEGUN in states else {}
        self._due_reason: tuple[str, Mapping[str, Any]] | None = None

    def all(self) -> list[Held]:
        return [self._held(row) for row in self._rows]

    def _held(self, row: Any) -> Held:
        rule = find_rule(
            self._releases(self._tx, row.release_id or row.own_release).terms,
            row.code,
            row.rule_from or row.started_on or brussels_day(row.created_at),
        )
        code, facts = self._reason(row, rule)
        return Held(
            case_id=row.case_id,
            case_number=row.number,
            organisation=row.organisation,
            name=rule.name if rule else row.code,
            last_day=row.last_day,
            since=row.fires_at or row.created_at,
            code=code,
            facts=facts,
        )

    def _reason(self, row: Any, rule: Any) -> tuple[str, Mapping[str, Any]]:
        if row.state == DUE and self._why_due is not None:
            if self._due_reason is None:  # the same for all: the place in the queue is told for the first
                self._due_reason = self._why_due(row.fires_at)
            code, facts = self._due_reason
            return code, {**facts, "moment": row.fires_at}
        if row.state == STOPPED:
            return self._stopped(row)
        if rule is None or rule.start is not TermStart.LETTER_SENT:
            return why_fact(rule.fact if rule and rule.fact else row.code)
        return why_letter(rule.letter, self._letters.get((row.case_id, rule.letter)))

    def _stopped(self, row: Any) -> tuple[str, Mapping[str, Any]]:
        if row.last_day is None:
            return "termijn_geschorst", {"sinds": self._since.get(row.case_id)}
        return why_disarmed(self._incidents.get(row.id), row.last_day)

    def _read_incidents(self) -> dict[int, Any]:
        found = select(
            incident.c.id,
            incident.c.subject_id,
            incident.c.created_at,
            incident.c.attempts,
        ).where(
            incident.c.case_id.in_(self._cases),
            incident.c.kind == IncidentKind.TERM,
            incident.c.code != TOO_LATE,
            incident.c.resolved_at.is_(None),
        )
        return {row.subject_id: row for row in self._tx.execute(found)}

    def _read_suspensions(self) -> dict[int, date]:
        found = select(suspension.c.case_id, suspension.c.first_day).where(
            suspension.c.case_id.in_(self._cases),
            suspension.c.withdrawn_at.is_(None),
            suspension.c.last_day.is_(None),
        )
        return {row.case_id: row.first_day for row in self._tx.execute(found)}

    def _read_letters(self) -> dict[tuple[int, str], Any]:
        found = select(letter.c.case_id, letter.c.template, letter.c.status, letter.c.problem).where(
            letter.c.case_id.in_(self._cases)
        )
        newest_last = self._tx.execute(found.order_by(letter.c.id))
        return {(row.case_id, row.template): row for row in newest_last}
