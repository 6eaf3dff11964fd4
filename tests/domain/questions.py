"""Invented questions about terms, each of which the app and the second reading can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from app.clock import midnight
from app.domain.terms import Extension, Replacement, Suspension, count, sentence
from app.domain.vocabulary import Unit
from tests.domain.second_count import Length, SecondCount, Span, second_count
from tests.domain.terms import rule

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
