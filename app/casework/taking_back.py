"""A batch of people of a wrong file taken back: who was new is gone, who was known is as before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Boolean, Date, bindparam, delete, insert, select, update

from app.casework import audit, messages, moves, people
from app.casework.actors import Actor
from app.casework.import_effects import EACH_ROW, OPENED, Did
from app.casework.taking_in import CHANGED, LISTENING
from app.db.session import Transaction
from app.db.tables import case, classification, import_before, import_effect, letter, person, person_history
from app.domain.vocabulary import LetterStatus
from app.exchange import register

EVENT = "invoer_teruggedraaid"  # in the audit chain, and the outcome of the case

_PEOPLE = (
    select(person)
    .where(person.c.id.in_(bindparam("people", expanding=True)))
    .order_by(person.c.id)
    .with_for_update(key_share=True)
)
_CASES = (
    select(case.c.id, case.c.audit_seq, case.c.audit_hash)
    .where(case.c.id.in_(bindparam("cases", expanding=True)))
    .order_by(case.c.id)
    .with_for_update(key_share=True)
)
_HEAD = (
    update(case)
    .where(case.c.id == bindparam("of"))
    .values(audit_seq=bindparam("seq"), audit_hash=bindparam("mark"))
)
_EXTRACTED = (
    update(person).where(person.c.id == bindparam("of")).values(extracted_on=bindparam("new_extracted"))
)
_DROP_CLASS = delete(classification).where(
    classification.c.person_id.in_(bindparam("people", expanding=True)),
)
_ADD_CLASS = insert(classification)
_MADE_SINCE = (
    select(letter.c.case_id)
    .where(
        letter.c.person_id == bindparam("person"),
        letter.c.status == LetterStatus.MADE,
        letter.c.made_at >= bindparam("since"),
    )
    .distinct()
    .order_by(letter.c.case_id)
)


def take_back(tx: Transaction, run_id: int, ids: Sequence[int], actor: Actor) -> None:
    """Everything that a run did to these people; the cases that it opened have ended already."""
    known = {row.id: dict(row._mapping) for row in tx.execute(_PEOPLE, {"people": list(ids)})}
    effects = _of_run(tx, import_effect, run_id, ids)
    before = _before(tx, run_id, ids)
    new = sorted({row.person_id for row in effects if row.kind == Did.NEW})
    _tell_chains(tx, run_id, [row.case_id for row in effects if row.kind in OPENED and row.case_id], actor)
    for row in effects:
        if row.kind == Did.MOVED and row.detail is not None and row.person_id not in new:
            moves.move(tx, [row.case_id], row.detail, actor)
    people.withdraw(tx, new)
    facts = _facts_before(tx, run_id, known)
    for person_id in sorted(before.keys() - set(new)):
        fields = _restore(tx, known[person_id], facts.get(person_id, {}), run_id)
        for case_id in tx.execute(
            _MADE_SINCE, {"person": person_id, "since": before[person_id][0].at}
        ).scalars():
            moves.make_anew(tx, case_id)
        if fields:
            _tell(tx, person_id, fields, run_id, actor)
    _restore_classes(tx, before, new)


def _of_run(tx: Transaction, table: Any, run_id: int, ids: Sequence[int]) -> list[Any]:
    """The last first, so that what happened twice ends as it was before the first."""
    mine = select(table).where(table.c.run_id == run_id, table.c.person_id.in_(ids))
    return list(tx.execute(mine.order_by(table.c.id.desc())))


def _before(tx: Transaction, run_id: int, ids: Sequence[int]) -> dict[int, list[Any]]:
    """How the first row of the run found each of them: a line per region, that of `EACH_ROW` first."""
    found: dict[int, list[Any]] = {}
    later = set()
    for row in reversed(_of_run(tx, import_before, run_id, ids)):
        lines = found.setdefault(row.person_id, [])
        if lines and row.region == EACH_ROW:
            later.add(row.person_id)
        if row.person_id not in later:
            lines.append(row)
    return found


def _tell_chains(tx: Transaction, run_id: int, cases: Sequence[int], actor: Actor) -> None:
    """A last line in the audit chain of each case that the run opened."""
    heads = []
    with tx.together():
        for row in tx.execute(_CASES, {"cases": list(cases)}).all():
            seq, facts = row.audit_seq + 1, {"invoer": run_id, "uitkomst": EVENT}
            mark = audit.append(tx, row.id, seq, row.audit_hash, actor.account_id, EVENT, facts)
            heads.append({"of": row.id, "seq": seq, "mark": mark})
        if heads:
            tx.write(_HEAD, heads)


def _facts_before(
    tx: Transaction, run_id: int, known: Mapping[int, Mapping[str, Any]]
) -> dict[int, dict[str, Any]]:
    """The facts that this run changed, as they were; not those that say something else by now."""
    rows = tx.execute(
        select(person_history)
        .where(person_history.c.run_id == run_id, person_history.c.person_id.in_(known))
        .order_by(person_history.c.id.desc())
    )
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        facts = found.setdefault(row.person_id, {})
        was, became = (_value(row.field, text) for text in (row.old_value, row.new_value))
        if facts.get(row.field, known[row.person_id][row.field]) == became:
            facts[row.field] = was
    return found


def _value(field: str, text: str | None) -> Any:
    """A fact as the history keeps it: text."""
    kind = person.c[field].type
    if text is None:
        return None
    if isinstance(kind, Date):
        return date.fromisoformat(text)
    return text == "True" if isinstance(kind, Boolean) else text


def _restore(tx: Transaction, known: Mapping[str, Any], facts: Mapping[str, Any], run_id: int) -> list[str]:
    return people.change(tx, known, facts, tx.today, facts.get("status"), run_id)


def _tell(tx: Transaction, person_id: int, fields: Sequence[str], run_id: int, actor: Actor) -> None:
    """The running cases hear that facts are others again."""
    said = {"gewijzigd": sorted(register.column_of(field) for field in fields if field != "status")}
    for row in tx.execute(LISTENING, {"person": person_id, "named": CHANGED}).all():
        messages.send(tx, row.id, CHANGED, said, f"register:{row.id}:{EVENT}:{run_id}", actor)


def _restore_classes(tx: Transaction, before: Mapping[int, Sequence[Any]], new: Sequence[int]) -> None:
    """How people were last classified, and of which extract they are; who was new never was classified."""
    tx.execute(_DROP_CLASS, {"people": [*before, *new]})
    known = [lines for person_id, lines in before.items() if person_id not in set(new)]
    if known:
        tx.execute(
            _EXTRACTED, [{"of": row.person_id, "new_extracted": row.extracted_on} for row, *_ in known]
        )
    classes = [
        {
            "person_id": row.person_id,
            "region": row.region,
            "target_group": row.target_group,
            "classified_on": row.classified_on,
            "case_id": row.case_id,
            "look_again_on": row.look_again_on,
        }
        for lines in known
        for row in lines
        if row.classified_on is not None
    ]
    if classes:
        tx.execute(_ADD_CLASS, classes)
