"""Workers say that they live: a row each, renewed with their leases, kept a week after the last word."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, update

from app import VERSION
from app.casework import leases
from app.clock import system_now
from app.db.session import Database, Transaction
from app.db.tables import lease, worker
from app.db.trouble import Stopped

KEPT = timedelta(days=7)


def new_id() -> str:
    """A name for this process that no other ever had: machine, process, and a random end."""
    return f"{socket.gethostname()[:50]}:{os.getpid()}:{secrets.token_hex(4)}"


@contextmanager
def alone(database: Database, lease_name: str) -> Iterator[str | None]:
    """Work under a lease of its own: gives its owner, or None while another process has it.

    Whoever is asked to stop gives the lease back at once; who finishes forgets it with the last of the work.
    """
    owner = new_id()
    if not leases.hold(database, lease_name, owner):
        yield None
        return
    try:
        yield owner
    except Stopped:
        with database.transaction(finishing=True) as tx:
            leases.release(tx, owner)
        raise


def begin(tx: Transaction, worker_id: str) -> None:
    """A worker starts."""
    now = system_now()
    tx.execute(
        insert(worker),
        {
            "id": worker_id,
            "machine": socket.gethostname(),
            "process": os.getpid(),
            "started_at": now,
            "seen_at": now,
            "jobs": {},
            "version": VERSION,
        },
    )


def beat(tx: Transaction, worker_id: str, jobs: Mapping[str, Any]) -> None:
    """It still lives, and this is what it did; its leases go on."""
    told = update(worker).where(worker.c.id == worker_id).values(seen_at=system_now(), jobs=dict(jobs))
    if tx.execute(told).rowcount == 0:  # the database was restored, or it slept for longer than KEPT
        begin(tx, worker_id)
    leases.renew(tx, worker_id)


def end(tx: Transaction, worker_id: str, jobs: Mapping[str, Any]) -> None:
    """It stops in good order: others may take over at once."""
    now = system_now()
    tx.execute(
        update(worker).where(worker.c.id == worker_id).values(seen_at=now, stopped_at=now, jobs=dict(jobs))
    )
    leases.release(tx, worker_id)


def forget_old(database: Database) -> int:
    """Drop workers and leases of pieces of work that nobody spoke of for a week; how many workers."""
    long_ago = system_now() - KEPT
    with database.transaction() as tx:
        tx.execute(delete(lease).where(lease.c.until < long_ago, lease.c.done_at.is_(None)))
        return tx.execute(delete(worker).where(worker.c.seen_at < long_ago)).rowcount
