"""Detection: a month of the population register comes in; new people get a trajectory, known ones changes.

Runs in batches, each one transaction, so that a crash half-way loses nothing: the same file again finds the
people who are there and goes on with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from sqlalchemy import bindparam, insert, select, update

from app.casework import messages, people, releases, steps
from app.casework.actors import SYSTEM, Actor
from app.db.session import Database, Transaction
from app.db.tables import case, import_rejection, import_run, milestone
from app.domain.municipalities import find_municipality
from app.domain.target_group import feel_facts
from app.domain.vocabulary import CaseStatus, LapseReason, Milestone, Mutation, PersonStatus
from app.engine.errors import EngineError
from app.engine.release import Release
from app.exchange import register
from app.exchange.register import Rejection, Row

START = "persoon_gedetecteerd"
PROCESS = "inburgering"
BATCH = 100

_ADD_MILESTONE = insert(milestone)
_RUNNING = select(case.c.id).where(
    case.c.person_id == bindparam("person"),
    case.c.status == CaseStatus.RUNNING,
    case.c.process == PROCESS,
)

Progress = Callable[[int, int], None]


@dataclass
class Counts:
    """What an import did, row by row."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def as_dict(self) -> dict[str, int]:
        return {
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "rejected": self.rejected,
        }


@dataclass
class Report:
    """An import that has ended: its row, the counts, what was refused and what was ignored."""

    run_id: int
    counts: Counts
    warnings: list[str]
    rejections: list[Rejection] = field(default_factory=list)


def import_register(
    database: Database,
    stream: BinaryIO,
    filename: str,
    actor: Actor = SYSTEM,
    progress: Progress = lambda done, total: None,
) -> Report:
    """Take in an extract. Raises DomainError (encoding, columns) before anything is written.

    `progress` is told how many lines of how many are done after each batch.
    """
    extract = register.read(stream)
    with database.transaction() as tx:
        release_id, release = releases.current(tx)
        run_id = tx.insert_id(
            insert(import_run).values(
                kind="register",
                filename=filename,
                sha256=extract.sha256,
                started_at=tx.now,
                account_id=actor.account_id,
                rows_read=0,
                counts={},
            )
        )
    report = Report(run_id, Counts(), list(extract.warnings))
    total = max(extract.lines - 1, 0)
    done = 0
    for batch in _batches(extract, BATCH):
        with database.transaction() as tx:
            refused = _take_in(tx, batch, release_id, release, report.counts, actor)
            report.rejections += refused
            done += len(batch)
            _note(tx, report, refused, done)
        progress(done, total)
    with database.transaction() as tx:
        tx.execute(update(import_run).where(import_run.c.id == run_id).values(finished_at=tx.now))
    return report


def _batches(rows: Iterable[Row | Rejection], size: int) -> Iterator[list[Row | Rejection]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


def _take_in(
    tx: Transaction,
    batch: list[Row | Rejection],
    release_id: int,
    release: Release,
    counts: Counts,
    actor: Actor,
) -> list[Rejection]:
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


def _note(tx: Transaction, report: Report, refused: list[Rejection], done: int) -> None:
    if refused:
        tx.execute(
            insert(import_rejection),
            [
                {
                    "run_id": report.run_id,
                    "row": each.row,
                    "column": each.column,
                    "reason": each.reason,
                    "content": each.content,
                }
                for each in refused
            ],
        )
    tx.execute(
        update(import_run)
        .where(import_run.c.id == report.run_id)
        .values(rows_read=done, counts=report.counts.as_dict())
    )
