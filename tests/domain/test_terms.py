"""Counting terms: table of days."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.clock import midnight
from app.domain.terms import Counted, Extension, Line, Replacement, Suspension, count, sentence
from app.domain.vocabulary import Unit
from tests.domain.terms import THREE_MONTHS, day, rule

MONTHS, DAYS, WORKING = Unit.MONTHS, Unit.CALENDAR_DAYS, Unit.WORKING_DAYS


def pause(first: str, last: str | None, reason: str = "ziekte") -> Suspension:
    return Suspension(day(first), day(last) if last else None, reason)


def longer(length: int, unit: Unit, decided: str = "2026-01-10") -> Extension:
    return Extension(length, unit, day(decided), "op verzoek")


def codes(counted: Counted) -> list[str]:
    return [line.what for line in counted.explanation]


@pytest.mark.parametrize(
    ("length", "unit", "start", "last_day"),
    [
        (3, MONTHS, "2026-01-05", "2026-04-07"),  # Easter Sunday, Easter Monday
        (3, MONTHS, "2026-01-04", "2026-04-07"),  # a Saturday before Easter
        (1, MONTHS, "2026-01-31", "2026-03-02"),  # 28 February is a Saturday
        (1, MONTHS, "2028-01-31", "2028-02-29"),
        (12, MONTHS, "2028-02-29", "2029-02-28"),
        (24, MONTHS, "2026-03-16", "2028-03-16"),
        (3, MONTHS, "2025-12-30", "2026-03-30"),  # over the night the clock goes forward
        (30, DAYS, "2026-10-01", "2026-11-02"),  # Saturday 31 October, All Saints on Sunday; clock went back
        (30, DAYS, "2026-03-01", "2026-03-31"),
        (60, DAYS, "2026-05-22", "2026-07-22"),  # 21 July
        (14, DAYS, "2026-12-11", "2026-12-28"),  # Christmas on a Friday
        (25, WORKING, "2026-03-23", "2026-04-28"),  # Easter Monday left out
        (20, WORKING, "2026-12-24", "2027-01-25"),  # Christmas, New Year
        (1, WORKING, "2026-04-30", "2026-05-04"),
    ],
)
def test_last_day(length: int, unit: Unit, start: str, last_day: str) -> None:
    counted = count(rule(length, unit), day(start))
    assert counted.last_day == day(last_day)


def test_the_timer_fires_at_midnight_after_the_last_day() -> None:
    counted = count(THREE_MONTHS, day("2026-01-05"))
    assert counted.fires_on == day("2026-04-08")
    assert midnight(counted.fires_on) == datetime(2026, 4, 7, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "fires_at"),
    [
        ("2026-02-26", datetime(2026, 3, 28, 23, tzinfo=UTC)),  # 29 March: still winter time at midnight
        ("2026-02-27", datetime(2026, 3, 29, 22, tzinfo=UTC)),
        ("2026-09-24", datetime(2026, 10, 24, 22, tzinfo=UTC)),  # 25 October: still summer time at midnight
        ("2026-09-25", datetime(2026, 10, 25, 23, tzinfo=UTC)),
    ],
)
def test_midnight_on_days_when_the_clock_changes(start: str, fires_at: datetime) -> None:
    fires_on = count(rule(30, DAYS, roll=False), day(start)).fires_on
    assert fires_on is not None
    assert midnight(fires_on) == fires_at


def test_without_rolling_the_counted_day_stays() -> None:
    counted = count(rule(15, DAYS, roll=False), day("2026-03-21"))
    assert counted.last_day == day("2026-04-05")
    assert codes(counted) == ["gestart", "geteld"]


def test_extra_closing_days_move_the_last_day() -> None:
    closed = {day("2025-07-11")}
    assert count(rule(10, DAYS), day("2025-07-01")).last_day == day("2025-07-11")
    assert count(rule(10, DAYS), day("2025-07-01"), closing_days=closed).last_day == day("2025-07-14")


def test_notice_starts_the_count_some_working_days_later() -> None:
    counted = count(rule(30, DAYS, notice_days=3), day("2026-04-02"))
    assert [line.day for line in counted.explanation[:3]] == [
        day("2026-04-02"),
        day("2026-04-08"),  # Easter Monday is no working day
        day("2026-05-08"),
    ]


@pytest.mark.parametrize(
    ("suspensions", "last_day"),
    [
        ([pause("2026-02-01", "2026-02-10")], "2026-04-15"),  # counted 5 April, 10 days
        ([pause("2025-12-01", "2026-01-05")], "2026-04-07"),  # up to the event: nothing
        ([pause("2025-12-01", "2026-01-07")], "2026-04-07"),  # two days after it: 7 April
        ([pause("2026-02-01", "2026-02-10"), pause("2026-02-05", "2026-02-12")], "2026-04-17"),
        ([pause("2026-02-01", "2026-02-10"), pause("2026-02-11", "2026-02-12")], "2026-04-17"),
        ([pause("2026-02-01", "2026-02-10"), pause("2026-04-10", "2026-04-11")], "2026-04-17"),
        ([pause("2026-04-05", "2026-04-05")], "2026-04-07"),  # begins on the counted day: 6 April, moved
        ([pause("2026-04-06", "2026-04-09")], "2026-04-10"),  # begins in the moved part
        ([pause("2026-04-07", "2026-04-10")], "2026-04-13"),  # and ends on a Friday
        ([pause("2026-04-07", "2026-04-10"), pause("2026-04-13", "2026-04-14")], "2026-04-15"),
        ([pause("2026-04-08", "2026-04-20")], "2026-04-07"),  # too late
    ],
)
def test_suspended(suspensions: list[Suspension], last_day: str) -> None:
    assert count(THREE_MONTHS, day("2026-01-05"), suspensions=suspensions).last_day == day(last_day)


@pytest.mark.parametrize("first", ["2026-02-01", "2026-04-05", "2026-04-07"])
def test_an_open_suspension_leaves_no_last_day(first: str) -> None:
    counted = count(THREE_MONTHS, day("2026-01-05"), suspensions=[pause(first, None)])
    assert counted.last_day is None
    assert counted.fires_on is None
    assert codes(counted)[-1] == "geschorst_zonder_einde"


def test_an_open_suspension_after_the_last_day_changes_nothing() -> None:
    counted = count(THREE_MONTHS, day("2026-01-05"), suspensions=[pause("2026-04-08", None)])
    assert counted.last_day == day("2026-04-07")


@pytest.mark.parametrize(
    ("suspensions", "last_day"),
    [
        ([], "2026-03-16"),
        ([pause("2026-03-04", "2026-03-08")], "2026-03-19"),  # three working days and a weekend
        ([pause("2026-03-07", "2026-03-08")], "2026-03-16"),  # a weekend only
        ([pause("2026-03-16", "2026-03-16")], "2026-03-17"),  # the last day itself
        ([pause("2026-03-17", None)], "2026-03-16"),
        ([pause("2026-03-16", None)], None),
        ([pause("2026-02-20", "2026-03-03"), pause("2026-03-03", "2026-03-04")], "2026-03-18"),
    ],
)
def test_suspended_working_days_are_not_counted(suspensions: list[Suspension], last_day: str | None) -> None:
    counted = count(rule(10, WORKING), day("2026-03-02"), suspensions=suspensions)
    assert counted.last_day == (day(last_day) if last_day else None)


def test_extensions_in_the_same_unit_are_added() -> None:
    one = rule(1, MONTHS)
    assert count(one, day("2026-01-31"), extensions=[longer(1, MONTHS)]).last_day == day("2026-03-31")


def test_extensions_count_on_before_moving() -> None:
    # counted 5 April, not the 7th; ten days more
    counted = count(THREE_MONTHS, day("2026-01-05"), extensions=[longer(10, DAYS)])
    assert counted.last_day == day("2026-04-15")
    counted = count(rule(5, WORKING), day("2026-03-02"), extensions=[longer(5, WORKING)])
    assert counted.last_day == day("2026-03-16")


def test_suspended_days_come_after_the_extended_length() -> None:
    counted = count(
        rule(1, MONTHS),
        day("2026-01-31"),
        extensions=[longer(1, MONTHS)],
        suspensions=[pause("2026-02-02", "2026-02-03")],
    )
    assert counted.last_day == day("2026-04-02")
    assert codes(counted) == ["gestart", "geteld", "verlengd", "geschorst"]


def test_a_date_on_an_attest_replaces_and_moves() -> None:
    attest = Replacement(day("2026-05-31"), day("2026-03-01"), "medische redenen")
    earlier = [pause("2026-02-01", "2026-02-20")]
    counted = count(THREE_MONTHS, day("2026-01-05"), replaced_by=attest, suspensions=earlier)
    assert counted.last_day == day("2026-06-01")
    later = [*earlier, pause("2026-05-01", "2026-05-02")]
    counted = count(THREE_MONTHS, day("2026-01-05"), replaced_by=attest, suspensions=later)
    assert counted.last_day == day("2026-06-02")


def test_only_an_extension_after_the_attest_still_counts() -> None:
    attest = Replacement(day("2026-05-04"), day("2026-03-01"), "")
    before, after = longer(9, DAYS, "2026-02-01"), longer(1, MONTHS, "2026-04-01")
    counted = count(THREE_MONTHS, day("2026-01-05"), replaced_by=attest, extensions=[before, after])
    assert counted.last_day == day("2026-06-04")


def test_every_line_is_a_dutch_sentence() -> None:
    counted = count(THREE_MONTHS, day("2026-01-05"), suspensions=[pause("2026-04-06", "2026-04-06")])
    assert [sentence(line) for line in counted.explanation] == [
        "Gestart op 5 januari 2026; die dag telt zelf niet mee "
        "(grondslag: art. 27 decreet 7-6-2013, bron: praktijk).",
        "3 maanden geteld: tot en met 5 april 2026.",
        "5 april 2026 is geen werkdag (zondag): doorgeschoven naar 7 april 2026.",
        "Geschorst van 6 april 2026 tot en met 6 april 2026 (ziekte): de uiterste dag wordt 7 april 2026.",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (Line("kennisgeving", date(2026, 1, 8), {"werkdagen": 1}), "8 januari 2026, 1 werkdag na"),
        (Line("verlengd", date(2026, 1, 8), {"lengte": 1, "eenheid": "maanden", "reden": "x"}), "1 maand"),
        (Line("vervangen", date(2026, 1, 8), {"reden": ""}), "attest: 8 januari 2026."),
        (Line("geschorst_zonder_einde", date(2026, 1, 8), {"reden": "ziek"}), "sinds 8 januari 2026"),
    ],
)
def test_sentences(line: Line, words: str) -> None:
    assert words in sentence(line)
    assert Line.from_json(line.as_json()) == line
