"""Imports of the population register: asked for on a page or run from the command line, with a report.

A file from a page is looked at first (`import_previews`) and waits for a yes. It is taken in by batches, each
one transaction, so that a crash half-way loses nothing: the run goes on where it stood, and the same file
again finds the people who are there.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app.casework import (
    import_previews,
    import_runs,
    import_undoing,
    incidents,
    leases,
    messages,
    obligations,
    releases,
    taking_in,
    workers,
)
from app.casework.actors import SYSTEM, Actor
from app.casework.import_runs import (
    DISCARDED,
    DONE,
    LOOKING,
    PROPOSED,
    REFUSED,
    RUNNING,
    TO_DO,
    UNDOING,
    WAITING,
)
from app.casework.taking_in import Counts, Intake
from app.db.session import Database, Transaction
from app.db.tables import document, import_run
from app.domain.errors import DomainError
from app.domain.vocabulary import Region
from app.exchange import register
from app.exchange.register import Rejection, Row

BATCH = 100
KEPT_FOR = timedelta(days=1)  # a proposal that nobody answers holds personal data for nothing

Progress = Callable[[int, int], None]


def request(tx: Transaction, content: bytes, filename: str, actor: Actor = SYSTEM) -> int:
    """Keep the file and ask for its import; `run` or the worker takes it in. Gives the run's id.

    Raises DomainError (encoding, columns, a region without law) before anything is written.
    """
    return _keep_file(tx, content, filename, actor, WAITING)


def propose(tx: Transaction, content: bytes, filename: str, actor: Actor) -> int:
    """Keep the file and ask what it would do; nothing is taken in before `confirm`. Raises as `request`."""
    return _keep_file(tx, content, filename, actor, LOOKING)


def confirm(tx: Transaction, run_id: int, actor: Actor) -> None:
    """Take a proposed file in. Raises DomainError `import_onbekend`, `import_niet_voorgesteld`."""
    _proposed(tx, run_id)
    import_runs.forget_rejections(tx, run_id)
    nothing = asdict(Counts())
    import_runs.set_values(
        tx, run_id, status=WAITING, rows_read=0, counts=nothing, account_id=actor.account_id
    )


def discard(tx: Transaction, run_id: int) -> None:
    """Throw a proposed file away, with the rows it told of. Raises as `confirm`."""
    row = _proposed(tx, run_id)
    import_runs.forget_rejections(tx, run_id)
    import_runs.end(tx, row, DISCARDED)


def discard_abandoned(database: Database) -> int:
    """Throw away the proposals that nobody answered within a day; how many."""
    with database.transaction() as tx:
        old = select(import_run.c.id).where(
            import_run.c.status == PROPOSED, import_run.c.requested_at < tx.now - KEPT_FOR
        )
        ids = list(tx.execute(old.order_by(import_run.c.id).with_for_update(skip_locked=True)).scalars())
        for run_id in ids:
            discard(tx, run_id)
    return len(ids)


def _keep_file(tx: Transaction, content: bytes, filename: str, actor: Actor, status: str) -> int:
    extract = register.read(io.BytesIO(content))
    if extract.region is Region.BRUSSELS and not obligations.is_ready(releases.current(tx)[1]):
        raise DomainError("uittreksel_brussel", column=register.FIRST[Region.BRUSSELS])
    digest = extract.sha256
    if tx.execute(select(document.c.sha256).where(document.c.sha256 == digest)).first() is None:
        tx.execute(
            insert(document),
            {"sha256": digest, "content": content, "media_type": "text/csv", "created_at": tx.now},
        )
    return tx.insert_id(
        insert(import_run).values(
            kind="register",
            region=extract.region,
            filename=filename,
            sha256=digest,
            status=status,
            document=digest,
            requested_at=tx.now,
            account_id=actor.account_id,
            rows_total=max(extract.lines - 1, 0),
            rows_read=0,
            counts=asdict(Counts()),
            warnings=list(extract.warnings),
        )
    )


def _proposed(tx: Transaction, run_id: int) -> Any:
    row = tx.execute(select(import_run).where(import_run.c.id == run_id).with_for_update()).first()
    if row is None:
        raise DomainError("import_onbekend", run=run_id)
    if row.status != PROPOSED:
        raise DomainError("import_niet_voorgesteld", run=run_id)
    return row


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
        row = import_runs.locked(tx, run_id, WAITING, RUNNING)
        if row is None:
            return
        if import_undoing.is_going_on(tx):
            raise DomainError("import_bezig")
        content = import_runs.content_of(tx, row)
        release_id, release = releases.current(tx)
        import_runs.set_values(tx, run_id, status=RUNNING)
    messages.sweep(database)  # what a crash kept from its case: the next rows are about the same people
    intake = Intake(release_id, release, Actor(row.account_id) if row.account_id else SYSTEM, run_id)
    rows = _Batches(iter(register.read(io.BytesIO(content))))
    while True:
        with database.transaction() as tx:
            row = import_runs.locked(tx, run_id, WAITING, RUNNING)
            if row is None:
                return
            batch = rows.after(row.rows_read)
            if owner is not None:
                leases.take(tx, import_runs.lease_of(run_id), owner)
            if not batch:
                import_runs.end(tx, row, DONE)
                leases.forget(tx, import_runs.lease_of(run_id))
                break
            taken, refused = taking_in.take_in(tx, batch, intake)
            import_runs.keep_rejections(tx, run_id, refused)
            read = row.rows_read + len(batch)
            import_runs.set_values(tx, run_id, rows_read=read, counts=asdict(Counts(**row.counts) + taken))
        progress(read, row.rows_total)
    messages.sweep(database)


class _Batches:
    """The rows of a file, never two about one person together: what the first does must stand by then."""

    def __init__(self, rows: Iterator[Row | Rejection]) -> None:
        self._rows, self._read = rows, 0
        self._ahead: list[Row | Rejection] = []

    def after(self, read: int) -> list[Row | Rejection]:
        """The next batch after so many rows, whoever took those in; empty at the end."""
        while self._read < read and self._next() is not None:
            pass
        batch: list[Row | Rejection] = []
        people: set[str] = set()
        while len(batch) < BATCH and (row := self._next()) is not None:
            number = row.facts["national_number"] if isinstance(row, Row) else None
            if number in people:
                self._ahead.append(row)
                self._read -= 1
                break
            if number is not None:
                people.add(number)
            batch.append(row)
        return batch

    def _next(self) -> Row | Rejection | None:
        row = self._ahead.pop() if self._ahead else next(self._rows, None)
        self._read += row is not None
        return row


def run_requested(database: Database) -> int:
    """Look at, take in or take back what was asked for on a page, or was left half-way; how many runs.

    In the order in which they came: a later month waits while another process takes in an earlier one.
    """
    with database.read() as tx:
        rows = tx.execute(
            select(import_run.c.id, import_run.c.status)
            .where(import_run.c.status.in_(TO_DO))
            .order_by(import_run.c.id)
        ).all()
    rows = sorted(rows, key=lambda row: row.status != UNDOING)  # before anything is taken in
    done, taking = 0, True
    for row in rows:
        if row.status == LOOKING:
            done += _alone(database, row.id, import_previews.run)
        elif row.status == UNDOING:
            taking = _take_back(database, row.id)
            done += taking
        elif taking:
            taking = _alone(database, row.id, run)
            done += taking
    return done


def _alone(database: Database, run_id: int, work: Callable[..., None]) -> bool:
    """Do this with a run that no other process is busy with; False when one is."""
    with workers.alone(database, import_runs.lease_of(run_id)) as owner:
        if owner is None:
            return False
        try:
            work(database, run_id, owner=owner)
        except Exception as failure:
            _refuse(database, run_id, incidents.as_refusal(failure))
    return True


def _take_back(database: Database, run_id: int) -> bool:
    """As `_alone`; what fails here is tried again, for a file is never left half taken back."""
    with workers.alone(database, import_runs.lease_of(run_id)) as owner:
        if owner is not None:
            import_undoing.run(database, run_id, owner=owner)
    return owner is not None


def _refuse(database: Database, run_id: int, problem: DomainError) -> None:
    reason = {"code": problem.code, "facts": {k: str(v) for k, v in problem.facts.items()}}
    with database.transaction() as tx:
        import_runs.set_values(tx, run_id, status=REFUSED, finished_at=tx.now, problem=reason)
        leases.forget(tx, import_runs.lease_of(run_id))


def report(tx: Transaction, run_id: int) -> dict[str, Any]:
    """A run with its counts. Raises DomainError `import_onbekend`."""
    found = tx.execute(select(import_run).where(import_run.c.id == run_id)).first()
    if found is None:
        raise DomainError("import_onbekend", run=run_id)
    return _with_counts(found)


def listing(tx: Transaction) -> list[dict[str, Any]]:
    """All runs, newest first."""
    return [
        _with_counts(row)
        for row in tx.execute(select(import_run).order_by(import_run.c.id.desc()).limit(100))
    ]


def _with_counts(row: Any) -> dict[str, Any]:
    """With the counts that an older version did not know yet."""
    return {**row._mapping, "counts": asdict(Counts(**row.counts))}
