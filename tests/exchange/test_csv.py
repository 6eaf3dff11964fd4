"""CSV in and out: encodings, separators, long lines, formulas."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.exchange.csv_in import CsvFile, open_csv, split_line
from app.exchange.csv_out import defused, write_csv, write_rejections
from app.exchange.register import Rejection


def opened(content: bytes) -> CsvFile:
    return open_csv(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"a;b\n1;2\n", ["a", "b"]),
        (b"\xef\xbb\xbfa;b\r\n1;2\r\n", ["a", "b"]),
        (b"a,b\n1,2", ["a", "b"]),
        (b' A ;"B"\n1;2\n', ["a", "b"]),
        (b"a\n1\n", ["a"]),
    ],
)
def test_headers(content: bytes, columns: list[str]) -> None:
    file = opened(content)
    assert file.columns == columns
    assert [record.cells for record in file.records()] == [["1", "2"][: len(columns)]]


def test_blank_lines_count_as_rows_but_are_none() -> None:
    file = opened(b"a;b\n\n1;2\n  \n3;4")
    assert [record.number for record in file.records()] == [3, 5]
    assert file.lines == 5


@pytest.mark.parametrize(
    ("content", "position", "row"),
    [
        ("a;b\nRené;1\n".encode("latin-1"), 8, 2),
        (b"\xff\xfea\x00;\x00", 1, 1),
        (b"a;b\nx;\xe2\x82", 7, 2),  # cut off in the middle of a character
        (b"a;b\n" + b"x;y\n" * 300_000 + b"\xe9", 1_200_005, 300_002),
        (b"a;b\n" + b"x" * ((1 << 20) - 5) + b"\xc3\x28", (1 << 20), 2),  # across two chunks
    ],
)
def test_a_file_that_is_not_utf8_is_refused_at_its_first_wrong_byte(
    content: bytes, position: int, row: int
) -> None:
    with pytest.raises(DomainError) as refused:
        opened(content)
    assert (refused.value.code, refused.value.facts) == ("niet_utf8", {"position": position, "row": row})


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "bestand_leeg"),
        (b"\n\n", "bestand_leeg"),
        (b"a;a\n", "kolom_dubbel"),
        (b'"a;b\n1;2\n', "kopregel_onleesbaar"),
    ],
)
def test_headers_that_cannot_be_read(content: bytes, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        opened(content)
    assert refused.value.code == code


def test_a_line_without_end_is_one_refused_row() -> None:
    file = opened(b"a;b\n" + b"x" * 2_500_000 + b"\n1;2\n")
    long, good = file.records()
    assert (long.number, long.cells) == (2, None)
    assert (good.number, good.cells) == (3, ["1", "2"])


def test_a_quoted_field_beyond_what_csv_takes_is_refused() -> None:
    (record,) = opened(b'a;b\n"' + b"x" * 200_000 + b'";2\n').records()
    assert record.cells is None
    assert record.problem == "Een veld is te lang."


@given(st.lists(st.text(st.characters(exclude_characters="\n\r", exclude_categories=["Cs"])), min_size=2))
def test_cells_come_back_as_they_were_written(cells: list[str]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="").writerow(cells)
    assert split_line(text.getvalue(), ";") == cells


@pytest.mark.parametrize("cell", ["=1+1", "+32", "-1", "@x", "\tx", "\rx", "\nx"])
def test_cells_that_would_run_are_defused(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Jan", "", "1=1", -5, 3.5, None, " =1"])
def test_other_cells_stay(cell: object) -> None:
    assert defused(cell) == cell


@given(st.lists(st.lists(st.text(), min_size=1, max_size=3), max_size=4))
def test_no_written_cell_runs(rows: list[list[str]]) -> None:
    text = io.StringIO()
    assert write_csv(text, ["kolom"], rows) == len(rows)
    read_back = list(csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=";"))
    assert not [
        cell for row in read_back for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    ]


def test_the_list_of_rejected_rows() -> None:
    text = io.StringIO()
    write_rejections(text, [Rejection(2, "naam", "Dit veld moet ingevuld zijn.", "=x;1")])
    assert text.getvalue() == 'rij;kolom;reden;inhoud\n2;naam;Dit veld moet ingevuld zijn.;"\'=x;1"\n'
