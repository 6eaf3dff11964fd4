"""Hours, months and the days in which a partner sees somebody, by property."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enrolments import (
    MOST_HOURS,
    Hours,
    Part,
    checked_hours,
    may_follow,
    month_before,
    month_of,
    months_taught,
    next_month,
    read_hours,
    read_month,
    seen_since,
)
from app.domain.errors import DomainError

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@given(st.integers(0, 999_999))
def test_hours_are_read_as_they_are_written(hundredths: int) -> None:
    text = f"{hundredths // 100},{hundredths % 100:02d}"
    assert read_hours(text) == read_hours(text.replace(",", ".")) == hundredths
    if hundredths % 100 == 0:
        assert read_hours(str(hundredths // 100)) == hundredths


@given(st.text(max_size=8))
def test_any_other_text_is_refused_and_never_fails(text: str) -> None:
    try:
        assert read_hours(text) >= 0
    except DomainError as refused:
        assert refused.code == "uren_geen_getal"  # noqa: PT017 - the only refusal that there is


@given(*[st.integers(-1, MOST_HOURS + 1)] * 3)
def test_hours_that_can_be_give_a_percentage(given_: int, present: int, excused: int) -> None:
    try:
        hours = checked_hours(given_, present, excused)
    except DomainError:
        assert min(given_, present, excused) < 0 or given_ > MOST_HOURS or present + excused > given_
        return
    if hours.percentage is None:
        assert given_ == excused
    else:
        assert 0 <= hours.percentage <= 100
        assert (hours.percentage == 100) or present < given_ - excused


def test_excused_hours_do_not_count() -> None:
    assert Hours(4000, 2880, 400).percentage == 80.0
    assert (Hours(1000, 500) + Hours(1000, 500, 500)).percentage == 66.7


@given(DAYS)
def test_a_month_comes_between_those_around_it(day: date) -> None:
    month = month_of(day)
    assert month <= day < next_month(month)
    assert next_month(month_before(day)) == month
    assert read_month(f"{day:%Y-%m}") == month


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "202610", "2026-1", "2026/10", "10-2026", "9999-12", "1926-10"]
)
def test_a_month_has_one_form(text: str) -> None:
    with pytest.raises(DomainError):
        read_month(text)


@given(DAYS, st.none() | st.integers(0, 900), st.integers(-100, 900))
def test_months_to_tell_are_over_or_their_lessons_are(start: date, length: int | None, later: int) -> None:
    end = None if length is None else start + timedelta(days=length)
    today = start + timedelta(days=later)
    months = list(months_taught(start, end, today))
    assert months == sorted(set(months))
    for month in months:
        assert month_of(start) <= month <= month_of(min(end or today, today))
        assert next_month(month) <= today or (end is not None and end < today)
    if end is not None and end < today:
        assert month_of(end) in months


def test_where_no_rule_says_how_long_a_partner_sees_nobody_afterwards() -> None:
    today = date(2026, 11, 2)
    assert seen_since({}, today) == today
    assert seen_since({"partner_inzage": 30}, today) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("part", "organisation", "kind", "fits"),
    [
        (Part.DUTCH, "cvo_gent", "partner", True),
        (Part.WORK, "cvo_gent", "partner", False),
        (Part.WORK, "actiris", "partner", True),
        (Part.NETWORK, "vdab", "partner", False),
        (Part.DUTCH, "dvz", "partner", False),
        (Part.NETWORK, "vlaamse_belastingdienst", "partner", False),
        (Part.DUTCH, "bapa_via", "onthaalbureau", False),
        (Part.DUTCH, "in_gent", "agentschap", False),
    ],
)
def test_who_follows_what(part: Part, organisation: str, kind: str, fits: bool) -> None:
    assert may_follow(part, organisation, kind) is fits
