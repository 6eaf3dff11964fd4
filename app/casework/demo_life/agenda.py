"""What is going to happen in a demo, in order of time; at one moment, in the order of planning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from app.casework.demo_life.plan import OPENS, Plan
from app.clock import local, midnight
from app.db.session import Transaction
from app.domain.calendar import ONE_DAY, add_working_days, next_working_day

Action = Callable[[Transaction], None]

HOURS = tuple(timedelta(hours=hour, minutes=minute) for hour, minute in ((9, 30), (11, 0), (14, 0), (15, 30)))


class Agenda:
    """Actions by moment; none is planned after the end of the life."""

    def __init__(self, plan: Plan) -> None:
        self._ends = plan.ends
        self._planned: list[tuple[datetime, int, Action]] = []
        self._order = count()

    def at(self, moment: datetime, action: Action) -> None:
        if moment <= self._ends:
            heappush(self._planned, (moment, next(self._order), action))

    def after_days(self, now: datetime, days: int, turn: int, action: Action) -> None:
        """On the first working day so many calendar days later, at one of the hours of a desk."""
        self.on(local(now).date() + days * ONE_DAY, now, turn, action)

    def after_working_days(self, now: datetime, working_days: int, turn: int, action: Action) -> None:
        """So many working days later, at one of the hours of a desk."""
        self.on(add_working_days(local(now).date(), working_days), now, turn, action)

    def on(self, day: date, now: datetime, turn: int, action: Action) -> None:
        """On a day at the hour of that turn; where it has struck, at the next one that desks are open."""
        day = next_working_day(day)
        mine = HOURS[turn % len(HOURS)]
        left = [midnight(day) + hour for hour in (mine, *HOURS) if midnight(day) + hour > now]
        self.at(left[0] if left else midnight(add_working_days(day, 1)) + mine, action)

    def next_moment(self) -> datetime | None:
        return self._planned[0][0] if self._planned else None

    def due(self, moment: datetime) -> list[Action]:
        """What is planned up to a moment, taken out in order."""
        found = []
        while self._planned and self._planned[0][0] <= moment:
            found.append(heappop(self._planned)[2])
        return found


def opening(day: date) -> datetime:
    """The hour at which desks open on a day: the post leaves, extracts are read."""
    return midnight(day) + OPENS
