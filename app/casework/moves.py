"""Moved inside Flanders: what runs at one agency goes on at another, and nothing restarts."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, delete, select, update

from app.casework import audit, case_rows
from app.casework.actors import Actor
from app.db.session import Transaction
from app.db.tables import address_check, case, document, letter, task
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
_MADE_ANEW = {
    "status": LetterStatus.REQUESTED,
    "document": None,
    "facts": None,
    "made_at": None,
    "claimed_until": None,
}
_LETTERS = (  # made anew: with the new address, from the new agency
    update(letter)
    .where(letter.c.case_id == bindparam("of"), letter.c.status.in_(_NOT_PRINTED))
    .values(organisation=bindparam("to"), **_MADE_ANEW)
)
_LETTERS_HERE = (
    update(letter)
    .where(letter.c.case_id == bindparam("of"), letter.c.status == LetterStatus.MADE)
    .values(_MADE_ANEW)
)
_CHECKS = (
    select(address_check.c.id, address_check.c.organisation)
    .where(
        address_check.c.person_id == bindparam("person"),
        address_check.c.organisation.in_((bindparam("from"), bindparam("to"))),
        address_check.c.closed_at.is_(None),
    )
    .order_by(address_check.c.id)
    .with_for_update()
)
_UNUSED = delete(document).where(
    document.c.sha256.in_(bindparam("hashes", expanding=True)),
    ~select(letter.c.id).where(letter.c.document == document.c.sha256).exists(),
)


def move(tx: Transaction, cases: Collection[int], agency: str, actor: Actor) -> list[int]:
    """These cases go to the desk of an agency: open tasks, whoever had them, and letters not printed yet.

    With them goes what is still looked into about the address. What lies in a print batch stays with who
    prints it: that desk gets its proof. Gives the cases that moved.
    """
    moved = []
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
        if row.organisation is not None:
            _move_check(tx, row.person_id, row.organisation, agency)
        moved.append(case_id)
    return moved


def make_anew(tx: Transaction, case_id: int) -> None:
    """What was made and not printed says what was true then: it is made again, here."""
    made = list(tx.execute(_MADE, {"of": case_id}).scalars())
    if made:
        tx.execute(_LETTERS_HERE, {"of": case_id})
        tx.execute(_UNUSED, {"hashes": made})


def _move_check(tx: Transaction, person_id: int, old: str, new: str) -> None:
    """The open check of an address changes desk; where one is open there already, its letters join that."""
    found = tx.execute(_CHECKS, {"person": person_id, "from": old, "to": new}).all()
    ids = {row.organisation: row.id for row in found}
    if old not in ids:
        return
    if new not in ids:
        tx.execute(update(address_check).where(address_check.c.id == ids[old]).values(organisation=new))
        return
    of_old = letter.c.address_check_id == ids[old]
    tx.execute(update(letter).where(of_old).values(address_check_id=ids[new]))
    tx.execute(delete(address_check).where(address_check.c.id == ids[old]))
