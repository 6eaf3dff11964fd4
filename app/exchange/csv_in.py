"""Reading the CSV files of others: encoding, separator, header, then one physical line after another.

A line is a row, also inside quotes: a line break in a cell is a control character, which no format of ours
allows, and so a quote that is never closed spoils its own line and not the rest of the file.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, BinaryIO

from app.domain.errors import DomainError

_CHUNK = 1 << 20
_LONGEST_LINE = 1_000_000  # bytes; a real row has a few hundred
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class RefusedError(Exception):
    """A row that cannot be used: the column (empty: the whole row) and why, a Dutch sentence."""

    def __init__(self, column: str, reason: str) -> None:
        self.column, self.reason = column, reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Record:
    """One line after the header; `number` is its physical row, the header being row 1.

    `cells` is None when the line cannot be split, `problem` then says why (a Dutch sentence).
    """

    number: int
    content: str
    cells: list[str] | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CsvFile:
    """A file whose encoding and header are in order; `lines` counts the physical lines, header included."""

    columns: list[str]
    delimiter: str
    lines: int
    sha256: str
    stream: IO[bytes]

    def records(self) -> Iterator[Record]:
        """Every line after the header that is not blank, from the start of the file at each call."""
        self.stream.seek(0)
        self.stream.readline()
        number = 1
        while line := self.stream.readline(_LONGEST_LINE):
            number += 1
            if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                self._skip_rest_of_line()
                content = line.decode(errors="ignore")
                yield Record(number, content, None, "De rij is langer dan een miljoen tekens.")
                continue
            content = line.decode().rstrip("\r\n")
            if content.strip():
                yield self._split(number, content)

    def cells_of(self, record: Record, wanted: Container[str]) -> dict[str, str]:
        """The cells of the columns that are wanted, by name, as they came.

        Raises RefusedError for a line that cannot be split, or not in as many cells as the header has.
        """
        if record.cells is None:
            raise RefusedError("", record.problem)
        expected = len(self.columns)
        if len(record.cells) != expected:
            raise RefusedError("", f"De rij heeft {len(record.cells)} velden in plaats van {expected}.")
        named = zip(self.columns, record.cells, strict=True)
        return {name: text for name, text in named if name in wanted}

    def unknown(self, known: Container[str]) -> list[str]:
        """A sentence about each column that nobody asks for."""
        others = [name for name in self.columns if name not in known]
        return [f"Kolom '{name}' is niet bekend en wordt overgeslagen." for name in others]

    def _split(self, number: int, content: str) -> Record:
        try:
            return Record(number, content, split_line(content, self.delimiter))
        except csv.Error:
            too_long = len(content) > csv.field_size_limit()
            problem = "Een veld is te lang." if too_long else "De aanhalingstekens kloppen niet."
            return Record(number, content, None, problem)

    def _skip_rest_of_line(self) -> None:
        while rest := self.stream.readline(_CHUNK):
            if rest.endswith(b"\n"):
                return


def open_csv(stream: BinaryIO) -> CsvFile:
    """Checks the whole file's encoding and reads its header; rows are read later, by `records()`.

    Raises DomainError `niet_utf8` (position: the first wrong byte counted from 1, row), `bestand_leeg`,
    `kopregel_onleesbaar`, `kolom_dubbel` (column).
    """
    # A pipe can be read only once, but the encoding must be known before the first row goes on.
    source = stream if stream.seekable() else io.BytesIO(stream.read())
    source.seek(0)
    lines, sha256 = _checked(source)
    source.seek(0)
    header = source.readline().decode("utf-8-sig").strip()
    if not header:
        raise DomainError("bestand_leeg")
    delimiter = ";" if ";" in header else ","
    try:
        columns = [name.strip().casefold() for name in split_line(header, delimiter)]
    except csv.Error as problem:
        raise DomainError("kopregel_onleesbaar", why=str(problem)) from problem
    for name in columns:
        if name and columns.count(name) > 1:
            raise DomainError("kolom_dubbel", column=name)
    return CsvFile(columns, delimiter, lines, sha256, source)


def split_line(line: str, delimiter: str) -> list[str]:
    """The cells of one line; csv.Error when its quotes do not close."""
    if '"' not in line:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter, strict=True))


def refuse_control(column: str, text: str) -> None:
    """Raises RefusedError for a cell with a control character."""
    if CONTROL.search(text):
        raise RefusedError(column, "Dit veld bevat een stuurteken.")


def read_day(column: str, text: str) -> date:
    """A day as YYYY-MM-DD. Raises RefusedError for anything else, 30 February as well."""
    refusal = RefusedError(column, "Dit is geen bestaande dag in de vorm JJJJ-MM-DD.")
    if not _ISO_DAY.fullmatch(text):
        raise refusal
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise refusal from problem


def _checked(source: IO[bytes]) -> tuple[int, str]:
    """How many lines the file has and its SHA-256; refuses it at the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    digest, read, lines, last = hashlib.sha256(), 0, 0, b"\n"
    while True:
        chunk = source.read(_CHUNK)
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as problem:
            row = lines + 1 + chunk[: max(0, problem.start - pending)].count(b"\n")
            position = read - pending + problem.start + 1
            raise DomainError("niet_utf8", position=position, row=row) from problem
        if not chunk:
            return lines + (last != b"\n"), digest.hexdigest()
        digest.update(chunk)
        read += len(chunk)
        lines += chunk.count(b"\n")
        last = chunk[-1:]
