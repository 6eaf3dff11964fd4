"""The narrow waist: `begin` a case and `advance` it by one event, each one engine step in one transaction.

A person completing a task, a message, a passed term, an import: each comes through here. The case is locked,
the engine takes its step in memory, the effects it asked for are applied, and every row that lists, clocks
and letters read is written with it. Nothing leaves the building before the commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Exists, bindparam, exists, insert, select, update

from app import measures
from app.casework import audit, effects, releases, rows
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow, Conflict, lock, lock_all
from app.casework.events import Complete, Deliver, Event, Expire
from app.db.session import Transaction
from app.db.tables import answer, case, command
from app.domain.target_group import feel_facts
from app.domain.vocabulary import CaseStatus
from app.engine import runtime
from app.engine.release import Process, Release
from app.engine.runtime import Run, Situation

PREFIXES = {
    "inburgering": "INB",
    "inburgering_oud": "INB",
    "inbreuk": "IBR",
    "handhaving": "HHV",
    "verplicht_traject": "BRU",
    "sanctie_ggc": "GGC",
}


_INSERT = insert(case)
_SAVE = (
    update(case)
    .where(case.c.id == bindparam("case"), case.c.version == bindparam("was"))
    .values(
        number=bindparam("new_number"),
        organisation=bindparam("new_organisation"),
        status=bindparam("new_status"),
        outcome=bindparam("new_outcome"),
        data=bindparam("new_data"),
        state=bindparam("new_state"),
        version=bindparam("new_version"),
        audit_seq=bindparam("new_seq"),
        audit_hash=bindparam("new_hash"),
        ended_at=bindparam("new_ended"),
    )
)
_ANSWER = insert(answer)


def advance(tx: Transaction, case_id: int, event: Event, actor: Actor, version: int | None = None) -> CaseRow:
    """One step of a running case. Raises Conflict, NotWaiting, EngineError; then nothing has happened."""
    return advance_locked(tx, lock(tx, case_id), event, actor, version)


def advance_locked(
    tx: Transaction, row: CaseRow, event: Event, actor: Actor, version: int | None = None
) -> CaseRow:
    """The same, for who has locked the case already."""
    if row.state is None:
        raise Conflict(dossier=row.number)
    if version is not None and version != row.version:
        raise Conflict(dossier=row.number)
    with measures.step(event.event):
        release, process = program(tx, row)
        run = runtime.resume(release, process, row.state, row.data, situation(tx, row.person))
        before = rows.standing(run)
        if isinstance(event, Complete):
            run.complete(event.uid, event.values)
        else:
            run.deliver(event.uid, event.element, {} if isinstance(event, Expire) else event.payload)
        return _write(tx, row, run, before, event, actor)


def advance_all(tx: Transaction, events: Mapping[int, Event], actor: Actor) -> list[CaseRow]:
    """One step of each of these running cases, written together. Raises as `advance`; then none happened."""
    rows_by_id = lock_all(tx, list(events))
    with tx.together():
        return [advance_locked(tx, rows_by_id[of], event, actor) for of, event in events.items()]


@dataclass(frozen=True)
class Opening:
    """A case to begin: who it is about, whose desk it is, and the case it grew from."""

    process: Process
    message: str
    payload: Mapping[str, Any]
    person: Mapping[str, Any]
    organisation: str | None = None
    parent_id: int | None = None


def begin(tx: Transaction, release_id: int, opening: Opening, actor: Actor) -> CaseRow:
    """A new case, started by a message. Raises EngineError; then there is no case."""
    return begin_all(tx, release_id, [opening], actor)[0]


def begin_all(tx: Transaction, release_id: int, openings: Sequence[Opening], actor: Actor) -> list[CaseRow]:
    """New cases, written together: one round trip per kind of row. Raises EngineError; then there is none."""
    release = releases.load(tx, release_id)
    runs = [
        runtime.start(release, each.process, each.message, each.payload, situation(tx, each.person))
        for each in openings
    ]
    ids = tx.insert_ids(_INSERT, [_opened(tx, release_id, each) for each in openings])
    with tx.together():
        return [
            _write(tx, _new_row(tx, release_id, case_id, each), run, rows.NOTHING, _start(each), actor)
            for case_id, each, run in zip(ids, openings, runs, strict=True)
        ]


def _opened(tx: Transaction, release_id: int, opening: Opening) -> dict[str, Any]:
    return {
        "process": opening.process.id,
        "release_id": release_id,
        "person_id": opening.person["id"],
        "parent_id": opening.parent_id,
        "organisation": opening.organisation,
        "status": CaseStatus.RUNNING,
        "data": {},
        "version": 0,
        "audit_seq": 0,
        "started_at": tx.now,
    }


def _new_row(tx: Transaction, release_id: int, case_id: int, opening: Opening) -> CaseRow:
    prefix = PREFIXES.get(opening.process.id, "DOS")
    return CaseRow(
        id=case_id,
        number=f"{prefix}-{tx.today.year}-{case_id:06d}",
        process=opening.process.id,
        release_id=release_id,
        person_id=opening.person["id"],
        parent_id=opening.parent_id,
        organisation=opening.organisation,
        version=0,
        audit_seq=0,
        audit_hash=None,
        data={},
        state=None,
        person=opening.person,
    )


def _start(opening: Opening) -> Deliver:
    starts = opening.process.catalogue.of_kind("startEvent")
    element = next(e.id for e in starts if e.message == opening.message)
    return Deliver("", element, opening.message, opening.payload)


def program(tx: Transaction, row: CaseRow) -> tuple[Release, Process]:
    """What the case runs on."""
    release = releases.load(tx, row.release_id)
    return release, release.process(row.process)


def situation(tx: Transaction, person_row: Mapping[str, Any]) -> Situation:
    return Situation(feel_facts(person_row, tx.today), tx.today)


def _write(
    tx: Transaction, row: CaseRow, run: Run, before: rows.Standing, event: Event, actor: Actor
) -> CaseRow:
    """Everything a step leaves behind, in the order in which one needs the other."""
    after = rows.standing(run)
    row = replace(row, data=run.data, organisation=effects.organisation(tx, run, row.organisation))
    if isinstance(event, (Complete, Deliver)) and event.free:
        _keep_answer(tx, row, event, actor)
    if run.ended and row.version:
        effects.cancel_letters(tx, row)  # before this step asks for its own, which do leave
    effects.apply(tx, row, run, actor)
    rows.write(tx, row, run, before, after, event, actor)
    rows.throw(tx, row, run, actor)
    seq = row.audit_seq + 1
    mark = audit.append(
        tx, row.id, seq, row.audit_hash, actor.account_id, event.event, _audit_data(run, event)
    )
    state = None if run.ended else run.save()
    saved = {
        "case": row.id,
        "was": row.version,
        "new_number": row.number,
        "new_organisation": row.organisation,
        "new_status": CaseStatus.ENDED if run.ended else CaseStatus.RUNNING,
        "new_outcome": run.outcome if run.ended else None,
        "new_data": run.data,
        "new_state": state,
        "new_version": row.version + 1,
        "new_seq": seq,
        "new_hash": mark,
        "new_ended": tx.now if run.ended else None,
    }
    if tx.is_together:  # cases that are new or were locked here: nobody else can have changed them
        tx.write(_SAVE, [saved])
    elif tx.execute(_SAVE, saved).rowcount != 1:
        raise Conflict(dossier=row.number)
    return replace(row, version=row.version + 1, audit_seq=seq, audit_hash=mark, state=state)


def _keep_answer(tx: Transaction, row: CaseRow, event: Complete | Deliver, actor: Actor) -> None:
    tx.execute(
        _ANSWER,
        {
            "case_id": row.id,
            "element": event.element,
            "values": dict(event.free),
            "account_id": actor.account_id,
            "at": tx.now,
        },
    )


def _audit_data(run: Run, event: Event) -> dict[str, Any]:
    """Ids only: which element, what was passed, which rule decided. Never what was filled in."""
    data: dict[str, Any] = {"element": event.element, "gepasseerd": run.passed}
    if not isinstance(event, Complete):
        data["naam"] = event.name
    if run.decided:
        data["beslist"] = [{"tabel": d.table, "rij": d.row, "regel": d.rule} for d in run.decided]
    if run.ended:
        data["uitkomst"] = run.outcome
    return data


def is_seen(command_id: Any) -> Exists:
    """The same question as `seen`, for a statement that asks more."""
    return exists().where(command.c.id == command_id)


def seen(tx: Transaction, command_id: str | None) -> bool:
    """Whether this command has been carried out: the same click, sent again."""
    return command_id is not None and bool(tx.execute(select(is_seen(command_id))).scalar())


def mark(tx: Transaction, command_id: str | None, case_id: int | None) -> None:
    """This command is carried out in this transaction."""
    if command_id is not None:
        tx.execute(insert(command), {"id": command_id, "case_id": case_id, "at": tx.now, "accepted": True})
