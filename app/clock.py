"""The one place that reads the machine's clock, and the one that knows where Brussels is."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


def system_now() -> datetime:
    """The machine's time, aware, in UTC, to the millisecond (what the databases keep)."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def brussels_day(instant: datetime) -> date:
    """The day in Brussels on which an aware instant falls."""
    return instant.astimezone(BRUSSELS).date()


def midnight(day: date) -> datetime:
    """00:00 in Brussels on that day, as an aware UTC instant (clock changes included)."""
    return datetime.combine(day, time.min, BRUSSELS).astimezone(UTC)


def local(instant: datetime) -> datetime:
    """The instant on the clocks of Brussels."""
    return instant.astimezone(BRUSSELS)
