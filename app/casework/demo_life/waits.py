"""What has moved since one last looked: tasks and messages that cases wait for, and what has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, func, select

from app.db.session import Transaction
from app.db.tables import audit, case, subscription, task
from app.domain.vocabulary import CaseStatus, TaskStatus

SAID = (
    "aangemeld",
    "adres_gevonden",
    "opschorting_einde_bekend",
    "hervat",
    "neemt_weer_deel",
    "b1_aangetoond",
    "in_regel_gesteld",
    "verweer_ontvangen",
    "hoorzitting_gevraagd",
    "herziening_gevraagd",
    "oninvorderbaar_gemeld",
    "betaling_ontvangen",
    "attest_van_beeindiging",
)

_LAST = select(func.max(audit.c.id))
_MOVED = select(audit.c.case_id).where(audit.c.id > bindparam("seen")).distinct()
_CASES: BindParameter[list[int]] = bindparam("cases", expanding=True)
_TASKS = (
    select(task.c.id, task.c.case_id, task.c.element, task.c.person_id, task.c.process)
    .where(task.c.case_id.in_(_CASES), task.c.status == TaskStatus.OPEN)
    .order_by(task.c.id)
)
_MESSAGES = (
    select(subscription, case.c.person_id, case.c.parent_id, case.c.process, case.c.data)
    .join(case, case.c.id == subscription.c.case_id)
    .where(subscription.c.case_id.in_(_CASES), subscription.c.name.in_(SAID))
    .order_by(subscription.c.case_id, subscription.c.name)
)
_ENDED = (
    select(case.c.id, case.c.person_id, case.c.outcome)
    .where(case.c.id.in_(_CASES), case.c.status == CaseStatus.ENDED)
    .order_by(case.c.id)
)


@dataclass
class Moved:
    """What a look finds, each place once."""

    tasks: list[Any]
    messages: list[Any]
    ended: list[Any]


class Lookout:
    """Remembers what it has seen: the audit trail tells which cases moved."""

    def __init__(self) -> None:
        self._audit = 0
        self._known: set[tuple[object, ...]] = set()

    def look(self, tx: Transaction) -> Moved:
        cases = list(tx.execute(_MOVED, {"seen": self._audit}).scalars())
        if not cases:
            return Moved([], [], [])
        self._audit = tx.execute(_LAST).scalar_one()
        moved = {"cases": cases}
        return Moved(
            [row for row in tx.execute(_TASKS, moved) if self._is_new("taak", row.id)],
            [row for row in tx.execute(_MESSAGES, moved) if self._is_new(row.case_id, row.uid, row.element)],
            [row for row in tx.execute(_ENDED, moved) if self._is_new("einde", row.id)],
        )

    def _is_new(self, *key: object) -> bool:
        if key in self._known:
            return False
        self._known.add(key)
        return True
