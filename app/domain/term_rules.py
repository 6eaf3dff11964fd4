"""The terms as process owners write them: rows of termijnen.toml, each with its validity and provenance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import DomainError
from app.domain.toml_rows import TomlRow, read_dated_rows
from app.domain.vocabulary import Provenance, TermStart, Unit

INVALID = "termijn_ongeldig"
_FIELDS = frozenset(
    {"code", "naam", "lengte", "eenheid", "start", "brief", "feit", "doorschuiven", "kennisgeving_werkdagen"}
    | {"basis", "geldig_van", "geldig_tot", "bron", "toelichting"}
)


@dataclass(frozen=True, slots=True)
class TermRule:
    """One term in one period of validity (both days included; `valid_to` None = still in force).

    `letter` names the template whose sending starts it (start `brief_verzonden`), `fact` the name in the case
    data that holds the day (start `feit`); both are None for `bij_wachten`. `notice_days` are working days.
    """

    code: str
    name: str
    length: int
    unit: Unit
    start: TermStart
    letter: str | None
    fact: str | None
    roll: bool
    notice_days: int
    basis: str
    valid_from: date
    valid_to: date | None
    source: Provenance
    note: str

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_rules(text: str) -> list[TermRule]:
    """The rules of a termijnen.toml text.

    Raises DomainError `termijn_ongeldig` (facts row, field, why) for the first bad row: a missing or unknown
    field, a wrong type or value, two rows of one code whose periods overlap.
    """
    return read_dated_rows(text, "termijn", INVALID, _rule)


def find_rule(rules: Iterable[TermRule], code: str, day: date) -> TermRule | None:
    """The rule of that code in force on that day; None if none."""
    return next((rule for rule in rules if rule.code == code and rule.in_force_on(day)), None)


def rule_on(rules: Iterable[TermRule], code: str, day: date) -> TermRule:
    """The rule of that code in force on that day; DomainError `termijn_onbekend` (term, day) if none."""
    found = find_rule(rules, code, day)
    if found is None:
        raise DomainError("termijn_onbekend", term=code, day=day)
    return found


def _rule(row: TomlRow) -> TermRule:
    row.only(_FIELDS)
    start = row.choice("start", TermStart)
    valid_from, valid_to = row.period()
    return TermRule(
        code=row.text("code"),
        name=row.text("naam"),
        length=row.whole("lengte", least=1),
        unit=row.choice("eenheid", Unit),
        start=start,
        letter=_starting(row, "brief", start is TermStart.LETTER_SENT),
        fact=_starting(row, "feit", start is TermStart.FACT),
        roll=row.flag("doorschuiven", default=True),
        notice_days=row.whole("kennisgeving_werkdagen", least=0, default=0),
        basis=row.text("basis"),
        valid_from=valid_from,
        valid_to=valid_to,
        source=row.choice("bron", Provenance),
        note=row.text("toelichting", required=False),
    )


def _starting(row: TomlRow, field: str, needed: bool) -> str | None:
    if needed:
        return row.text(field)
    if field in row.cells:
        row.refuse(field, f"past niet bij start = {row.cells['start']}")
    return None
