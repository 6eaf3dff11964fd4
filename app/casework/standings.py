"""How people stand whom a row of the register, the desk or a birthday is about: in each region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select

from app.casework import classifications, messages, people
from app.casework.classifications import Classified
from app.casework.people import Departure
from app.db.session import Transaction
from app.db.tables import case
from app.domain.regions import of_process
from app.domain.vocabulary import CaseStatus, Region, Trajectory

_CASES = (  # of all states: asked for the running ones, SQLite looks through everybody's
    select(case.c.id, case.c.person_id, case.c.process, case.c.organisation, case.c.status)
    .where(case.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(case.c.id)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands under the law of one region: the last class, and what runs at its desks."""

    classified: Classified | None = None
    desks: Mapping[int, str | None] = field(default_factory=dict)  # case: organisation
    trajectory: int | None = None  # the case that runs

    @property
    def is_new(self) -> bool:
        """Whether nobody ever looked."""
        return self.classified is None and self.trajectory is None


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom we know: the person's row, and how things stand in each region."""

    person: Mapping[str, Any]
    standing: Mapping[Region, Standing] = field(default_factory=dict)
    corrected: Mapping[str, str | None] = field(default_factory=dict)  # as the register had it: see `people`
    departures: Mapping[Region, Departure] = field(default_factory=dict)

    def under(self, region: Region) -> Standing:
        return self.standing.get(region, _NOTHING)


_NOTHING = Standing()


def known_by_number(tx: Transaction, numbers: Sequence[str], *, locked: bool = False) -> dict[str, Known]:
    """Those of these numbers whom we know; `locked` until the transaction ends, as the desk locks them."""
    rows = people.by_numbers(tx, numbers, locked=locked)
    return dict(zip(rows, with_standing(tx, list(rows.values())), strict=True))


def with_standing(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Known]:
    """People with their last classes and what runs about them."""
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    classes = classifications.of_people(tx, ids)
    corrected, departures = people.corrected_addresses(tx, ids), people.departures(tx, ids)
    desks: dict[tuple[int, Region], dict[int, str | None]] = {}
    trajectories: dict[tuple[int, Region], int] = {}
    for row in tx.execute(_CASES, {"people": ids}):
        if row.status != CaseStatus.RUNNING or row.process in messages.HOME:
            continue  # ended, or a file of enforcement, which stays where it is
        place = row.person_id, of_process(row.process)
        desks.setdefault(place, {})[row.id] = row.organisation
        if row.process in tuple(Trajectory):
            trajectories[place] = row.id
    return [
        Known(
            row,
            {
                region: Standing(
                    classes.get((of, region)), desks.get((of, region), {}), trajectories.get((of, region))
                )
                for region in Region
            },
            corrected.get(of, {}),
            departures.get(of, {}),
        )
        for of, row in zip(ids, rows, strict=True)
    ]
