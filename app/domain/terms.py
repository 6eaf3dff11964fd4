"""Counting terms: from the day of an event to the last day on which a person is still in time.

Everything here is days in Brussels; an instant has become its day before it comes in, and the timer fires at
00:00 of `fires_on`. Not one rule depends on the clock, so the same call always explains the same deadline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import (
    ONE_DAY,
    add_months,
    add_working_days,
    is_working_day,
    next_working_day,
    why_closed,
)
from app.domain.term_rules import TermRule, read_rules, rule_on
from app.domain.term_words import Line, sentence
from app.domain.vocabulary import Unit

__all__ = [
    "Counted",
    "Extension",
    "Line",
    "Replacement",
    "Suspension",
    "TermRule",
    "count",
    "read_rules",
    "rule_on",
    "sentence",
]


@dataclass(frozen=True, slots=True)
class Suspension:
    """Days on which the term stands still, both included; `last` None while nobody knows the end."""

    first: date
    last: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class Extension:
    """A length added by a person, who and when stand in the case's audit."""

    length: int
    unit: Unit
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Replacement:
    """A last day taken from an attest; what was decided or suspended before `decided_on` no longer counts."""

    last_day: date
    decided_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The result: the last day in time, the day at whose 00:00 the timer fires, and why, line by line.

    Both days are None while an open-ended suspension runs.
    """

    last_day: date | None
    explanation: list[Line] = field(default_factory=list)

    @property
    def fires_on(self) -> date | None:
        return None if self.last_day is None else self.last_day + ONE_DAY


def count(
    rule: TermRule,
    start: date,
    *,
    suspensions: Iterable[Suspension] = (),
    extensions: Iterable[Extension] = (),
    replaced_by: Replacement | None = None,
    closing_days: Collection[date] = (),
) -> Counted:
    """Counts a term from the day of its event, which does not count itself."""
    facts = {"termijn": rule.code, "naam": rule.name, "basis": rule.basis, "bron": rule.source.value}
    lines = [Line("gestart", start, facts)]
    event = start
    if rule.notice_days:
        event = add_working_days(start, rule.notice_days, closing_days)
        lines.append(Line("kennisgeving", event, {"werkdagen": rule.notice_days}))
    still = _merged(suspensions, after=replaced_by.decided_on if replaced_by else event)
    steps = _lengths(rule, extensions, replaced_by)
    skipping = replaced_by is None and all(unit is Unit.WORKING_DAYS for unit in steps)
    if skipping:
        counted = _working_days_outside(event, steps, still, closing_days, lines)
    else:
        counted = _counted_then_suspended(event, steps, still, closing_days, lines, replaced_by)
    if counted is None:
        return Counted(None, lines)
    return Counted(_rolled(rule, counted, still, closing_days, lines), lines)


def _lengths(
    rule: TermRule, extensions: Iterable[Extension], replaced_by: Replacement | None
) -> dict[Unit, list[tuple[int, str]]]:
    """What to count, added up per unit: the term's own length first, then what extended it."""
    steps: dict[Unit, list[tuple[int, str]]] = {} if replaced_by else {rule.unit: [(rule.length, "")]}
    for extension in extensions:
        if replaced_by is None or extension.decided_on >= replaced_by.decided_on:
            steps.setdefault(extension.unit, []).append((extension.length, extension.reason))
    return steps


def _counted_then_suspended(
    event: date,
    steps: Mapping[Unit, list[tuple[int, str]]],
    still: list[Suspension],
    closing_days: Collection[date],
    lines: list[Line],
    replaced_by: Replacement | None,
) -> date | None:
    """The extended length first, then a calendar day added for each suspended day; None = no end."""
    counted = event
    if replaced_by:
        counted = replaced_by.last_day
        lines.append(Line("vervangen", counted, {"reden": replaced_by.reason}))
    for unit, parts in steps.items():
        base, total = counted, 0
        for length, reason in parts:
            total += length
            counted = _add(base, total, unit, closing_days)
            lines.append(_length_line(counted, length, unit, reason))
    for pause in still:
        if pause.first > counted:
            break
        if pause.last is None:
            lines.append(_open_line(pause))
            return None
        days = (pause.last - pause.first).days + 1
        counted += timedelta(days=days)
        lines.append(_pause_line(counted, pause, days))
    return counted


