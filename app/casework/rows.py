"""The rows that mirror what the engine waits for: open tasks, terms, subscriptions, messages thrown.

They are the difference between what stood open before and after a step, so a list, a clock or a message
look-up never loads a workflow.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, update

from app.casework import term_rows
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.casework.events import Event
from app.casework.term_rows import Waiting
from app.db.session import Transaction
from app.db.tables import message, subscription, task
from app.domain.vocabulary import MessageStatus, TaskStatus, TermKind
from app.engine.runtime import OpenTask, Run, Wait


@dataclass(frozen=True)
class Standing:
    """What a case waits for, by the engine's ids."""

    tasks: dict[str, OpenTask]
    waits: dict[tuple[str, str], Wait]

    @property
    def terms(self) -> dict[tuple[str, str], Waiting]:
        timers = {
            key: Waiting(wait.name, wait.uid, wait.element, TermKind.TIMER)
            for key, wait in self.waits.items()
            if wait.kind == "termijn"
        }
        due = {
            (uid, open_task.element.id): Waiting(
                open_task.element.term, uid, open_task.element.id, TermKind.TASK
            )
            for uid, open_task in self.tasks.items()
            if open_task.element.term
        }
        return timers | due

    @property
    def messages(self) -> dict[tuple[str, str], Wait]:
        return {key: wait for key, wait in self.waits.items() if wait.kind == "bericht"}


NOTHING = Standing({}, {})

_END_TASK = (
    update(task)
    .where(
        task.c.case_id == bindparam("case"), task.c.uid == bindparam("gone"), task.c.status == TaskStatus.OPEN
    )
    .values(status=bindparam("new_status"), ended_at=bindparam("at"), completed_by=bindparam("by"))
)
_ADD_TASK = insert(task)
_ADD_SUBSCRIPTION = insert(subscription)
_DROP_SUBSCRIPTION = delete(subscription).where(
    subscription.c.case_id == bindparam("case"),
    subscription.c.uid == bindparam("gone"),
    subscription.c.element == bindparam("gone_element"),
)
_THROW = insert(message)


def standing(run: Run) -> Standing:
    """What the case waits for now."""
    return Standing(
        {open_task.uid: open_task for open_task in run.open_tasks()},
        {(wait.uid, wait.element): wait for wait in run.waits()},
    )


def write(
    tx: Transaction, row: CaseRow, run: Run, before: Standing, after: Standing, event: Event, actor: Actor
) -> None:
    """Bring the rows from `before` to `after`."""
    due = term_rows.write(tx, row, run, before.terms, after.terms, event)
    _write_tasks(tx, row, before, after, due, event, actor)
    _write_subscriptions(tx, row, before, after)


def _write_tasks(
    tx: Transaction,
    row: CaseRow,
    before: Standing,
    after: Standing,
    due: Mapping[str, date | None],
    event: Event,
    actor: Actor,
) -> None:
    gone = [uid for uid in before.tasks if uid not in after.tasks]
    if gone:
        tx.write(_END_TASK, [_ended(tx, row, uid, event, actor) for uid in gone])
    new = [open_task for uid, open_task in after.tasks.items() if uid not in before.tasks]
    if new:
        tx.write(
            _ADD_TASK,
            [
                {
                    "case_id": row.id,
                    "uid": open_task.uid,
                    "element": open_task.element.id,
                    "name": open_task.element.name,
                    "role": open_task.element.role,
                    "organisation": row.organisation,
                    "person_id": row.person_id,
                    "process": row.process,
                    "status": TaskStatus.OPEN,
                    "due_on": due.get(open_task.uid),
                    "created_at": tx.now,
                }
                for open_task in new
            ],
        )


def _ended(tx: Transaction, row: CaseRow, uid: str, event: Event, actor: Actor) -> dict[str, Any]:
    done = event.event == "taak_voltooid" and uid == event.uid
    return {
        "case": row.id,
        "gone": uid,
        "new_status": TaskStatus.COMPLETED if done else TaskStatus.WITHDRAWN,
        "at": tx.now,
        "by": actor.account_id if done else None,
    }


def _write_subscriptions(tx: Transaction, row: CaseRow, before: Standing, after: Standing) -> None:
    gone = [key for key in before.messages if key not in after.messages]
    if gone:
        tx.write(
            _DROP_SUBSCRIPTION,
            [{"case": row.id, "gone": uid, "gone_element": element} for uid, element in gone],
        )
    new = [wait for key, wait in after.messages.items() if key not in before.messages]
    if new:
        tx.write(
            _ADD_SUBSCRIPTION,
            [
                {"case_id": row.id, "name": wait.name, "uid": wait.uid, "element": wait.element}
                for wait in new
            ],
        )


def throw(tx: Transaction, row: CaseRow, run: Run, actor: Actor) -> None:
    """Messages to other cases: rows of this transaction, delivered after it."""
    if not run.thrown:
        return
    tx.write(
        _THROW,
        [
            {
                "key": f"{row.id}:{thrown.uid}",
                "name": thrown.name,
                "from_case_id": row.id,
                "payload": thrown.payload,
                "status": MessageStatus.WAITING,
                "account_id": actor.account_id,
                "created_at": tx.now,
            }
            for thrown in run.thrown
        ],
    )
