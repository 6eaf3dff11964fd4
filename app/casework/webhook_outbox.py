"""What partners are told: events written by a worker from what the cases' rows say, none missed, none twice.

A step writes nothing for it. Its audit line is there once it has committed, and this follows the audit by the
ids of its lines. On PostgreSQL a line with a lower id may become visible after one with a higher id; so the
newest id is only trusted once every transaction that was writing when it was seen has ended (each of them had
written, and so had a number of its own, before it asked for the id of a line).

Of every case with new lines all rows since the oldest webhook are read, and what was not told is told now
(see `webhook_stories`). It can be done again at any moment: the source of an event is unique in its case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import BindParameter, bindparam, delete, func, insert, or_, select, text, update

from app.casework.webhook_stories import Story, Told, stories
from app.db.session import Database, Transaction
from app.db.tables import (
    audit,
    case,
    enrolment,
    webhook,
    webhook_cursor,
    webhook_delivery,
    webhook_event,
    webhook_hint,
)
from app.domain.permissions import sees
from app.domain.vocabulary import Role
from app.domain.webhook_events import FOR_PARTNERS, DeliveryStatus

LINES = 500  # of the audit in one transaction
_DESK = frozenset({Role.CASE_MANAGER})  # a webhook reads what a colleague of that desk may read

_CASES: BindParameter[int] = bindparam("cases", expanding=True)
_HOOKS = select(webhook.c.id, webhook.c.organisation, webhook.c.events, webhook.c.created_at).order_by(
    webhook.c.id
)
_NEWEST = select(func.coalesce(func.max(audit.c.id), 0))
# Who writes in the audit of this database now, by their locks: a snapshot also counts writers of other
# databases on the server, and passes by who got a number after the last one that ended. `next` lies beyond
# all of them; the numbers of locks have 32 bits, those of snapshots 64.
_WRITERS = text(
    "with s as (select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as b),"
    " w as (select s.b + (l.transactionid::text::bigint - s.b % 4294967296 + 6442450944) % 4294967296"
    " - 2147483648 as x from s, pg_locks l join pg_locks r on r.pid = l.pid"
    " where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted"
    " and r.locktype = 'relation' and r.relation = 'audit'::regclass and r.mode = 'RowExclusiveLock'"
    " and r.database = (select oid from pg_database where datname = current_database()))"
    " select coalesce(min(w.x), greatest(s.b, coalesce(max(w.x) + 1, s.b))) as oldest,"
    " greatest(s.b, coalesce(max(w.x) + 1, s.b)) as next from s left join w on true group by s.b"
)
_NEW_LINES = (
    select(audit.c.id, audit.c.case_id)
    .where(audit.c.id > bindparam("after"), audit.c.id <= bindparam("reach"))
    .order_by(audit.c.id)
    .limit(LINES)
)
_HINTS = (
    select(webhook_hint.c.id, webhook_hint.c.case_id)
    .order_by(webhook_hint.c.id)
    .limit(LINES)
    .with_for_update(skip_locked=True)
)
_KNOWN = select(webhook_event.c.case_id, webhook_event.c.source, webhook_event.c.seq).where(
    webhook_event.c.case_id.in_(_CASES)
)
_FAMILIES = select(case.c.id, case.c.parent_id, case.c.organisation, case.c.person_id).where(
    case.c.person_id.in_(bindparam("people", expanding=True))
)
_ENROLLED = select(enrolment.c.case_id, enrolment.c.organisation).where(
    enrolment.c.case_id.in_(_CASES),
    enrolment.c.ended_at.is_(None),
    or_(enrolment.c.ends_on.is_(None), enrolment.c.ends_on >= bindparam("today")),
)


@dataclass(frozen=True)
class _Seen:
    """The newest line of the audit at one moment; who was writing then, by the numbers of PostgreSQL."""

    newest: int
    oldest_writer: int = 0
    next_writer: int = 0


def write_events(database: Database) -> int:
    """Tell what happened since the last time; how many events were written."""
    written = 0
    while True:
        with database.read() as tx:
            if tx.execute(_HOOKS.limit(1)).first() is None:
                return written
            seen = _look(tx)
            cursor = tx.execute(select(webhook_cursor)).one()
            hinted = tx.execute(select(webhook_hint.c.id).limit(1)).first() is not None
        if cursor.audit_id >= seen.newest and not hinted:
            return written
        with database.transaction() as tx:
            told, more = _write(tx, seen)
        written += told
        if not more:
            return written


def _look(tx: Transaction) -> _Seen:
    newest = int(tx.execute(_NEWEST).scalar_one())
    if not tx.is_postgres:
        return _Seen(newest)  # one writer at a time: ids become visible in their order
    writers = tx.execute(_WRITERS).one()
    return _Seen(newest, writers.oldest, writers.next)


def _reach(cursor: Any, seen: _Seen) -> tuple[int, int | None, int | None]:
    """Up to which id every line is visible that ever will be; and what to wait for next."""
    if seen.oldest_writer == seen.next_writer:  # nobody was writing
        return max(seen.newest, cursor.audit_id), None, None
    if cursor.mark_id is None:
        return cursor.audit_id, seen.newest, seen.next_writer
    if seen.oldest_writer >= cursor.mark_writer:
        return max(cursor.mark_id, cursor.audit_id), seen.newest, seen.next_writer
    return cursor.audit_id, cursor.mark_id, cursor.mark_writer


def _write(tx: Transaction, seen: _Seen) -> tuple[int, bool]:
    """One lot of lines; how many events, and whether there is more at once. Another who is at it goes on."""
    cursor = tx.execute(select(webhook_cursor).with_for_update(skip_locked=True)).first()
    if cursor is None:
        return 0, False
    reach, mark_id, mark_writer = _reach(cursor, seen)
    lines = tx.execute(_NEW_LINES, {"after": cursor.audit_id, "reach": reach}).all()
    hints = tx.execute(_HINTS).all()
    told = tell(tx, {row.case_id for row in (*lines, *hints)})
    if hints:
        tx.execute(delete(webhook_hint).where(webhook_hint.c.id.in_([row.id for row in hints])))
    full = len(lines) == LINES
    values = {
        "audit_id": lines[-1].id if full else reach,
        "mark_id": mark_id,
        "mark_writer": mark_writer,
    }
    tx.execute(update(webhook_cursor).values(values))
    return told, full or len(hints) == LINES


def begin_here(tx: Transaction) -> None:
    """Before the first webhook: what happened until now is told to nobody, so it need not be read."""
    if tx.execute(_HOOKS.limit(1)).first() is None:
        tx.execute(
            update(webhook_cursor).values(audit_id=_NEWEST.scalar_subquery(), mark_id=None, mark_writer=None)
        )


def tell(tx: Transaction, case_ids: Collection[int]) -> int:
    """Write what these cases have to tell and did not tell yet; how many events."""
    hooks = tx.execute(_HOOKS).all()
    if not case_ids or not hooks:
        return 0
    found = stories(tx, sorted(case_ids), min(hook.created_at for hook in hooks))
    known: dict[int, set[str]] = defaultdict(set)
    last: dict[int, int] = defaultdict(int)
    for row in tx.execute(_KNOWN, {"cases": list(case_ids)}):
        known[row.case_id].add(row.source)
        last[row.case_id] = max(last[row.case_id], row.seq)
    audience = _Audience(tx, found)
    events, hearers = [], []
    for story in found:
        for told in story.told:
            hearing = [hook.id for hook in hooks if _wants(hook, told) and audience.hears(hook, story, told)]
            if hearing and told.source not in known[story.head.id]:
                last[story.head.id] += 1
                events.append(_event(story, told, last[story.head.id]))
                hearers.append(hearing)
    _insert(tx, events, hearers)
    return len(events)


def _wants(hook: Any, told: Told) -> bool:
    return told.name in hook.events and told.at >= hook.created_at


def _event(story: Story, told: Told, seq: int) -> dict[str, Any]:
    head = story.head
    body = {
        "id": f"{head.number}:{seq}",
        "gebeurtenis": told.name,
        "volgnummer": seq,
        "op": told.at.isoformat(),
        "dossier": {"nummer": head.number, "proces": head.process, "organisatie": head.organisation},
        "feiten": told.facts,
    }
    return {
        "case_id": head.id,
        "seq": seq,
        "source": told.source,
        "name": told.name,
        "body": orjson.dumps(body).decode(),
        "at": told.at,
    }


def _insert(tx: Transaction, events: Sequence[Mapping[str, Any]], hearers: Sequence[Sequence[int]]) -> None:
    ids = tx.insert_ids(insert(webhook_event), events)
    deliveries = [
        waiting(tx, hook_id, event_id, event["case_id"])
        for event_id, event, hearing in zip(ids, events, hearers, strict=True)
        for hook_id in hearing
    ]
    if deliveries:
        tx.execute(insert(webhook_delivery), deliveries)


def waiting(tx: Transaction, webhook_id: int, event_id: int, case_id: int | None) -> dict[str, Any]:
    """The row of an event that is to be sent."""
    return {
        "webhook_id": webhook_id,
        "event_id": event_id,
        "case_id": case_id,
        "status": DeliveryStatus.WAITING,
        "attempts": 0,
        "queued_at": tx.now,
        "next_at": tx.now,
    }


class _Audience:
    """Who may hear of these cases: who may read them, and the partners involved, as it stands now."""

    def __init__(self, tx: Transaction, found: Sequence[Story]) -> None:
        people = {story.head.person_id for story in found}
        self._cases = {row.id: row for row in tx.execute(_FAMILIES, {"people": list(people)})}
        self._of_person: dict[int, list[Any]] = defaultdict(list)
        for row in self._cases.values():
            self._of_person[row.person_id].append(row)
        rows = tx.execute(_ENROLLED, {"cases": [story.head.id for story in found], "today": tx.today})
        self._enrolled = {(row.case_id, row.organisation) for row in rows}

    def hears(self, hook: Any, story: Story, told: Told) -> bool:
        head = story.head
        if told.also_for == hook.organisation:
            return True
        if (head.id, hook.organisation) in self._enrolled and told.name in FOR_PARTNERS:
            return True
        return sees(hook.organisation, head.organisation, _DESK, linked_to=self._linked(head))

    def _linked(self, head: Any) -> set[str | None]:
        """The desks of the cases above and below this one."""
        family = self._of_person[head.person_id]
        above = self._above(head.id)
        return {row.organisation for row in family if row.id in above or head.id in self._above(row.id)}

    def _above(self, case_id: int) -> set[int]:
        above: set[int] = set()
        while (parent := self._cases[case_id].parent_id) is not None:
            above.add(parent)
            case_id = parent
        return above
