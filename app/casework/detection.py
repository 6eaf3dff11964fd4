"""Detection: opening the trajectory of people whom the register, the desk or a birthday brings to notice."""

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
from app.domain.vocabulary import Milestone
from app.engine.release import Release

START = "persoon_gedetecteerd"
PROCESS = "inburgering"

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
    process, payload = release.process(PROCESS), {"gedetecteerd_op": tx.today.isoformat()}
    opened = steps.begin_all(
        tx,
        release_id,
        [Opening(process, START, payload, each, competent_agency(tx, release, each)) for each in people],
        actor,
    )
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
    found = [Found(row.person, row.data.get("doelgroep"), row.id) for row in opened]
    classifications.keep(tx, found, known=known)
    return opened


def competent_agency(tx: Transaction, release: Release, person_row: Mapping[str, Any]) -> str:
    """The agency of the municipality: a case belongs to a desk from its first moment."""
    return classifications.competent_agency(release, person_row, tx.today)
