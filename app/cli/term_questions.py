"""A question about a term, asked with options or as a JSON line, and its answer: the last day and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import orjson

from app.casework.term_counting import CLOSING_DAYS
from app.clock import BRUSSELS, brussels_day, local, midnight
from app.domain.calendar import government_closing_days
from app.domain.errors import DomainError
from app.domain.parameters import Parameter, read_parameters, values_on
from app.domain.terms import (
    Extension,
    Replacement,
    Suspension,
    TermRule,
    count,
    read_rules,
    rule_on,
    sentence,
)
from app.domain.vocabulary import Provenance, TermStart, Unit
from app.engine.checks import Problem
from app.engine.reading import ReleaseRefused

Row = TypeVar("Row")

_YEARS_AHEAD = 20  # for which closing days are known: far beyond any term
_FIELDS = ("code", "length", "unit", "start", "roll", "closing_days", "suspend", "extend", "replaced_by")
_A_DAY_FIRST = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([T ]|$)")
_LONGEST_QUOTE = 60
_NAMELESS = TermRule(
    code="",
    name="",
    length=1,
    unit=Unit.CALENDAR_DAYS,
    start=TermStart.FACT,
    letter=None,
    fact=None,
    roll=True,
    notice_days=0,
    basis="",
    valid_from=date.min,
    valid_to=None,
    source=Provenance.ASSUMPTION,
    note="",
)


@dataclass(frozen=True)
class Law:
    """The terms and numbers of a folder; its diagrams, tables, forms and letters stay unread."""

    rules: list[TermRule]
    parameters: list[Parameter]

    @classmethod
    def of(cls, folder: Path) -> Law:
        """Raises DomainError `geen_termijnen`, ReleaseRefused with what is wrong in which file."""
        problems: list[Problem] = []
        rules = _rows(folder, "termijnen.toml", read_rules, problems)
        parameters = _rows(folder, "parameters.toml", read_parameters, problems)
        if problems:
            raise ReleaseRefused(problems)
        if not rules:
            raise DomainError("geen_termijnen", map=str(folder))
        return cls(rules, parameters)

    def rule(self, code: Any, day: date) -> TermRule:
        """Raises DomainError `termijn_bestaat_niet` or `termijn_geldt_niet`."""
        known = sorted({rule.code for rule in self.rules})
        if code not in known:  # also what is no text
            raise DomainError("termijn_bestaat_niet", termijn=_short(code), bekend=known)
        if not any(rule.code == code and rule.in_force_on(day) for rule in self.rules):
            raise DomainError("termijn_geldt_niet", termijn=code, dag=day)
        return rule_on(self.rules, code, day)

    def closing_days(self, start: date) -> frozenset[date]:
        """Those of the government, where the numbers of that day turn them on."""
        if not values_on(self.parameters, start).get(CLOSING_DAYS):
            return frozenset()
        return government_closing_days(range(start.year, start.year + _YEARS_AHEAD))


@dataclass(frozen=True)
class Question:
    """A rule, the day of the event, and what happened since."""

    rule: TermRule
    start: date
    closing_days: frozenset[date]
    suspend: tuple[tuple[date, date | None], ...] = ()
    extend: tuple[tuple[int, Unit], ...] = ()
    replaced_by: date | None = None

    def answer(self) -> dict[str, Any]:
        """The last day, when the timer fires in Brussels and in UTC, and the explanation in Dutch.

        Only the date of an attest is known here: it comes after every extension, and for suspensions on the
        day of the event. Raises DomainError `termijn_buiten_kalender`.
        """
        attest = Replacement(self.replaced_by, self.start, "") if self.replaced_by else None
        extensions = [] if attest else [Extension(more, unit, self.start, "") for more, unit in self.extend]
        try:
            counted = count(
                self.rule,
                self.start,
                suspensions=[Suspension(first, last, "") for first, last in self.suspend],
                extensions=extensions,
                replaced_by=attest,
                closing_days=self.closing_days,
            )
            fires = None if counted.fires_on is None else midnight(counted.fires_on)
        except (OverflowError, ValueError):
            raise DomainError("termijn_buiten_kalender") from None
        return {
            "last_day": counted.last_day,
            "fires_at": None if fires is None else local(fires).isoformat(),
            "fires_at_utc": None if fires is None else fires.isoformat(),
            "explanation": [sentence(line) for line in counted.explanation],
        }


def from_json(law: Law, asked: Any) -> Question:
    """The question of one line. Raises DomainError for the first thing in it that cannot be read."""
    if not isinstance(asked, dict):
        raise DomainError("regel_geen_object")
    for field in asked:
        if field not in _FIELDS:
            raise DomainError("gegeven_onbekend", veld=_short(field), bekend=_FIELDS)
    given = {field: value for field, value in asked.items() if value is not None}
    if "start" not in given:
        raise DomainError("gegeven_ontbreekt", veld="start")
    start = day("start", given["start"])
    rule, closing_days = _rule(law, given, start)
    if "closing_days" in given:
        closing_days = frozenset(day("closing_days", each) for each in _list(given, "closing_days"))
    return Question(
        rule,
        start,
        closing_days,
        tuple(_suspension(each) for each in _list(given, "suspend")),
        tuple(_extension(each) for each in _list(given, "extend")),
        day("replaced_by", given["replaced_by"]) if "replaced_by" in given else None,
    )


def day(field: str, value: Any) -> date:
    """A day, or the Brussels day of an instant; an instant without an offset is on the clocks of Brussels.

    Raises DomainError `geen_dag` (veld, waarde).
    """
    try:
        if not _A_DAY_FIRST.match(value):
            raise ValueError
        if len(value) == len("2026-01-05"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
        return brussels_day(moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS))
    except (TypeError, ValueError, OverflowError):
        raise DomainError("geen_dag", veld=field, waarde=_short(value)) from None


def whole(field: str, value: Any) -> int:
    """A length: 1 or more. Raises DomainError `geen_lengte` (veld, waarde)."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DomainError("geen_lengte", veld=field, waarde=_short(value))
    return value


