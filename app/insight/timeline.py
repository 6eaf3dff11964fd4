"""What happened in a case: the audit trail, the answers and the letters as one story, newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import account, answer, audit
from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.forms import Field
from app.insight.clock_story import ClockMove, ClockStory
from app.insight.letter_story import MADE, NOTED, LetterEvent, letter_events
from app.insight.repair_story import RepairEvent, RepairStory

# Steps that say something to a reader when the diagram passes them by itself; a choice or a join does not.
TOLD = {"sendTask", "serviceTask", "businessRuleTask", "intermediateThrowEvent", "endEvent"}
STARTED = "dossier_gestart"
UNDONE = "invoer_teruggedraaid"  # no end of the diagram: the file from which the case came was wrong
LAST = 1 << 30  # a letter is made after the step that asked for it, also within the same moment

_AUDIT = (
    select(audit, account.c.name.label("who"))
    .outerjoin(account, account.c.id == audit.c.account_id)
    .where(audit.c.case_id == bindparam("case"))
    .order_by(audit.c.seq)
)
_ANSWERS = select(answer).where(answer.c.case_id == bindparam("case"))


@dataclass(frozen=True)
class Decision:
    """What a decision table answered: its title, the row that hit and why it stands there."""

    table: str
    row: int
    why: str


@dataclass(frozen=True)
class Entry:
    """One event. `what` is the name of the step in the diagram (of a letter: its template).

    `who` is None where the clock, an import or another case acted. `then` names what followed by itself.
    """

    at: datetime
    kind: str
    what: str
    who: str | None = None
    answers: tuple[tuple[Field, Any], ...] = ()
    then: tuple[str, ...] = ()
    decided: tuple[Decision, ...] = ()
    outcome: str | None = None
    letter: LetterEvent | None = None
    whole_day: bool = False  # only the day is known
    clock: ClockMove | None = None
    repair: RepairEvent | None = None


@dataclass(frozen=True)
class History:
    """The story of a case and the elements that it passed."""

    entries: list[Entry]
    passed: frozenset[str]


def history(tx: Transaction, case_id: int, release: Release, process: Process) -> History:
    """Everything that happened; a letter counts from the day that it left."""
    answers = {
        (row.element, row.at): row._mapping["values"] for row in tx.execute(_ANSWERS, {"case": case_id})
    }
    clock, repairs = ClockStory(tx, case_id, release), RepairStory(tx, case_id)
    entries: list[tuple[datetime, int, Entry]] = []
    passed: set[str] = set()
    for row in tx.execute(_AUDIT, {"case": case_id}).all():
        passed.update(row.data.get("gepasseerd", ()))
        if row.event in NOTED:
            continue  # told with the letters, where the reason is
        given = answers.get((row.data.get("element"), row.at), {})
        entries.append((row.at, row.seq, _entry(row, given, release, process, clock, repairs)))
    for each in letter_events(tx, case_id):
        told = Entry(each.at, each.kind, each.template, each.who, letter=each, whole_day=each.whole_day)
        entries.append((each.at, LAST if each.kind == MADE else 0, told))
    entries.sort(key=lambda each: each[:2], reverse=True)
    return History([entry for _, _, entry in entries], frozenset(passed))


def outcome_name(process: Process, code: str | None) -> str | None:
    """An outcome as its end event calls it."""
    if code == UNDONE:
        return "Invoer teruggedraaid"
    ends = (end.name for end in process.catalogue.of_kind("endEvent") if code and end.outcome == code)
    return next(ends, code)


def _entry(
    row: Any,
    given: Mapping[str, Any],
    release: Release,
    process: Process,
    clock: ClockStory,
    repairs: RepairStory,
) -> Entry:
    element = process.elements.get(row.data.get("element", ""))
    return Entry(
        at=row.at,
        kind=STARTED if row.seq == 1 else row.event,
        what=element.name if element else row.data.get("naam") or row.event,
        who=row.who,
        answers=answered(release, element, given),
        then=_then(process, row.data.get("gepasseerd", ()), element),
        decided=tuple(_decision(release, each) for each in row.data.get("beslist", ())),
        outcome=outcome_name(process, row.data.get("uitkomst")),
        clock=clock.of(row.event, row.data),
        repair=repairs.of(row.event, row.data),
    )


def answered(
    release: Release, element: Element | None, given: Mapping[str, Any]
) -> tuple[tuple[Field, Any], ...]:
    """The questions of an element's form that were answered, in the order of the form."""
    if element is None or not element.form or not given:
        return ()
    fields = release.form(element.form).fields
    return tuple((field, given[field.key]) for field in fields if given.get(field.key) not in (None, ""))


def _then(process: Process, passed: list[str], trigger: Element | None) -> tuple[str, ...]:
    steps = [process.elements[each] for each in passed if each in process.elements]
    names = [
        step.name
        for step in steps
        if step.kind in TOLD and step.name and (trigger is None or step != trigger)
    ]
    return tuple(dict.fromkeys(names))


def _decision(release: Release, noted: Mapping[str, Any]) -> Decision:
    table = release.table(noted["tabel"])
    rule = next((rule for rule in table.rules if rule.id == noted.get("regel")), None)
    return Decision(table.title or table.name, noted["rij"], rule.description if rule else "")
