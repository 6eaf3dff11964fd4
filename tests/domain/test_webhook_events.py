"""When an event that did not arrive is tried again, and that every event says what it tells."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.webhook_events import FACTS, FOR_PARTNERS, GIVE_UP, LONGEST_WAIT, WebhookEvent, wait_after


@given(st.integers(1, 10_000))
def test_pauses_grow_to_a_day_and_stay_there(failures: int) -> None:
    assert timedelta(minutes=1) <= wait_after(failures) <= wait_after(failures + 1) <= LONGEST_WAIT


def test_daily_for_two_weeks_at_the_end() -> None:
    growing = sum((wait_after(n) for n in range(1, 12)), timedelta())
    assert wait_after(11) < wait_after(12) == LONGEST_WAIT
    assert timedelta(days=14) <= GIVE_UP - growing <= timedelta(days=15)


def test_every_event_says_which_facts_it_has() -> None:
    assert set(FACTS) == set(WebhookEvent) >= FOR_PARTNERS
