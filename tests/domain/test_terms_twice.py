"""Every rule of terms counted twice: by the app, and by the second reading that walks day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.clock import midnight
from app.domain.calendar import add_months, is_working_day
from tests.domain import second_count as second
from tests.domain.questions import EXTENSIONS, LENGTHS, STARTS, Question, questions, suspensions
from tests.domain.second_count import Length, SecondCount
from tests.domain.terms import day

# A busy machine is no failure.
MANY = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COMBINED = settings(MANY, max_examples=800)


def agree(question: Question) -> None:
    assert question.first() == question.second()


@st.composite
def in_the_moved_part(draw: st.DrawFn) -> Question:
    """Terms that end before a weekend or holiday, with suspensions around that end."""
    question = Question(draw(STARTS), draw(LENGTHS))
    last = Question(question.start, question.length, roll=False).second().last_day
    assert last is not None
    spans = draw(
        st.lists(st.tuples(st.integers(-3, 8), st.integers(0, 6) | st.none()), min_size=1, max_size=4)
    )
    suspend = tuple(
        (last + timedelta(first), None if more is None else last + timedelta(first + more))
        for first, more in spans
    )
    return Question(question.start, question.length, suspend=suspend)


@pytest.mark.parametrize("year", range(2019, 2036))
def test_every_day_of_the_year_is_a_working_day_for_both_or_for_neither(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(each) for each in range(366 if year % 4 == 0 else 365)]
    assert [is_working_day(each) for each in days] == [second.works(each) for each in days]
    assert sum(each.weekday() < 5 and not second.works(each) for each in days) <= 10
    closed = frozenset(days[::7])
    assert not any(is_working_day(each, closed) for each in closed)


@pytest.mark.parametrize("year", range(2019, 2036))
def test_every_midnight_of_the_year_is_the_same_instant(year: int) -> None:
    """Three ways: the app, the time zone database, and the rule of the last Sundays."""
    brussels = ZoneInfo("Europe/Brussels")
    for each in (date(year, 1, 1) + timedelta(number) for number in range(365)):
        expected = datetime(each.year, each.month, each.day, tzinfo=brussels).astimezone(UTC)
        assert midnight(each) == second.midnight_in_utc(each) == expected


@MANY
@given(STARTS, LENGTHS, st.booleans(), st.integers(0, 5))
def test_a_plain_term(start: date, length: Length, roll: bool, notice_days: int) -> None:
    agree(Question(start, length, roll, notice_days))


@MANY
@given(STARTS, st.integers(1, 48))
@example(date(2027, 12, 31), 2)
@example(date(2028, 2, 29), 12)
def test_months(start: date, months: int) -> None:
    assert add_months(start, months) == second.month_later(start, months)
    agree(Question(start, (months, "maanden")))


@MANY
@given(STARTS, st.integers(1, 120), st.lists(st.integers(0, 160), max_size=12))
def test_working_days_around_closing_days(start: date, length: int, closed: list[int]) -> None:
    days = frozenset(start + timedelta(each) for each in closed)
    agree(Question(start, (length, "werkdagen"), closing_days=days))
    agree(Question(start, (length, "kalenderdagen"), closing_days=days, notice_days=3))


@MANY
@given(
    st.integers(2019, 2035), st.sampled_from([3, 10]), st.integers(-3, 3), st.integers(1, 200), st.booleans()
)
def test_timers_around_both_clock_changes(year: int, month: int, near: int, length: int, roll: bool) -> None:
    """A last day within three days of the change, whatever the season in which it was counted."""
    last = second.last_sunday(year, month) + timedelta(near)
    agree(Question(last - timedelta(length), (length, "kalenderdagen"), roll=roll))


@COMBINED
@given(STARTS, LENGTHS, st.data())
def test_suspended(start: date, length: Length, data: st.DataObject) -> None:
    agree(Question(start, length, suspend=data.draw(suspensions(start)), roll=data.draw(st.booleans())))


@COMBINED
@given(in_the_moved_part())
def test_suspended_around_the_moved_last_day(question: Question) -> None:
    agree(question)


@MANY
@given(STARTS, LENGTHS, st.lists(EXTENSIONS, min_size=1, max_size=4))
def test_extended_in_the_same_and_in_other_units(start: date, length: Length, extend: list[Length]) -> None:
    agree(Question(start, length, extend=tuple(extend)))


@COMBINED
@given(STARTS, LENGTHS, st.integers(-30, 700), st.booleans(), st.data())
def test_replaced_by_a_date(start: date, length: Length, after: int, roll: bool, data: st.DataObject) -> None:
    suspend = data.draw(suspensions(start))
    agree(Question(start, length, roll, suspend=suspend, replaced_by=start + timedelta(after)))


@COMBINED
@given(questions())
def test_everything_together(question: Question) -> None:
    agree(question)


@pytest.mark.parametrize(
    ("question", "last_day", "fires_at"),
    [
        (Question(day("2026-01-05"), (3, "maanden")), "2026-04-07", "2026-04-07T22:00"),
        (Question(day("2026-01-31"), (1, "maanden"), roll=False), "2026-02-28", "2026-02-28T23:00"),
        (Question(day("2026-01-31"), (1, "maanden")), "2026-03-02", "2026-03-02T23:00"),
        (
            Question(day("2026-01-31"), (1, "maanden"), extend=((1, "maanden"),)),
            "2026-03-31",
            "2026-03-31T22:00",
        ),
        (  # lengths in one unit are added, also over another unit
            Question(day("2026-01-31"), (1, "maanden"), extend=((2, "kalenderdagen"), (1, "maanden"))),
            "2026-04-02",
            "2026-04-02T22:00",
        ),
        (  # the moved last day is suspended, which began after the counted one
            Question(day("2026-01-05"), (3, "maanden"), suspend=((day("2026-04-07"), day("2026-04-10")),)),
            "2026-04-13",
            "2026-04-13T22:00",
        ),
        (  # counted 5 April; 14 days more; then 5 suspended days
            Question(
                day("2026-01-05"),
                (3, "maanden"),
                extend=((14, "kalenderdagen"),),
                suspend=((day("2026-02-01"), day("2026-02-05")),),
            ),
            "2026-04-24",
            "2026-04-24T22:00",
        ),
        (  # ten working days of which the suspended week is none, then five days: Saturday 28 March
            Question(
                day("2026-03-02"),
                (10, "werkdagen"),
                extend=((5, "kalenderdagen"),),
                suspend=((day("2026-03-09"), day("2026-03-13")),),
            ),
            "2026-03-30",
            "2026-03-30T22:00",
        ),
        (Question(day("2026-01-05"), (3, "maanden"), suspend=((day("2026-02-01"), None),)), None, None),
        (
            Question(day("2026-01-05"), (3, "maanden"), replaced_by=day("2026-05-01")),
            "2026-05-04",
            "2026-05-04T22:00",
        ),
    ],
)
def test_worked_by_hand(question: Question, last_day: str | None, fires_at: str | None) -> None:
    """The examples of the rules, so that two counters that agree do not agree on the wrong day."""
    moment = datetime.fromisoformat(fires_at).replace(tzinfo=UTC) if fires_at else None
    by_hand = SecondCount(day(last_day) if last_day else None, moment)
    assert question.first() == question.second() == by_hand


def test_an_attest_adds_nothing_for_days_before_its_event() -> None:
    """Notice moves the event past the day on which the attest was decided."""
    sent = day("2026-04-02")
    suspend = ((day("2026-04-03"), day("2026-04-09")),)  # notified on 8 April: one suspended day
    question = Question(sent, (1, "maanden"), notice_days=3, suspend=suspend, replaced_by=day("2026-06-01"))
    assert question.first().last_day == question.second().last_day == day("2026-06-02")
