"""The usual answers beside the scenarios: a scenario says only what matters, the rest comes from here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import add_months
from app.domain.municipalities import municipalities
from app.exchange.register_columns import COLUMNS
from app.studio.scenarios.cells import Cells, Place, like
from app.studio.scenarios.known import Known

FILE = "antwoorden.toml"
PERSON = "persoon"
PERSON_KEYS = frozenset(COLUMNS) - {"mutatie"}
_DAY = re.compile(r"vandaag(?:\s*([+-])\s*(\d+)\s*(dag|dagen|maand|maanden|jaar))?")
_FROM_CASE = re.compile(r"dossier\.([a-z0-9_]+)")


@dataclass(frozen=True)
class Usual:
    """The facts of the usual person, and per form what is usually filled in."""

    person: Mapping[str, Any] = field(default_factory=dict)
    forms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def read(content: Mapping[str, Any], known: Known, place: Place) -> Usual:
    """`antwoorden.toml`: [persoon], and a table per form of a task or message. Mistakes go on the list."""
    forms: dict[str, Mapping[str, Any]] = {}
    facts: dict[str, Any] = {}
    for name in content:
        here = place.at(f"[{name}]")
        table = Cells(content, here).table(name)
        if name == PERSON:
            facts = person(table)
        elif here.one_of("het formulier", name, {*known.fields, PERSON}):
            table.only(known.fields[name])
            forms[name] = table.cells
    return Usual(facts, forms)


def person(cells: Cells, more: tuple[str, ...] = ()) -> dict[str, Any]:
    """Facts of a person as columns of the register; a municipality may be said by its name."""
    cells.only([*sorted(PERSON_KEYS), *more])
    facts = dict(cells.cells)
    name = cells.text("gemeente")
    if name and "nis_gemeente" not in facts:
        codes = {each.name: nis for nis, each in municipalities().items() if each.valid_to is None}
        if name in codes:
            facts["nis_gemeente"] = codes[name]
        else:
            cells.place.wrong(f"de gemeente '{name}' is niet bekend{like(name, codes)}")
    return facts


def filled_in(answers: Mapping[str, Any], today: date, data: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with their placeholders filled in: `vandaag - 3 dagen`, `dossier.voorstel_bedrag`."""
    return {key: _value(value, today, data) for key, value in answers.items()}


def _value(value: Any, today: date, data: Mapping[str, Any]) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        return value
    day = _DAY.fullmatch(value.strip())
    if day is not None:
        return _moved(today, *day.groups()).isoformat()
    fact = _FROM_CASE.fullmatch(value.strip())
    return value if fact is None else data.get(fact[1])


def _moved(day: date, sign: str | None, count: str | None, unit: str | None) -> date:
    if sign is None:
        return day
    number = int(f"{sign}{count}")
    if unit in ("dag", "dagen"):
        return day + timedelta(days=number)
    return add_months(day, number * (12 if unit == "jaar" else 1))
