"""Rules of terms for the tests of counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from app.domain.term_rules import TermRule
from app.domain.vocabulary import Provenance, TermStart, Unit

THREE_MONTHS = TermRule(
    code="aanmelding",
    name="Aanmelding",
    length=3,
    unit=Unit.MONTHS,
    start=TermStart.LETTER_SENT,
    letter="uitnodiging_startgesprek",
    fact=None,
    roll=True,
    notice_days=0,
    basis="art. 27 decreet 7-6-2013",
    valid_from=date(2022, 3, 1),
    valid_to=None,
    source=Provenance.PRACTICE,
    note="",
)


def rule(length: int, unit: Unit, **changes: Any) -> TermRule:
    """A term of that length, otherwise like the term of registration."""
    return replace(THREE_MONTHS, length=length, unit=unit, **changes)


def day(text: str) -> date:
    """`2026-01-05` as a date."""
    return date.fromisoformat(text)
