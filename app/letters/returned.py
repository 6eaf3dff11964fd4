"""What the printer sends back: on which day each letter left, and its registered number.

Only what the file itself tells is decided here; whether a letter exists, was registered or already has a
date is for the importer, who knows the letters.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.domain.errors import DomainError

COLUMNS = ("brief_id", "verzonden_op", "aangetekend_nummer")
REQUIRED = COLUMNS[:2]
LONGEST_NUMBER = 40
_LETTER_ID = re.compile(r"[0-9]{1,18}")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Sent:
    """A letter that left on `sent_on`; `number` is its row in the file, the header being row 1."""

    number: int
    letter_id: int
    sent_on: date
    registered_number: str | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used: its number, column (empty: the whole row), a Dutch sentence, its content."""

    row: int
    column: str
    reason: str
    content: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """The usable rows and the refused ones, each in the order of the file. A literal copy counts once."""

    rows: list[Sent]
    errors: list[Refused]


class _BadRowError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


def parse_sent(content: bytes) -> SentFile:
    """Reads `brief_id;verzonden_op;aangetekend_nummer`: UTF-8 with or without BOM, `;` or `,`, any order.

    Raises DomainError before any row is used: `niet_utf8` (position: the first wrong byte, from 1),
    `bestand_leeg`, `kopregel_onleesbaar`, `kolom_dubbel` (column), `kolom_ontbreekt` (column, columns).
    """
    header, *lines = _text(content).split("\n")
    delimiter = ";" if ";" in header else ","
    columns = _columns(header.strip(), delimiter)
    accepted: dict[int, Sent] = {}
    errors: list[Refused] = []
    for number, line in _numbered(lines):
        try:
            row = _row(number, dict(zip(columns, _cells(line, delimiter, len(columns)), strict=True)))
            _refuse_contradiction(row, accepted.get(row.letter_id))
            accepted.setdefault(row.letter_id, row)
        except _BadRowError as problem:
            shown = _CONTROL.sub("\ufffd", line)
            errors.append(Refused(number, problem.column, problem.reason, shown))
    return SentFile(list(accepted.values()), errors)


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise DomainError("niet_utf8", position=problem.start + 1) from problem
    if not text.split("\n", 1)[0].strip():
        raise DomainError("bestand_leeg")
    return text


def _columns(header: str, delimiter: str) -> list[str]:
    try:
        names = [name.strip().casefold() for name in _split(header, delimiter)]
    except csv.Error as problem:
        raise DomainError("kopregel_onleesbaar", why=str(problem)) from problem
    for name in COLUMNS:
        if names.count(name) > 1:
            raise DomainError("kolom_dubbel", column=name)
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise DomainError("kolom_ontbreekt", column=missing[0], columns=missing)
    return names


def _numbered(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Every line after the header that is not blank, with its row number."""
    for number, line in enumerate(lines, start=2):
        kept = line.removesuffix("\r")
        if kept.strip():
            yield number, kept


def _cells(line: str, delimiter: str, expected: int) -> list[str]:
    try:
        cells = _split(line, delimiter)
    except csv.Error as problem:
        raise _BadRowError("", "De aanhalingstekens kloppen niet.") from problem
    if len(cells) != expected:
        raise _BadRowError("", f"De rij heeft {len(cells)} velden in plaats van {expected}.")
    return cells


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter, strict=True))


def _row(number: int, named: dict[str, str]) -> Sent:
    cells = {name: named.get(name, "").strip() for name in COLUMNS}
    for name, text in cells.items():
        if _CONTROL.search(text):
            raise _BadRowError(name, "Dit veld bevat een stuurteken.")
        if name in REQUIRED and not text:
            raise _BadRowError(name, "Dit veld moet ingevuld zijn.")
    registered = cells["aangetekend_nummer"]
    if len(registered) > LONGEST_NUMBER:
        raise _BadRowError("aangetekend_nummer", f"Dit veld is langer dan {LONGEST_NUMBER} tekens.")
    return Sent(number, _letter_id(cells["brief_id"]), _day(cells["verzonden_op"]), registered or None)


def _letter_id(text: str) -> int:
    if not _LETTER_ID.fullmatch(text):
        raise _BadRowError("brief_id", "Dit is geen nummer van een brief.")
    return int(text)


def _day(text: str) -> date:
    try:
        if _ISO_DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass  # the sentence below says what is wrong, also for 30 February
    raise _BadRowError("verzonden_op", "Dit is geen bestaande dag in de vorm JJJJ-MM-DD.")


def _refuse_contradiction(row: Sent, earlier: Sent | None) -> None:
    if earlier and (earlier.sent_on, earlier.registered_number) != (row.sent_on, row.registered_number):
        raise _BadRowError("brief_id", f"Deze brief staat met andere gegevens in rij {earlier.number}.")
