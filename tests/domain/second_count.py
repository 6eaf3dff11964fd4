"""A second reading of "Terms" in domain/processes.md, written apart from the app: one day at a time.

Nothing here comes from app/ or from a calendar library, so that a mistake has to be made twice to
stay unseen. It is slow and plain on purpose.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

A_DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6

# Easter Sundays, copied from the almanac: month and day per year.
EASTER = {
    2018: (4, 1),
    2019: (4, 21),
    2020: (4, 12),
    2021: (4, 4),
    2022: (4, 17),
    2023: (4, 9),
    2024: (3, 31),
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2028: (4, 16),
    2029: (4, 1),
    2030: (4, 21),
    2031: (4, 13),
    2032: (3, 28),
    2033: (4, 17),
    2034: (4, 9),
    2035: (3, 25),
    2036: (4, 13),
    2037: (4, 5),
    2038: (4, 25),
    2039: (4, 10),
    2040: (4, 1),
}
# New Year, Labour Day, the national holiday, Assumption, All Saints, Armistice, Christmas.
FIXED = {(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)}
# Easter Monday, Ascension, Whit Monday: days after Easter Sunday.
MOVABLE = (1, 39, 50)

Span = tuple[date, date | None]
Length = tuple[int, str]


@dataclass(frozen=True)
class SecondCount:
    """What the second reading finds; both are None while the term is suspended without an end."""

    last_day: date | None
    fires_at_utc: datetime | None


def works(day: date, closing_days: frozenset[date] = frozenset()) -> bool:
    """Monday to Friday, no legal holiday, no closing day."""
    if day.weekday() in (SATURDAY, SUNDAY) or (day.month, day.day) in FIXED or day in closing_days:
        return False
    easter = date(day.year, *EASTER[day.year])
    return all(day != easter + timedelta(days=after) for after in MOVABLE)


def last_sunday(year: int, month: int) -> date:
    """Of March or October, which both have 31 days."""
    day = date(year, month, 31)
    while day.weekday() != SUNDAY:
        day -= A_DAY
    return day


def midnight_in_utc(day: date) -> datetime:
    """00:00 in Brussels; the hands move later in the night, so the Sunday itself begins in the old time."""
    summer = last_sunday(day.year, 3) < day <= last_sunday(day.year, 10)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=2 if summer else 1)


def second_count(
    start: date,
    length: Length,
    *,
    roll: bool = True,
    notice_days: int = 0,
    closing_days: frozenset[date] = frozenset(),
    suspend: tuple[Span, ...] = (),
    extend: tuple[Length, ...] = (),
    replaced_by: date | None = None,
) -> SecondCount:
    """The last day, and the first moment after it, found by walking."""
    event = start
    for _ in range(notice_days):
        event = next_working_day(event, closing_days)

    suspend = after_the_event(event, suspend)
    if replaced_by is not None:
        counted, debt = replaced_by, suspended_between(event, replaced_by, suspend)
    else:
        found = count_lengths(event, added_up((length, *extend)), suspend, closing_days)
        if found is None:
            return SecondCount(None, None)
        counted, debt = found

    while debt and not endless(counted, suspend):
        counted += A_DAY
        debt -= not is_suspended(counted, suspend)
    if endless(counted, suspend):
        return SecondCount(None, None)

    last = roll_forward(counted, suspend, closing_days) if roll else counted
    return SecondCount(last, midnight_in_utc(last + A_DAY) if last else None)


def after_the_event(event: date, suspend: tuple[Span, ...]) -> tuple[Span, ...]:
    """Only days after the event count."""
    return tuple((max(begin, event + A_DAY), end) for begin, end in suspend if end is None or end > event)


def added_up(lengths: tuple[Length, ...]) -> dict[str, int]:
    """Lengths in the same unit are added; the units stay in the order in which they came."""
    sums: dict[str, int] = {}
    for amount, unit in lengths:
        sums[unit] = sums.get(unit, 0) + amount
    return sums


def count_lengths(
    event: date, lengths: dict[str, int], suspend: tuple[Span, ...], closing_days: frozenset[date]
) -> tuple[date, int] | None:
    """The counted last day, and how many calendar days are still owed to suspensions.

    Working days skip suspended days while they count; days and months count on, and owe them afterwards. None
    where the working days never end.
    """
    day, debt = event, 0
    for unit, amount in lengths.items():
        if unit == "werkdagen":
            while amount:
                day += A_DAY
                if endless(day, suspend):
                    return None
                if works(day, closing_days) and not is_suspended(day, suspend):
                    amount -= 1
            continue
        begin = day
        day = month_later(day, amount) if unit == "maanden" else day + amount * A_DAY
        debt += suspended_between(begin, day, suspend)
    return day, debt


def month_later(day: date, months: int) -> date:
    """Month by month to the wanted month, then the same number or as near below it as there is."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError("every month has a first day")


def roll_forward(day: date, suspend: tuple[Span, ...], closing_days: frozenset[date]) -> date | None:
    """To the first working day; a suspension that begins on the way, that day included, is waited out."""
    while not works(day, closing_days) or is_suspended(day, suspend):
        day += A_DAY
        if endless(day, suspend):
            return None
    return day


def next_working_day(day: date, closing_days: frozenset[date]) -> date:
    """The first one after this day."""
    day += A_DAY
    while not works(day, closing_days):
        day += A_DAY
    return day


def suspended_between(event: date, last: date, suspend: tuple[Span, ...]) -> int:
    """How many days after the event, up to and with the last day, are suspended; overlaps count once."""
    day, found = event, 0
    while day < last:
        day += A_DAY
        found += is_suspended(day, suspend)
    return found


def is_suspended(day: date, suspend: tuple[Span, ...]) -> bool:
    """Both ends of a suspension are in it."""
    return any(begin <= day and (end is None or day <= end) for begin, end in suspend)


def endless(day: date, suspend: tuple[Span, ...]) -> bool:
    """In a suspension that nobody has ended."""
    return any(begin <= day and end is None for begin, end in suspend)
