"""Reading a TOML file of rows with a clear refusal per cell: shared by terms and parameters."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NoReturn, Protocol, TypeVar

from app.domain.errors import DomainError

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class TomlRow:
    """One row; `number` counts from 1, `error` is the code of every refusal about it."""

    error: str
    number: int
    cells: Mapping[str, Any]

    def refuse(self, field: str, why: str) -> NoReturn:
        raise DomainError(self.error, row=self.number, field=field, why=why)

    def only(self, known: frozenset[str]) -> None:
        """Refuses a cell that nobody reads: a misspelt `doorschuiven` must not pass unseen."""
        for field in self.cells:
            if field not in known:
                self.refuse(field, "onbekend veld")

    def text(self, field: str, *, required: bool = True) -> str:
        value = self.cells.get(field, "")
        if not isinstance(value, str):
            self.refuse(field, "moet tekst zijn")
        if required and not value.strip():
            self.refuse(field, "ontbreekt")
        return value.strip()

    def whole(self, field: str, *, least: int, default: int | None = None) -> int:
        value = self.cells.get(field, default)
        if value is None:
            self.refuse(field, "ontbreekt")
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            self.refuse(field, f"moet een geheel getal vanaf {least} zijn")
        return value

    def flag(self, field: str, *, default: bool) -> bool:
        value = self.cells.get(field, default)
        if not isinstance(value, bool):
            self.refuse(field, "moet true of false zijn")
        return value

    def choice(self, field: str, kind: type[Choice]) -> Choice:
        value = self.text(field)
        if value not in {member.value for member in kind}:
            self.refuse(field, f"moet een van deze zijn: {', '.join(kind)}")
        return kind(value)

    def day(self, field: str) -> date:
        value = self.optional_day(field)
        if value is None:
            self.refuse(field, "ontbreekt")
        return value

    def optional_day(self, field: str) -> date | None:
        value = self.cells.get(field)
        if value is None:
            return None
        if not isinstance(value, date) or isinstance(value, datetime):
            self.refuse(field, "moet een dag zijn (JJJJ-MM-DD, zonder aanhalingstekens)")
        return value

    def period(self) -> tuple[date, date | None]:
        """`geldig_van` and `geldig_tot`, both days included; no end while it is still in force."""
        valid_from, valid_to = self.day("geldig_van"), self.optional_day("geldig_tot")
        if valid_to is not None and valid_to < valid_from:
            self.refuse("geldig_tot", "ligt voor geldig_van")
        return valid_from, valid_to


def read_toml_rows(text: str, table: str, error: str) -> Iterator[TomlRow]:
    """The `[[table]]` rows of a TOML text; anything else at the top level is refused with row 0."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise DomainError(error, row=0, field="", why=f"geen geldige TOML: {problem}") from problem
    for name in content:
        if name != table:
            raise DomainError(error, row=0, field=name, why=f"hier mag alleen [[{table}]] staan")
    rows = content.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DomainError(error, row=0, field=table, why=f"moet als [[{table}]] geschreven zijn")
    for number, cells in enumerate(rows, start=1):
        yield TomlRow(error, number, cells)


def overlap(one: tuple[date, date | None], other: tuple[date, date | None]) -> bool:
    """Whether two periods share a day; None is an open end."""
    return (other[1] is None or one[0] <= other[1]) and (one[1] is None or other[0] <= one[1])


class Dated(Protocol):
    """What has a code and a period of validity."""

    @property
    def code(self) -> str: ...
    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


def read_dated_rows(text: str, table: str, invalid: str, build: Callable[[TomlRow], Row]) -> list[Row]:
    """Every `[[table]]` of a TOML text as `build` makes it; two rows of one code never share a day.

    Raises DomainError `invalid` (facts row, field, why) for the first bad row.
    """
    found: list[Row] = []
    for row in read_toml_rows(text, table, invalid):
        made = build(row)
        period = (made.valid_from, made.valid_to)
        for other in found:
            if other.code == made.code and overlap(period, (other.valid_from, other.valid_to)):
                row.refuse("geldig_van", f"overlapt met een eerdere rij van {made.code}")
        found.append(made)
    return found
