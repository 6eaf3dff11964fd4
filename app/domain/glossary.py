"""The words of the field in three languages, and the reader of the data files of this room."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Entry:
    """One concept of the field in three languages."""

    dutch: str
    english: str
    french: str
    note: str


@cache
def glossary() -> tuple[Entry, ...]:
    """The words of the field, one Dutch and one English word per concept (data/begrippen.csv)."""
    return tuple(
        Entry(row["nederlands"], row["engels"], row["frans"], row["toelichting"])
        for row in read_table("begrippen.csv")
    )


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a data file of this package (`;` between cells, header line, UTF-8)."""
    text = (files("app.domain") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))
