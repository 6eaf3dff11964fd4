"""Belgian days: legal holidays, working days, months. Days only; instants belong to app/clock.py.

Legal holidays are the ten that the Judicial Code's counting of terms knows, plus Sundays. 2 November and
26 December are none of them; a service that closes then, or on 11 July, passes `closing_days`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache

ONE_DAY = timedelta(days=1)
_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
_FIXED = {
    (1, 1): "Nieuwjaar",
    (5, 1): "Dag van de Arbeid",
    (7, 21): "nationale feestdag",
    (8, 15): "O.L.V.-Hemelvaart",
    (11, 1): "Allerheiligen",
    (11, 11): "Wapenstilstand",
    (12, 25): "Kerstmis",
}
_AFTER_EASTER = {1: "paasmaandag", 39: "O.H.-Hemelvaart", 50: "pinkstermaandag"}
_CLOSED_BY_GOVERNMENT = ((7, 11), (11, 2), (12, 26))


@lru_cache(maxsize=400)
def legal_holidays(year: int) -> dict[date, str]:
    """The ten legal holidays of a year and their Dutch names."""
    named = {date(year, month, day): name for (month, day), name in _FIXED.items()}
    easter = easter_sunday(year)
    named.update({easter + timedelta(days=after): name for after, name in _AFTER_EASTER.items()})
    return named


def easter_sunday(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus/Jones/Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - correction + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def government_closing_days(years: Collection[int]) -> frozenset[date]:
    """11 July, 2 November and 26 December: days on which the Flemish government also closes (a setting)."""
    return frozenset(date(year, month, day) for year in years for month, day in _CLOSED_BY_GOVERNMENT)


def why_closed(day: date, closing_days: Collection[date] = ()) -> str | None:
    """Why a day is no working day, in Dutch ("zaterdag", "paasmaandag"); None for a working day."""
    holiday = legal_holidays(day.year).get(day)
    if holiday is not None:
        return holiday
    if day.weekday() >= 5:
        return "zaterdag" if day.weekday() == 5 else "zondag"
    return "sluitingsdag" if day in closing_days else None


def is_working_day(day: date, closing_days: Collection[date] = ()) -> bool:
    """Monday to Friday, no legal holiday, no extra closing day."""
    return why_closed(day, closing_days) is None


def next_working_day(day: date, closing_days: Collection[date] = ()) -> date:
    """The day itself when it is a working day, otherwise the first one after it."""
    while not is_working_day(day, closing_days):
        day += ONE_DAY
    return day


def add_working_days(day: date, count: int, closing_days: Collection[date] = ()) -> date:
    """The `count`-th working day after `day`, which does not count itself; 0 gives the day back."""
    for _ in range(count):
        day = next_working_day(day + ONE_DAY, closing_days)
    return day


def add_months(day: date, count: int) -> date:
    """The day with the same number `count` months later, or that month's last day where there is none."""
    years, month = divmod(day.month - 1 + count, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, days_in_month(year, month)))


def days_in_month(year: int, month: int) -> int:
    """How many days a month has."""
    following = date(year + month // 12, month % 12 + 1, 1) if (year, month) != (9999, 12) else None
    return (following - ONE_DAY).day if following else 31


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another (15 January to 14 March: 1); 0 when `later` is not later."""
    if later <= earlier:
        return 0
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months if add_months(earlier, months) <= later else months - 1


def in_dutch(day: date) -> str:
    """The day as a letter prints it: `7 april 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
