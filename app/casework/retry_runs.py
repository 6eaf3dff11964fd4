"""Trying many incidents again: asked for once, done by a worker one by one, gone on with after a crash.

Each incident is tried exactly once in a run: what it did and how far the run is are written in one
transaction, under the lock of the run's row. Workers may run it side by side; a lease saves them the trouble.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import ColumnElement, and_, func, insert, select, update

from app.casework import incidents, leases, repair, workers
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.term_counting import TOO_LATE
from app.db.session import Database, Transaction
from app.db.tables import case, incident, retry_run
from app.domain.errors import DomainError
from app.domain.permissions import Action, may

log = structlog.get_logger()

COLUMNS = {
    "code": incident.c.code,
    "kind": incident.c.kind,
    "place": incident.c.place,
    "process": case.c.process,
    "organisation": case.c.organisation,
}
Chosen = Mapping[str, str | None]  # some of COLUMNS with the value that an incident must have
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class RetryRun:
    """How far a run is: of `total`, `done` are over; `failed` failed again, `left_alone` have to wait."""

    id: int
    chosen: Chosen
    requested_at: datetime
    finished_at: datetime | None
    total: int
    done: int
    failed: int
    left_alone: int

    @property
    def solved(self) -> int:
        return self.done - self.failed - self.left_alone


def matching(chosen: Chosen) -> ColumnElement[bool]:
    """Which open incidents, joined with their case, are meant."""
    given = [
        COLUMNS[name].is_(None) if value is None else COLUMNS[name] == value for name, value in chosen.items()
    ]
    return and_(incident.c.resolved_at.is_(None), *given)


def request(tx: Transaction, chosen: Chosen, actor: Actor = SYSTEM) -> int:
    """Ask the workers to try these again; the run's id. A term that passed unknown is never among them.

    Trying such a term lets it pass against the person, which somebody decides case by case. Raises Refused
    `geen_recht`, DomainError `opnieuw_proberen_per_dossier` (that kind), `opnieuw_proberen_loopt`,
    `niets_opnieuw_te_proberen`.
    """
    if actor is not SYSTEM and not may(actor.roles, Action.RESOLVE_INCIDENT):
        raise Refused("geen_recht")
    if chosen.get("code") == TOO_LATE:
        raise DomainError("opnieuw_proberen_per_dossier")
    if tx.execute(select(retry_run.c.id).where(retry_run.c.finished_at.is_(None))).first() is not None:
        raise DomainError("opnieuw_proberen_loopt")
    counted = tx.execute(
        _of(chosen, func.count().label("total"), func.max(incident.c.id).label("last"))
    ).one()
    if not counted.total:
        raise DomainError("niets_opnieuw_te_proberen")
    nothing = dict.fromkeys(("reached_id", "done", "failed", "left_alone"), 0)
    return tx.insert_id(
        insert(retry_run).values(
            chosen=dict(chosen),
            requested_at=tx.now,
            account_id=actor.account_id,
            last_id=counted.last,
            total=counted.total,
            **nothing,
        )
    )


def run_requested(database: Database) -> int:
    """Go on with the runs that were asked for, oldest first; how many this process finished."""
    with database.read() as tx:
        unfinished = select(retry_run.c.id).where(retry_run.c.finished_at.is_(None))
        waiting = list(tx.execute(unfinished.order_by(retry_run.c.id)).scalars())
    finished = 0
    for run_id in waiting:
        with workers.alone(database, _lease(run_id)) as owner:
            if owner is not None:
                run(database, run_id, owner=owner)
                finished += 1
    return finished


def run(
    database: Database,
    run_id: int,
    progress: Progress = lambda done, total: None,
    owner: str | None = None,
) -> None:
    """Try one after the other until the run is done, whoever did the first of them."""
    while True:
        with database.transaction() as tx:
            row = tx.execute(select(retry_run).where(retry_run.c.id == run_id).with_for_update()).one()
            if row.finished_at is not None:
                return
            found = tx.execute(_next(row)).first()
            if found is None:
                _set(tx, run_id, finished_at=tx.now)
                leases.forget(tx, _lease(run_id))
                return
            if owner is not None:
                leases.take(tx, _lease(run_id), owner)
            _try(tx, row, found)
        progress(row.done + 1, row.total)


def get(tx: Transaction, run_id: int) -> RetryRun:
    """How far a run is. Raises DomainError `opnieuw_proberen_onbekend`."""
    row = tx.execute(select(retry_run).where(retry_run.c.id == run_id)).first()
    if row is None:
        raise DomainError("opnieuw_proberen_onbekend", ronde=run_id)
    return _read(row)


def newest(tx: Transaction) -> RetryRun | None:
    """The last run that was asked for, done or not."""
    row = tx.execute(select(retry_run).order_by(retry_run.c.id.desc()).limit(1)).first()
    return None if row is None else _read(row)


def _of(chosen: Chosen, *columns: Any) -> Any:
    joined = select(*columns).select_from(incident.join(case, case.c.id == incident.c.case_id))
    return joined.where(matching(chosen), incident.c.code != TOO_LATE)


def _next(row: Any) -> Any:
    within = (incident.c.id > row.reached_id, incident.c.id <= row.last_id)
    return _of(row.chosen, incident).where(*within).order_by(incident.c.id).limit(1)


def _try(tx: Transaction, row: Any, found: Any) -> None:
    failed = left_alone = 0
    try:
        with tx.connection.begin_nested():
            repair.again(tx, found)
            incidents.resolve(tx, found.id)
    except Exception as failure:
        problem = incidents.as_refusal(failure)
        left_alone = int(problem.code in repair.NO_ATTEMPT)
        failed = 1 - left_alone
        if failed:
            log.warning("retry_failed", case=found.case_id, incident=found.id, code=problem.code)
            incidents.open_incident(tx, found.case_id, problem, found.command)
    _set(
        tx,
        row.id,
        reached_id=found.id,
        done=row.done + 1,
        failed=row.failed + failed,
        left_alone=row.left_alone + left_alone,
    )


def _set(tx: Transaction, run_id: int, **values: Any) -> None:
    tx.execute(update(retry_run).where(retry_run.c.id == run_id).values(**values))


def _lease(run_id: int) -> str:
    return f"retry:{run_id}"


def _read(row: Any) -> RetryRun:
    return RetryRun(**{name: getattr(row, name) for name in RetryRun.__dataclass_fields__})
