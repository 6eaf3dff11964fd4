"""What a demo is made from: a last day, a scale, a seed and a length. The same plan gives the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from app.clock import midnight
from app.domain.calendar import ONE_DAY, add_months, is_working_day, next_working_day
from app.domain.target_group import NEW_REGIME_FROM

OPENS, CLOSES = timedelta(hours=9), timedelta(hours=17)
LAST_EXTRACT = timedelta(days=6)  # before the end: the visitor finds fresh invitations, some already sent


@dataclass(frozen=True)
class Plan:
    """A life of `months` that ends on `until`, with one person for each `scale` people of Flanders.

    Raises ValueError for a scale below 1, and for an `until` before `earliest`.
    """

    until: date
    scale: int = 100
    seed: int = 1
    months: int = 24
    mishaps: bool = True  # also people with whom something goes wrong that a colleague has to put right

    def __post_init__(self) -> None:
        if self.scale < 1:
            raise ValueError(f"one of {self.scale} people")
        if self.until < earliest(self.months):
            raise ValueError(f"{self.until} ends a life that began under the old decree")

    @property
    def first_day(self) -> date:
        return add_months(self.until, -self.months)

    @property
    def begins(self) -> datetime:
        return midnight(self.first_day) + OPENS

    @property
    def ends(self) -> datetime:
        """The evening of the last day."""
        return midnight(self.until) + CLOSES

    @property
    def last_working_day(self) -> date:
        return previous_working_day(self.until)

    def extract_day(self, months_before: int) -> date:
        """The day on which the extract comes that is so many months older than the last one."""
        day = add_months(self.until, -months_before) - LAST_EXTRACT
        return max(previous_working_day(day), next_working_day(self.first_day))

    def extracts(self) -> list[tuple[int, date]]:
        """Every extract, oldest first: how many months before the last one, and its day."""
        return [(back, self.extract_day(back)) for back in range(self.months, -1, -1)]

    def stream(self, *about: object) -> Random:
        """Chance for one question about one person: asking another question never changes the answer."""
        return Random("|".join(map(str, (self.seed, *about))))  # noqa: S311 - a story, no secret


def earliest(months: int = 24) -> date:
    """The first day on which a life may end: all of it is under the decree of now."""
    return add_months(NEW_REGIME_FROM, months)


def previous_working_day(day: date) -> date:
    """That day, or the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day
