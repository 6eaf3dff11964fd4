"""National Register and BIS numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.domain.national_number import (
    fits_birth_date,
    format_number,
    is_valid_number,
    parse_birth_date,
    parse_number,
)


@pytest.mark.parametrize(
    ("text", "is_bis", "birth"),
    [
        ("85073003328", False, (1985, 7, 30)),
        ("85.07.30-033.28", False, (1985, 7, 30)),
        ("17073003384", False, (2017, 7, 30)),
        ("93051822361", False, (1993, 5, 18)),
        ("98472899765", True, (1998, 7, 28)),
        ("01490700185", True, (2001, 9, 7)),
        ("88422999979", True, (1988, 2, 29)),
        ("88222999936", True, (1988, 2, 29)),
    ],
)
def test_valid_numbers(text: str, is_bis: bool, birth: tuple[int, int, int]) -> None:
    number = parse_number(text)
    assert (number.is_bis, (number.year, number.month, number.day)) == (is_bis, birth)


@pytest.mark.parametrize("text", ["12345678901", "850730033281", "8507300332", "", "abc", "٨٥٠٧٣٠٠٣٣٢٨"])
def test_wrong_numbers_are_refused(text: str) -> None:
    assert not is_valid_number(text)
    with pytest.raises(DomainError, match="rijksregisternummer_ongeldig"):
        parse_number(text)


def test_printing() -> None:
    assert parse_number("85073003328").formatted == "85.07.30-033.28"
    assert format_number("85073003328") == "85.07.30-033.28"


@pytest.mark.parametrize(
    ("birth_date", "fits"),
    [
        ("1985-07-30", True),
        ("1985-07-00", True),
        ("1985-00-00", True),
        ("1985-07-31", False),
        ("1985-08-00", False),
        ("1986-00-00", False),
        ("2085-07-30", False),
    ],
)
def test_number_and_birth_date(birth_date: str, fits: bool) -> None:
    assert fits_birth_date("85073003328", birth_date) is fits


def test_a_number_that_knows_only_the_year_fits_any_day_of_it() -> None:
    number = next(n for n in (f"850000001{check:02d}" for check in range(1, 98)) if is_valid_number(n))
    assert fits_birth_date(number, "1985-03-03")
    assert not fits_birth_date(number, "1986-03-03")


@pytest.mark.parametrize(
    "text", ["1985-7-30", "1985-00-10", "1985-13-01", "2023-02-29", "0000-01-01", "1985-07-30 ", "gisteren"]
)
def test_birth_dates_that_cannot_be(text: str) -> None:
    with pytest.raises(DomainError, match="geboortedatum_ongeldig"):
        parse_birth_date(text)


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    if is_valid_number(text):
        assert len(parse_number(text).digits) == 11
    else:
        with pytest.raises(DomainError):
            parse_number(text)
