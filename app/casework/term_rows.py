"""The term rows of a case: made when the diagram waits, started by their event, ended with the wait.

The row exists, without a due time, from the moment that the diagram waits; a letter's sent date, a fact
or the waiting itself starts it. The explanation of each deadline is kept line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, insert, select, update

from app.casework import case_rows, incidents
from app.casework.case_rows import CaseRow
from app.casework.events import Event
from app.clock import midnight
from app.db.session import Transaction
from app.db.tables import letter, task, term
from app.domain.errors import DomainError
from app.domain.terms import TermRule, count, rule_on
from app.domain.vocabulary import TaskStatus, TermKind, TermStart, TermStatus
from app.engine.runtime import Run


@dataclass(frozen=True)
class Waiting:
    """A place in the diagram that waits for a term, or a task whose due date is the term's last day."""

    code: str
    uid: str
    element: str
    kind: TermKind


Places = Mapping[tuple[str, str], Waiting]

_INSERT = insert(term)
_OF_PLACE = and_(
    term.c.case_id == bindparam("case"),
    term.c.uid == bindparam("gone"),
    term.c.element == bindparam("gone_element"),
)
_OPEN = term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING))
_END = update(term).where(_OF_PLACE, _OPEN).values(status=bindparam("new_status"))
_MOVE = (
    update(term).where(_OF_PLACE, _OPEN).values(uid=bindparam("new_uid"), element=bindparam("new_element"))
)
_START = (
    update(term)
    .where(term.c.id == bindparam("row"))
    .values(
        status=TermStatus.RUNNING,
        started_on=bindparam("new_start"),
        last_day=bindparam("new_last"),
        fires_at=bindparam("new_fires"),
        explanation=bindparam("new_explanation"),
    )
)
_DUE = (
    update(task)
    .where(
        task.c.case_id == bindparam("case"), task.c.uid == bindparam("of"), task.c.status == TaskStatus.OPEN
    )
    .values(due_on=bindparam("new_due"))
)
_LAST_DAY = select(term.c.last_day).where(
    term.c.case_id == bindparam("case"), term.c.uid == bindparam("of"), _OPEN
)
_SENT = (
    select(letter.c.sent_on)
    .where(letter.c.case_id == bindparam("case"), letter.c.template == bindparam("sjabloon"))
    .order_by(letter.c.id.desc())
    .limit(1)
)
_WAITING_FOR_LETTER = select(term).where(
    term.c.case_id == bindparam("case"), term.c.status == TermStatus.WAITING
)


def write(
    tx: Transaction, row: CaseRow, run: Run, before: Places, after: Places, event: Event
) -> dict[str, date | None]:
    """End the terms whose wait is over, move those whose wait came back in the same step, add the new.

    Gives the due days of new tasks by uid: their rows are still to be written.
    """
    due: dict[str, date | None] = {}
    gone = {key: place for key, place in before.items() if key not in after}
    new = {key: place for key, place in after.items() if key not in before}
    for key, place in list(gone.items()):
        passed = event.event == "termijn_verstreken" and (event.uid, event.element) == key
        if passed:
            continue
        again = next((k for k, p in new.items() if (p.code, p.kind) == (place.code, place.kind)), None)
        if again is not None:  # a loop back to the same wait: the term runs on
            moved = new.pop(again)
            del gone[key]
            tx.execute(_MOVE, _of(row, place) | {"new_uid": moved.uid, "new_element": moved.element})
            if place.kind is TermKind.TASK:
                due[moved.uid] = tx.execute(_LAST_DAY, {"case": row.id, "of": moved.uid}).scalar()
    if gone:
        tx.execute(
            _END, [_of(row, place) | {"new_status": _ending(key, event)} for key, place in gone.items()]
        )
    if new:
        made = [_row(tx, row, run, place) for place in new.values()]
        late = [values for values in made if _is_late(values)]
        if on_time := [values for values in made if values not in late]:
            tx.write(_INSERT, on_time)
        for values in late:
            tell_late(tx, row.id, tx.insert_id(_INSERT, values), values["code"], values["last_day"])
        due |= {values["uid"]: values["last_day"] for values in made if values["kind"] is TermKind.TASK}
    return due


