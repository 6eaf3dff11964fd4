"""A row of the population register as a scenario means it: a real file of one line, for the import."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.national_number import parse_birth_date, with_check_digits
from app.domain.vocabulary import Region
from app.exchange import register
from app.exchange.register_columns import COLUMNS
from app.studio.scenarios.usual import filled_in


def facts(said: Mapping[str, Any], today: date) -> dict[str, str]:
    """The cells of a row as they were said; where nobody said it, a number that fits the birth date."""
    cells = {name: _cell(value) for name, value in filled_in(said, today, {}).items()}
    cells.setdefault("extractiedatum", today.isoformat())
    if "rijksregisternummer" not in cells:
        cells["rijksregisternummer"] = _number(cells.get("geboortedatum", ""))
    return cells


def file_of(cells: Mapping[str, str], region: Region = Region.FLANDERS) -> bytes:
    """An extract of one row, of that region."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    of_others = {name for each, name in register.FIRST.items() if each is not region}
    columns = [name for name in COLUMNS if name not in of_others]
    writer.writerow(columns)
    writer.writerow([cells.get(name, "") for name in columns])
    return text.getvalue().encode()


def of_the_person(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells of a row that say something about the person, and not about the row itself."""
    return {name: text for name, text in cells.items() if name not in ("mutatie", "extractiedatum")}


def columns(cells: Mapping[str, str]) -> dict[str, Any]:
    """The same facts as columns of the table `person`, for who is written in by hand."""
    return {
        COLUMNS[name].field: COLUMNS[name].parse(text)
        for name, text in of_the_person(cells).items()
        if name in COLUMNS and text
    }


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else str(value)


def _number(birth_date: str) -> str:
    """A valid number: birth day, the first serial of that day, check digits."""
    year, month, day = parse_birth_date(birth_date)
    return with_check_digits(f"{year % 100:02d}{month or 0:02d}{day or 0:02d}001", year)
