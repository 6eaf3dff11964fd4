"""The month file for the Dienst Vreemdelingenzaken: five columns, never more (legal.md 9: a closed list)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO

from app.exchange.csv_out import write_csv

COLUMNS = ("naam", "voornaam", "rijksregisternummer", "contract_ondertekend", "attest_behaald")


@dataclass(frozen=True, slots=True, order=True)
class DvzRow:
    """One person, whether they signed an inburgeringscontract and whether they have an inburgeringsattest."""

    last_name: str
    first_name: str
    national_number: str  # eleven digits
    signed: bool
    certified: bool


def write(rows: Iterable[DvzRow]) -> bytes:
    """The file: UTF-8 without BOM, sorted by name and number: the same people give the same bytes."""
    text = StringIO()
    write_csv(
        text,
        COLUMNS,
        (
            (
                _line(row.last_name),
                _line(row.first_name),
                row.national_number,
                yes_no(row.signed),
                yes_no(row.certified),
            )
            for row in sorted(rows)
        ),
    )
    return text.getvalue().encode()


def yes_no(value: bool) -> str:
    """As the file says it."""
    return "ja" if value else "nee"


def _line(text: str) -> str:
    """A name on one line, whatever somebody typed."""
    return " ".join(text.split())
