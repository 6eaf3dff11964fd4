"""Files that others hand in: looked at first, then taken in by a worker, a batch per transaction.

Nothing about a letter or a case is written before somebody has seen what the file would do and said yes. A
run that stops half-way goes on where it stood, and the same file again changes nothing. What the rows mean is
said by their kind; how to add one: `incoming_kinds`.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, astuple, dataclass
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.casework import incidents, leases, messages, workers
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.incoming_attendance import ATTENDANCE
from app.casework.incoming_kinds import Batch, IncomingKind, ReadFile, is_usable
from app.casework.incoming_mail import MAIL
from app.casework.incoming_payments import PAYMENTS
from app.db.session import Database, Transaction
from app.db.tables import incoming_file, incoming_rejection
from app.domain.errors import DomainError
from app.domain.permissions import may
from app.exchange.register import Rejection

KINDS = (MAIL, PAYMENTS, ATTENDANCE)

BATCH = 50  # rows per transaction: the desk waits no longer than these take
LOOKED_AT_ONCE = 500
PROPOSED, WAITING, RUNNING, DONE, WITHDRAWN = "voorstel", "wachtend", "bezig", "klaar", "ingetrokken"

Progress = Callable[[int, int], None]

_COLUMNS = [column for column in incoming_file.c if column.name != "content"]


@dataclass(frozen=True)
class Counts:
    """What a file did, or would do, row by row."""

    taken: int = 0
    unchanged: int = 0
    rejected: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class NotTaken:
    """A row that cannot be used: a sentence where the row is wrong, else why it is refused, a code."""

    row: int
    column: str
    content: str
    reason: str | None = None
    code: str | None = None
    facts: dict[str, Any] | None = None


def propose(
    tx: Transaction, of: IncomingKind, content: bytes, filename: str, actor: Actor, desk: str | None
) -> int:
    """Keep a file and say what it would do to what a desk has (None: to all); nothing else happens.

    Raises Refused, DomainError (encoding, columns) before anything is written.
    """
    if actor is not SYSTEM and (not may(actor.roles, of.action) or desk is None):
        raise Refused("geen_recht")
    found = of.read(io.BytesIO(content))
    counts, refused = _look(tx, of, found, desk, actor)
    file_id = tx.insert_id(
        insert(incoming_file).values(
            kind=found.kind,
            organisation=desk,
            filename=filename,
            sha256=found.file.sha256,
            status=PROPOSED,
            content=content,
            requested_at=tx.now,
            account_id=actor.account_id,
            rows_total=sum(astuple(counts)),
            rows_read=0,
            counts=asdict(counts),
            warnings=found.warnings,
        )
    )
    _keep(tx, file_id, refused)
    return file_id


def confirm(tx: Transaction, of: IncomingKind, file_id: int, desk: str | None) -> None:
    """Take a proposed file in; `run` or the worker does it. Raises DomainError `bestand_onbekend`."""
    _proposed(tx, of, file_id, desk)
    tx.execute(delete(incoming_rejection).where(incoming_rejection.c.file_id == file_id))
    _set(tx, file_id, status=WAITING, counts=asdict(Counts()))


def withdraw(tx: Transaction, of: IncomingKind, file_id: int, desk: str | None) -> None:
    """Do not take a proposed file in. Raises DomainError `bestand_onbekend`, `bestand_niet_voorgesteld`."""
    _proposed(tx, of, file_id, desk)
    _set(tx, file_id, status=WITHDRAWN, finished_at=tx.now, content=None)


def run(
    database: Database,
    file_id: int,
    progress: Progress = lambda done, total: None,
    owner: str | None = None,
) -> None:
    """Take in a confirmed file from the row where it stood; `progress` hears of rows done, of how many."""
    with database.transaction() as tx:
        row = _locked(tx, file_id)
        if row is None:
            return
        _set(tx, file_id, status=RUNNING)
    rows, read = iter(_kind(row.kind).read(io.BytesIO(row.content))), 0
    while True:
        with database.transaction() as tx:
            row = _locked(tx, file_id)
            if row is None:
                return
            batch = list(islice(rows, row.rows_read - read, row.rows_read - read + BATCH))
            if owner is not None:
                leases.take(tx, lease_of(file_id), owner)
            if not batch:
                _set(tx, file_id, status=DONE, finished_at=tx.now, content=None)
                leases.forget(tx, lease_of(file_id))
                break
            counts, refused = _take_in(tx, row, batch)
            read = row.rows_read + len(batch)
            _keep(tx, file_id, refused)
            _set(tx, file_id, rows_read=read, counts=asdict(Counts(**row.counts) + counts))
        progress(read, row.rows_total)
    messages.sweep(database)


def run_requested(database: Database) -> int:
    """Take in what was confirmed on a page, or what a crash left half-way; how many files."""
    with database.read() as tx:
        waiting = select(incoming_file.c.id).where(incoming_file.c.status.in_((WAITING, RUNNING)))
        ids = list(tx.execute(waiting.order_by(incoming_file.c.id)).scalars())
    return sum(_run_alone(database, file_id) for file_id in ids)


def lease_of(file_id: int) -> str:
    """The lease under which one process reads a file, while others take other files."""
    return f"incoming_file:{file_id}"


def _run_alone(database: Database, file_id: int) -> bool:
    with workers.alone(database, lease_of(file_id)) as owner:
        if owner is None:
            return False
        run(database, file_id, owner=owner)
    return True


def of_desk(tx: Transaction, of: IncomingKind, file_id: int, desk: str | None) -> dict[str, Any]:
    """A file with its counts. Raises DomainError `bestand_onbekend`, also for another desk's."""
    mine = select(*_COLUMNS).where(incoming_file.c.id == file_id, incoming_file.c.organisation == desk)
    found = tx.execute(mine.where(incoming_file.c.kind.in_(of.names))).first()
    if found is None:
        raise DomainError("bestand_onbekend", bestand=file_id)
    return dict(found._mapping)


