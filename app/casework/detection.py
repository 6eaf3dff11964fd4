"""Detection: what a row of the population register does to a person and to the trajectory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from app.casework import messages, people, steps
from app.casework.actors import Actor
from app.db.session import Transaction
from app.db.tables import case, milestone
from app.domain.municipalities import find_municipality
from app.domain.target_group import feel_facts
from app.domain.vocabulary import CaseStatus, LapseReason, Milestone, Mutation, PersonStatus
from app.engine.errors import EngineError
from app.engine.release import Release
from app.exchange import register
from app.exchange.register import Rejection, Row

START = "persoon_gedetecteerd"
PROCESS = "inburgering"

_ADD_MILESTONE = insert(milestone)
_RUNNING = select(case.c.id).where(
    case.c.person_id == bindparam("person"),
    case.c.status == CaseStatus.RUNNING,
    case.c.process == PROCESS,
)


@dataclass
class Counts:
    """What an import did, row by row."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0


def take_in(
    tx: Transaction,
    batch: Iterable[Row | Rejection],
    release_id: int,
    release: Release,
    counts: Counts,
    actor: Actor,
) -> list[Rejection]:
    """Each row on its own savepoint; adds to the counts and gives what was refused."""
    refused = []
    for row in batch:
        outcome: Rejection | str
        if isinstance(row, Rejection):
            outcome = row
        else:
            try:
                with tx.connection.begin_nested():
                    outcome = _take_in_row(tx, row, release_id, release, actor)
            except EngineError as problem:
                reason = f"De zaak kon niet worden gestart: {problem}"
                outcome = register.reject(row.number, "", reason, row.content)
        if isinstance(outcome, Rejection):
            refused.append(outcome)
            counts.rejected += 1
        else:
            setattr(counts, outcome, getattr(counts, outcome) + 1)
    return refused


def _take_in_row(
    tx: Transaction, row: Row, release_id: int, release: Release, actor: Actor
) -> Rejection | str:
    known = people.by_number(tx, row.facts["national_number"])
    if known is None:
        if row.mutation in (Mutation.DECEASED, Mutation.STRUCK_OFF):
            reason = f"Mutatie '{row.mutation}' voor een persoon die hier niet bekend is."
            return register.reject(row.number, "mutatie", reason, row.content)
        detect(tx, people.add(tx, row.facts), release_id, release, actor)
        return "new"
    status = _STATUS.get(row.mutation)
    changed = people.change(tx, known, row.facts, row.facts["extracted_on"], status)
    if not changed:
        return "unchanged"
    reason_to_end = _lapse_reason(row)
    if reason_to_end is not None:
        _end_trajectory(tx, known["id"], reason_to_end, row, actor)
    return "changed"


_STATUS = {Mutation.DECEASED: PersonStatus.DECEASED, Mutation.STRUCK_OFF: PersonStatus.STRUCK_OFF}


def detect(
    tx: Transaction, person_row: Mapping[str, Any], release_id: int, release: Release, actor: Actor
) -> steps.CaseRow:
    """Open the trajectory of a person; the diagram classifies. Raises EngineError."""
    payload = {"gedetecteerd_op": tx.today.isoformat()}
    row = steps.begin(
        tx,
        release_id,
        release.process(PROCESS),
        START,
        payload,
        person_row,
        actor,
        organisation=competent_agency(tx, release, person_row),
    )
    tx.execute(
        _ADD_MILESTONE,
        {
            "case_id": row.id,
            "person_id": person_row["id"],
            "kind": Milestone.DETECTED,
            "on_day": person_row["extracted_on"] or tx.today,
        },
    )
    return row


def competent_agency(tx: Transaction, release: Release, person_row: Mapping[str, Any]) -> str:
    """The agency of the municipality: a case belongs to a desk from its first moment."""
    context = {"persoon": feel_facts(person_row, tx.today)}
    return str(release.table("bevoegd_agentschap").decide(context).outputs["agentschap"])


def _lapse_reason(row: Row) -> LapseReason | None:
    if row.mutation is Mutation.MOVED:
        municipality = find_municipality(row.facts["nis_code"])
        left = municipality is not None and municipality.region != "Vlaanderen"
        return LapseReason.MOVED_OUT if left else None
    return _LAPSE.get(row.mutation)


_LAPSE = {
    Mutation.DECEASED: LapseReason.DECEASED,
    Mutation.STRUCK_OFF: LapseReason.STRUCK_OFF,
    Mutation.NATURALISED: LapseReason.NATURALISED,
}


def _end_trajectory(tx: Transaction, person_id: int, reason: LapseReason, row: Row, actor: Actor) -> None:
    for case_id in tx.execute(_RUNNING, {"person": person_id}).scalars():
        key = f"register:{case_id}:{reason}:{row.facts['extracted_on']}"
        messages.send(tx, case_id, "traject_vervallen", {"reden": reason}, key, actor)
