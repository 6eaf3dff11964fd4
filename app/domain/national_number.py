"""The number of the National Register (rijksregisternummer) and the BIS number: check, read, print.

The check is python-stdnum's (`be.nn`, `be.bis`): 11 digits YYMMDD-XXX-CC, CC = 97 - (rest mod 97), with
a 2 before the digits for people born from 2000; a BIS number has 20 or 40 added to the month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from stdnum.be import bis, nn
from stdnum.exceptions import ValidationError

from app.domain.errors import DomainError

_PARTIAL_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})\Z")


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A checked number; `year`, `month` and `day` of birth are None where the number does not tell them."""

    digits: str
    is_bis: bool
    year: int | None
    month: int | None
    day: int | None

    @property
    def formatted(self) -> str:
        """`85.07.30-033.28`."""
        return format_number(self.digits)


def parse_number(text: str) -> NationalNumber:
    """Checks a number, with or without its points and dashes.

    Raises DomainError `rijksregisternummer_ongeldig` (number) for any other text.
    """
    kind = nn if nn.is_valid(text) else bis
    try:
        digits = kind.validate(text)
    except ValidationError as problem:
        raise DomainError("rijksregisternummer_ongeldig", number=text) from problem
    birth = kind.get_birth_date(digits)
    day = birth.day if birth else None
    year, month = kind.get_birth_year(digits), kind.get_birth_month(digits)
    return NationalNumber(digits, kind is bis, year, month, day)


def is_valid_number(text: str) -> bool:
    """Whether the text is a valid national or BIS number."""
    return nn.is_valid(text) or bis.is_valid(text)


def format_number(digits: str) -> str:
    """Eleven digits as they are printed: `85.07.30-033.28`."""
    return f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}-{digits[6:9]}.{digits[9:]}"


def with_check_digits(rest: str, birth_year: int) -> str:
    """The eleven digits of a number, from the nine before its check."""
    checked = int(rest if birth_year < 2000 else f"2{rest}")
    return f"{rest}{97 - checked % 97:02d}"


def parse_birth_date(text: str) -> tuple[int, int | None, int | None]:
    """Year, month, day of a birth date of which month and day may be unknown (`1985-00-00`, `1985-07-00`).

    Raises DomainError `geboortedatum_ongeldig` (value) for text that is no such date or cannot exist.
    """
    match = _PARTIAL_DATE.match(text)
    if not match:
        raise DomainError("geboortedatum_ongeldig", value=text)
    year, month, day = (int(part) for part in match.groups())
    if year < 1 or (month == 0 and day != 0):
        raise DomainError("geboortedatum_ongeldig", value=text)
    try:
        date(year, month or 1, day or 1)
    except ValueError as problem:
        raise DomainError("geboortedatum_ongeldig", value=text) from problem
    return year, month or None, day or None


def fits_birth_date(number: str, birth_date: str) -> bool:
    """Whether a valid number and a birth date agree; parts unknown on either side fit anything."""
    known = parse_number(number)
    pairs = zip((known.year, known.month, known.day), parse_birth_date(birth_date), strict=True)
    return all(one is None or other is None or one == other for one, other in pairs)
