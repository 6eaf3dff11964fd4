"""Counting terms: from the day of an event to the last day on which a person is still in time.

Everything here is days in Brussels; an instant has become its day before it comes in, and the timer fires at
00:00 of `fires_on`. Not one rule depends on the clock, so the same call always explains the same deadline.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
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
from app.domain.term_rules import TermRule, find_rule, read_rules, rule_on
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
    "find_rule",
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
    """Counts a term from the day of its event, which does not count itself.

    Chosen readings, where the rules leave room:
    - lengths of one unit are added, also when a length in another unit was decided in between; the units are
      counted in the order in which they first came;
    - in a term of mixed units each length keeps the rule of its own unit: working days leave suspended days
      out, and suspended days in the other lengths are added at the end, as calendar days;
    - a suspended day up to a date on an attest is added to it as a calendar day, whatever the term's unit;
    - a suspension without an end that begins after the last day changes nothing.
    """
    facts = {"termijn": rule.code, "naam": rule.name, "basis": rule.basis, "bron": rule.source.value}
    lines = [Line("gestart", start, facts)]
    event = start
    if rule.notice_days:
        event = add_working_days(start, rule.notice_days, closing_days)
        lines.append(Line("kennisgeving", event, {"werkdagen": rule.notice_days}))
    still = _merged(suspensions, after=max(event, replaced_by.decided_on) if replaced_by else event)
    path = _Path(
        replaced_by.last_day if replaced_by else event,
        _lengths(rule, extensions, replaced_by),
        closing_days,
        in_working_days=replaced_by is None,
    )
    if replaced_by:
        lines.append(Line("vervangen", replaced_by.last_day, {"reden": replaced_by.reason}))
    lines += path.lengths_explained()
    counted = _suspended(path, still, lines)
    if counted is None:
        return Counted(None, lines)
    return Counted(_rolled(rule, counted, still, closing_days, lines), lines)


def _lengths(
    rule: TermRule, extensions: Iterable[Extension], replaced_by: Replacement | None
) -> dict[Unit, list[tuple[int, str | None]]]:
    """What to count, per unit: the term's own length (without a reason), then what extended it."""
    own: list[tuple[int, str | None]] = [(rule.length, None)]
    parts: dict[Unit, list[tuple[int, str | None]]] = {} if replaced_by else {rule.unit: own}
    for extension in extensions:
        if replaced_by is None or extension.decided_on >= replaced_by.decided_on:
            parts.setdefault(extension.unit, []).append((extension.length, extension.reason))
    return parts


class _Path:
    """From the day of the event, or from a date on an attest, along all lengths to the counted last day."""

    def __init__(
        self,
        begin: date,
        parts: Mapping[Unit, list[tuple[int, str | None]]],
        closing_days: Collection[date],
        *,
        in_working_days: bool,
    ) -> None:
        self.begin = begin
        self.parts = parts
        self.closing_days = closing_days
        self.unit = Unit.CALENDAR_DAYS  # in which a suspension is explained
        if in_working_days and set(parts) == {Unit.WORKING_DAYS}:
            self.unit = Unit.WORKING_DAYS

    def lengths_explained(self) -> Iterator[Line]:
        """A line for each length, as if nothing was suspended."""
        base = self.begin
        for unit, lengths in self.parts.items():
            counted, total = base, 0
            for length, reason in lengths:
                total += length
                counted = _add(base, total, unit, self.closing_days)
                yield _length_line(counted, length, unit, reason)
            base = counted

    def end(self, pauses: Iterable[Suspension]) -> date:
        """The counted last day with suspensions that all have an end.

        Working days step over what is suspended; days and months count on, so that what they passed is added
        afterwards, and what is suspended in the added part as well.
        """
        day, suspended = self.begin, {each for pause in pauses for each in _days_of(pause)}
        for unit, lengths in self.parts.items():
            left = sum(length for length, _ in lengths)
            if unit is not Unit.WORKING_DAYS:
                day = _add(day, left, unit, self.closing_days)
                continue
            while left:
                day += ONE_DAY
                if day in suspended:
                    suspended.remove(day)
                elif is_working_day(day, self.closing_days):
                    left -= 1
        for passed in sorted(suspended):
            if passed > day:
                break
            day += ONE_DAY
        return day

    def stood_still(self, pause: Suspension) -> int:
        """How many days of the path's unit a suspension took."""
        if self.unit is Unit.WORKING_DAYS:
            return sum(is_working_day(each, self.closing_days) for each in _days_of(pause))
        return sum(1 for _ in _days_of(pause))


def _suspended(path: _Path, still: list[Suspension], lines: list[Line]) -> date | None:
    """The counted last day, each suspension that it meets explained on the way; None = no end."""
    counted = path.end(())
    for number, pause in enumerate(still, start=1):
        if pause.first > counted:
            break
        if pause.last is None:
            lines.append(_open_line(pause))
            return None
        counted = path.end(still[:number])
        lines.append(_pause_line(counted, pause, path.stood_still(pause), path.unit))
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


def _days_of(pause: Suspension) -> Iterator[date]:
    """The days of a suspension with an end, both included."""
    last = pause.last or pause.first
    return (date.fromordinal(each) for each in range(pause.first.toordinal(), last.toordinal() + 1))


def _length_line(day: date, length: int, unit: Unit, reason: str | None) -> Line:
    facts: dict[str, Any] = {"lengte": length, "eenheid": unit.value}
    return Line("geteld", day, facts) if reason is None else Line("verlengd", day, {**facts, "reden": reason})


def _pause_line(day: date, pause: Suspension, days: int, unit: Unit = Unit.CALENDAR_DAYS) -> Line:
    last = pause.last.isoformat() if pause.last else None
    facts = {"van": pause.first.isoformat(), "tot": last, "dagen": days, "eenheid": unit.value}
    return Line("geschorst", day, {**facts, "reden": pause.reason})


def _open_line(pause: Suspension) -> Line:
    return Line("geschorst_zonder_einde", pause.first, {"reden": pause.reason})
