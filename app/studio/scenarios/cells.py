"""Strict reading of what a process owner wrote: every mistake with its step, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from typing import Any, TypeVar

from app.clock import BRUSSELS
from app.engine.checks import Problem

UNREADABLE = "scenario_onleesbaar"
Kind = TypeVar("Kind")

_IN_WORDS: dict[type, str] = {
    str: "tekst",
    bool: "true of false",
    int: "een geheel getal",
    list: "een lijst",
    dict: "een tabel",
    date: "een dag (JJJJ-MM-DD, zonder aanhalingstekens)",
    datetime: "een ogenblik (JJJJ-MM-DDTUU:MM:SS, zonder aanhalingstekens)",
}


@dataclass(frozen=True)
class Place:
    """Where in a file something is written; what is wrong there goes on the list."""

    path: str
    element: str | None
    problems: list[Problem]

    def wrong(self, why: str) -> None:
        self.problems.append(Problem(self.path, self.element, UNREADABLE, {"uitleg": why}))

    def at(self, element: str) -> Place:
        return Place(self.path, element, self.problems)

    def one_of(self, what: str, name: Any, known: Iterable[str]) -> bool:
        """Whether the name is known; else it is told, with the one that looks like it."""
        names = sorted(known)
        if name in names:
            return True
        self.wrong(f"{what} '{name}' bestaat niet{like(str(name), names)}")
        return False


def like(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name."""
    names = list(known)
    close = get_close_matches(name, names, n=1, cutoff=0.5)
    if close:
        return f"; bedoelt u '{close[0]}'?"
    return f"; wel: {', '.join(names)}" if 0 < len(names) <= 12 else ""


@dataclass(frozen=True)
class Cells:
    """A table of the file; each key is taken once, what nobody takes is a mistake."""

    cells: Mapping[str, Any]
    place: Place

    def only(self, known: Iterable[str]) -> None:
        """Refuses a key that nobody reads: a misspelt expectation must not pass unseen."""
        names = list(known)
        for key in self.cells:
            if key not in names:
                self.place.wrong(f"de sleutel '{key}' bestaat hier niet{like(key, names)}")

    def take(self, key: str, kind: type[Kind], *, required: bool = False) -> Kind | None:
        """The value, when it is of this kind; a mistake is told and gives None."""
        if key not in self.cells:
            if required:
                self.place.wrong(f"de sleutel '{key}' ontbreekt")
            return None
        value = self.cells[key]
        if not is_of(value, kind):
            self.place.wrong(f"'{key}' moet {_IN_WORDS[kind]} zijn")
            return None
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        found = (self.take(key, str, required=required) or "").strip()
        if required and key in self.cells and not found:
            self.place.wrong(f"'{key}' mag niet leeg zijn")
        return found

    def table(self, key: str) -> Cells:
        return Cells(self.take(key, dict) or {}, self.place)

    def texts(self, key: str) -> list[str] | None:
        """A list of texts; None when it is not there."""
        found = self.take(key, list)
        if found is None:
            return None
        if not all(isinstance(each, str) for each in found):
            self.place.wrong(f"'{key}' moet een lijst van teksten zijn")
            return None
        return found

    def moment(self, key: str) -> datetime | None:
        """A moment in Brussels, unless it says its own offset; aware."""
        found = self.take(key, datetime)
        return None if found is None else in_brussels(found)


def in_brussels(moment: datetime) -> datetime:
    """What a clock in Brussels shows, in UTC: Python compares two moments of one zone by their clocks."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=BRUSSELS)).astimezone(UTC)


def is_of(value: Any, kind: type) -> bool:
    """A moment is no day, and true is no number, though Python thinks so."""
    if kind is date:
        return isinstance(value, date) and not isinstance(value, datetime)
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind)
