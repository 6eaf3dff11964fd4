"""Webhooks as an administrator sees them: how each does, and what became of every event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from app.db.session import Transaction
from app.db.tables import account, case, organisation, webhook, webhook_delivery, webhook_event
from app.domain.webhook_events import DeliveryStatus

PAGE = 25


@dataclass(frozen=True)
class Hook:
    """One webhook; its secrets stay in the database. `both_until`: until then the previous one signs too."""

    id: int
    organisation: str
    organisation_name: str
    url: str
    events: tuple[str, ...]
    active: bool
    paused_at: datetime | None
    paused_reason: str | None
    rest_until: datetime | None  # only while nobody answers
    both_until: datetime | None
    created_at: datetime
    created_by: str | None
    waiting: int
    given_up: int
    failing: int  # of those that wait: tried before
    oldest: datetime | None  # since when the first of those that wait does so
    last_arrived: datetime | None

    @property
    def can_be_replayed(self) -> int:
        return self.given_up + self.failing


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one webhook."""

    id: int
    name: str
    seq: int
    case_number: str | None
    at: datetime
    status: str
    attempts: int
    next_at: datetime
    last_at: datetime | None
    last_status: int | None
    last_error: str | None
    delivered_at: datetime | None


@dataclass(frozen=True)
class Deliveries:
    """One page of them, the newest first."""

    items: list[Delivery]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(webhook_delivery.c.id).filter(condition)


_WAITS = webhook_delivery.c.status == DeliveryStatus.WAITING
_COUNTED = (
    select(
        webhook_delivery.c.webhook_id,
        _number(_WAITS).label("waiting"),
        _number(webhook_delivery.c.status == DeliveryStatus.GIVEN_UP).label("given_up"),
        _number(and_(_WAITS, webhook_delivery.c.last_error.is_not(None))).label("failing"),
        func.min(webhook_delivery.c.queued_at).filter(_WAITS).label("oldest"),
        func.max(webhook_delivery.c.delivered_at).label("last_arrived"),
    )
    .group_by(webhook_delivery.c.webhook_id)
    .subquery()
)
_HOOKS = (
    select(
        webhook.c.id,
        webhook.c.organisation,
        organisation.c.name.label("organisation_name"),
        webhook.c.url,
        webhook.c.events,
        webhook.c.active,
        webhook.c.paused_at,
        webhook.c.paused_reason,
        webhook.c.rest_until,
        webhook.c.previous_until,
        webhook.c.created_at,
        account.c.name.label("created_by"),
        *(each for each in _COUNTED.c if each.name != "webhook_id"),
    )
    .join(organisation, organisation.c.code == webhook.c.organisation)
    .outerjoin(account, account.c.id == webhook.c.created_by)
    .outerjoin(_COUNTED, _COUNTED.c.webhook_id == webhook.c.id)
    .order_by(organisation.c.name, webhook.c.id)
)


def all_webhooks(tx: Transaction) -> list[Hook]:
    """Every webhook, by organisation."""
    return [_hook(tx, row) for row in tx.execute(_HOOKS)]


def one(tx: Transaction, webhook_id: int) -> Hook | None:
    """A webhook; None when it is not there."""
    row = tx.execute(_HOOKS.where(webhook.c.id == webhook_id)).first()
    return None if row is None else _hook(tx, row)


def _hook(tx: Transaction, row: Any) -> Hook:
    both = row.previous_until is not None and row.previous_until > tx.now
    resting = row.rest_until is not None and row.rest_until > tx.now
    return Hook(
        id=row.id,
        organisation=row.organisation,
        organisation_name=row.organisation_name,
        url=row.url,
        events=tuple(row.events),
        active=row.active,
        paused_at=row.paused_at,
        paused_reason=row.paused_reason,
        rest_until=row.rest_until if resting else None,
        both_until=row.previous_until if both else None,
        created_at=row.created_at,
        created_by=row.created_by,
        waiting=row.waiting or 0,
        given_up=row.given_up or 0,
        failing=row.failing or 0,
        oldest=row.oldest,
        last_arrived=row.last_arrived,
    )


def deliveries(tx: Transaction, webhook_id: int, status: str | None, page: int) -> Deliveries:
    """What was or is sent to one webhook, of one status or of all."""
    of = webhook_delivery.c.webhook_id == webhook_id
    if status is not None:
        of &= webhook_delivery.c.status == status
    total = int(tx.execute(select(func.count()).select_from(webhook_delivery).where(of)).scalar_one())
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    rows = tx.execute(
        select(
            webhook_delivery.c.id,
            webhook_event.c.name,
            webhook_event.c.seq,
            case.c.number.label("case_number"),
            webhook_event.c.at,
            webhook_delivery.c.status,
            webhook_delivery.c.attempts,
            webhook_delivery.c.next_at,
            webhook_delivery.c.last_at,
            webhook_delivery.c.last_status,
            webhook_delivery.c.last_error,
            webhook_delivery.c.delivered_at,
        )
        .join(webhook_event, webhook_event.c.id == webhook_delivery.c.event_id)
        .outerjoin(case, case.c.id == webhook_delivery.c.case_id)
        .where(of)
        .order_by(webhook_delivery.c.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    return Deliveries([Delivery(**row._mapping) for row in rows], total, page)
