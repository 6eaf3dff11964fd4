"""What is no term (ages, windows, bounds of amounts, clauses): rows of parameters.toml, with provenance."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.domain.errors import DomainError
from app.domain.toml_rows import TomlRow, read_dated_rows
from app.domain.vocabulary import Provenance

TEXT = "tekst"  # the unit of a clause
INVALID = "parameter_ongeldig"
_FIELDS = frozenset(
    {"code", "naam", "waarde", "eenheid", "basis", "geldig_van", "geldig_tot", "bron", "toelichting"}
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number or text in one period of validity; amounts in euro, as in tables and forms."""

    code: str
    name: str
    value: int | float | str
    unit: str
    basis: str
    valid_from: date
    valid_to: date | None
    source: Provenance
    note: str

    def in_force_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def read_parameters(text: str) -> list[Parameter]:
    """The parameters of a parameters.toml text.

    Raises DomainError `parameter_ongeldig` (facts row, field, why) for the first bad row.
    """
    return read_dated_rows(text, "parameter", INVALID, _parameter)


def parameter_on(parameters: Iterable[Parameter], code: str, day: date) -> Parameter:
    """The parameter of that code in force on that day.

    Raises DomainError `parameter_onbekend` (parameter, day) when there is none.
    """
    for parameter in parameters:
        if parameter.code == code and parameter.in_force_on(day):
            return parameter
    raise DomainError("parameter_onbekend", parameter=code, day=day)


def values_on(parameters: Iterable[Parameter], day: date) -> dict[str, int | float | str]:
    """The dictionary `parameters` of the expressions: what is in force on that day, by code."""
    return {parameter.code: parameter.value for parameter in parameters if parameter.in_force_on(day)}


def _parameter(row: TomlRow) -> Parameter:
    row.only(_FIELDS)
    value = row.cells.get("waarde")
    if value is None:
        row.refuse("waarde", "ontbreekt")
    wanted = str if row.text("eenheid") == TEXT else int | float
    if not isinstance(value, wanted) or isinstance(value, bool) or value == "":
        row.refuse("waarde", "moet een getal zijn, of met eenheid 'tekst' een tekst")
    valid_from, valid_to = row.period()
    return Parameter(
        code=row.text("code"),
        name=row.text("naam"),
        value=value,
        unit=row.text("eenheid"),
        basis=row.text("basis"),
        valid_from=valid_from,
        valid_to=valid_to,
        source=row.choice("bron", Provenance),
        note=row.text("toelichting", required=False),
    )
