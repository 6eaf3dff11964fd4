"""The term rows of a case: made when the diagram waits, started by their event, ended with the wait.

The row exists, without a due time, from the moment that the diagram waits; a letter's sent date, a fact
or the waiting itself starts it. The explanation of each deadline is kept line by line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, insert, or_, select, update

from app.casework import case_rows, term_counting
from app.casework.case_rows import CaseRow
from app.casework.events import Complete, Event, Expire
from app.db.session import Transaction
from app.db.tables import letter, task, term
from app.domain.terms import TermRule, rule_on
from app.domain.vocabulary import TaskStatus, TermKind, TermStart, TermStatus
from app.engine.release import Release
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
# Not `in_`: a list of values cannot be sent for many rows at once.
_OPEN = or_(term.c.status == TermStatus.WAITING, term.c.status == TermStatus.RUNNING)
_END = update(term).where(_OF_PLACE, _OPEN).values(status=bindparam("new_status"))
_MOVE = (
    update(term).where(_OF_PLACE, _OPEN).values(uid=bindparam("new_uid"), element=bindparam("new_element"))
)
_RECOUNT = (
    update(term)
    .where(term.c.id == bindparam("row"))
    .values(
        last_day=bindparam("new_last"),
        fires_at=bindparam("new_fires"),
        explanation=bindparam("new_explanation"),
    )
)
_START = _RECOUNT.values(
    status=TermStatus.RUNNING,
    started_on=bindparam("new_start"),
    release_id=bindparam("new_release"),
    rule_from=bindparam("new_rule"),
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
_WAITING = select(term).where(term.c.case_id == bindparam("case"), term.c.status == TermStatus.WAITING)


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
        tx.write(_END, [_of(row, place) | {"new_status": _ending(key, event)} for key, place in gone.items()])
    if new:
        made = [_row(tx, row, run, place) for place in new.values()]
        late = [values for values in made if term_counting.is_late(values["kind"], values)]
        if on_time := [values for values in made if values not in late]:
            tx.write(_INSERT, on_time)
        for values in late:
            term_id = tx.insert_id(_INSERT, values)
            term_counting.tell_late(tx, row.id, term_id, values["code"], values["last_day"])
        due |= {values["uid"]: values["last_day"] for values in made if values["kind"] is TermKind.TASK}
    _start_by_fact(tx, row, run, {key: place for key, place in after.items() if key not in new}, event)
    return due


def _start_by_fact(tx: Transaction, row: CaseRow, run: Run, places: Places, event: Event) -> None:
    """The day that a term waits for has been said in this step: it starts."""
    if isinstance(event, Expire):
        return
    said = event.values if isinstance(event, Complete) else event.payload
    for place in places.values():
        rule = rule_on(run.release.terms, place.code, tx.today)
        if rule.start is not TermStart.FACT or not said.get(rule.fact or ""):
            continue
        for waiting in tx.execute(_WAITING, {"case": row.id}).all():
            if (waiting.uid, waiting.element) == (place.uid, place.element):
                _begin(tx, row, waiting, run.release, case_rows.as_day(row.data[rule.fact or ""]))


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
        "release_id": None,
        "rule_from": None,
    }
    start = None if _asks_for(run, rule.letter) else _known_start(tx, row, rule)
    if start is not None:
        counted = term_counting.started(tx, row, run.release, place.code, start, place.kind)
        values |= {"status": TermStatus.RUNNING, **counted}
    return values


def _asks_for(run: Run, template: str | None) -> bool:
    """Whether this very step asks for the letter that starts the term: an older one does not count."""
    return any(asked.name == "brief" and asked.parameters["sjabloon"] == template for asked in run.asked)


def _known_start(tx: Transaction, row: CaseRow, rule: TermRule) -> date | None:
    if rule.start is TermStart.ON_WAITING:
        return tx.today
    if rule.start is TermStart.FACT:
        value = row.data.get(rule.fact or "")
        return case_rows.as_day(value) if value else None
    sent: date | None = tx.execute(_SENT, {"case": row.id, "sjabloon": rule.letter}).scalar()
    return sent


def start_by_letter(tx: Transaction, row: CaseRow, template: str, sent_on: date, release: Release) -> None:
    """A letter has left: start the terms that wait for it; a person hears of those already over."""
    for waiting in tx.execute(_WAITING, {"case": row.id}).all():
        rule = rule_on(release.terms, waiting.code, sent_on)
        if rule.start is not TermStart.LETTER_SENT or rule.letter != template:
            continue
        _begin(tx, row, waiting, release, sent_on)


def _begin(tx: Transaction, row: CaseRow, waiting: Any, release: Release, on: date) -> None:
    values = term_counting.started(tx, row, release, waiting.code, on, waiting.kind)
    _start(tx, waiting, values)
    if term_counting.is_late(waiting.kind, values):
        term_counting.tell_late(tx, row.id, waiting.id, waiting.code, values["last_day"])


def _start(tx: Transaction, waiting: Any, values: Mapping[str, Any]) -> None:
    """A waiting term begins, by the rule that it keeps."""
    began = {"new_start": values["started_on"], "new_release": values["release_id"]}
    tx.execute(_START, _counted(waiting, values) | began | {"new_rule": values["rule_from"]})
    _follow(tx, waiting, values)


def rewrite(tx: Transaction, known: Any, values: Mapping[str, Any]) -> None:
    """Give a running term other days and reasons: its start and rule stay, its task's due date follows."""
    tx.execute(_RECOUNT, _counted(known, values))
    _follow(tx, known, values)


def _counted(known: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "row": known.id,
        "new_last": values["last_day"],
        "new_fires": values["fires_at"],
        "new_explanation": values["explanation"],
    }


def _follow(tx: Transaction, known: Any, values: Mapping[str, Any]) -> None:
    if known.kind == TermKind.TASK:
        tx.execute(_DUE, {"case": known.case_id, "of": known.uid, "new_due": values["last_day"]})
