"""Open tasks for other systems: a list to go through page by page, in the order in which they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import case, task
from app.domain.permissions import works_on
from app.insight.viewer import Viewer
from app.insight.worklist import team_tasks

FREE, MINE = "vrij", "mijn"  # what the list may be narrowed to


def open_tasks(
    tx: Transaction, viewer: Viewer, only: str | None, number: str | None, after: int, limit: int
) -> Sequence[Any]:
    """The open tasks of the viewer's organisation for the viewer's roles with an id above `after`.

    `only` those that nobody has taken (`vrij`) or that the viewer has (`mijn`); `number` of one case.
    """
    if not works_on(viewer.organisation, viewer.organisation, viewer.roles):
        return []
    query = (
        select(task, case.c.number, case.c.version)
        .join(case, case.c.id == task.c.case_id)
        .where(team_tasks(viewer), task.c.id > after)
    )
    if number is not None:
        query = query.where(case.c.number == number)
    if only == FREE:
        query = query.where(task.c.assignee_id.is_(None))
    if only == MINE:
        query = query.where(task.c.assignee_id == viewer.account_id)
    return tx.execute(query.order_by(task.c.id).limit(limit)).all()
