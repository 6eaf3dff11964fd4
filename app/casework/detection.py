"""Detection: opening the Flemish trajectory of whom the register, the desk or a birthday brings to notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert

from app.casework import classifications, steps
from app.casework.actors import Actor
from app.casework.classifications import Found
from app.casework.steps import Opening
from app.db.session import Transaction
from app.db.tables import milestone
from app.domain.target_group import regime
from app.domain.vocabulary import Milestone, Regime, Region, TargetGroup, Trajectory
from app.engine.release import Release

_START = {
    Trajectory.NEW: "persoon_gedetecteerd",
    Trajectory.OLD: "persoon_gedetecteerd_oud",
}

_ADD_MILESTONE = insert(milestone)


def detect(
    tx: Transaction, person_row: Mapping[str, Any], release_id: int, release: Release, actor: Actor
) -> steps.CaseRow:
    """Open the trajectory of a person; the diagram classifies. Raises EngineError."""
    return detect_all(tx, [person_row], release_id, release, actor)[0]


def detect_all(
    tx: Transaction,
    people: Sequence[Mapping[str, Any]],
    release_id: int,
    release: Release,
    actor: Actor,
    *,
    known: bool = True,
) -> list[steps.CaseRow]:
    """Open the trajectories of several people together, and keep their class; `known` before this, or new."""
    opened = steps.begin_all(tx, release_id, [_opening(tx, release, each) for each in people], actor)
    marks = [
        {
            "case_id": row.id,
            "person_id": row.person_id,
            "kind": Milestone.DETECTED,
            "on_day": row.person["extracted_on"] or tx.today,
        }
        for row in opened
    ]
    if marks:
        tx.execute(_ADD_MILESTONE, marks)
    found = [Found(row.person, row.data.get("doelgroep", TargetGroup.UNDETERMINED), row.id) for row in opened]
    classifications.keep(tx, found, Region.FLANDERS, known=known)
    return opened


def _opening(tx: Transaction, release: Release, person_row: Mapping[str, Any]) -> Opening:
    """The trajectory of the regime under which the duty began (legal.md 2.1: the first registration decides).

    Without a process for the old one the new one asks a colleague: its table gives such a person no class.
    """
    old = regime(person_row["first_registered_flanders"]) == Regime.OLD
    trajectory = Trajectory.OLD if old and Trajectory.OLD in release.processes else Trajectory.NEW
    return Opening(
        release.process(trajectory),
        _START[trajectory],
        {"gedetecteerd_op": tx.today.isoformat()},
        person_row,
        competent_agency(tx, release, person_row),
    )


def competent_agency(tx: Transaction, release: Release, person_row: Mapping[str, Any]) -> str:
    """The agency of the municipality: a case belongs to a desk from its first moment."""
    return classifications.competent_agency(release, person_row, tx.today)
