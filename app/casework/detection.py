"""Detection: what a row of the population register does to a person and to the trajectory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select

from app.casework import messages, people, steps
from app.casework.actors import Actor
from app.casework.steps import Opening
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
    """The new people first and together, then the others in the order of the file."""
    counts, refused, later = Counts(), [], []
    new: dict[str, Row] = {}
    for row in batch:
        if isinstance(row, Rejection):
            refused.append(row)
        elif (number := row.facts["national_number"]) in known or number in new:
            later.append(row)
        elif row.mutation in (Mutation.DECEASED, Mutation.STRUCK_OFF):
            reason = f"Mutatie '{row.mutation}' voor een persoon die hier niet bekend is."
            refused.append(register.reject(row.number, "mutatie", reason, row.content))
        else:
            new[number] = row
    added = people.add_all(tx, [row.facts for row in new.values()])
    detect_all(tx, added, release_id, release, actor)
    known |= dict(zip(new, added, strict=True))
    for row in later:
        counts.add(_change(tx, row, known, actor))
    return counts + Counts(new=len(new), rejected=len(refused)), refused


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


def _change(tx: Transaction, row: Row, known: dict[str, Mapping[str, Any]], actor: Actor) -> str:
    """A row about somebody we know; `changed` or `unchanged`."""
    number = row.facts["national_number"]
    person_row = known[number]
    if person_row["extracted_on"] is not None and row.facts["extracted_on"] < person_row["extracted_on"]:
        return "unchanged"  # an older extract than what we know says nothing new
    status = _STATUS.get(row.mutation)
    if not people.change(tx, person_row, row.facts, row.facts["extracted_on"], status):
        return "unchanged"
    known[number] = people.get(tx, person_row["id"])
    reason = _lapse_reason(row)
    if reason is not None:
        _lapse(tx, person_row["id"], reason, row, actor)
    return "changed"


_STATUS = {Mutation.DECEASED: PersonStatus.DECEASED, Mutation.STRUCK_OFF: PersonStatus.STRUCK_OFF}


def detect(
    tx: Transaction, person_row: Mapping[str, Any], release_id: int, release: Release, actor: Actor
) -> steps.CaseRow:
    """Open the trajectory of a person; the diagram classifies. Raises EngineError."""
    return detect_all(tx, [person_row], release_id, release, actor)[0]


def detect_all(
    tx: Transaction,
    people_new: Sequence[Mapping[str, Any]],
    release_id: int,
    release: Release,
    actor: Actor,
) -> list[steps.CaseRow]:
    """Open the trajectories of several people together."""
    process, payload = release.process(PROCESS), {"gedetecteerd_op": tx.today.isoformat()}
    opened = steps.begin_all(
        tx,
        release_id,
        [Opening(process, START, payload, each, competent_agency(tx, release, each)) for each in people_new],
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
    return opened


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
