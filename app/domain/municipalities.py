"""Belgian municipalities by NIS code (data/gemeenten.csv): name, province, region.

The 581 municipalities of 2020 and the mergers of 1-1-2025; the codes of the mergers are our own knowledge and
marked so in the file. A code that has ended still says where somebody lived, so it stays known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from app.domain.glossary import read_table

# Individual letters there may be in French on express request, each time anew (legal.md 2.4 and 8).
FACILITY_CODES = frozenset(
    {"23098", "23099", "23100", "23101", "23102", "23103"}  # round Brussels
    | {"23009", "33016", "34043", "45041", "73028", "73109"}  # on the language border
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """`province` is None in Brussels; `region` is Vlaanderen, Brussel or Wallonie; days None where open."""

    nis: str
    name: str
    province: str | None
    region: str
    valid_from: date | None
    valid_to: date | None

    @property
    def has_facilities(self) -> bool:
        return self.nis in FACILITY_CODES


def find_municipality(nis: str) -> Municipality | None:
    """The municipality with that NIS code, past or present; None for a code nobody knows."""
    return municipalities().get(nis)


@cache
def municipalities() -> Mapping[str, Municipality]:
    """All municipalities by code, read once."""
    return MappingProxyType({row["nis"]: _municipality(row) for row in read_table("gemeenten.csv")})


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        nis=row["nis"],
        name=row["naam"],
        province=row["provincie"] or None,
        region=row["gewest"],
        valid_from=date.fromisoformat(row["geldig_van"]) if row["geldig_van"] else None,
        valid_to=date.fromisoformat(row["geldig_tot"]) if row["geldig_tot"] else None,
    )
