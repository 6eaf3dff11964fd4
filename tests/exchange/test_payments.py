"""The payments of the tax service: read, refused row by row, never misread."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import DomainError
from app.exchange import payments
from app.exchange.payments import PaymentRow, Reason
from app.exchange.register import Rejection

HEADER = "dossiernummer;betaald_op;bedrag;referentie;status;reden\n"
GOOD = "HHV-2026-000123;2026-05-04;62.50;VLB-1;;"


def rows(*lines: str, header: str = HEADER) -> tuple[list[PaymentRow], list[Rejection]]:
    found = list(payments.read(BytesIO((header + "\n".join(lines)).encode())))
    return [each for each in found if isinstance(each, PaymentRow)], [
        each for each in found if isinstance(each, Rejection)
    ]


def test_reads_a_payment_and_what_is_given_up() -> None:
    found, refused = rows(
        GOOD,
        "HHV-2026-000124;2026-05-05;100;VLB-2;geind;",
        "HHV-2026-000125;2026-05-06;0;VLB-3;oninvorderbaar;insolvent",
        "HHV-2026-000126;2026-05-07;12,5;VLB-4;oninvorderbaar;",
    )
    assert refused == []
    assert [(each.cents, each.given_up) for each in found] == [
        (6250, None),
        (10000, None),
        (0, Reason.INSOLVENT),
        (1250, Reason.OTHER),
    ]
    assert (found[0].case_number, found[0].day, found[0].reference, found[0].number) == (
        "HHV-2026-000123",
        date(2026, 5, 4),
        "VLB-1",
        2,
    )


def test_the_last_columns_may_be_missing_and_others_are_told() -> None:
    file = payments.read(
        BytesIO(b"Referentie,bedrag,betaald_op,dossiernummer,rekening\nA,1,2026-05-04,GGC-2026-000001,BE1\n")
    )
    assert file.warnings == ["Kolom 'rekening' is niet bekend en wordt overgeslagen."]
    (row,) = file
    assert isinstance(row, PaymentRow)
    assert (row.cents, row.reference, row.given_up) == (100, "A", None)


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("123;2026-05-04;62.50;X;;", "dossiernummer"),
        (";2026-05-04;62.50;X;;", "dossiernummer"),
        ("HHV-2026-000123;2026-02-30;62.50;X;;", "betaald_op"),
        ("HHV-2026-000123;04/05/2026;62.50;X;;", "betaald_op"),
        ("HHV-2026-000123;2026-05-04;1.000,00;X;;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;1.234;X;;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;-5;X;;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;٦;X;;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;0;X;;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;0;X;geind;", "bedrag"),
        ("HHV-2026-000123;2026-05-04;5;;;", "referentie"),
        (f"HHV-2026-000123;2026-05-04;5;{'9' * 41};;", "referentie"),
        ("HHV-2026-000123;2026-05-04;5;X\x07;;", "referentie"),
        ("HHV-2026-000123;2026-05-04;5;X;betaald;", "status"),
        ("HHV-2026-000123;2026-05-04;5;X;;insolvent", "reden"),
        ("HHV-2026-000123;2026-05-04;5;X;oninvorderbaar;arm", "reden"),
        ("HHV-2026-000123;2026-05-04;5;X", ""),
    ],
)
def test_a_row_that_cannot_be_used_is_kept_apart(line: str, column: str) -> None:
    found, (error,) = rows(line, GOOD)
    assert [row.reference for row in found] == ["VLB-1"]
    assert (error.row, error.column) == (2, column)


def test_one_reference_is_one_payment() -> None:
    found, (error,) = rows(GOOD, GOOD, GOOD.replace("62.50", "60"))
    assert [row.number for row in found] == [2, 3]
    assert (error.row, error.column) == (4, "referentie")


def test_a_missing_column_refuses_the_file() -> None:
    with pytest.raises(DomainError) as refused:
        payments.read(BytesIO(b"dossiernummer;betaald_op;bedrag\n"))
    assert (refused.value.code, refused.value.facts["columns"]) == ("kolom_ontbreekt", ["referentie"])


@given(
    st.integers(1, 10**9 - 1),
    st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    st.sampled_from([".", ","]),
    st.text(st.characters(categories=("L", "N", "P")), min_size=1, max_size=40),
)
def test_what_was_written_is_what_is_read(cents: int, day: date, point: str, reference: str) -> None:
    quoted = '"' + reference.replace('"', '""') + '"'
    amount = f"{cents // 100}{point}{cents % 100:02d}"
    found, refused = rows(f"HHV-2026-000123;{day.isoformat()};{amount};{quoted};;")
    assert refused == []
    assert (found[0].cents, found[0].day, found[0].reference) == (cents, day, reference)


@given(st.binary(max_size=300))
def test_nothing_that_comes_in_breaks_the_reader(content: bytes) -> None:
    refused = ""
    found = []
    try:
        found = list(payments.read(BytesIO(HEADER.encode() + content)))
    except DomainError as problem:
        refused = problem.code
    assert refused in ("", "niet_utf8")
    assert all(isinstance(each, PaymentRow | Rejection) for each in found)
