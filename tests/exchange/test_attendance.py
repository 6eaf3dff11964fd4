"""Files of schools: hours and results by register number, row by row."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.enrolments import Hours, Part
from app.domain.errors import DomainError
from app.exchange.attendance import DeskKind, HoursRow, ResultRow, read
from app.exchange.register import Rejection

HOURS = "rijksregisternummer;onderdeel;maand;uren_gegeven;uren_aanwezig;uren_gewettigd"
RESULTS = "rijksregisternummer;onderdeel;resultaat;datum;uren"
NUMBER = "85073003328"


def rows(*lines: str) -> list[HoursRow | ResultRow | Rejection]:
    return list(read(io.BytesIO("\n".join(lines).encode())))


def test_the_hours_of_a_month() -> None:
    (row,) = rows(HOURS, "85.07.30-033.28;NT2;2026-10;48;40,5;")
    assert isinstance(row, HoursRow)
    assert (row.national_number, row.part, row.month) == (NUMBER, Part.DUTCH, date(2026, 10, 1))
    assert (row.hours, row.number) == (Hours(4800, 4050, 0), 2)


def test_a_result() -> None:
    first, second = rows(
        RESULTS, f"{NUMBER};pnt;Behaald;2026-10-30;40", f"{NUMBER};mo;niet behaald;2026-10-30;"
    )
    assert isinstance(first, ResultRow)
    assert (first.is_achieved, first.day, first.hours) == (True, date(2026, 10, 30), 40.0)
    assert isinstance(second, ResultRow)
    assert (second.is_achieved, second.hours) == (False, None)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("85073003329;nt2;2026-10;48;40;0", "rijksregisternummer"),
        (f"{NUMBER};b1;2026-10;48;40;0", "onderdeel"),
        (f"{NUMBER};nt2;oktober;48;40;0", "maand"),
        (f"{NUMBER};nt2;2026-10;;40;0", "uren_gegeven"),
        (f"{NUMBER};nt2;2026-10;48;veel;0", "uren_aanwezig"),
        (f"{NUMBER};nt2;2026-10;48;40;x", "uren_gewettigd"),
        (f"{NUMBER};nt2;2026-10;48;40;9", "uren_aanwezig"),
        (f"{NUMBER};nt2;2026-10;48;40", ""),
        (f"{NUMBER};nt2;2026-10;48;40;{'0' * 61}", "uren_gewettigd"),
    ],
)
def test_a_row_that_cannot_be_used_says_where(line: str, column: str) -> None:
    (refused,) = rows(HOURS, line)
    assert isinstance(refused, Rejection)
    assert (refused.row, refused.column) == (2, column)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{NUMBER};nt2;geslaagd;2026-10-30;", "resultaat"),
        (f"{NUMBER};nt2;behaald;2026-02-30;", "datum"),
        (f"{NUMBER};nt2;behaald;30-10-2026;", "datum"),
        (f"{NUMBER};pnt;behaald;2026-10-30;veel", "uren"),
    ],
)
def test_a_result_that_cannot_be_used_says_where(line: str, column: str) -> None:
    (refused,) = rows(RESULTS, line)
    assert isinstance(refused, Rejection)
    assert refused.column == column


def test_a_second_row_that_says_something_else_is_refused() -> None:
    found = rows(HOURS, *(f"{NUMBER};nt2;2026-10;48;{hours};0" for hours in (40, 40, 41)))
    assert [type(each) for each in found] == [HoursRow, HoursRow, Rejection]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("rijksregisternummer;onderdeel", "loketbestand_zonder_soort"),
        ("rijksregisternummer;onderdeel;maand;resultaat", "loketbestand_zonder_soort"),
        ("rijksregisternummer;onderdeel;maand", "kolom_ontbreekt"),
        ("onderdeel;resultaat;datum", "kolom_ontbreekt"),
        ("", "bestand_leeg"),
    ],
)
def test_a_file_without_its_columns_is_refused_whole(header: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        rows(header)
    assert refused.value.code == code


def test_other_columns_are_passed_over_with_a_warning() -> None:
    found = read(io.BytesIO(f"naam;{HOURS}\nAerts;{NUMBER};nt2;2026-10;48;40;0".encode()))
    assert found.kind is DeskKind.HOURS
    assert len(found.warnings) == 1
    assert isinstance(next(iter(found)), HoursRow)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=80), max_size=6))
def test_whatever_stands_in_a_file_each_row_is_used_or_refused(lines: list[str]) -> None:
    for header in (HOURS, RESULTS):
        found = rows(header, *lines)
        assert len(found) == sum(1 for line in lines if line.strip())
