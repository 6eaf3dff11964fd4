"""The row of an import and what hangs on it: its state, its file, its lease and the rows it refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from app.db.session import Transaction
from app.db.tables import document, import_rejection, import_run
from app.exchange.register import Rejection

LOOKING, PROPOSED = "bekijken", "voorstel"
WAITING, RUNNING, DONE = "wachtend", "bezig", "klaar"
REFUSED, DISCARDED = "geweigerd", "weggegooid"
UNDOING, UNDONE = "terugdraaien", "teruggedraaid"
TO_DO = (LOOKING, WAITING, RUNNING, UNDOING)


def lease_of(run_id: int) -> str:
    """The lease under which one process reads the file of a run, while others take other runs."""
    return f"import:{run_id}"


def locked(tx: Transaction, run_id: int, *statuses: str) -> Any:
    """The run, for one batch; None when it is not in one of these states any more."""
    row = tx.execute(select(import_run).where(import_run.c.id == run_id).with_for_update()).one()
    return row if row.status in statuses else None


def set_values(tx: Transaction, run_id: int, **values: Any) -> None:
    """Change columns of a run."""
    tx.execute(update(import_run).where(import_run.c.id == run_id).values(**values))


def end(tx: Transaction, row: Any, status: str) -> None:
    """The file holds personal data: it is not kept longer than needed."""
    set_values(tx, row.id, status=status, finished_at=tx.now, document=None)
    others = select(import_run.c.id).where(import_run.c.document == row.document)
    if tx.execute(others).first() is None:
        tx.execute(document.delete().where(document.c.sha256 == row.document))


def content_of(tx: Transaction, row: Any) -> bytes:
    """The file of a run."""
    return bytes(tx.execute(select(document.c.content).where(document.c.sha256 == row.document)).scalar_one())


def rejections(tx: Transaction, run_id: int, most: int | None = None) -> list[Rejection]:
    """What could not be used, in the order of the file."""
    rows = tx.execute(
        select(import_rejection)
        .where(import_rejection.c.run_id == run_id)
        .order_by(import_rejection.c.row, import_rejection.c.id)
        .limit(most)
    )
    return [Rejection(row.row, row.column, row.reason, row.content) for row in rows]


def reasons(tx: Transaction, run_id: int) -> list[tuple[str, str, int]]:
    """Why rows cannot be used: column, reason and how many, the most frequent first."""
    many = func.count().label("many")
    rows = tx.execute(
        select(import_rejection.c.column, import_rejection.c.reason, many)
        .where(import_rejection.c.run_id == run_id)
        .group_by(import_rejection.c.column, import_rejection.c.reason)
        .order_by(many.desc(), import_rejection.c.column, import_rejection.c.reason)
        .limit(10)
    )
    return [(row.column, row.reason, row.many) for row in rows]


def keep_rejections(tx: Transaction, run_id: int, refused: Sequence[Rejection]) -> None:
    """Rows that cannot be used, for the report and its file."""
    if refused:
        tx.execute(insert(import_rejection), [{"run_id": run_id, **asdict(each)} for each in refused])


def forget_rejections(tx: Transaction, run_id: int) -> None:
    """They were told of a proposal; the import itself finds them again."""
    tx.execute(delete(import_rejection).where(import_rejection.c.run_id == run_id))
