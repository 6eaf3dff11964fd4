"""What happened to each person, without the ids and hours that differ between two tellings of one story."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func, select

from app.casework import audit as chain
from app.clock import brussels_day
from app.db.session import Database, Transaction
from app.db.tables import (
    audit,
    case,
    decision,
    incident,
    infringement,
    letter,
    message,
    milestone,
    person,
    task,
    term,
)
from app.domain.vocabulary import LetterStatus, MessageStatus

Tale = dict[int, dict[str, Counter[Any]]]
STEPS = ("taak_voltooid", "bericht_ontvangen", "termijn_verstreken")


def tale(database: Database) -> Tale:
    """Per person, in the order in which they came: what there is of everything, and how often."""
    with database.read() as tx:
        people = tx.execute(select(person.c.id).order_by(person.c.id)).scalars()
        place = {person_id: number for number, person_id in enumerate(people)}
        told: Tale = {number: {} for number in place.values()}
        of_case = {row.id: row for row in tx.execute(select(case))}
        for kind, case_id, fact in _facts(tx, of_case):
            of = of_case[case_id]
            told[place[of.person_id]].setdefault(kind, Counter())[(of.process, *fact)] += 1
    return told


def _facts(tx: Transaction, of_case: dict[int, Any]) -> Any:
    for row in of_case.values():
        grew_from = of_case[row.parent_id].process if row.parent_id else None
        ended = brussels_day(row.ended_at) if row.ended_at else None
        yield "dossier", row.id, (grew_from, row.status, row.outcome, row.version, row.audit_seq, ended)
    for row in tx.execute(select(audit)):
        passed = tuple(row.data.get("gepasseerd", ()))
        yield "stap", row.case_id, (row.event, row.data.get("element"), passed, brussels_day(row.at))
    for row in tx.execute(select(letter)):
        made = row.status != LetterStatus.CANCELLED  # whether it was made before that is a matter of seconds
        yield (
            "brief",
            row.case_id,
            (row.template, row.status, made and (row.reference or "")[-2:], row.sent_on),
        )
    for row in tx.execute(select(task)):
        yield "taak", row.case_id, (row.element, row.status, row.due_on)
    for row in tx.execute(select(term)):
        yield "termijn", row.case_id, (row.code, row.status, row.started_on, row.last_day)
    for row in tx.execute(select(message)):
        yield "bericht", row.from_case_id or row.to_case_id, (row.name, row.status)
    for row in tx.execute(select(milestone)):
        yield "mijlpaal", row.case_id, (row.kind, row.on_day)
    for row in tx.execute(select(infringement)):
        yield "inbreuk", row.case_id, (row.type, row.rank, row.status, row.fact_date)
    for row in tx.execute(select(decision)):
        yield "besluit", row.case_id, (row.outcome, row.amount_cents, row.decided_on, row.notified_on)


def assert_whole(database: Database) -> None:
    """Nothing is lost, doubled or changed afterwards, whatever happened on the way; and nothing failed."""
    assert_whole_but_for_incidents(database)
    with database.read() as tx:
        assert tx.execute(select(incident.c.code)).all() == []


def assert_whole_but_for_incidents(database: Database) -> None:
    """The same, where something was to fail."""
    with database.read() as tx:
        broken = [each for (each,) in tx.execute(select(case.c.id)) if chain.broken_at(tx, each) is not None]
        assert broken == []
        lines = select(func.count()).where(audit.c.case_id == case.c.id, audit.c.event.in_(STEPS))
        versions = tx.execute(select(case.c.id, case.c.version, lines.scalar_subquery())).all()
        assert [row for row in versions if row[1] != row[2]] == []  # one line for each step
        begun = select(message.c.to_case_id).where(
            message.c.status == MessageStatus.DELIVERED, message.c.from_case_id == case.c.parent_id
        )
        children = tx.execute(select(case.c.id).where(case.c.parent_id.is_not(None), ~case.c.id.in_(begun)))
        assert children.all() == []  # no child that no message asked for


def steps_taken(database: Database) -> int:
    """How many steps all cases took together."""
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(audit)).scalar_one())


def differences(wanted: Tale, found: Tale) -> list[str]:
    """What one telling has more than the other, a line each."""
    return [
        f"person {number}, {kind}: {sign}{times} {fact}"
        for number in sorted(wanted.keys() | found.keys())
        for kind in sorted(wanted.get(number, {}).keys() | found.get(number, {}).keys())
        for sign, more in (
            ("-", wanted.get(number, {}).get(kind, Counter()) - found.get(number, {}).get(kind, Counter())),
            ("+", found.get(number, {}).get(kind, Counter()) - wanted.get(number, {}).get(kind, Counter())),
        )
        for fact, times in more.items()
    ]
