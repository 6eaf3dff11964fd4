"""Holidays, working days and months."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import (
    add_months,
    add_working_days,
    days_in_month,
    government_closing_days,
    in_dutch,
    is_working_day,
    legal_holidays,
    months_between,
    next_working_day,
    why_closed,
)

DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))
SUNDAYS_OF_THE_LIBRARY = {"Easter Sunday", "Pentecost"}


@pytest.mark.parametrize("year", range(1950, 2100))
def test_the_ten_holidays_are_those_of_the_library(year: int) -> None:
    known = holidays.country_holidays("BE", years=year, language="en_US")
    expected = {day for day, name in known.items() if not set(name.split("; ")) <= SUNDAYS_OF_THE_LIBRARY}
    assert set(legal_holidays(year)) == expected


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-04-03", None),  # Good Friday is a working day
        ("2026-04-04", "zaterdag"),
        ("2026-04-05", "zondag"),
        ("2026-04-06", "paasmaandag"),
        ("2026-05-14", "O.H.-Hemelvaart"),
        ("2026-05-25", "pinkstermaandag"),
        ("2026-07-11", "zaterdag"),
        ("2025-07-11", None),  # the Flemish holiday is no legal one
        ("2026-11-02", None),
        ("2025-12-26", None),
        ("2026-12-25", "Kerstmis"),
    ],
)
def test_why_a_day_is_closed(day: str, why: str | None) -> None:
    assert why_closed(date.fromisoformat(day)) == why


def test_extra_closing_days_are_a_choice() -> None:
    closed = government_closing_days([2025])
    assert why_closed(date(2025, 7, 11), closed) == "sluitingsdag"
    assert next_working_day(date(2025, 7, 11), closed) == date(2025, 7, 14)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-15", 24, "2028-01-15"),
        ("2026-03-31", -1, "2026-02-28"),
    ],
)
def test_months(start: str, months: int, end: str) -> None:
    assert add_months(date.fromisoformat(start), months) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-04-03", 1, "2026-04-07"),  # over Easter
        ("2026-12-23", 2, "2026-12-28"),
        ("2026-05-13", 1, "2026-05-15"),
        ("2026-05-13", 0, "2026-05-13"),
    ],
)
def test_working_days_over_holidays(start: str, count: int, end: str) -> None:
    assert add_working_days(date.fromisoformat(start), count) == date.fromisoformat(end)


@given(DAYS, st.integers(0, 60))
def test_working_days_land_on_working_days_and_skip_no_open_one(start: date, count: int) -> None:
    end = add_working_days(start, count)
    span = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day) for day in span) == count
    assert count == 0 or is_working_day(end)


@given(DAYS, st.integers(0, 400))
def test_months_keep_the_number_or_take_the_last_day(start: date, count: int) -> None:
    end = add_months(start, count)
    assert (end.year - start.year) * 12 + end.month - start.month == count
    assert end.day == min(start.day, days_in_month(end.year, end.month))


@given(DAYS, DAYS)
def test_months_between_are_whole_months(one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    months = months_between(earlier, later)
    assert add_months(earlier, months) <= later < add_months(earlier, months + 1)
    assert months_between(later, earlier) == 0


def test_a_day_in_words() -> None:
    assert in_dutch(date(2026, 4, 7)) == "7 april 2026"
