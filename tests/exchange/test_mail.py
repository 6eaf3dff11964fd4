"""The files of the printer and the post: recognised, read, refused, never misread."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.exchange import mail
from app.exchange.mail import MailKind, MailRow, columns_of
from app.exchange.register import Rejection

SENT = "brief_id;verzonden_op;aangetekend_nummer\n"
RETURNED = "brief_id;teruggekeerd_op;reden\n"


def read(content: bytes) -> mail.MailFile:
    return mail.read(BytesIO(content))


def rows(*lines: str, header: str = SENT) -> tuple[list[MailRow], list[Rejection]]:
    found = list(read((header + "\n".join(lines)).encode()))
    usable = [each for each in found if isinstance(each, MailRow)]
    return usable, [each for each in found if isinstance(each, Rejection)]


@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"], ids=["plain", "bom"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"], ids=["lf", "crlf"])
def test_reads_what_the_printer_sends(bom: bytes, end: bytes) -> None:
    lines = [SENT.strip().encode(), b"7;2026-01-05;RR123BE", b"", b"8; 2026-01-06 ;"]
    found = read(bom + end.join(lines))
    assert (found.kind, found.warnings) == (MailKind.SENT, [])
    assert list(found) == [
        MailRow(2, 7, date(2026, 1, 5), "RR123BE", "7;2026-01-05;RR123BE"),
        MailRow(4, 8, date(2026, 1, 6), None, "8; 2026-01-06 ;"),
    ]


def test_reads_what_the_post_sends_in_any_order_with_more_columns() -> None:
    found = read(b"postkantoor,Reden,teruggekeerd_op,brief_id\nGent,=niet afgehaald,2026-01-05,7\n")
    assert found.kind is MailKind.RETURNED
    assert found.warnings == ["Kolom 'postkantoor' is niet bekend en wordt overgeslagen."]
    (row,) = found
    assert isinstance(row, MailRow)
    assert (row.letter_id, row.day, row.text) == (7, date(2026, 1, 5), "=niet afgehaald")


def test_the_last_column_may_be_missing() -> None:
    found, refused = rows("7;2026-01-05", header="brief_id;teruggekeerd_op\n")
    assert ([row.text for row in found], refused) == ([None], [])


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
    found, (error,) = rows(line, "8;2026-01-06;")
    assert [row.letter_id for row in found] == [8]
    assert (error.row, error.column) == (2, column)
    assert error.reason.endswith(".")


def test_a_letter_cannot_leave_on_two_days_but_may_stand_there_twice() -> None:
    found, refused = rows("7;2026-01-05;RR1", "7;2026-01-05;RR1", "7;2026-01-06;RR1")
    assert [row.number for row in found] == [2, 3]
    assert [each.reason for each in refused] == ["Deze brief staat met andere gegevens in rij 2."]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bestand_leeg"),
        (b"\xef\xbb\xbf\n7;2026-01-05;", "bestand_leeg"),
        (b"brief_id;datum\n", "bestand_zonder_soort"),
        (b"brief_id;verzonden_op;teruggekeerd_op\n", "bestand_twee_soorten"),
        (b"nummer;verzonden_op\n", "kolom_ontbreekt"),
        (b"brief_id;brief_id;verzonden_op\n", "kolom_dubbel"),
        (b'"brief_id;verzonden_op\n', "kopregel_onleesbaar"),
        (b"brief_id;verzonden_op\n7;\xe9", "niet_utf8"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_whole(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refusal:
        read(content)
    assert refusal.value.code == code


ROW = st.tuples(
    st.integers(1, 10**12),
    st.dates(),
    st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=40),
)


@given(
    st.lists(ROW, max_size=20, unique_by=lambda row: row[0]),
    st.sampled_from(MailKind),
    st.permutations(range(3)),
)
def test_what_is_written_is_read_back(
    rows: list[tuple[int, date, str]], kind: MailKind, order: list[int]
) -> None:
    """Both kinds, columns in any order, quoted where needed."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    names = columns_of(kind)
    writer.writerow([names[place] for place in order])
    for number, day, said in rows:
        cells = (str(number), day.isoformat(), said)
        writer.writerow([cells[place] for place in order])
    found = read(text.getvalue().encode())
    assert found.kind is kind
    told = [(each.letter_id, each.day, each.text) for each in found if isinstance(each, MailRow)]
    assert told == [(number, day, said or None) for number, day, said in rows]


@given(st.binary(max_size=200), st.sampled_from([SENT, RETURNED]))
def test_whatever_comes_in_is_read_or_refused(rest: bytes, header: str) -> None:
    try:
        text = rest.decode()
    except UnicodeDecodeError:
        with pytest.raises(DomainError, match="niet_utf8"):
            read(header.encode() + rest)
        return
    found = list(read(header.encode() + rest))
    lines = [line for line in text.split("\n") if line.rstrip("\r").strip()]
    assert len(found) == len(lines)
    assert all(len(each.content) < 4100 for each in found)