def _of(row: CaseRow, place: Waiting) -> dict[str, Any]:
    return {"case": row.id, "gone": place.uid, "gone_element": place.element}


def _ending(key: tuple[str, str], event: Event) -> TermStatus:
    passed = event.event == "termijn_verstreken" and (event.uid, event.element) == key
    return TermStatus.EXPIRED if passed else TermStatus.WITHDRAWN


def _row(tx: Transaction, row: CaseRow, run: Run, place: Waiting) -> dict[str, Any]:
    rule = rule_on(run.release.terms, place.code, tx.today)
    values: dict[str, Any] = {
        "case_id": row.id,
        "code": place.code,
        "uid": place.uid,
        "element": place.element,
        "kind": place.kind,
        "status": TermStatus.WAITING,
        "started_on": None,
        "last_day": None,
        "fires_at": None,
        "explanation": [],
        "created_at": tx.now,
    }
    start = _known_start(tx, row, rule)
    if start is not None:
        values |= {"status": TermStatus.RUNNING, **_counted(tx, rule, start, place.kind)}
    return values


def _known_start(tx: Transaction, row: CaseRow, rule: TermRule) -> date | None:
    if rule.start is TermStart.ON_WAITING:
        return tx.today
    if rule.start is TermStart.FACT:
        value = row.data.get(rule.fact or "")
        return case_rows.as_day(value) if value else None
    if row.version == 0:
        return None  # a new case asked for its letters in this very step
    sent: date | None = tx.execute(_SENT, {"case": row.id, "sjabloon": rule.letter}).scalar()
    return sent


def _counted(tx: Transaction, rule: TermRule, start: date, kind: TermKind) -> dict[str, Any]:
    """The columns of a started term. A timer that would already have passed does not fire by itself."""
    counted = count(rule, start)
    late = counted.last_day is not None and counted.last_day < tx.today
    fires = counted.fires_on if kind == TermKind.TIMER and not late else None
    return {
        "started_on": start,
        "last_day": counted.last_day,
        "fires_at": None if fires is None else midnight(fires),
        "explanation": [line.as_json() for line in counted.explanation],
    }


def _is_late(values: Mapping[str, Any]) -> bool:
    """Whether a timer starts on a day so long ago that its last day has passed."""
    return values["kind"] == TermKind.TIMER and values["last_day"] is not None and values["fires_at"] is None


def tell_late(tx: Transaction, case_id: int, term_id: int, code: str, last_day: date) -> None:
    """Nobody could know this deadline while it ran: a person looks, the timer never fires by itself."""
    problem = DomainError("termijn_te_laat_bekend", termijn=code, uiterste_dag=last_day.isoformat())
    incidents.open_incident(tx, case_id, problem, {"termijn": term_id})


def start_by_letter(
    tx: Transaction, case_id: int, template: str, sent_on: date, rules: tuple[TermRule, ...]
) -> None:
    """A letter has left: start the terms that wait for it; a person hears of those already over."""
    for waiting in tx.execute(_WAITING_FOR_LETTER, {"case": case_id}).all():
        rule = rule_on(rules, waiting.code, sent_on)
        if rule.start is not TermStart.LETTER_SENT or rule.letter != template:
            continue
        values = _counted(tx, rule, sent_on, waiting.kind)
        tx.execute(
            _START,
            {
                "row": waiting.id,
                "new_start": values["started_on"],
                "new_last": values["last_day"],
                "new_fires": values["fires_at"],
                "new_explanation": values["explanation"],
            },
        )
        if waiting.kind == TermKind.TASK:
            tx.execute(_DUE, {"case": case_id, "of": waiting.uid, "new_due": values["last_day"]})
        elif _is_late({"kind": waiting.kind, **values}):
            tell_late(tx, case_id, waiting.id, waiting.code, values["last_day"])
