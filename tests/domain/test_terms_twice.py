"""Every rule of terms counted twice: by the app, and by the second reading that walks day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from app.clock import midnight
from app.domain.calendar import add_months, is_working_day
from app.domain.terms import Extension, Replacement, Suspension, count, sentence
from app.domain.vocabulary import Unit
from tests.domain import second_count as second
from tests.domain.second_count import Length, SecondCount, Span, second_count
from tests.domain.terms import day, rule

# A busy machine is no failure.
MANY = settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
COMBINED = settings(MANY, max_examples=1000)

STARTS = st.dates(date(2019, 1, 1), date(2033, 6, 30))
LENGTHS: st.SearchStrategy[Length] = st.one_of(
    st.tuples(st.integers(1, 90), st.just("kalenderdagen")),
    st.tuples(st.integers(1, 40), st.just("werkdagen")),
    st.tuples(st.integers(1, 24), st.just("maanden")),
)
EXTENSIONS = LENGTHS.map(
    lambda length: (min(length[0], 12) if length[1] == "maanden" else length[0], length[1])
)


@dataclass(frozen=True)
class Question:
    """What both readings are asked."""

    start: date
    length: Length
    roll: bool = True
    notice_days: int = 0
    closing_days: frozenset[date] = frozenset()
    suspend: tuple[Span, ...] = ()
    extend: tuple[Length, ...] = ()
    replaced_by: date | None = None
    """As on the command line: decided on the day of the event, and after every extension."""

    def second(self) -> SecondCount:
        return second_count(
            self.start,
            self.length,
            roll=self.roll,
            notice_days=self.notice_days,
            closing_days=self.closing_days,
            suspend=self.suspend,
            extend=self.extend,
            replaced_by=self.replaced_by,
        )

    def first(self) -> SecondCount:
        amount, unit = self.length
        attest = Replacement(self.replaced_by, self.start, "attest") if self.replaced_by else None
        extensions = [Extension(more, Unit(each), self.start, "op verzoek") for more, each in self.extend]
        counted = count(
            rule(amount, Unit(unit), roll=self.roll, notice_days=self.notice_days),
            self.start,
            suspensions=[Suspension(begin, end, "ziekte") for begin, end in self.suspend],
            extensions=[] if attest else extensions,
            replaced_by=attest,
            closing_days=self.closing_days,
        )
        assert all(sentence(line).endswith(".") for line in counted.explanation)
        if counted.last_day is not None:
            assert counted.explanation[-1].day == counted.last_day
        return SecondCount(counted.last_day, None if counted.fires_on is None else midnight(counted.fires_on))


def agree(question: Question) -> None:
    assert question.first() == question.second()


@st.composite
def suspensions(
    draw: st.DrawFn, around: date, *, reach: int = 120, open_ended: bool = True
) -> tuple[Span, ...]:
    """Up to five, mostly near each other, so that they overlap and touch; now and then one without an end."""
    ends = st.integers(0, 25) | st.integers(0, 2)
    spans = draw(st.lists(st.tuples(st.integers(-15, reach), ends), max_size=5))
    closed = [(around + timedelta(first), around + timedelta(first + more)) for first, more in spans]
    if open_ended and draw(st.integers(0, 3)) == 0:
        return (*closed, (around + timedelta(draw(st.integers(-15, reach + 60))), None))
    return tuple(closed)


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


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Everything together."""
    start = draw(STARTS)
    closing = draw(st.lists(st.integers(-5, 150), max_size=6))
    return Question(
        start,
        draw(LENGTHS),
        roll=draw(st.booleans()),
        notice_days=draw(st.integers(0, 4)),
        closing_days=frozenset(start + timedelta(each) for each in closing),
        suspend=draw(suspensions(start)),
        extend=tuple(draw(st.lists(EXTENSIONS, max_size=3))),
        replaced_by=draw(st.none() | st.integers(-30, 400).map(lambda after: start + timedelta(after))),
    )


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