def unit(field: str, value: Any) -> Unit:
    """What is counted. Raises DomainError `geen_eenheid` (veld, waarde, bekend)."""
    if not isinstance(value, str) or value not in {each.value for each in Unit}:
        raise DomainError("geen_eenheid", veld=field, waarde=_short(value), bekend=[*Unit])
    return Unit(value)


def span(field: str, first: Any, last: Any) -> tuple[date, date | None]:
    """A suspension; without a last day it has no end yet. Raises DomainError `schorsing_achterstevoren`."""
    begin, end = day(field, first), None if last is None else day(field, last)
    if end is not None and end < begin:
        raise DomainError("schorsing_achterstevoren", veld=field, van=begin, tot=end)
    return begin, end


def _rule(law: Law, given: Mapping[str, Any], start: date) -> tuple[TermRule, frozenset[date]]:
    """The rule of a code on that day with its closing days, or one made of a length and a unit."""
    if ("code" in given) == ("length" in given or "unit" in given):
        raise DomainError("code_of_lengte")
    roll = given.get("roll")
    if roll is not None and not isinstance(roll, bool):
        raise DomainError("geen_waar_of_onwaar", veld="roll", waarde=_short(roll))
    if "code" not in given:
        length, counted_in = whole("length", given.get("length")), unit("unit", given.get("unit"))
        return replace(_NAMELESS, length=length, unit=counted_in, roll=roll is not False), frozenset()
    rule = law.rule(given["code"], start)
    return rule if roll is None else replace(rule, roll=roll), law.closing_days(start)


def _suspension(given: Any) -> tuple[date, date | None]:
    if not isinstance(given, list) or len(given) != 2:
        raise DomainError("geen_paar", veld="suspend", voorbeeld='["2026-02-01", "2026-02-15"]')
    return span("suspend", given[0], given[1])


def _extension(given: Any) -> tuple[int, Unit]:
    if not isinstance(given, list) or len(given) != 2:
        raise DomainError("geen_paar", veld="extend", voorbeeld='[14, "kalenderdagen"]')
    return whole("extend", given[0]), unit("extend", given[1])


def _list(given: Mapping[str, Any], field: str) -> list[Any]:
    value = given.get(field, [])
    if not isinstance(value, list):
        raise DomainError("geen_lijst", veld=field, waarde=_short(value))
    return value


def _rows(folder: Path, name: str, read: Callable[[str], list[Row]], problems: list[Problem]) -> list[Row]:
    """The rows of the files of that name, region by region; what cannot be read goes on the list."""
    rows: list[Row] = []
    for path in sorted((folder / "processes").rglob(name)):
        place = path.relative_to(folder).as_posix()
        try:
            rows += read(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            problems.append(Problem(place, None, "bestand_niet_utf8", {}))
        except DomainError as problem:
            problems.append(Problem(place, None, problem.code, problem.facts))
    return rows


def _short(value: Any) -> str:
    """What somebody wrote, for a sentence about it."""
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
