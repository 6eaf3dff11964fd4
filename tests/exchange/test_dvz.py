"""The month file for DVZ: exactly this layout, and what goes in comes out."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.exchange import dvz
from app.exchange.dvz import DvzRow

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange" / "dvz-2026-05.csv"
ROWS = [
    DvzRow("Yılmaz", "Ayşe", "85073003328", signed=True, certified=True),
    DvzRow("Ben Ali", "Müge; Noor", "17073003384", signed=True, certified=False),
    DvzRow('El "Idrissi"', "", "93051822361", signed=False, certified=True),
    DvzRow("=1+1", "@som", "98472899765", signed=True, certified=False),
]


def test_the_layout_is_this_and_nothing_else() -> None:
    assert dvz.write(ROWS) == GOLDEN.read_bytes()


def test_nobody_leaves_a_header() -> None:
    assert dvz.write([]) == b"naam;voornaam;rijksregisternummer;contract_ondertekend;attest_behaald\n"


names = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
people = st.builds(
    DvzRow, names, names, st.from_regex(r"[0-9]{11}", fullmatch=True), st.booleans(), st.booleans()
)


@given(st.lists(people, max_size=5))
def test_what_goes_in_comes_out(rows: list[DvzRow]) -> None:
    text = dvz.write(rows).decode()
    found = list(csv.reader(StringIO(text, newline=""), delimiter=";", strict=True))
    assert found[0] == list(dvz.COLUMNS)
    assert len(found) == len(rows) + 1
    for row, cells in zip(sorted(rows), found[1:], strict=True):
        name, first, number, signed, certified = cells
        assert name.lstrip("'").split() == row.last_name.lstrip("'").split()
        assert first.lstrip("'").split() == row.first_name.lstrip("'").split()
        assert (number, signed == "ja", certified == "ja") == (
            row.national_number,
            row.signed,
            row.certified,
        )


@given(st.lists(people, max_size=5))
def test_no_cell_runs_and_the_order_is_not_the_databases(rows: list[DvzRow]) -> None:
    content = dvz.write(rows)
    assert dvz.write(rows[::-1]) == content
    for cells in csv.reader(StringIO(content.decode(), newline=""), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
