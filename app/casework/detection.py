"""Detection: what a row of the population register does to a person and to the trajectory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from app.casework import messages, people, steps
from app.casework.actors import Actor
from app.db.session import Transaction
from app.db.tables import case, milestone, subscription
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
LAPSE = "traject_vervallen"
_LISTENING = (  # the trajectory, and an infringement that lapses with it
    select(case.c.id)
    .join(subscription, subscription.c.case_id == case.c.id)
    .where(
        case.c.person_id == bindparam("person"),
        case.c.status == CaseStatus.RUNNING,
        subscription.c.name == LAPSE,
    )
    .order_by(case.c.id)
)


@dataclass
class Counts:
    """What an import did, row by row."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def add(self, what: str) -> None:
        setattr(self, what, getattr(self, what) + 1)

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def take_in(
    tx: Transaction,
    batch: Sequence[Row | Rejection],
    release_id: int,
    release: Release,
    actor: Actor,
) -> tuple[Counts, list[Rejection]]:
    """A batch of rows; what it did, and what was refused.

    All rows at once where that works; where one row fails, each on its own savepoint, so that it alone is
    refused.
    """
    known = people.by_numbers(tx, [row.facts["national_number"] for row in batch if isinstance(row, Row)])
    try:
        with tx.connection.begin_nested():
            return _take_in(tx, batch, known, release_id, release, actor)
    except EngineError:
        return _take_in_one_by_one(tx, batch, release_id, release, actor)


def _take_in(
    tx: Transaction,
    batch: Sequence[Row | Rejection],
    known: dict[str, Mapping[str, Any]],
    release_id: int,
    release: Release,
    actor: Actor,
) -> tuple[Counts, list[Rejection]]:
    counts, refused = Counts(), []
    for row in batch:
        outcome = (
            row if isinstance(row, Rejection) else _take_in_row(tx, row, known, release_id, release, actor)
        )
        if isinstance(outcome, Rejection):
            refused.append(outcome)
            counts.rejected += 1
        else:
            counts.add(outcome)
    return counts, refused


def _take_in_one_by_one(
    tx: Transaction, batch: Sequence[Row | Rejection], release_id: int, release: Release, actor: Actor
) -> tuple[Counts, list[Rejection]]:
    total, refused = Counts(), []
    for row in batch:
        numbers = [row.facts["national_number"]] if isinstance(row, Row) else []
        try:
            with tx.connection.begin_nested():
                known = people.by_numbers(tx, numbers)
                counts, others = _take_in(tx, [row], known, release_id, release, actor)
        except EngineError as problem:
            reason = f"Het dossier kon niet worden gestart: {problem}"
            counts, others = Counts(rejected=1), [register.reject(_number_of(row), "", reason, row.content)]
        total += counts
        refused += others
    return total, refused


def _number_of(row: Row | Rejection) -> int:
    return row.number if isinstance(row, Row) else row.row


def _take_in_row(
    tx: Transaction,
    row: Row,
    people_known: dict[str, Mapping[str, Any]],
    release_id: int,
    release: Release,
    actor: Actor,
) -> Rejection | str:
    number = row.facts["national_number"]
    known = people_known.get(number)
    if known is None:
        if row.mutation in (Mutation.DECEASED, Mutation.STRUCK_OFF):
            reason = f"Mutatie '{row.mutation}' voor een persoon die hier niet bekend is."
            return register.reject(row.number, "mutatie", reason, row.content)
        people_known[number] = people.add(tx, row.facts)
        detect(tx, people_known[number], release_id, release, actor)
        return "new"
    if known["extracted_on"] is not None and row.facts["extracted_on"] < known["extracted_on"]:
        return "unchanged"  # an older extract than what we know says nothing new
    status = _STATUS.get(row.mutation)
    changed = people.change(tx, known, row.facts, row.facts["extracted_on"], status)
    if not changed:
        return "unchanged"
    people_known[number] = people.get(tx, known["id"])
    reason_to_end = _lapse_reason(row)
    if reason_to_end is not None:
        _lapse(tx, known["id"], reason_to_end, row, actor)
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


def _lapse(tx: Transaction, person_id: int, reason: LapseReason, row: Row, actor: Actor) -> None:
    for case_id in tx.execute(_LISTENING, {"person": person_id}).scalars().all():
        key = f"register:{case_id}:{reason}:{row.facts['extracted_on']}"
        messages.send(tx, case_id, LAPSE, {"reden": reason}, key, actor)
