"""What a proposed repair would do: carried out and undone at once, so that it is what will happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, bindparam, literal, null, select, union_all

from app.casework import case_rows, incidents, repairs
from app.casework.actors import SYSTEM
from app.casework.case_rows import CaseRow
from app.db.session import Database, Transaction
from app.db.tables import audit, case, letter, message, subscription, task, term
from app.domain.errors import DomainError
from app.domain.vocabulary import NOT_LEFT, MessageStatus, TaskStatus, TermStatus

_CASE: BindParameter[Any] = bindparam("case")
_STANDING = union_all(
    select(literal("termijn").label("what"), term.c.code.label("name"), term.c.last_day.label("day")).where(
        term.c.case_id == _CASE, term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING))
    ),
    select(literal("taak"), task.c.element, null()).where(
        task.c.case_id == _CASE, task.c.status == TaskStatus.OPEN
    ),
    select(literal("wacht_op"), subscription.c.name, null()).where(subscription.c.case_id == _CASE),
    select(literal("brief"), letter.c.template, null()).where(
        letter.c.case_id == _CASE, letter.c.status.in_(NOT_LEFT)
    ),
    select(literal("bericht"), message.c.name, null()).where(
        message.c.status == MessageStatus.WAITING,
        (message.c.to_case_id == _CASE) | (message.c.from_case_id == _CASE),
    ),
)
_LAST_LINES = (
    select(audit.c.data)
    .where(audit.c.case_id == bindparam("case"), audit.c.seq > bindparam("since"))
    .order_by(audit.c.seq)
)


@dataclass(frozen=True)
class Line:
    """Something that stands open in a case: `what` is taak, termijn, wacht_op, brief or bericht."""

    what: str
    name: str
    day: date | None = None


@dataclass(frozen=True)
class Preview:
    """How the case stands now and would stand after; `version` is that of the case that was looked at.

    `passed` are the elements that the step would pass, `outcome` is set when it would end the case. With a
    `problem` the step fails again, and nothing would change.
    """

    version: int
    value: Any  # of the fact, as it is now
    before: list[Line]
    after: list[Line]
    passed: list[str]
    outcome: str | None
    ends: bool
    problem: DomainError | None = None


class _Undo(Exception):
    """Ends the transaction without keeping anything of it."""


def look(database: Database, found: Any) -> Preview:
    """What carrying out this proposal now would do. Nothing of it is kept."""
    seen: list[Preview] = []
    try:
        with database.transaction() as tx:
            seen.append(_carried_out(tx, found))
            raise _Undo
    except _Undo:
        return seen[0]


def _carried_out(tx: Transaction, found: Any) -> Preview:
    row = case_rows.lock(tx, found.case_id)
    before = _standing(tx, row)
    value = repairs.values(tx, row, incidents.get(tx, found.incident_id)).get(found.fact)
    try:
        with tx.connection.begin_nested():
            repairs.carry_out(tx, found, row, SYSTEM)  # whoever looks, also who proposed it
    except Exception as failure:
        problem = incidents.as_refusal(failure)
        return Preview(row.version, value, before, before, [], None, False, problem)
    now = tx.execute(select(case.c.outcome, case.c.ended_at).where(case.c.id == row.id)).one()
    lines = tx.execute(_LAST_LINES, {"case": row.id, "since": row.audit_seq}).scalars()
    passed = [element for data in lines for element in data.get("gepasseerd", ())]
    ends = now.ended_at is not None
    return Preview(row.version, value, before, _standing(tx, row), passed, now.outcome, ends)


def _standing(tx: Transaction, row: CaseRow) -> list[Line]:
    found = tx.execute(_STANDING, {"case": row.id})
    return sorted((Line(each.what, each.name, each.day) for each in found), key=_order)


def _order(line: Line) -> tuple[str, str, str]:
    return line.what, line.name, str(line.day)
