"""Bounds of a fine, reasons, rank."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import DomainError
from app.domain.sanctions import EarlierFile, cents, check_decision, euro, rank


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([], 1),
        ([EarlierFile(received=True)], 2),
        ([EarlierFile(received=True), EarlierFile(received=True, withdrawn=True)], 2),
        ([EarlierFile(received=False), EarlierFile(received=True)], 2),
    ],
)
def test_rank(earlier: list[EarlierFile], expected: int) -> None:
    assert rank(earlier) == expected


@pytest.mark.parametrize("amount", [5000, 10000, 500000])
def test_amounts_inside_the_law_stand(amount: int) -> None:
    check_decision("boete", amount, proposed_cents=amount)


@pytest.mark.parametrize("outcome", ["geen boete", "geen gevolg"])
def test_no_fine_no_amount(outcome: str) -> None:
    check_decision(outcome, None)


@pytest.mark.parametrize(
    ("outcome", "amount", "more", "code"),
    [
        ("boete", 4999, {}, "bedrag_buiten_grenzen"),
        ("boete", 500001, {}, "bedrag_buiten_grenzen"),
        ("boete", 4999, {"lowest_cents": 0}, "bedrag_buiten_grenzen"),
        ("boete", 15000, {"highest_cents": 10000}, "bedrag_buiten_grenzen"),
        ("boete", None, {}, "bedrag_ontbreekt"),
        ("boete", 12500, {"proposed_cents": 10000}, "afwijking_zonder_reden"),
        ("boete", 12500, {"proposed_cents": 10000, "reason": "  "}, "afwijking_zonder_reden"),
        ("geen boete", 10000, {}, "bedrag_zonder_boete"),
    ],
)
def test_decisions_that_may_not_stand(
    outcome: str, amount: int | None, more: dict[str, Any], code: str
) -> None:
    with pytest.raises(DomainError) as refused:
        check_decision(outcome, amount, **more)
    assert refused.value.code == code


def test_a_reason_allows_another_amount() -> None:
    check_decision("boete", 7500, proposed_cents=10000, reason="meewerking")


def test_euro_and_cents() -> None:
    assert (cents(100), cents(0.1 + 0.2), cents(62.5)) == (10000, 30, 6250)
    assert (euro(10000), euro(6250)) == (100, 62.5)
    assert isinstance(euro(10000), int)
    with pytest.raises(DomainError, match="bedrag_ongeldig"):
        cents(0.005)
