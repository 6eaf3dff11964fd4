"""What a term row is counted by: the rule in force when it started, its case's pauses, its own changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, select

from app.casework import incidents, releases
from app.casework.case_rows import CaseRow
from app.clock import midnight
from app.db.session import Transaction
from app.db.tables import suspension, term_change
from app.domain.calendar import government_closing_days
from app.domain.errors import DomainError
from app.domain.terms import (
    Counted,
    Extension,
    Line,
    Replacement,
    Suspension,
    TermRule,
    count,
    find_rule,
    rule_on,
)
from app.domain.vocabulary import TermChange, TermKind, Unit
from app.engine.release import Release

CLOSING_DAYS = "sluitingsdagen_overheid"  # the parameter that turns the extra closing days on
TOO_LATE = "termijn_te_laat_bekend"

_LONGEST = 20  # years ahead for which closing days are known: far beyond any term
_AT_START = select(
    releases.NEWEST.scalar_subquery().label("newest"),
    exists()
    .where(suspension.c.case_id == bindparam("case"), suspension.c.withdrawn_at.is_(None))
    .label("suspended"),
)
_PAUSES = (
    select(suspension)
    .where(suspension.c.case_id == bindparam("case"), suspension.c.withdrawn_at.is_(None))
    .order_by(suspension.c.first_day, suspension.c.id)
)
_CHANGES = (
    select(term_change)
    .where(
        term_change.c.term_id.in_(bindparam("terms", expanding=True)), term_change.c.withdrawn_at.is_(None)
    )
    .order_by(term_change.c.id)
)


@dataclass(frozen=True)
class Ruled:
    """A rule with the release that it stands in: its closing days are that release's too."""

    rule: TermRule
    release_id: int
    closing_days: frozenset[date] = frozenset()


def started(tx: Transaction, row: CaseRow, own: Release, code: str, start: date, kind: str) -> dict[str, Any]:
    """The columns of a term that starts on a day, in a case that may be suspended: also whose rule it is."""
    known = tx.execute(_AT_START, {"case": row.id}).one()
    ruled = law_on(own, row.release_id, releases.load(tx, known.newest), known.newest, code, start)
    rule = {"release_id": ruled.release_id, "rule_from": ruled.rule.valid_from}
    return {**columns(tx, ruled, start, kind, pauses(tx, row.id) if known.suspended else ()), **rule}


def law_on(own: Release, own_id: int, newest: Release, newest_id: int, code: str, start: date) -> Ruled:
    """The rule of a term that starts on a day: the law of that day.

    A case keeps the release it began with, but a length that became law later (a rule of the newest release
    with a later `geldig_van`) counts for every term that starts from that day on. Raises DomainError
    `termijn_onbekend`.
    """
    kept, later = find_rule(own.terms, code, start), find_rule(newest.terms, code, start)
    if later is not None and (kept is None or later.valid_from > kept.valid_from):
        return Ruled(later, newest_id, closing_days(newest, start))
    return Ruled(kept or rule_on(own.terms, code, start), own_id, closing_days(own, start))


def rule_of(tx: Transaction, row: Any, changes: Sequence[Any], own_id: int) -> Ruled:
    """The rule that a started term row is counted by: the one it began with, or one applied to it since."""
    applied = next((c for c in reversed(changes) if c.kind == TermChange.NEW_RULE), row)
    release_id = applied.release_id or own_id  # a term from before the clock kept no pointer
    release = releases.load(tx, release_id)
    rule = rule_on(release.terms, row.code, applied.rule_from or row.started_on)
    return Ruled(rule, release_id, closing_days(release, row.started_on))


def closing_days(release: Release, start: date) -> frozenset[date]:
    """The extra closing days, where the release turns them on (a setting, off by default)."""
    if not release.parameters_on(start).get(CLOSING_DAYS):
        return frozenset()
    return _closing_days_from(start.year)


@cache
def _closing_days_from(year: int) -> frozenset[date]:
    return government_closing_days(range(year, year + _LONGEST))


def pauses(tx: Transaction, case_id: int, without: int | None = None) -> list[Suspension]:
    """The suspensions of a case that count, in order; but for one, by its id."""
    rows = tx.execute(_PAUSES, {"case": case_id})
    return [Suspension(row.first_day, row.last_day, row.reason) for row in rows if row.id != without]


def changes(tx: Transaction, term_ids: Sequence[int]) -> dict[int, list[Any]]:
    """What moved each term and still counts, oldest first."""
    found: dict[int, list[Any]] = {term_id: [] for term_id in term_ids}
    for row in tx.execute(_CHANGES, {"terms": list(term_ids)}) if term_ids else ():
        found[row.term_id].append(row)
    return found


def columns(
    tx: Transaction,
    ruled: Ruled,
    start: date,
    kind: str,
    standing: Iterable[Suspension] = (),
    moved: Sequence[Any] = (),
) -> dict[str, Any]:
    """What a started term is counted to. A timer that would have passed already does not fire by itself."""
    extensions, replaced_by = _read(moved)
    counted = count(
        ruled.rule,
        start,
        suspensions=standing,
        extensions=extensions,
        replaced_by=replaced_by,
        closing_days=ruled.closing_days,
    )
    fires = counted.fires_on if kind == TermKind.TIMER else None
    if counted.last_day is not None and counted.last_day < tx.today:
        fires = None
    return {
        "started_on": start,
        "last_day": counted.last_day,
        "fires_at": None if fires is None else midnight(fires),
        "explanation": [line.as_json() for line in _explained(counted, ruled, moved)],
    }


def _explained(counted: Counted, ruled: Ruled, moved: Sequence[Any]) -> list[Line]:
    """The lines of the count; a rule that was applied while the term ran is told after the start."""
    applied = next((c for c in reversed(moved) if c.kind == TermChange.NEW_RULE), None)
    if applied is None:
        return counted.explanation
    facts = {"geldig_van": ruled.rule.valid_from.isoformat(), "reden": applied.reason}
    start, *rest = counted.explanation
    return [start, Line("nieuwe_regel", applied.decided_on, facts), *rest]


def _read(moved: Sequence[Any]) -> tuple[list[Extension], Replacement | None]:
    """A postponement replaces what was decided before it; what was extended after it counts on from there."""
    extensions: list[Extension] = []
    replaced_by = None
    for change in moved:
        if change.kind == TermChange.POSTPONEMENT:
            replaced_by, extensions = Replacement(change.last_day, change.decided_on, change.reason), []
        elif change.kind == TermChange.EXTENSION:
            added = Extension(change.length, Unit(change.unit), change.decided_on, change.reason)
            extensions.append(added)
    return extensions, replaced_by


def is_late(kind: str, values: Mapping[str, Any]) -> bool:
    """Whether a timer became known on a day so late that its last day has passed."""
    return kind == TermKind.TIMER and values["last_day"] is not None and values["fires_at"] is None


def fires_now(tx: Transaction, row: Any) -> bool:
    """Whether a term is over and fires at any moment: it can no longer be moved."""
    return row.fires_at is not None and row.fires_at <= tx.now


def tell_late(tx: Transaction, case_id: int, term_id: int, code: str, last_day: date) -> None:
    """Nobody could know this deadline while it ran: a person looks, the timer never fires by itself."""
    problem = DomainError(TOO_LATE, termijn=code, uiterste_dag=last_day.isoformat())
    incidents.open_incident(tx, case_id, problem, {"termijn": term_id})
