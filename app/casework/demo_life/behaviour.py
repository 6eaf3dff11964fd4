"""The numbers of the demo: read from data/demo_gedrag.toml, each with where it comes from."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any

from app.casework.demo_life.plan import Plan
from app.domain.nationalities import find_nationality
from app.domain.vocabulary import NationalityGroup

DATA = Path(__file__).parents[1] / "data"
FILE = "demo_gedrag.toml"


@dataclass(frozen=True)
class Weighted:
    """Choices with how often each occurs."""

    choices: tuple[str, ...]
    cumulative: tuple[int, ...]

    @classmethod
    def of(cls, weights: Mapping[str, int]) -> Weighted:
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def draw(self, random: Random) -> str:
        return random.choices(self.choices, cum_weights=self.cumulative)[0]


@dataclass(frozen=True)
class Behaviour:
    """Chances by code, spreads in days (least, usual, most) by code, and what newcomers are drawn from."""

    per_year: int
    per_year_brussels: int
    checks_brussels: int  # a year
    files_per_year: int
    files_told: int
    chances: Mapping[str, float]
    days: Mapping[str, tuple[int, int, int]]
    working_days: Mapping[str, tuple[int, int, int]]
    agencies: Weighted
    statuses: Weighted
    sexes: Weighted
    ages: Weighted
    nationalities: Mapping[NationalityGroup, Weighted]
    protected: Weighted

    def told_of(self, plan: Plan) -> float:
        """The part, 0 to 1, of a plan's enforcement files that the stories bring already."""
        return min(1.0, self.files_told * plan.scale * 12 / (self.files_per_year * plan.months))

    def happens(self, code: str, random: Random) -> bool:
        return random.random() < self.chances[code]


def draw_days(spread: tuple[int, int, int], random: Random) -> int:
    """Most often about the usual number, never outside the least and the most."""
    least, usual, most = spread
    return round(random.triangular(least, most, usual))


@cache
def behaviour() -> Behaviour:
    """All numbers, read once."""
    rows = tomllib.loads((DATA / FILE).read_text(encoding="utf-8"))
    weights = _nationalities()
    third = weights[NationalityGroup.THIRD_COUNTRY]
    return Behaviour(
        per_year=rows["instroom"]["per_jaar"],
        per_year_brussels=rows["instroom_brussel"]["per_jaar"],
        checks_brussels=rows["nazicht_brussel"]["per_jaar"],
        files_per_year=rows["handhaving"]["per_jaar"],
        files_told=rows["handhaving_verteld"]["aantal"],
        chances={code: row["waarde"] for code, row in rows["kansen"].items()},
        days=_spreads(rows["dagen"]),
        working_days=_spreads(rows["werkdagen"]),
        agencies=Weighted.of(rows["agentschappen"]["gewichten"]),
        statuses=Weighted.of(rows["verblijfsstatuten"]["gewichten"]),
        sexes=Weighted.of(rows["geslachten"]["gewichten"]),
        ages=Weighted.of(rows["leeftijden"]["gewichten"]),
        nationalities={group: Weighted.of(of_group) for group, of_group in weights.items() if of_group},
        protected=Weighted.of({label: third[label] for label in rows["beschermd"]["landen"]}),
    )


def _spreads(rows: Mapping[str, Any]) -> dict[str, tuple[int, int, int]]:
    return {code: tuple(row["spreiding"]) for code, row in rows.items()}


def _nationalities() -> dict[NationalityGroup, dict[str, int]]:
    """SV 113 table 4, contracts of 2022, by the group that decides the duty."""
    weights: dict[NationalityGroup, dict[str, int]] = {group: {} for group in NationalityGroup}
    for row in read_table("demo_nationaliteiten.csv"):
        found = find_nationality(row["nationaliteit"])
        if found is not None:
            weights[found.group][found.label] = int(row["contracten_2022"])
    return weights


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a data file of the demo (`;` between cells, header line, UTF-8)."""
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines(), delimiter=";"))