def listing(tx: Transaction, of: IncomingKind, desk: str | None, most: int = 20) -> list[dict[str, Any]]:
    """The files of a desk, newest first."""
    mine = select(*_COLUMNS).where(incoming_file.c.organisation == desk, incoming_file.c.kind.in_(of.names))
    rows = tx.execute(mine.order_by(incoming_file.c.id.desc()).limit(most))
    return [dict(row._mapping) for row in rows]


def not_taken(tx: Transaction, file_id: int, most: int | None = None) -> list[NotTaken]:
    """What cannot be used, in the order of the file."""
    rows = tx.execute(
        select(incoming_rejection)
        .where(incoming_rejection.c.file_id == file_id)
        .order_by(incoming_rejection.c.row, incoming_rejection.c.id)
        .limit(most)
    )
    return [NotTaken(row.row, row.column, row.content, row.reason, row.code, row.facts) for row in rows]


def _kind(name: str) -> IncomingKind:
    return next(each for each in KINDS if name in each.names)


def _look(
    tx: Transaction, of: IncomingKind, found: ReadFile, desk: str | None, actor: Actor
) -> tuple[Counts, list[NotTaken]]:
    """What every row would do to things as they are; nothing is written."""
    counts, refused, seen = Counts(), [], set[Any]()
    for some in _chunks(iter(found), LOOKED_AT_ONCE):
        usable = list(filter(is_usable, some))
        says_new = of.judge(tx, Batch(found.kind, usable, desk, actor))
        for row in some:
            if isinstance(row, Rejection):
                refused.append(_of_reader(row))
                counts += Counts(rejected=1)
                continue
            try:
                is_new = says_new(row) and of.key(row) not in seen
                counts += Counts(taken=1) if is_new else Counts(unchanged=1)
                seen.add(of.key(row))
            except DomainError as problem:
                refused.append(_of_row(of, found.kind, row, problem))
                counts += Counts(rejected=1)
    return counts, refused


def _take_in(tx: Transaction, file_row: Any, batch: Sequence[Any]) -> tuple[Counts, list[NotTaken]]:
    """A batch of rows, each on a savepoint: one that fails leaves the others alone."""
    of = _kind(file_row.kind)
    actor = Actor(file_row.account_id) if file_row.account_id else SYSTEM
    usable = list(filter(is_usable, batch))
    take = of.take(tx, Batch(file_row.kind, usable, file_row.organisation, actor))
    counts, refused = Counts(), []
    for row in batch:
        if isinstance(row, Rejection):
            refused.append(_of_reader(row))
            counts += Counts(rejected=1)
            continue
        try:
            with tx.connection.begin_nested():
                is_new = take(row)
            counts += Counts(taken=1) if is_new else Counts(unchanged=1)
        except Exception as failure:
            refused.append(_of_row(of, file_row.kind, row, incidents.as_refusal(failure)))
            counts += Counts(rejected=1)
    return counts, refused


def _of_reader(row: Rejection) -> NotTaken:
    return NotTaken(row.row, row.column, row.content, reason=row.reason)


def _of_row(of: IncomingKind, kind: str, row: Any, problem: DomainError) -> NotTaken:
    facts = {name: str(value) for name, value in problem.facts.items()}
    return NotTaken(row.number, of.column_of(kind, problem), row.content, code=problem.code, facts=facts)


def _chunks(rows: Iterator[Any], size: int) -> Iterable[list[Any]]:
    while some := list(islice(rows, size)):
        yield some


def _proposed(tx: Transaction, of: IncomingKind, file_id: int, desk: str | None) -> None:
    mine = select(incoming_file.c.status).where(
        incoming_file.c.id == file_id,
        incoming_file.c.organisation == desk,
        incoming_file.c.kind.in_(of.names),
    )
    found = tx.execute(mine.with_for_update()).first()
    if found is None:
        raise DomainError("bestand_onbekend", bestand=file_id)
    if found.status != PROPOSED:
        raise DomainError("bestand_niet_voorgesteld", bestand=file_id)


def _locked(tx: Transaction, file_id: int) -> Any:
    """The file, for one batch; None when it is over."""
    row = tx.execute(select(incoming_file).where(incoming_file.c.id == file_id).with_for_update()).one()
    return row if row.status in (WAITING, RUNNING) else None


def _keep(tx: Transaction, file_id: int, refused: Sequence[NotTaken]) -> None:
    if refused:
        tx.execute(insert(incoming_rejection), [{"file_id": file_id, **asdict(each)} for each in refused])


def _set(tx: Transaction, file_id: int, **values: Any) -> None:
    tx.execute(update(incoming_file).where(incoming_file.c.id == file_id).values(**values))
