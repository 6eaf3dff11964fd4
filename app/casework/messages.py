"""Messages between cases and into one: a row in the sender's transaction, delivered once, early ones kept."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy import ColumnElement, bindparam, func, insert, or_, select, update

from app.casework import enforcement, incidents, releases, steps
from app.casework.actors import SYSTEM, Actor
from app.casework.case_rows import CaseRow
from app.casework.events import Deliver
from app.casework.steps import Opening
from app.db.session import Database, Transaction
from app.db.tables import case, message, person, subscription
from app.domain.organisations import Organisation
from app.domain.vocabulary import CaseStatus, MessageStatus

log = structlog.get_logger()

HOME = {"handhaving": Organisation.ENFORCEMENT}  # processes that another desk owns than the one that asks

_WAITING_AROUND = (
    select(message.c.id)
    .where(
        message.c.status == MessageStatus.WAITING,
        or_(
            message.c.to_case_id == bindparam("case"),
            message.c.from_case_id == bindparam("case"),
            message.c.from_case_id == bindparam("parent"),
            message.c.from_case_id.in_(select(case.c.id).where(case.c.parent_id == bindparam("case"))),
        ),
    )
    .order_by(message.c.id)
)
_SUBSCRIBED = (
    select(subscription.c.case_id, subscription.c.uid, subscription.c.element)
    .where(
        subscription.c.name == bindparam("named"),
        subscription.c.case_id.in_(bindparam("cases", expanding=True)),
    )
    .order_by(subscription.c.case_id, subscription.c.id)
    .limit(1)
)
_LINKED = select(case.c.id, case.c.parent_id, case.c.status, case.c.person_id, case.c.organisation)


def deliver_after(tx: Transaction, row: CaseRow) -> None:
    """Once this transaction is safe, deliver what the step threw and what was waiting for it."""
    tx.after_commit.append(lambda: deliver_around(tx.database, row.id, row.parent_id))


def deliver_around(database: Database, case_id: int, parent_id: int | None) -> None:
    """Try each waiting message to or from this case and its linked cases, each in its own transaction."""
    with database.read() as tx:
        waiting = list(tx.execute(_WAITING_AROUND, {"case": case_id, "parent": parent_id}).scalars())
    for message_id in waiting:
        deliver(database, message_id)


def sweep(database: Database) -> int:
    """Deliver what a crash left behind; how many messages reached a case.

    What failed waits for the person who looks at its incident, or for its case to move on.
    """
    with database.read() as tx:
        rows = tx.execute(
            select(message.c.id).where(message.c.status == MessageStatus.WAITING).order_by(message.c.id)
        )
        waiting = list(rows.scalars())
        failed = incidents.commands(tx, "bericht") if waiting else set()
    return sum(deliver(database, message_id) for message_id in waiting if message_id not in failed)


def deliver(database: Database, message_id: int) -> bool:
    """One message to the case that waits for it, or to a new case; False when nobody waits yet."""
    with database.transaction() as tx:
        found = tx.execute(
            select(message)
            .where(message.c.id == message_id, message.c.status == MessageStatus.WAITING)
            .with_for_update()
        ).first()
        if found is None:
            return False
        try:
            with tx.connection.begin_nested():
                return hand_over(tx, found)
        except Exception as failure:
            problem = incidents.as_refusal(failure)
            target = found.to_case_id or found.from_case_id
            log.warning("message_failed", case=target, message=message_id, code=problem.code)
            incidents.open_incident(tx, target, problem, {"bericht": message_id})
            return False


def hand_over(tx: Transaction, found: Any) -> bool:
    """Take the step that a locked, waiting message asks for; False when nobody waits for it yet."""
    row = _hand_over(tx, found)
    if row is None:
        _give_up_on_ended(tx, found)
        return False
    tx.execute(
        update(message)
        .where(message.c.id == found.id)
        .values(status=MessageStatus.DELIVERED, delivered_at=tx.now, to_case_id=row.id)
    )
    deliver_after(tx, row)
    return True


def _give_up_on_ended(tx: Transaction, found: Any) -> None:
    """A message for one case that has ended meanwhile: kept, told as not delivered, not tried again."""
    ended = select(case.c.id).where(case.c.id == found.to_case_id, case.c.status == CaseStatus.ENDED)
    if found.to_case_id is not None and tx.execute(ended).first() is not None:
        lost = update(message).where(message.c.id == found.id).values(status=MessageStatus.UNDELIVERABLE)
        tx.execute(lost)


def _was_asked_for(found: Any) -> ColumnElement[bool]:
    """What was said before a case was asked for is not about it; its parent was there all along.

    By the message that started it: after a crash a case may begin later than what was said about it.
    """
    started_by = message.alias("started_by")
    first = select(func.min(started_by.c.id)).where(
        started_by.c.to_case_id == case.c.id, started_by.c.from_case_id == found.from_case_id
    )
    is_child = case.c.parent_id == found.from_case_id
    return or_(~is_child, case.c.parent_id.is_(None), func.coalesce(first.scalar_subquery(), 0) < found.id)


def _hand_over(tx: Transaction, found: Any) -> CaseRow | None:
    actor = Actor(found.account_id) if found.account_id else SYSTEM
    if found.to_case_id is None:
        sender = tx.execute(_LINKED.where(case.c.id == found.from_case_id)).one()
        release_id, release = releases.current(tx)
        process = release.process_started_by(found.name)
        if process is not None:
            return _begin_child(tx, found, sender, release_id, process, actor)
        linked = _LINKED.where(
            or_(case.c.id == sender.parent_id, case.c.parent_id == sender.id),
            case.c.status == CaseStatus.RUNNING,
            _was_asked_for(found),
        )
        candidates = [row.id for row in tx.execute(linked)]
    else:
        candidates = [found.to_case_id]
    place = tx.execute(_SUBSCRIBED, {"named": found.name, "cases": candidates}).first()
    if place is None:
        return None
    event = Deliver(place.uid, place.element, found.name, found.payload)
    return steps.advance(tx, place.case_id, event, actor)


def _begin_child(
    tx: Transaction, found: Any, sender: Any, release_id: int, process: Any, actor: Actor
) -> CaseRow:
    person_row = tx.execute(select(person).where(person.c.id == sender.person_id)).one()._asdict()
    payload = dict(found.payload)
    if process.id == "inbreuk":
        payload["rang"] = enforcement.rank(tx, sender.person_id)
    opening = Opening(
        process, found.name, payload, person_row, HOME.get(process.id, sender.organisation), sender.id
    )
    return steps.begin(tx, release_id, opening, actor)


def send(
    tx: Transaction, case_id: int, name: str, payload: Mapping[str, Any], key: str, actor: Actor = SYSTEM
) -> None:
    """A message for one case, delivered after this transaction. The same key counts once."""
    if tx.execute(select(message.c.id).where(message.c.key == key)).first() is not None:
        return
    message_id = tx.insert_id(
        insert(message).values(
            key=key,
            name=name,
            to_case_id=case_id,
            payload=dict(payload),
            status=MessageStatus.WAITING,
            account_id=actor.account_id,
            created_at=tx.now,
        )
    )
    tx.after_commit.append(partial(deliver, tx.database, message_id))
