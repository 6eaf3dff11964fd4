from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.letters.returned import Sent, SentFile, parse_sent

HEADER = "brief_id;verzonden_op;aangetekend_nummer\n"


def parse(*lines: str, header: str = HEADER) -> SentFile:
    return parse_sent((header + "\n".join(lines)).encode())


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_reads_what_the_printer_sends(bom: bytes, end: bytes) -> None:
    lines = [HEADER.strip().encode(), b"7;2026-01-05;RR123BE", b"", b"8; 2026-01-06 ;"]
    assert parse_sent(bom + end.join(lines)) == SentFile(
        [Sent(2, 7, date(2026, 1, 5), "RR123BE"), Sent(4, 8, date(2026, 1, 6), None)], []
    )


def test_columns_may_stand_in_any_order_and_be_more() -> None:
    found = parse("x,2026-01-05,7", header="drukker,Verzonden_op,brief_id\n")
    assert found.rows == [Sent(2, 7, date(2026, 1, 5), None)]


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("7;2026-02-30;", "verzonden_op"),
        ("7;05/01/2026;", "verzonden_op"),
        ("7;20260105;", "verzonden_op"),
        ("7;2026-W01-1;", "verzonden_op"),
        ("7;;", "verzonden_op"),
        (";2026-01-05;", "brief_id"),
        ("zeven;2026-01-05;", "brief_id"),
        ("-7;2026-01-05;", "brief_id"),
        ("٧;2026-01-05;", "brief_id"),
        (f"7;2026-01-05;{'9' * 41}", "aangetekend_nummer"),
        ("7;2026-01-05;R\x07R", "aangetekend_nummer"),
        ("7;2026-01-05", ""),
        ("7;2026-01-05;x;y", ""),
        ('7;2026-01-05;"x', ""),
    ],
)
def test_a_row_that_cannot_be_used_is_kept_apart(line: str, column: str) -> None:
    found = parse(line, "8;2026-01-06;")
    assert [row.letter_id for row in found.rows] == [8]
    [error] = found.errors
    assert (error.row, error.column) == (2, column)
    assert error.reason.endswith(".")


def test_a_literal_copy_counts_once() -> None:
    found = parse("7;2026-01-05;RR1", "7;2026-01-05;RR1")
    assert (len(found.rows), found.errors) == (1, [])


def test_a_letter_cannot_leave_on_two_days() -> None:
    found = parse("7;2026-01-05;", "7;2026-01-06;")
    assert [row.sent_on for row in found.rows] == [date(2026, 1, 5)]
    assert found.errors[0].reason == "Deze brief staat met andere gegevens in rij 2."


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bestand_leeg"),
        (b"\xef\xbb\xbf\n7;2026-01-05;", "bestand_leeg"),
        (b"brief_id;datum\n", "kolom_ontbreekt"),
        (b"brief_id;brief_id;verzonden_op\n", "kolom_dubbel"),
        (b'"brief_id;verzonden_op\n', "kopregel_onleesbaar"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        parse_sent(content)
    assert refusal.value.code == code


def test_a_file_that_is_not_utf8_names_the_byte() -> None:
    with pytest.raises(DomainError) as refusal:
        parse_sent(b"brief_id;verzonden_op\n7;\xe9")
    assert (refusal.value.code, refusal.value.facts["position"]) == ("niet_utf8", 25)


SENT = st.tuples(
    st.integers(1, 10**12),
    st.dates(),
    st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=40),
)


@given(st.lists(SENT, max_size=20, unique_by=lambda row: row[0]))
def test_what_is_written_is_read_back(rows: list[tuple[int, date, str]]) -> None:
    lines = [
        f'{number};{day.isoformat()};"{code.replace(chr(34), chr(34) * 2)}"' for number, day, code in rows
    ]
    found = parse(*lines)
    assert found.errors == []
    assert [(row.letter_id, row.sent_on, row.registered_number) for row in found.rows] == rows


@given(st.binary(max_size=200))
def test_whatever_comes_in_is_read_or_refused(rest: bytes) -> None:
    try:
        text = rest.decode()
    except UnicodeDecodeError:
        with pytest.raises(DomainError, match="niet_utf8"):
            parse_sent(HEADER.encode() + rest)
        return
    found = parse_sent(HEADER.encode() + rest)
    lines = [line for line in text.split("\n") if line.removesuffix("\r").strip()]
    assert len(found.rows) + len(found.errors) <= len(lines)
