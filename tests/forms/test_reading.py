"""Numbers and days as people type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from app.forms.limits import FIRST_YEAR, LAST_YEAR
from app.forms.reading import BadAnswer, read_number
from tests.forms.build import check, codes, field, form

NUMBERS = st.decimals(min_value=-10_000_000, max_value=10_000_000, places=2)
DAYS = st.dates(min_value=date(FIRST_YEAR, 1, 1), max_value=date(LAST_YEAR, 12, 31))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("250", 250),
        ("12,50", 12.5),
        ("12.5", 12.5),
        ("1.234,56", 1234.56),
        ("1 234,56", 1234.56),
        ("1\u202f234\u00a0567", 1234567),
        ("1.234.567", 1234567),
        ("€ 100", 100),
        ("0.125", 0.125),
        ("0,5", 0.5),
        ("-3", -3),
        ("+3", 3),
        ("007", 7),
        ("-0", 0),
        ("１２", 12),
    ],
)
def test_number_as_belgians_write_it(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["abc", "1,2,3", "1.23.456", "12.345,", "NaN", "inf", "1e5", "0x10", "1_000", "--1", "١٢x", "=1+1"],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(BadAnswer) as refused:
        read_number(text)
    assert refused.value.code == "geen_getal"


def test_a_lone_dot_before_three_digits_is_asked_again() -> None:
    with pytest.raises(BadAnswer) as refused:
        read_number("1.234")
    assert refused.value.code == "getal_dubbelzinnig"
    assert refused.value.facts == {"als_duizendtal": "1234", "als_decimaal": "1,234"}
    assert read_number("1.234", decimals=0) == 1234


def test_more_digits_than_a_number_carries_are_refused() -> None:
    assert read_number("999999999999999") == 999_999_999_999_999
    with pytest.raises(BadAnswer):
        read_number("9999999999999999")


@given(NUMBERS)
def test_a_number_written_the_belgian_way_is_read_back(number: Decimal) -> None:
    whole = 0 if number == int(number) else None  # 1.000 alone may be a fraction: see above
    assert read_number(format_decimal(number, locale="nl_BE"), whole) == float(number)


@given(NUMBERS)
def test_a_typed_number_stays_itself(number: Decimal) -> None:
    made = form(field("number"))
    assert check(made, veld=float(number)).values["veld"] == float(number)


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_refusal(text: str) -> None:
    try:
        number = read_number(text)
    except BadAnswer:
        return
    assert number is None or isinstance(number, int | float)


@given(DAYS, st.booleans())
def test_a_day_in_three_boxes_is_the_same_iso_day(day: date, zeros: bool) -> None:
    pattern = "{:02d}" if zeros else "{}"
    posted = {
        "veld-day": pattern.format(day.day),
        "veld-month": pattern.format(day.month),
        "veld-year": str(day.year),
    }
    made = form(field("datetime"))
    assert check(made, **posted).values == {"veld": day.isoformat()}
    assert check(made, veld=day.isoformat()).values == {"veld": day.isoformat()}
    assert check(made, veld=day).values == {"veld": day.isoformat()}


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("29", "2", "2026"), "datum_bestaat_niet"),
        (("31", "4", "2026"), "datum_bestaat_niet"),
        (("1", "13", "2026"), "datum_bestaat_niet"),
        (("0", "1", "2026"), "datum_bestaat_niet"),
        (("1", "1", "26"), "datum_bestaat_niet"),
        (("1", "1", "9999"), "datum_bestaat_niet"),
        (("een", "1", "2026"), "datum_bestaat_niet"),
        (("²", "1", "2026"), "datum_bestaat_niet"),
        (("١", "1", "2026"), "datum_bestaat_niet"),
        (("1", "", "2026"), "datum_onvolledig"),
        (("", "", "2026"), "datum_onvolledig"),
    ],
)
def test_a_day_that_does_not_exist(parts: tuple[str, str, str], code: str) -> None:
    posted = dict(zip(("veld-day", "veld-month", "veld-year"), parts, strict=True))
    assert codes(check(form(field("datetime")), **posted)) == {"veld": code}


def test_leap_day_exists_in_a_leap_year() -> None:
    assert check(
        form(field("datetime")), **{"veld-day": "29", "veld-month": "2", "veld-year": "2028"}
    ).values == {"veld": "2028-02-29"}


@pytest.mark.parametrize(
    "text", ["2026-2-1", "01/02/2026", "2026-02-30", "20260201", "2026-02-01T00:00", "0001-01-01"]
)
def test_only_an_iso_day_in_one_box(text: str) -> None:
    assert codes(check(form(field("datetime")), veld=text)) == {"veld": "datum_bestaat_niet"}
