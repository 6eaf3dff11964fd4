"""Moved inside Flanders: what runs at one agency goes on at another, and nothing restarts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select, update

from app.casework import audit, case_rows
from app.casework.actors import Actor
from app.db.session import Transaction
from app.db.tables import case, document, letter, task
from app.domain.vocabulary import LetterStatus, TaskStatus

EVENT = "agentschap_gewijzigd"

_CASE = update(case).where(case.c.id == bindparam("of")).values(organisation=bindparam("to"))
_TASKS = (
    update(task)
    .where(task.c.case_id == bindparam("of"), task.c.status == TaskStatus.OPEN)
    .values(organisation=bindparam("to"), assignee_id=None)
)
_NOT_PRINTED = (LetterStatus.REQUESTED, LetterStatus.MADE)
_MADE = select(letter.c.document).where(
    letter.c.case_id == bindparam("of"), letter.c.status == LetterStatus.MADE
)
_LETTERS = (  # made anew: with the new address, from the new agency
    update(letter)
    .where(letter.c.case_id == bindparam("of"), letter.c.status.in_(_NOT_PRINTED))
    .values(
        organisation=bindparam("to"),
        status=LetterStatus.REQUESTED,
        document=None,
        facts=None,
        made_at=None,
        claimed_until=None,
    )
)
_UNUSED = delete(document).where(
    document.c.sha256.in_(bindparam("hashes", expanding=True)),
    ~select(letter.c.id).where(letter.c.document == document.c.sha256).exists(),
)


def move(tx: Transaction, cases: Collection[int], agency: str, actor: Actor) -> int:
    """These cases go to the desk of an agency: open tasks, whoever had them, and letters not printed yet.

    What lies in a print batch stays with who prints it: that desk gets its proof. Gives how many moved.
    """
    moved = 0
    for case_id in sorted(cases):
        row = case_rows.lock(tx, case_id)
        if row.organisation == agency or row.state is None:
            continue
        parameters = {"of": case_id, "to": agency}
        made = list(tx.execute(_MADE, parameters).scalars())
        for statement in (_CASE, _TASKS, _LETTERS):
            tx.execute(statement, parameters)
        if made:
            tx.execute(_UNUSED, {"hashes": made})
        audit.note(tx, row, EVENT, {"van": row.organisation, "naar": agency}, actor)
        moved += 1
    return moved