def _working_days_outside(
    event: date,
    steps: Mapping[Unit, list[tuple[int, str]]],
    still: list[Suspension],
    closing_days: Collection[date],
    lines: list[Line],
) -> date | None:
    """Working days counted one by one, those inside a suspension left out; None = no end."""
    parts = steps[Unit.WORKING_DAYS]
    counted, total = event, 0
    for length, reason in parts:
        total += length
        unhindered = add_working_days(event, total, closing_days)
        lines.append(_length_line(unhindered, length, Unit.WORKING_DAYS, reason))
    pauses = list(still)
    while total:
        counted += ONE_DAY
        if pauses and pauses[0].first <= counted:
            pause = pauses.pop(0)
            if pause.last is None:
                lines.append(_open_line(pause))
                return None
            skipped = _working_days_in(pause, closing_days)
            resumed = add_working_days(pause.last, total, closing_days)
            lines.append(_pause_line(resumed, pause, skipped, Unit.WORKING_DAYS))
            counted = pause.last
        elif is_working_day(counted, closing_days):
            total -= 1
    return counted


def _rolled(
    rule: TermRule,
    counted: date,
    still: list[Suspension],
    closing_days: Collection[date],
    lines: list[Line],
) -> date | None:
    """The last day moved to a working day; a suspension that begins in the moved part holds it up."""
    if not rule.roll:
        return counted
    last_day = next_working_day(counted, closing_days)
    if last_day != counted:
        why = why_closed(counted, closing_days)
        lines.append(Line("doorgeschoven", last_day, {"van": counted.isoformat(), "waarom": why}))
    for pause in still:
        if not counted < pause.first <= last_day:
            continue
        if pause.last is None:
            lines.append(_open_line(pause))
            return None
        last_day = next_working_day(pause.last + ONE_DAY, closing_days)
        lines.append(_pause_line(last_day, pause, 0))
    return last_day


def _merged(suspensions: Iterable[Suspension], after: date) -> list[Suspension]:
    """In order, without the days up to `after`; overlapping and touching ones become one."""
    merged: list[Suspension] = []
    for pause in sorted(suspensions, key=lambda each: each.first):
        if pause.last is not None and pause.last <= after:
            continue
        first = max(pause.first, after + ONE_DAY)
        before = merged[-1] if merged else None
        if before is None or (before.last is not None and first > before.last + ONE_DAY):
            merged.append(Suspension(first, pause.last, pause.reason))
            continue
        last = max(before.last, pause.last) if before.last and pause.last else None
        reason = before.reason if pause.reason == before.reason else f"{before.reason}, {pause.reason}"
        merged[-1] = Suspension(before.first, last, reason)
    return merged


def _add(day: date, length: int, unit: Unit, closing_days: Collection[date]) -> date:
    if unit is Unit.MONTHS:
        return add_months(day, length)
    if unit is Unit.WORKING_DAYS:
        return add_working_days(day, length, closing_days)
    return day + timedelta(days=length)


def _working_days_in(pause: Suspension, closing_days: Collection[date]) -> int:
    days = ((pause.last or pause.first) - pause.first).days + 1
    return sum(is_working_day(pause.first + timedelta(days=each), closing_days) for each in range(days))


def _length_line(day: date, length: int, unit: Unit, reason: str) -> Line:
    facts: dict[str, Any] = {"lengte": length, "eenheid": unit.value}
    return Line("verlengd", day, {**facts, "reden": reason}) if reason else Line("geteld", day, facts)


def _pause_line(day: date, pause: Suspension, days: int, unit: Unit = Unit.CALENDAR_DAYS) -> Line:
    last = pause.last.isoformat() if pause.last else None
    facts = {"van": pause.first.isoformat(), "tot": last, "dagen": days, "eenheid": unit.value}
    return Line("geschorst", day, {**facts, "reden": pause.reason})


def _open_line(pause: Suspension) -> Line:
    return Line("geschorst_zonder_einde", pause.first, {"reden": pause.reason})
