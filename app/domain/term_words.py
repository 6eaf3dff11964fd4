"""One line of the explanation of a deadline: facts that are stored, and the Dutch sentence staff read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.calendar import in_dutch
from app.domain.vocabulary import Unit

_ONE = {Unit.CALENDAR_DAYS: "kalenderdag", Unit.WORKING_DAYS: "werkdag", Unit.MONTHS: "maand"}


@dataclass(frozen=True, slots=True)
class Line:
    """What was done (`gestart`, `geteld`, `doorgeschoven`, ...), the day it led to, and JSON-ready facts."""

    what: str
    day: date
    facts: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"what": self.what, "day": self.day.isoformat(), "facts": dict(self.facts)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Line:
        return cls(stored["what"], date.fromisoformat(stored["day"]), stored["facts"])


def sentence(line: Line) -> str:
    """The line in Dutch, for the case page."""
    return _SENTENCES[line.what](in_dutch(line.day), line.facts)


def length_in_words(length: int, unit: str) -> str:
    """`3 maanden`, `1 werkdag`."""
    return f"{length} {_ONE[Unit(unit)] if length == 1 else unit}"


def _started(day: str, facts: Mapping[str, Any]) -> str:
    ground = f" (grondslag: {facts['basis']}, bron: {facts['bron']})" if facts["basis"] else ""
    return f"Gestart op {day}; die dag telt zelf niet mee{ground}."


def _notified(day: str, facts: Mapping[str, Any]) -> str:
    after = length_in_words(facts["werkdagen"], Unit.WORKING_DAYS)
    return f"Ter kennis gebracht op {day}, {after} na de verzending."


def _counted(day: str, facts: Mapping[str, Any]) -> str:
    return f"{length_in_words(facts['lengte'], facts['eenheid'])} geteld: tot en met {day}."


def _extended(day: str, facts: Mapping[str, Any]) -> str:
    added = length_in_words(facts["lengte"], facts["eenheid"])
    return f"Verlengd met {added}: tot en met {day}{_because(facts)}."


def _replaced(day: str, facts: Mapping[str, Any]) -> str:
    return f"Vervangen door de datum op het attest: {day}{_because(facts)}."


def _new_rule(day: str, facts: Mapping[str, Any]) -> str:
    since = in_dutch(date.fromisoformat(facts["geldig_van"]))
    return f"Op {day} geteld volgens de regel die geldt vanaf {since}{_because(facts)}."


def _suspended(day: str, facts: Mapping[str, Any]) -> str:
    first, last = (in_dutch(date.fromisoformat(facts[name])) for name in ("van", "tot"))
    period = f"Geschorst van {first} tot en met {last}{_because(facts)}"
    if not facts["dagen"]:
        return f"{period}: de uiterste dag wordt {day}."
    stood = length_in_words(facts["dagen"], facts["eenheid"])
    return f"{period}: {stood} stilgestaan, de uiterste dag wordt {day}."


def _suspended_open(day: str, facts: Mapping[str, Any]) -> str:
    return f"Geschorst sinds {day} zonder einddatum{_because(facts)}: er is nu geen uiterste dag."


def _rolled(day: str, facts: Mapping[str, Any]) -> str:
    counted = in_dutch(date.fromisoformat(facts["van"]))
    return f"{counted} is geen werkdag ({facts['waarom']}): doorgeschoven naar {day}."


def _because(facts: Mapping[str, Any]) -> str:
    return f" ({facts['reden']})" if facts.get("reden") else ""


_SENTENCES = {
    "gestart": _started,
    "kennisgeving": _notified,
    "geteld": _counted,
    "verlengd": _extended,
    "vervangen": _replaced,
    "nieuwe_regel": _new_rule,
    "geschorst": _suspended,
    "geschorst_zonder_einde": _suspended_open,
    "doorgeschoven": _rolled,
}
