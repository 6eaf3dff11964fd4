from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from app.domain.errors import DomainError
from app.letters import Pdf
from app.letters.batch import COLUMNS, ManifestRow, archive, file_name, manifest, merge
from app.letters.samples import Facts, samples


def row(**changed: object) -> ManifestRow:
    facts: dict[str, object] = {
        "letter_id": 7,
        "reference": "INB-2026-000123/1",
        "addressee": "Amina El Idrissi",
        "address": ["Korenlei 14 bus 2", "9000 Gent"],
        "registered": True,
        "pages": 2,
        "sha256": "ab" * 32,
    }
    return ManifestRow(**(facts | changed))  # type: ignore[arg-type]


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text), delimiter=";"))


def test_print_file_holds_every_page_in_order(letter: Callable[[Facts], Pdf]) -> None:
    made = [
        letter(samples("vlaanderen")[name])
        for name in ("besluit.boete", "ingebrekestelling.met_datum", "inburgeringscontract.recht")
    ]
    merged = PdfReader(BytesIO(merge([pdf.content for pdf in made])))
    assert len(merged.pages) == sum(pdf.pages for pdf in made)
    starts = [
        merged.pages[number].extract_text() for number in (0, made[0].pages, made[0].pages + made[1].pages)
    ]
    for subject, page in zip(
        ["Besluit:", "Ingebrekestelling:", "Uw inburgeringscontract"], starts, strict=True
    ):
        assert subject in page


def test_nothing_to_print_is_refused() -> None:
    with pytest.raises(DomainError) as refusal:
        merge([])
    assert refusal.value.code == "batch_leeg"


def test_manifest_tells_where_each_letter_starts() -> None:
    lines = read(manifest([row(), row(letter_id=8, registered=False, pages=4), row(letter_id=9)]))
    assert [(line["brief_id"], line["eerste_bladzijde"], line["bladzijden"]) for line in lines] == [
        ("7", "1", "2"),
        ("8", "3", "4"),
        ("9", "7", "2"),
    ]
    assert [line["aangetekend"] for line in lines] == ["ja", "nee", "ja"]
    assert lines[0]["adresregel_1"] == "Korenlei 14 bus 2"
    assert lines[0]["adresregel_3"] == ""
    assert lines[0]["sha256"] == "ab" * 32


def test_a_long_address_loses_no_line() -> None:
    [line] = read(manifest([row(address=["a", "b", "c", "d", "e"])]))
    assert line["adresregel_4"] == "d, e"


@pytest.mark.parametrize("name", ["=1+1", "+32", "-x", "@SUM(A1)", "\t=1", "\n=1", "  =1"])
def test_a_name_that_looks_like_a_formula_does_not_run(name: str) -> None:
    [line] = read(manifest([row(addressee=name)]))
    assert line["geadresseerde"].startswith("'")


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=7), st.text(max_size=20)
)
def test_manifest_always_reads_back_as_one_line_per_letter(address: list[str], addressee: str) -> None:
    addressee = addressee.encode(errors="ignore").decode()
    text = manifest([row(address=address, addressee=addressee), row()])
    header, first, second = text.rstrip("\n").split("\n")
    assert header == ";".join(COLUMNS)
    assert all(len(cells) == len(COLUMNS) for cells in csv.reader([first, second], delimiter=";"))


def test_one_file_per_letter_with_the_manifest() -> None:
    files = [(file_name(7), b"%PDF-7"), (file_name(8), b"%PDF-8")]
    packed = [BytesIO(), BytesIO()]
    for stream in packed:
        archive(
            stream, iter(files), manifest([row(), row(letter_id=8)]), datetime(2026, 11, 2, 9, tzinfo=UTC)
        )
    assert packed[0].getvalue() == packed[1].getvalue()
    with ZipFile(packed[0]) as found:
        assert found.namelist() == ["brief-7.pdf", "brief-8.pdf", "manifest.csv"]
        assert found.read("brief-8.pdf") == b"%PDF-8"
        listed = read(found.read("manifest.csv").decode("utf-8-sig"))
    assert [file_name(int(line["brief_id"])) for line in listed] == [name for name, _ in files]
