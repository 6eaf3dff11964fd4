"""Counting terms: what holds for every term and every day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.calendar import is_working_day
from app.domain.terms import Suspension, count, sentence
from app.domain.vocabulary import Unit
from tests.domain.terms import rule

STARTS = st.dates(date(2015, 1, 1), date(2060, 12, 31))
RULES = st.builds(rule, st.integers(1, 60), st.sampled_from(Unit), roll=st.booleans())


@st.composite
def pauses(draw: st.DrawFn, around: date) -> list[Suspension]:
    """A few suspensions with an end, from a little before the event on."""
    spans = draw(st.lists(st.tuples(st.integers(-30, 200), st.integers(0, 60)), max_size=4))
    firsts = [(around + timedelta(days=offset), length) for offset, length in spans]
    return [Suspension(first, first + timedelta(days=length), "reden") for first, length in firsts]


@given(RULES, STARTS)
def test_a_term_never_ends_before_its_event(term, start: date) -> None:
    counted = count(term, start)
    assert counted.last_day is not None
    assert counted.last_day > start
    assert counted.fires_on == counted.last_day + timedelta(days=1)


@given(RULES, STARTS)
def test_a_later_event_never_gives_an_earlier_last_day(term, start: date) -> None:
    one, next_day = count(term, start).last_day, count(term, start + timedelta(days=1)).last_day
    assert one is not None
    assert next_day is not None
    assert one <= next_day


@given(st.builds(rule, st.integers(1, 60), st.sampled_from(Unit)), STARTS, st.data())
def test_a_last_day_that_moves_is_a_working_day(term, start: date, data: st.DataObject) -> None:
    counted = count(term, start, suspensions=data.draw(pauses(start)))
    assert counted.last_day is not None
    assert is_working_day(counted.last_day)


@given(RULES, STARTS, st.data())
def test_a_suspension_never_shortens(term, start: date, data: st.DataObject) -> None:
    plain = count(term, start).last_day
    suspended = count(term, start, suspensions=data.draw(pauses(start))).last_day
    assert plain is not None
    assert suspended is not None
    assert suspended >= plain


@given(RULES, STARTS, st.data())
def test_the_order_and_the_cutting_of_suspensions_do_not_matter(
    term, start: date, data: st.DataObject
) -> None:
    whole = data.draw(pauses(start))
    single = [
        Suspension(pause.first + timedelta(days=each), pause.first + timedelta(days=each), pause.reason)
        for pause in whole
        for each in range(((pause.last or pause.first) - pause.first).days + 1)
    ]
    expected = count(term, start, suspensions=whole).last_day
    assert count(term, start, suspensions=reversed(single)).last_day == expected


@given(
    st.builds(rule, st.integers(1, 60), st.sampled_from([Unit.CALENDAR_DAYS, Unit.MONTHS])), STARTS, st.data()
)
def test_the_person_keeps_every_unsuspended_day(term, start: date, data: st.DataObject) -> None:
    """Between event and last day lie at least as many free days as the term has without a suspension."""
    whole = data.draw(pauses(start))
    bare = rule(term.length, term.unit, roll=False)
    plain, suspended = count(bare, start).last_day, count(bare, start, suspensions=whole).last_day
    assert plain is not None
    assert suspended is not None
    span = [start + timedelta(days=each) for each in range(1, (suspended - start).days + 1)]
    free = [day for day in span if not any(pause.first <= day <= (pause.last or day) for pause in whole)]
    assert len(free) == (plain - start).days


@given(RULES, STARTS, st.data())
def test_every_explanation_can_be_read(term, start: date, data: st.DataObject) -> None:
    counted = count(term, start, suspensions=data.draw(pauses(start)))
    assert all(sentence(line).endswith(".") for line in counted.explanation)
    assert counted.explanation[-1].day >= counted.explanation[0].day
