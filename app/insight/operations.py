"""How the installation does, for who watches over it: counts and moments, and not one person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import func, select

from app.casework.leases import LENGTH, holders
from app.clock import system_now
from app.db import migrate
from app.db.session import Database, Transaction
from app.db.tables import (
    incident,
    letter,
    message,
    partner_message,
    release,
    task,
    term,
    webhook_delivery,
    worker,
)
from app.domain.vocabulary import (
    LetterStatus,
    MessageStatus,
    PartnerMessageStatus,
    ReleaseStatus,
    TaskStatus,
    TermKind,
    TermStatus,
)
from app.domain.webhook_events import DeliveryStatus

_PUBLISHED = select(release.c.id).where(release.c.status == ReleaseStatus.PUBLISHED).limit(1)


@dataclass(frozen=True)
class Waiting:
    """How many rows wait for a worker, and for how long the oldest does (in the database's own time)."""

    number: int
    longest: timedelta


@dataclass(frozen=True)
class Backlog:
    """What waits: tasks and incidents for people, the rest for a worker."""

    open_tasks: int
    open_incidents: int
    due_terms: Waiting
    requested_letters: Waiting
    waiting_messages: Waiting
    kept_partner_messages: Waiting  # no case waits for them yet
    tray: Waiting  # of all desks together
    waiting_webhooks: Waiting  # events on their way to partners, also those of a webhook that is paused
    given_up_webhooks: int


@dataclass(frozen=True)
class WorkerSeen:
    """A worker as it last spoke, by the machine's clock.

    `jobs` per job: runs, failures, seconds (all together), last_at, and problem while its last round failed;
    `alone` the work that it holds a lease of.
    """

    id: str
    machine: str
    process: int
    started_at: datetime
    seen_at: datetime
    stopped_at: datetime | None
    alive: bool
    alone: tuple[str, ...]
    jobs: Mapping[str, Mapping[str, Any]]
    version: str | None


def readiness(database: Database) -> dict[str, bool]:
    """Whether pages can be served: the tables are this version's, and there is a release.

    Raises DatabaseUnavailable when the database cannot be reached.
    """
    current = migrate.current(database) == _head()
    if not current:
        return {"migrations": False, "release": False}
    with database.read() as tx:
        return {"migrations": True, "release": tx.execute(_PUBLISHED).first() is not None}


_head = cache(migrate.head)


def backlog(tx: Transaction) -> Backlog:
    """What waits now."""
    due = (
        (term.c.status == TermStatus.RUNNING) & (term.c.kind == TermKind.TIMER) & (term.c.fires_at <= tx.now)
    )
    asked = (letter.c.status == LetterStatus.REQUESTED) & letter.c.problem.is_(None)
    return Backlog(
        open_tasks=_count(tx, task, task.c.status == TaskStatus.OPEN),
        open_incidents=_count(tx, incident, incident.c.resolved_at.is_(None)),
        due_terms=_waiting(tx, term.c.fires_at, due),
        requested_letters=_waiting(tx, letter.c.requested_at, asked),
        waiting_messages=_waiting(tx, message.c.created_at, message.c.status == MessageStatus.WAITING),
        kept_partner_messages=_told(tx, PartnerMessageStatus.KEPT),
        tray=_told(tx, PartnerMessageStatus.TRAY),
        waiting_webhooks=_waiting(
            tx, webhook_delivery.c.queued_at, webhook_delivery.c.status == DeliveryStatus.WAITING
        ),
        given_up_webhooks=_count(tx, webhook_delivery, webhook_delivery.c.status == DeliveryStatus.GIVEN_UP),
    )


def workers_seen(tx: Transaction) -> list[WorkerSeen]:
    """The workers that spoke this week, those that live first, the newest word on top."""
    now, held = system_now(), holders(tx)
    found = [_worker(row, held, now) for row in tx.execute(select(worker).order_by(worker.c.seen_at.desc()))]
    return sorted(found, key=lambda each: not each.alive)


def _worker(row: Any, held: Mapping[str, str], now: datetime) -> WorkerSeen:
    return WorkerSeen(
        id=row.id,
        machine=row.machine,
        process=row.process,
        started_at=row.started_at,
        seen_at=row.seen_at,
        stopped_at=row.stopped_at,
        alive=row.stopped_at is None and abs(now - row.seen_at) < LENGTH,
        alone=tuple(name for name, owner in held.items() if owner == row.id),
        jobs=row.jobs,
        version=row.version,
    )


def _count(tx: Transaction, table: Any, condition: Any) -> int:
    return int(tx.execute(select(func.count()).select_from(table).where(condition)).scalar_one())


def _told(tx: Transaction, status: PartnerMessageStatus) -> Waiting:
    still = partner_message.c.settled_at.is_(None) & (partner_message.c.status == status)
    return _waiting(tx, partner_message.c.received_at, still)


def _waiting(tx: Transaction, since: Any, condition: Any) -> Waiting:
    row = tx.execute(
        select(func.count().label("number"), func.min(since).label("since")).where(condition)
    ).one()
    return Waiting(row.number, max(tx.now - row.since, timedelta()) if row.since else timedelta())
