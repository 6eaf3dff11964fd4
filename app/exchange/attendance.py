"""What schools and services hand in: the hours of a month, or the results of a part, by register number.

`rijksregisternummer;onderdeel;maand;uren_gegeven;uren_aanwezig;uren_gewettigd` (the last may be missing or
empty: none), or `rijksregisternummer;onderdeel;resultaat;datum;uren`, of which `uren` is for the network
track alone; the header says which. Whether somebody learns there is for who knows the enrolments.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import BinaryIO

from app.domain.enrolments import Hours, Part, checked_hours, read_hours, read_month
from app.domain.errors import DomainError
from app.domain.national_number import parse_number
from app.exchange import handed_in
from app.exchange.csv_in import CsvFile, Record, RefusedError, open_csv, read_day
from app.exchange.register import Rejection

ACHIEVED, NOT_ACHIEVED = "behaald", "niet behaald"
LONGEST_CELL = 60  # characters
_REASONS = {
    "uren_geen_getal": "Dit is geen aantal uren, zoals 20 of 12,5.",
    "uren_te_veel": "Zoveel uren kan niemand les krijgen in een maand.",
    "uren_meer_dan_gegeven": "Aanwezig en gewettigd afwezig zijn samen meer dan wat gegeven is.",
    "lesmaand_ongeldig": "Dit is geen maand in de vorm JJJJ-MM.",
    "rijksregisternummer_ongeldig": "Dit is geen geldig rijksregister- of BIS-nummer.",
}


class DeskKind(StrEnum):
    """What a file tells."""

    HOURS = "aanwezigheden"
    RESULTS = "resultaten"


_NEEDED = {
    DeskKind.HOURS: ("rijksregisternummer", "onderdeel", "maand", "uren_gegeven", "uren_aanwezig"),
    DeskKind.RESULTS: ("rijksregisternummer", "onderdeel", "resultaat", "datum"),
}
_MAY = {DeskKind.HOURS: "uren_gewettigd", DeskKind.RESULTS: "uren"}
_OWN = {DeskKind.HOURS: "maand", DeskKind.RESULTS: "resultaat"}


@dataclass(frozen=True, slots=True)
class HoursRow:
    """The hours of somebody in a month, its first day; `number` is the row, the header being row 1."""

    number: int
    national_number: str
    part: Part
    month: date
    hours: Hours
    content: str

    @property
    def about(self) -> Hashable:
        return (self.national_number, self.part, self.month)

    @property
    def said(self) -> Hashable:
        return self.hours


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The result of a part; `hours` of the network track, in hours."""

    number: int
    national_number: str
    part: Part
    is_achieved: bool
    day: date
    hours: float | None
    content: str

    @property
    def about(self) -> Hashable:
        return (self.national_number, self.part, self.day)

    @property
    def said(self) -> Hashable:
        return (self.is_achieved, self.hours)


DeskRow = HoursRow | ResultRow


@dataclass(frozen=True, slots=True)
class DeskFile:
    """A file whose header is in order; iterate it for its rows, again from the start each time."""

    kind: DeskKind
    file: CsvFile
    warnings: list[str]

    def __iter__(self) -> Iterator[DeskRow | Rejection]:
        return handed_in.rows_of(self.file, self._row, lambda row: row.about, self._refuse_contradiction)

    def _row(self, record: Record) -> DeskRow:
        needed = _NEEDED[self.kind]
        cells = handed_in.cells_of(self.file, record, columns_of(self.kind), needed, LONGEST_CELL)
        number = _checked("rijksregisternummer", lambda: parse_number(cells["rijksregisternummer"]).digits)
        part = _part(cells["onderdeel"])
        if self.kind is DeskKind.HOURS:
            month = _checked("maand", lambda: read_month(cells["maand"]))
            return HoursRow(record.number, number, part, month, _hours(cells), record.content)
        day = read_day("datum", cells["datum"])
        hours = _checked("uren", lambda: read_hours(cells["uren"]) / 100) if cells.get("uren") else None
        return ResultRow(
            record.number, number, part, _outcome(cells["resultaat"]), day, hours, record.content
        )

    def _refuse_contradiction(self, row: DeskRow, first: DeskRow) -> None:
        if first.said != row.said:
            raise RefusedError(_OWN[self.kind], f"Rij {first.number} zegt hierover iets anders.")


def columns_of(kind: DeskKind) -> tuple[str, ...]:
    """The columns of a kind; the last one may be missing or empty."""
    return (*_NEEDED[kind], _MAY[kind])


def read(stream: BinaryIO) -> DeskFile:
    """Checks encoding and header; the rows are read when the result is iterated.

    Raises DomainError `loketbestand_zonder_soort`, `kolom_ontbreekt` (column, columns), and what `open_csv`
    raises, before any row is given.
    """
    file = open_csv(stream)
    kinds = [kind for kind in DeskKind if _OWN[kind] in file.columns]
    if len(kinds) != 1:
        raise DomainError("loketbestand_zonder_soort")
    needed = _NEEDED[kinds[0]]
    missing = [name for name in needed if name not in file.columns]
    if missing:
        raise DomainError("kolom_ontbreekt", column=missing[0], columns=list(needed))
    return DeskFile(kinds[0], file, file.unknown(columns_of(kinds[0])))


def _hours(cells: dict[str, str]) -> Hours:
    given, present = (
        _checked(name, lambda n=name: read_hours(cells[n])) for name in _NEEDED[DeskKind.HOURS][3:]
    )
    excused = _checked("uren_gewettigd", lambda: read_hours(cells.get("uren_gewettigd") or "0"))
    return _checked("uren_aanwezig", lambda: checked_hours(given, present, excused))


def _checked(column: str, ask):  # type: ignore[no-untyped-def]  # gives what `ask` gives
    try:
        return ask()
    except DomainError as problem:
        raise RefusedError(column, _REASONS[problem.code]) from problem


def _part(text: str) -> Part:
    try:
        return Part(text.casefold())
    except ValueError as problem:
        known = ", ".join(Part)
        raise RefusedError("onderdeel", f"Dit onderdeel is niet bekend. Kies uit {known}.") from problem


def _outcome(text: str) -> bool:
    if text.casefold() not in (ACHIEVED, NOT_ACHIEVED):
        raise RefusedError("resultaat", "Dit is geen resultaat. Kies behaald of niet behaald.")
    return text.casefold() == ACHIEVED
