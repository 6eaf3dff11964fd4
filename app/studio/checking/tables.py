"""Decision tables as a whole: rows that fit the same facts, rows that are never reached, facts without a row.

Each column is divided into the few values between which its cells can tell a difference (named texts, the
whole numbers at each limit, null, one text that nobody names). Every combination of them is looked at, by
walking the columns with the set of rows that still fit; that set says it all, so equal sets are walked once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from app.engine.checks import Problem
from app.engine.feel import Question, feel
from app.engine.tables import ANYTHING, DecisionTable, fits_null

Values = tuple[Any, ...]
OTHER = "(iets anders)"
MOST_SHOWN = 4  # values in an example; more hides the ones that matter

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?")
_CALL = re.compile(r"\b(?!not\b)[a-z]\w*\s*\(")


def faults(table: DecisionTable, path: str, parameters: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with the table as a whole, at its rows. Cells that call functions are not judged."""
    if any(_CALL.search(_TEXT.sub("", test)) for rule in table.rules for test in rule.tests):
        return []
    columns = [_Column(number, table, parameters) for number in range(len(table.inputs))]
    possible = [column.fits(column.possible) for column in columns]
    if table.hit_policy == "FIRST":  # must answer to everything
        reached = _walk(columns, possible, first=True)
        return [*_hole(table, path, reached), *_never_reached(table, path, reached)]
    # the cells of the other tables say themselves which facts there are
    named = _walk(columns, [column.fits(column.named) for column in columns], first=True)
    return [*_hole(table, path, named), *_overlaps(table, path, _walk(columns, possible, first=False))]


@dataclass(frozen=True)
class _Column:
    """One input: its values, and for each the rows that it fits, as bits."""

    number: int
    table: DecisionTable
    parameters: Mapping[str, Any]

    @cached_property
    def tests(self) -> list[str]:
        return [rule.tests[self.number] for rule in self.table.rules]

    @cached_property
    def _plain(self) -> str:
        return " , ".join(_TEXT.sub('""', test) for test in self.tests if test not in ANYTHING)

    @cached_property
    def numbers(self) -> list[float]:
        named = [float(text) for text in _NUMBER.findall(self._plain)]
        given = [v for name, v in self.parameters.items() if f"parameters.{name}" in self._plain]
        return sorted({*named, *(float(v) for v in given if isinstance(v, int | float))})

    @cached_property
    def named(self) -> list[Any]:
        """What the cells name, and beside a `not(...)` also what none of them names."""
        texts = [text for test in self.tests for text in _TEXT.findall(test)]
        values: list[Any] = list(dict.fromkeys(texts))
        if re.search(r"\b(true|false)\b", self._plain):
            values += [True, False]
        if re.search(r"\bnull\b", self._plain):
            values.append(None)
        if texts and "not(" in self._plain:
            values.append(OTHER)
        return values + self._within(self.numbers)

    @cached_property
    def possible(self) -> list[Any]:
        """Also what the cells do not name: a fact that nobody knows, a text that is new."""
        around = sorted({n + step for n in self.numbers for step in (-1, 0, 1)})
        only_numbers = bool(around) and not any(isinstance(value, str) for value in self.named)
        return list(dict.fromkeys([*self.named, None, *around, *([] if only_numbers else [OTHER])]))

    def _within(self, numbers: list[float]) -> list[float]:
        """The limits and what lies beside them; outside the outer ones only where a cell is open there."""
        if not numbers:
            return []
        low, high = numbers[0] - ("<" in self._plain), numbers[-1] + (">" in self._plain)
        around = {n + step for n in numbers for step in (-1, 0, 1)}
        return sorted(value for value in around if low <= value <= high)

    def fits(self, values: list[Any]) -> dict[int, Any]:
        """The sets of rows that these values fit, each with one value that does."""
        found: dict[int, Any] = {}
        for value in values or [OTHER]:
            rows = sum(1 << row for row, fits in enumerate(self._answers(value)) if fits)
            found.setdefault(rows, value)
        return found

    def _answers(self, value: Any) -> Iterator[bool]:
        """As the table itself decides."""
        context = {"parameters": self.parameters}
        asked = [test for test in dict.fromkeys(self.tests) if test not in ANYTHING]
        if value is None:
            known = {test: fits_null(test) for test in asked}
        else:
            questions = [Question(test, context, unary=True, value=value) for test in asked]
            known = {t: a is True for t, a in zip(asked, feel.ask(questions), strict=True)}
        return (test in ANYTHING or known[test] for test in self.tests)


def _walk(columns: list[_Column], divided: Iterable[dict[int, Any]], first: bool) -> dict[int, Values]:
    """Every set of rows that some facts fit, each with such facts. `first`: only the first row counts."""
    rows = len(columns[0].tests)
    reached: dict[int, Values] = {(1 << rows) - 1: ()}
    for number, fits in enumerate(divided):
        after = [column.tests for column in columns[number + 1 :]]
        sure = sum(1 << row for row in range(rows) if all(tests[row] in ANYTHING for tests in after))
        further: dict[int, Values] = {}
        for known, values in reached.items():
            for fitting, value in fits.items():
                left = known & fitting
                if first and (certain := left & sure):  # what stands below it is never looked at
                    left &= (certain & -certain) * 2 - 1
                further.setdefault(left, (*values, value))
        reached = further
    return reached


def _hole(table: DecisionTable, path: str, reached: dict[int, Values]) -> Iterator[Problem]:
    if 0 in reached:
        example = _in_words(table, reached[0], range(len(table.inputs)))
        yield Problem(path, None, "tabel_gat", {"voorbeeld": example})


def _never_reached(table: DecisionTable, path: str, reached: dict[int, Values]) -> Iterator[Problem]:
    hit = {(rows & -rows).bit_length() - 1 for rows in reached}
    for number, rule in enumerate(table.rules):
        if number not in hit:
            yield Problem(path, rule.id, "tabel_dode_rij", {"rij": number + 1})


def _overlaps(table: DecisionTable, path: str, reached: dict[int, Values]) -> Iterator[Problem]:
    """Two rows for the same facts; with the hit policy ANY only where they answer differently."""
    told: set[tuple[int, int]] = set()
    for rows, values in reached.items():
        fitting = [number for number in range(len(table.rules)) if rows >> number & 1]
        for one, other in pairwise(fitting):
            same = table.rules[one].results == table.rules[other].results
            if (one, other) in told or (table.hit_policy == "ANY" and same):
                continue
            told.add((one, other))
            tested = [
                column
                for column in range(len(table.inputs))
                if {table.rules[one].tests[column], table.rules[other].tests[column]} - ANYTHING
            ]
            facts = {"rij": one + 1, "andere": other + 1, "voorbeeld": _in_words(table, values, tested)}
            yield Problem(path, table.rules[other].id, "tabel_overlap", facts)


def _in_words(table: DecisionTable, values: Values, columns: Iterable[int]) -> str:
    shown = [f"{table.labels[each]} = {_value(values[each])}" for each in columns]
    return ", ".join(shown[:MOST_SHOWN]) + (", ..." if len(shown) > MOST_SHOWN else "") or "alles"


def _value(value: Any) -> str:
    if value is None:
        return "onbekend"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return f"{value:g}" if isinstance(value, float) else str(value)
