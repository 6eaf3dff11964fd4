"""Messages between cases and into one: a row in the sender's transaction, delivered once, early ones kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import structlog
from sqlalchemy import BindParameter, ColumnElement, bindparam, func, insert, or_, select, update

from app.casework import enforcement, incidents, kept_messages, releases, steps
from app.casework.actors import SYSTEM, Actor
from app.casework.case_rows import CaseRow
from app.casework.events import Deliver
from app.casework.steps import Opening
from app.db.session import Database, Transaction
from app.db.tables import case, message, person, subscription
from app.db.trouble import DatabaseUnavailable, Stopped
from app.domain import regions
from app.domain.organisations import Organisation
from app.domain.vocabulary import CaseStatus, MessageStatus
from app.engine.release import Release

log = structlog.get_logger()

TOGETHER = 20  # cases begun in one transaction, as many as terms that fire in one

HOME = {  # processes that another desk owns than the one that asks
    "handhaving": Organisation.ENFORCEMENT,
    regions.SANCTION: Organisation.GGC,
}

_CASES: BindParameter[int] = bindparam("cases", expanding=True)
_WAITING_AROUND = (
    select(message.c.id, message.c.name, message.c.to_case_id, message.c.account_id)
    .where(
        message.c.status == MessageStatus.WAITING,
        or_(
            message.c.to_case_id.in_(_CASES),
            message.c.from_case_id.in_(_CASES),
            message.c.from_case_id.in_(bindparam("parents", expanding=True)),
            message.c.from_case_id.in_(select(case.c.id).where(case.c.parent_id.in_(_CASES))),
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
_LINKED = select(
    case.c.id, case.c.parent_id, case.c.process, case.c.status, case.c.person_id, case.c.organisation
)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_SENDERS = _LINKED.where(case.c.id.in_(_IDS))
_PEOPLE = select(person).where(person.c.id.in_(_IDS))
_WAITING = select(message).where(message.c.status == MessageStatus.WAITING)
_LOCK_THESE = _WAITING.where(message.c.id.in_(_IDS)).order_by(message.c.id).with_for_update(skip_locked=True)
_DELIVERED = (
    update(message)
    .where(message.c.id == bindparam("message"))
    .values(status=MessageStatus.DELIVERED, delivered_at=bindparam("now"), to_case_id=bindparam("case"))
)


def deliver_after(tx: Transaction, *moved: CaseRow) -> None:
    """Once this transaction is safe, deliver what these steps threw and what was waiting for them."""
    tx.after_commit.append(lambda: deliver_around(tx.database, moved))


def deliver_around(database: Database, moved: Sequence[CaseRow]) -> None:
    """Try each waiting message to or from these cases and their linked cases, in the order of writing."""
    around = {
        "cases": [row.id for row in moved],
        "parents": [row.parent_id for row in moved if row.parent_id is not None],
    }
    with database.read() as tx:
        waiting = tx.execute(_WAITING_AROUND, around).all()
        starting = _starting(tx, waiting) if len(waiting) > 1 else set()
        of = {row.person_id: row.person["national_number"] for row in moved}
        kept = kept_messages.any_about(tx, of)
    _deliver_all(database, waiting, starting)
    if kept:
        deliver_kept(database, of)


def deliver_kept(database: Database, of: Mapping[int, str]) -> int:
    """What partners told about these people and a case hears now; how many."""
    delivered = 0
    while (handled := kept_messages.take_next(database, of)) is not None:
        delivered += 1
        if handled.moved is not None:
            deliver_around(database, [handled.moved])
    return delivered


def _deliver_all(database: Database, waiting: Sequence[Any], starting: set[int]) -> int:
    """Each in its own transaction, but for neighbours that each start a case: those are begun together."""
    delivered = 0
    for (together, _), group in groupby(waiting, lambda row: (row.id in starting, row.account_id)):
        ids = [row.id for row in group]
        size = TOGETHER if together else 1
        for some in (ids[first : first + size] for first in range(0, len(ids), size)):
            begun = _begin_together(database, some) if len(some) > 1 else None
            delivered += sum(deliver(database, each) for each in some) if begun is None else begun
    return delivered


def _starting(tx: Transaction, waiting: Sequence[Any]) -> set[int]:
    """Those of these messages that start a case of their own."""
    _, release = releases.current(tx)
    return {row.id for row in waiting if row.to_case_id is None and release.process_started_by(row.name)}


def sweep(database: Database) -> int:
    """Deliver what a crash left behind; how many messages reached a case.

    What failed waits for the person who looks at its incident, or for its case to move on.
    """
    with database.read() as tx:
        waiting = tx.execute(_WAITING.order_by(message.c.id)).all()
        failed = incidents.commands(tx, "bericht") if waiting else set()
        waiting = [row for row in waiting if row.id not in failed]
        starting = _starting(tx, waiting) if len(waiting) > 1 else set()
        kept = kept_messages.to_look_at(tx)
    delivered = _deliver_all(database, waiting, starting)
    return delivered + sum(deliver_kept(database, of) for of in kept)


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
    _delivered(tx, {found.id: row})
    return True


def _delivered(tx: Transaction, moved: Mapping[int, CaseRow]) -> None:
    """These messages have moved these cases."""
    now = {"now": tx.now}
    tx.write(_DELIVERED, [{"message": of, "case": row.id} | now for of, row in moved.items()])
    deliver_after(tx, *moved.values())


def _give_up_on_ended(tx: Transaction, found: Any) -> None:
    """A message for one case that has ended meanwhile: kept, told as not delivered, not tried again."""
    ended = select(case.c.id).where(case.c.id == found.to_case_id, case.c.status == CaseStatus.ENDED)
    if found.to_case_id is not None and tx.execute(ended).first() is not None:
        lost = update(message).where(message.c.id == found.id).values(status=MessageStatus.UNDELIVERABLE)
        tx.execute(lost)
        kept_messages.take_back(tx, found.id)


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


def _actor(found: Any) -> Actor:
    return Actor(found.account_id) if found.account_id else SYSTEM


def _around(release: Release, name: str, sender: Any) -> tuple[int | None, ...]:
    """The case above; and the sender itself, for what only cases like it can hear.

    What runs beside the main flow of a case may end that: a fine that is paid in full. But what is said to
    others as well (`traject_vervallen` to an infringement) never comes back to who says it.
    """
    to_itself = release.hearing(name) == {sender.process}
    return (sender.parent_id, sender.id) if to_itself else (sender.parent_id,)


def _hand_over(tx: Transaction, found: Any) -> CaseRow | None:
    actor = _actor(found)
    if found.to_case_id is None:
        sender = tx.execute(_LINKED.where(case.c.id == found.from_case_id)).one()
        release_id, release = releases.current(tx)
        if release.process_started_by(found.name) is not None:
            return _begin(tx, release_id, release, [(found, sender)], actor)[0]
        linked = _LINKED.where(
            or_(case.c.id.in_(_around(release, found.name, sender)), case.c.parent_id == sender.id),
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


def _begin_together(database: Database, message_ids: Sequence[int]) -> int | None:
    """Begin the cases that these messages of one account start, in one transaction; how many.

    None when one of them fails: then none was begun. What another process holds is its to deliver.
    """
    try:
        with database.transaction() as tx:
            found = tx.execute(_LOCK_THESE, {"ids": list(message_ids)}).all()
            if not found:
                return 0
            senders = {row.id: row for row in tx.execute(_SENDERS, {"ids": [m.from_case_id for m in found]})}
            asked = [(each, senders[each.from_case_id]) for each in found]
            begun = _begin(tx, *releases.current(tx), asked, _actor(found[0]))
            _delivered(tx, dict(zip([each.id for each in found], begun, strict=True)))
            return len(found)
    except (DatabaseUnavailable, Stopped):
        raise
    except Exception as failure:  # whichever it was, it is told when each is taken by itself
        log.info("messages_one_by_one", reason=type(failure).__name__)
        return None


def _begin(
    tx: Transaction, release_id: int, release: Release, asked: Sequence[tuple[Any, Any]], actor: Actor
) -> list[CaseRow]:
    """New cases that grow from others, as messages and their senders ask for."""
    of = [sender.person_id for _, sender in asked]
    people = {row.id: row._asdict() for row in tx.execute(_PEOPLE, {"ids": of})}
    records = enforcement.records(tx, of)
    openings = []
    for found, sender in asked:
        process = release.process_started_by(found.name)
        if process is None:
            raise LookupError("another release was published a moment ago: nobody begins with this message")
        before = _before(records[sender.person_id]) if process.id == "inbreuk" else {}
        desk = HOME.get(process.id, sender.organisation)
        payload = dict(found.payload) | before
        openings.append(Opening(process, found.name, payload, people[sender.person_id], desk, sender.id))
    return steps.begin_all(tx, release_id, openings, actor)


def _before(record: enforcement.Record) -> dict[str, int]:
    """What an infringement is told about those before it."""
    return {"rang": record.rank, "eerdere_boetes": record.fines}


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
