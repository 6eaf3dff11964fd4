"""Webhooks as an administrator keeps them: made, tested, paused, given a new secret, replayed, taken away."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any

import orjson
import structlog
from sqlalchemy import delete, insert, or_, select, update

from app.casework import webhook_outbox
from app.casework.actors import Actor, Refused
from app.casework.webhook_posting import check_url
from app.db.session import Transaction
from app.db.tables import organisation, webhook, webhook_delivery, webhook_event
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.domain.webhook_events import BOTH_SECRETS, TEST, DeliveryStatus, Pause, WebhookEvent

log = structlog.get_logger()

# All that is said of a first attempt: nobody has tried yet, and giving up counts from now.
_ANEW: dict[str, Any] = {
    "status": DeliveryStatus.WAITING,
    "attempts": 0,
    "claimed_until": None,
    "delivered_at": None,
}


def make(
    tx: Transaction, organisation_code: str, url: str, events: Collection[str], actor: Actor
) -> tuple[int, str]:
    """A webhook of an organisation; its id, and the secret that is told this once.

    It hears what happens from now on. Raises Refused `geen_recht`, DomainError `organisatie_onbekend`,
    `webhook_adres_ongeldig`, `webhook_adres_intern`, `webhook_zonder_gebeurtenis`.
    """
    _check(actor)
    known = select(organisation.c.code).where(organisation.c.code == organisation_code)
    if tx.execute(known).first() is None:
        raise DomainError("organisatie_onbekend")
    wanted = [event.value for event in WebhookEvent if event in events]
    address = check_url(url)
    if not wanted:
        raise DomainError("webhook_zonder_gebeurtenis")
    webhook_outbox.begin_here(tx)
    secret = _new_secret()
    values = {
        "organisation": organisation_code,
        "url": address,
        "secret": secret,
        "events": wanted,
        "active": True,
        "failures": 0,
        "created_at": tx.now,
        "created_by": actor.account_id,
    }
    webhook_id = tx.insert_id(insert(webhook).values(**values))
    log.info("webhook_made", webhook=webhook_id, account=actor.account_id)
    return webhook_id, secret


def rotate(tx: Transaction, webhook_id: int, actor: Actor) -> str:
    """A new secret, told this once; the one it replaces signs beside it for a day. Raises as `get`."""
    row = get(tx, webhook_id, actor)
    secret = _new_secret()
    values = {
        "secret": secret,
        "previous_secret": row.secret,
        "previous_until": tx.now + BOTH_SECRETS,
    }
    _change(tx, webhook_id, actor, "webhook_secret_replaced", **values)
    return secret


def send_test(tx: Transaction, webhook_id: int, actor: Actor) -> int:
    """An event that is about no case, tried at once; the id of its delivery. Raises as `get`."""
    get(tx, webhook_id, actor)
    name = f"{TEST}:{secrets.token_hex(8)}"
    body = {
        "id": name,
        "gebeurtenis": TEST,
        "volgnummer": 0,
        "op": tx.now.isoformat(),
        "dossier": None,
        "feiten": {},
    }
    event_id = tx.insert_id(
        insert(webhook_event).values(
            case_id=None, seq=0, source=name, name=TEST, body=orjson.dumps(body).decode(), at=tx.now
        )
    )
    _awake(tx, webhook_id)
    row = webhook_outbox.waiting(tx, webhook_id, event_id, None)
    return tx.insert_id(insert(webhook_delivery).values(**row))


def pause(tx: Transaction, webhook_id: int, actor: Actor) -> None:
    """Send nothing; what happens meanwhile is kept for it. Raises as `get`."""
    if get(tx, webhook_id, actor).active:
        values = {"active": False, "paused_at": tx.now, "paused_reason": Pause.BY_HAND}
        _change(tx, webhook_id, actor, "webhook_paused", **values)


def resume(tx: Transaction, webhook_id: int, actor: Actor) -> None:
    """Send again, at once, all that was kept. Raises as `get`."""
    get(tx, webhook_id, actor)
    values = {"active": True, "paused_at": None, "paused_reason": None, "failures": 0, "rest_until": None}
    _change(tx, webhook_id, actor, "webhook_resumed", **values)
    _queue(tx, webhook_delivery.c.webhook_id == webhook_id, DeliveryStatus.WAITING)


def replay(tx: Transaction, webhook_id: int, delivery_id: int, actor: Actor) -> None:
    """Send one event again, whatever came of it before, under the same ids. Raises as `get`."""
    get(tx, webhook_id, actor)
    of = (webhook_delivery.c.id == delivery_id) & (webhook_delivery.c.webhook_id == webhook_id)
    if _queue(tx, of, *DeliveryStatus) == 0:
        raise DomainError("bezorging_onbekend")
    _awake(tx, webhook_id)


def replay_failed(tx: Transaction, webhook_id: int, actor: Actor) -> int:
    """Try everything again that was given up or waits after a failure; how many. Raises as `get`."""
    get(tx, webhook_id, actor)
    failed = or_(
        webhook_delivery.c.status == DeliveryStatus.GIVEN_UP, webhook_delivery.c.last_error.is_not(None)
    )
    mine = (webhook_delivery.c.webhook_id == webhook_id) & failed
    number = _queue(tx, mine, DeliveryStatus.GIVEN_UP, DeliveryStatus.WAITING)
    _awake(tx, webhook_id)
    return number


def remove(tx: Transaction, webhook_id: int, actor: Actor) -> None:
    """Take it away, with what was still to be sent; the events themselves stay. Raises as `get`."""
    get(tx, webhook_id, actor)
    tx.execute(delete(webhook_delivery).where(webhook_delivery.c.webhook_id == webhook_id))
    tx.execute(delete(webhook).where(webhook.c.id == webhook_id))
    log.info("webhook_removed", webhook=webhook_id, account=actor.account_id)


def get(tx: Transaction, webhook_id: int, actor: Actor) -> Any:
    """Its row, locked. Raises Refused `geen_recht`, DomainError `webhook_onbekend`."""
    _check(actor)
    row = tx.execute(select(webhook).where(webhook.c.id == webhook_id).with_for_update()).first()
    if row is None:
        raise DomainError("webhook_onbekend")
    return row


def _check(actor: Actor) -> None:
    if not may(actor.roles, Action.MANAGE_CONNECTIONS):
        raise Refused("geen_recht")


def _change(tx: Transaction, webhook_id: int, actor: Actor, told: str, **values: Any) -> None:
    tx.execute(update(webhook).where(webhook.c.id == webhook_id).values(**values))
    log.info(told, webhook=webhook_id, account=actor.account_id)


def _queue(tx: Transaction, of: Any, *having: DeliveryStatus) -> int:
    chosen = update(webhook_delivery).where(of, webhook_delivery.c.status.in_(having))
    return tx.execute(chosen.values(queued_at=tx.now, next_at=tx.now, **_ANEW)).rowcount


def _awake(tx: Transaction, webhook_id: int) -> None:
    """Somebody says that the receiver is there again."""
    tx.execute(update(webhook).where(webhook.c.id == webhook_id).values(failures=0, rest_until=None))


def _new_secret() -> str:
    return secrets.token_urlsafe(32)
