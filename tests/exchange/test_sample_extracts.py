"""Two months of an invented Flanders, imported into a dictionary: the counts that an import must report."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from app.domain.vocabulary import Mutation
from app.exchange.register import Rejection, Row, read

DATA = Path(__file__).parents[1] / "data"
ENDS = {Mutation.DECEASED: "overleden", Mutation.STRUCK_OFF: "geschrapt"}


class People:
    """What the importer knows: the last facts of each person, and whether the register ended them."""

    def __init__(self) -> None:
        self.known: dict[str, dict[str, Any]] = {}

    def take(self, path: Path) -> Counter[str]:
        counts: Counter[str] = Counter()
        lines: set[str] = set()
        with path.open("rb") as stream:
            for row in read(stream):
                if isinstance(row, Row) and row.content in lines:
                    counts["unchanged"] += 1
                    continue
                counts[self._take(row)] += 1
                if isinstance(row, Row):
                    lines.add(row.content)
        return counts

    def _take(self, row: Row | Rejection) -> str:
        if isinstance(row, Rejection):
            return "rejected"
        number = row.facts["national_number"]
        before = self.known.get(number)
        if before is None and row.mutation in ENDS:
            return "rejected"
        now = {name: value for name, value in row.facts.items() if name != "extracted_on"}
        now["status"] = ENDS.get(row.mutation, "actief")
        self.known[number] = now
        if before is None:
            return "new"
        return "unchanged" if before == now else "changed"


@pytest.mark.parametrize(
    ("name", "rejected", "good"), [("register_2026-10.csv", 38, 3533), ("register_2026-11.csv", 47, 444)]
)
def test_pure_rejections(name: str, rejected: int, good: int) -> None:
    """All of them show from the row itself; none needs to know who is in the database."""
    with (DATA / name).open("rb") as stream:
        found = list(read(stream))
    assert sum(isinstance(each, Rejection) for each in found) == rejected
    assert sum(isinstance(each, Row) for each in found) == good


def test_two_months_in_order_and_each_again() -> None:
    people = People()
    october, november = (DATA / f"register_2026-{month}.csv" for month in (10, 11))
    assert people.take(october) == {"new": 3531, "rejected": 38, "unchanged": 2}
    assert people.take(october) == {"unchanged": 3533, "rejected": 38}
    assert people.take(november) == {"new": 282, "changed": 120, "unchanged": 42, "rejected": 47}
    assert people.take(november) == {"unchanged": 444, "rejected": 47}


def test_the_rejected_rows_of_october_have_all_kinds_of_reasons() -> None:
    with (DATA / "register_2026-10.csv").open("rb") as stream:
        columns = Counter(each.column for each in read(stream) if isinstance(each, Rejection))
    assert columns == {
        "": 3,
        "rijksregisternummer": 10,
        "naam": 7,
        "nationaliteit": 4,
        "nis_gemeente": 5,
        "extractiedatum": 6,
        "eerste_inschrijving_vlaanderen": 3,
    }
