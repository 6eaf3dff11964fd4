"""The register extract of a region: a usable row or a reasoned rejection per line.

Decided here: all that the line itself tells. Left to the importer, who knows the people: `overleden` or
`geschrapt` of somebody unknown is refused there, and what is new, changed or unchanged is counted there.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from app.domain.errors import DomainError
from app.domain.national_number import fits_birth_date
from app.domain.vocabulary import Mutation, Region
from app.exchange.csv_in import CONTROL, CsvFile, Record, RefusedError, open_csv, refuse_control
from app.exchange.register_columns import COLUMNS, BadCellError

LONGEST_CELL = 1_000
FIRST = {  # by which column an extract is known: of that region somebody was registered first on that day
    Region.FLANDERS: "eerste_inschrijving_vlaanderen",
    Region.BRUSSELS: "eerste_inschrijving_brussel",
}
_LONGEST_CONTENT = 4_000
_NO_DIGIT = re.compile(r"[^0-9]")


@dataclass(frozen=True, slots=True)
class Row:
    """A usable line. `facts` holds the columns of `person` that the file has: a cell left empty is None
    (`first_name`: empty text), days are `date`, yes and no are booleans, the birth date stays text.

    `content` is the line as it came; an equal line earlier in the file is a literal copy.
    """

    number: int
    facts: Mapping[str, Any]
    mutation: Mutation
    content: str
    region: Region = Region.FLANDERS  # of which the extract is

    @property
    def fingerprint(self) -> str:
        """Equal for rows that say the same; the day of the extract and `nieuw`/`wijziging` do not count."""
        said = {name: str(value) for name, value in self.facts.items() if name != "extracted_on"}
        said["mutation"] = "" if self.mutation in (Mutation.NEW, Mutation.CHANGE) else self.mutation.value
        return hashlib.blake2b(json.dumps(said, sort_keys=True).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A line that cannot be used: physical row, column (empty: the whole row), a Dutch sentence, its content.

    In `content` control characters are shown as their pictures, and what is very long is cut off.
    """

    row: int
    column: str
    reason: str
    content: str


@dataclass(frozen=True, slots=True)
class Extract:
    """An extract whose header is in order; iterate it for its rows, again from the start each time."""

    file: CsvFile
    region: Region
    warnings: list[str]

    @property
    def sha256(self) -> str:
        return self.file.sha256

    @property
    def lines(self) -> int:
        """Physical lines with the header, to show progress against `Row.number`."""
        return self.file.lines

    def repeated(self) -> frozenset[str]:
        """The register numbers, as written without signs, that stand in more than one line."""
        place = self.file.columns.index("rijksregisternummer")
        seen, again = set[str](), set[str]()
        for record in self.file.records():
            if record.cells is not None and len(record.cells) > place:
                number = _NO_DIGIT.sub("", record.cells[place])
                (again if number in seen else seen).add(number)
        return frozenset(again)

    def __iter__(self) -> Iterator[Row | Rejection]:
        for record in self.file.records():
            try:
                yield _row(self.file, self.region, record)
            except RefusedError as refusal:
                yield reject(record.number, refusal.column, refusal.reason, record.content)


def read(stream: BinaryIO) -> Extract:
    """Checks encoding and header of an extract; its rows are read when the result is iterated.

    An extract is of Brussels when it says since when people are registered there and not since when in
    Flanders. Raises DomainError `kolom_ontbreekt` (column: the first one, columns: all of them), and what
    `open_csv` raises, before any row is given.
    """
    file = open_csv(stream)
    given = [region for region, name in FIRST.items() if name in file.columns]
    region = Region.BRUSSELS if given == [Region.BRUSSELS] else Region.FLANDERS
    missing = [name for name in COLUMNS if _is_required(name, region) and name not in file.columns]
    if missing:
        raise DomainError("kolom_ontbreekt", column=missing[0], columns=missing)
    return Extract(file, region, file.unknown(COLUMNS))


def column_of(field: str) -> str:
    """The column of an extract that fills a column of `person`; what no extract has keeps its name."""
    return next((name for name, column in COLUMNS.items() if column.field == field), field)


def reject(row: int, column: str, reason: str, content: str) -> Rejection:
    """A rejection whose content any database and spreadsheet can hold (also for refusals by the importer)."""
    if len(content) > _LONGEST_CONTENT:
        content = f"{content[:_LONGEST_CONTENT]}… ({len(content)} tekens)"
    return Rejection(row, column, reason, CONTROL.sub(_picture, content))


def _is_required(name: str, region: Region) -> bool:
    return COLUMNS[name].required or name == FIRST[region]


def _row(file: CsvFile, region: Region, record: Record) -> Row:
    cells = _cells(file, record)
    facts: dict[str, Any] = {}
    for name, text in cells.items():
        column = COLUMNS[name]
        if not text and _is_required(name, region):
            raise RefusedError(name, "Dit veld moet ingevuld zijn.")
        if not text and name in FIRST.values():  # one region does not know since when: the other told it
            continue
        try:
            facts[column.field] = column.parse(text) if text else None
        except BadCellError as problem:
            raise RefusedError(name, str(problem)) from problem
    facts["first_name"] = facts.get("first_name") or ""
    if facts.get("birth_date") and not fits_birth_date(facts["national_number"], facts["birth_date"]):
        raise RefusedError("rijksregisternummer", "Het nummer past niet bij de geboortedatum.")
    mutation = Mutation(facts.pop("mutation", None) or Mutation.NEW)
    return Row(record.number, facts, mutation, record.content, region)


def _cells(file: CsvFile, record: Record) -> dict[str, str]:
    """The cells of the known columns by name, without blanks around them."""
    named = file.cells_of(record, COLUMNS)
    for name, text in named.items():
        refuse_control(name, text)
        if len(text) > LONGEST_CELL:
            raise RefusedError(name, f"Dit veld is langer dan {LONGEST_CELL} tekens.")
    return {name: text.strip() for name, text in named.items()}


def _picture(control: re.Match[str]) -> str:
    code = ord(control.group())
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
