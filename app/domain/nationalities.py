"""Nationalities: Dutch labels as in SV 113 table 4 (and the states it lacks), ISO code, group for the duty.

The group decides the duty (EU-27 with IS, LI, NO and CH); the published tables draw their EU+ wider.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from app.domain.glossary import read_table
from app.domain.vocabulary import NationalityGroup


@dataclass(frozen=True, slots=True)
class Nationality:
    """`iso` is the ISO 3166-1 alpha-2 code, None for states that are no more, stateless and unknown."""

    label: str
    iso: str | None
    group: NationalityGroup


def find_nationality(text: str) -> Nationality | None:
    """By label or ISO code, exactly as written; None for anything else, never a guess."""
    return _by_name().get(text)


@cache
def nationalities() -> tuple[Nationality, ...]:
    """All nationalities in the order of their labels."""
    return tuple(_nationality(row) for row in read_table("nationaliteiten.csv"))


@cache
def _by_name() -> Mapping[str, Nationality]:
    """Labels and codes; a code names the label in use, not an older or misspelt one (`voorkeur`)."""
    names: dict[str, Nationality] = {}
    for row in read_table("nationaliteiten.csv"):
        names[row["label"]] = _nationality(row)
        if row["iso"] and row["voorkeur"] == "ja":
            names[row["iso"]] = _nationality(row)
    return MappingProxyType(names)


def _nationality(row: dict[str, str]) -> Nationality:
    return Nationality(row["label"], row["iso"] or None, NationalityGroup(row["groep"]))
