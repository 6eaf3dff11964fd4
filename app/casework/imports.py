"""Imports of the population register: asked for on a page or run from the command line, with a report.

The file is taken in by batches, each one transaction, so that a crash half-way loses nothing: the run goes on
where it stood, and the same file again finds the people who are there.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import asdict
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from app.casework import detection, incidents, leases, messages, releases, workers
from app.casework.actors import SYSTEM, Actor
from app.casework.detection import Counts
from app.db.session import Database, Transaction
from app.db.tables import document, import_rejection, import_run
from app.db.trouble import Stopped
from app.domain.errors import DomainError
from app.exchange import register
from app.exchange.register import Rejection

BATCH = 100
WAITING, RUNNING, DONE, REFUSED = "wachtend", "bezig", "klaar", "geweigerd"

Progress = Callable[[int, int], None]


def request(tx: Transaction, content: bytes, filename: str, actor: Actor = SYSTEM) -> int:
    """Keep the file and ask for its import; `run` or the worker takes it in. Gives the run's id.

    Raises DomainError (encoding, columns) before anything is written.
    """
    extract = register.read(io.BytesIO(content))
    digest = hashlib.sha256(content).hexdigest()
    if tx.execute(select(document.c.sha256).where(document.c.sha256 == digest)).first() is None:
        tx.execute(
            insert(document),
            {"sha256": digest, "content": content, "media_type": "text/csv", "created_at": tx.now},
        )
    return tx.insert_id(
        insert(import_run).values(
            kind="register",
            filename=filename,
            sha256=digest,
            status=WAITING,
            document=digest,
            requested_at=tx.now,
            account_id=actor.account_id,
            rows_total=max(extract.lines - 1, 0),
            rows_read=0,
            counts=asdict(Counts()),
            warnings=list(extract.warnings),
        )
    )


def lease_of(run_id: int) -> str:
    """The lease under which one process reads the file of a run, while others take other runs."""
    return f"import:{run_id}"


def run(
    database: Database,
    run_id: int,
    progress: Progress = lambda done, total: None,
    owner: str | None = None,
) -> None:
    """Take in the file of a run from the row where it stood; `progress` hears of lines done, of how many.

    An `owner` of its lease renews it with each batch. The lease saves reading the file twice; whoever else
    runs it meanwhile takes the next batch, and none is taken in twice: the row of the run is locked for each.
    """
    with database.transaction() as tx:
        row = _locked(tx, run_id)
        if row is None:
            return
        content = tx.execute(select(document.c.content).where(document.c.sha256 == row.document)).scalar_one()
        release_id, release = releases.current(tx)
        _set(tx, run_id, status=RUNNING)
    actor = Actor(row.account_id) if row.account_id else SYSTEM
    rows, read = iter(register.read(io.BytesIO(content))), 0
    while True:
        with database.transaction() as tx:
            row = _locked(tx, run_id)
            if row is None:
                return
            batch = list(islice(rows, row.rows_read - read, row.rows_read - read + BATCH))
            if owner is not None:
                leases.take(tx, lease_of(run_id), owner)
            if not batch:
                _finish(tx, row)
                leases.forget(tx, lease_of(run_id))
                break
            taken, refused = detection.take_in(tx, batch, release_id, release, actor)
            read = row.rows_read + len(batch)
            _keep(tx, run_id, refused)
            _set(tx, run_id, rows_read=read, counts=asdict(Counts(**row.counts) + taken))
        progress(read, row.rows_total)
    messages.sweep(database)


def _locked(tx: Transaction, run_id: int) -> Any:
    """The run, for one batch; None when it is over."""
    row = tx.execute(select(import_run).where(import_run.c.id == run_id).with_for_update()).one()
    return row if row.status in (WAITING, RUNNING) else None


def _finish(tx: Transaction, row: Any) -> None:
    """The file holds personal data: it is not kept longer than needed."""
    _set(tx, row.id, status=DONE, finished_at=tx.now, document=None)
    others = select(import_run.c.id).where(import_run.c.document == row.document)
    if tx.execute(others).first() is None:
        tx.execute(document.delete().where(document.c.sha256 == row.document))


def run_requested(database: Database) -> int:
    """Take in what was asked for on a page, or what a crash left half-way; how many runs."""
    with database.read() as tx:
        waiting = list(
            tx.execute(
                select(import_run.c.id)
                .where(import_run.c.status.in_((WAITING, RUNNING)))
                .order_by(import_run.c.id)
            ).scalars()
        )
    return sum(_run_alone(database, run_id) for run_id in waiting)


def _run_alone(database: Database, run_id: int) -> bool:
    """Take in a run that no other process is busy with; False when one is."""
    owner = workers.new_id()
    if not leases.hold(database, lease_of(run_id), owner):
        return False
    try:
        run(database, run_id, owner=owner)
    except Stopped:
        with database.transaction(finishing=True) as tx:
            leases.release(tx, owner)
        raise
    except Exception as failure:
        problem = incidents.as_refusal(failure)
        with database.transaction() as tx:
            reason = {"code": problem.code, "facts": {k: str(v) for k, v in problem.facts.items()}}
            _set(tx, run_id, status=REFUSED, finished_at=tx.now, problem=reason)
            leases.forget(tx, lease_of(run_id))
    return True


def report(tx: Transaction, run_id: int) -> dict[str, Any]:
    """A run with its counts. Raises DomainError `import_onbekend`."""
    found = tx.execute(select(import_run).where(import_run.c.id == run_id)).first()
    if found is None:
        raise DomainError("import_onbekend", run=run_id)
    return dict(found._mapping)


def listing(tx: Transaction) -> list[dict[str, Any]]:
    """All runs, newest first."""
    return [
        dict(row._mapping)
        for row in tx.execute(select(import_run).order_by(import_run.c.id.desc()).limit(100))
    ]


def rejections(tx: Transaction, run_id: int) -> list[Rejection]:
    """What could not be used, in the order of the file."""
    rows = tx.execute(
        select(import_rejection).where(import_rejection.c.run_id == run_id).order_by(import_rejection.c.row)
    )
    return [Rejection(row.row, row.column, row.reason, row.content) for row in rows]


def _keep(tx: Transaction, run_id: int, refused: list[Rejection]) -> None:
    if refused:
        tx.execute(
            insert(import_rejection),
            [
                {
                    "run_id": run_id,
                    "row": each.row,
                    "column": each.column,
                    "reason": each.reason,
                    "content": each.content,
                }
                for each in refused
            ],
        )


def _set(tx: Transaction, run_id: int, **values: Any) -> None:
    tx.execute(update(import_run).where(import_run.c.id == run_id).values(**values))
