"""Events on their way to webhooks: claimed, sent outside of any transaction, and what came of it kept.

Within a case the next event waits until the one before it has arrived (or was given up); other cases go on.
A webhook whose receiver gives no answer at all rests as a whole: its other events are not tried one by one.

A claim only saves work and ends by itself. Who is killed between the answer and the commit leaves an event
that is sent once more: a receiver hears everything at least once, and drops what it has by the event's id.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import BindParameter, ColumnElement, bindparam, or_, select, update

from app.casework import webhook_posting
from app.casework.webhook_posting import Answer, Message
from app.clock import system_now
from app.db.session import Database, Transaction
from app.db.tables import webhook, webhook_delivery, webhook_event
from app.domain.webhook_events import GIVE_UP, DeliveryStatus, Pause, Problem, wait_after

log = structlog.get_logger()

CLAIM = timedelta(seconds=60)  # far longer than one event may take to send
SIDE_BY_SIDE = 8  # webhooks; one that is slow does not hold up the others
AT_ONCE = 1_000  # events to one webhook in a round
_SILENT = frozenset(Problem) - {Problem.REFUSED, Problem.REDIRECTED, Problem.GONE}
_BUSY = (429, 503)  # answers that are about the receiver, not about the event

_NOW: BindParameter[Any] = bindparam("now")
_earlier = webhook_delivery.alias("earlier")


def _sends() -> ColumnElement[bool]:
    return webhook.c.active & or_(webhook.c.rest_until.is_(None), webhook.c.rest_until <= _NOW)


_DUE = (webhook_delivery.c.status == DeliveryStatus.WAITING) & (webhook_delivery.c.next_at <= _NOW)
_HOOKS = (
    select(webhook.c.id)
    .where(_sends(), select(webhook_delivery.c.id).where(
        webhook_delivery.c.webhook_id == webhook.c.id, _DUE
    ).exists())
    .order_by(webhook.c.id)
)  # fmt: skip
_NEXT = (
    select(
        webhook_delivery.c.id,
        webhook_event.c.name,
        webhook_event.c.body,
        webhook.c.url,
        webhook.c.secret,
        webhook.c.previous_secret,
        webhook.c.previous_until,
    )
    .join(webhook_event, webhook_event.c.id == webhook_delivery.c.event_id)
    .join(webhook, webhook.c.id == webhook_delivery.c.webhook_id)
    .where(
        webhook_delivery.c.webhook_id == bindparam("hook"),
        _DUE,
        _sends(),
        or_(
            webhook_delivery.c.claimed_until.is_(None),
            webhook_delivery.c.claimed_until <= bindparam("moment"),
            webhook_delivery.c.claimed_until > bindparam("never"),  # by a machine whose clock was wrong
        ),
        ~select(_earlier.c.id)
        .where(
            _earlier.c.webhook_id == webhook_delivery.c.webhook_id,
            _earlier.c.case_id == webhook_delivery.c.case_id,
            _earlier.c.status == DeliveryStatus.WAITING,
            _earlier.c.event_id < webhook_delivery.c.event_id,
        )
        .exists(),
    )
    .order_by(webhook_delivery.c.event_id)
    .limit(1)
    .with_for_update(skip_locked=True, of=webhook_delivery)
)
_LOCK = (
    select(
        webhook_delivery.c.attempts,
        webhook_delivery.c.queued_at,
        webhook_delivery.c.status,
        webhook_delivery.c.webhook_id,
    )
    .where(webhook_delivery.c.id == bindparam("delivery"))
    .with_for_update()
)


def deliver_due(database: Database) -> int:
    """Send what is due; how many events arrived."""
    with database.read() as tx:
        hooks = list(tx.execute(_HOOKS, {"now": tx.now}).scalars())
    if not hooks:
        return 0
    with ThreadPoolExecutor(min(len(hooks), SIDE_BY_SIDE), thread_name_prefix="webhook") as pool:
        return sum(pool.map(lambda hook_id: _deliver_to(database, hook_id), hooks))


def _deliver_to(database: Database, hook_id: int) -> int:
    """What is due to one webhook, one after the other; how many arrived."""
    arrived = 0
    for _ in range(AT_ONCE):
        found = _claim(database, hook_id)
        if found is None:
            break
        message, url = found
        answer = webhook_posting.post(url, message)
        with database.transaction(finishing=True) as tx:
            arrived += _keep(tx, message.delivery, answer)
    return arrived


def _claim(database: Database, hook_id: int) -> tuple[Message, str] | None:
    """The next event, marked as being sent; by the machine's clock, for a demo's may stand still."""
    moment = system_now()
    with database.transaction() as tx:
        given = {"hook": hook_id, "now": tx.now, "moment": moment, "never": moment + 2 * CLAIM}
        row = tx.execute(_NEXT, given).first()
        if row is None:
            return None
        claimed = update(webhook_delivery).where(webhook_delivery.c.id == row.id)
        tx.execute(claimed.values(claimed_until=moment + CLAIM))
        secrets = [row.secret]
        if row.previous_until is not None and row.previous_until > tx.now:
            secrets.append(row.previous_secret)
    return Message(row.name, row.body.encode(), row.id, secrets), row.url


def _keep(tx: Transaction, delivery_id: int, answer: Answer) -> bool:
    """What came of one attempt; whether the event has arrived."""
    row = tx.execute(_LOCK, {"delivery": delivery_id}).first()
    if row is None or row.status == DeliveryStatus.DELIVERED:
        return False  # the webhook was taken away meanwhile, or another worker sent it as well
    failed = answer.problem is not None
    tried = {
        "attempts": row.attempts + 1,
        "claimed_until": None,
        "last_at": tx.now,
        "last_status": answer.status,
        "last_error": answer.problem,
        "status": DeliveryStatus.WAITING if failed else DeliveryStatus.DELIVERED,
        "delivered_at": None if failed else tx.now,
        "next_at": tx.now + wait_after(row.attempts + 1),
    }
    if failed and tx.now >= row.queued_at + GIVE_UP:
        tried["status"] = DeliveryStatus.GIVEN_UP
    tx.execute(update(webhook_delivery).where(webhook_delivery.c.id == delivery_id).values(**tried))
    _keep_for_all(tx, row.webhook_id, answer)
    if failed:
        log.warning("webhook_failed", webhook=row.webhook_id, delivery=delivery_id, code=answer.problem)
    return not failed


def _keep_for_all(tx: Transaction, hook_id: int, answer: Answer) -> None:
    """What one answer says about the receiver itself."""
    this = update(webhook).where(webhook.c.id == hook_id)
    if answer.problem is Problem.GONE:
        paused = this.where(webhook.c.active)
        tx.execute(paused.values(active=False, paused_at=tx.now, paused_reason=Pause.GONE))
    elif answer.problem in _SILENT or answer.status in _BUSY:
        failures = tx.execute(select(webhook.c.failures).where(webhook.c.id == hook_id)).scalar_one() + 1
        tx.execute(this.values(failures=failures, rest_until=tx.now + wait_after(failures)))
        _give_up_old(tx, hook_id)
    else:
        tx.execute(this.where(webhook.c.failures > 0).values(failures=0, rest_until=None))


def _give_up_old(tx: Transaction, hook_id: int) -> None:
    """Nobody has answered for so long: what waited all that time is given up as well."""
    tx.execute(
        update(webhook_delivery)
        .where(
            webhook_delivery.c.webhook_id == hook_id,
            webhook_delivery.c.status == DeliveryStatus.WAITING,
            webhook_delivery.c.queued_at <= tx.now - GIVE_UP,
        )
        .values(status=DeliveryStatus.GIVEN_UP)
    )
