"""Which case a message of a partner is for: one that hears it now, later, or knew it already; or a person.

A message tells a fact of a day. A case hears it when it waits for it. What it has heard of that day or later,
by a message or by the form of the task in its place, it does not hear again: the same words count once, other
words are for a person. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.casework import case_rows, hearing, people, releases
from app.casework.case_rows import CaseRow
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import audit, case, organisation, subscription
from app.domain import partners
from app.domain.vocabulary import CaseStatus, PartnerMessageStatus
from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.forms import Answers

UNKNOWN, ENDED, OTHER_DAYS = "persoon_onbekend", "dossier_beeindigd", "dagen_verschillen"

CASE = select(  # what must be known of a case to judge whether a message is about it
    case.c.id,
    case.c.number,
    case.c.process,
    case.c.release_id,
    case.c.status,
    case.c.organisation,
    case.c.person_id,
)
_CASES = CASE.where(case.c.person_id == bindparam("person")).order_by(case.c.id)
_PLACES = (
    select(subscription.c.case_id, subscription.c.uid, subscription.c.element)
    .where(
        subscription.c.name == bindparam("named"),
        subscription.c.case_id.in_(bindparam("cases", expanding=True)),
    )
    .order_by(subscription.c.id.desc())  # of several places of one case a dict keeps the oldest
)
_HEARD = (
    select(audit.c.at, audit.c.event, audit.c.data)
    .where(
        audit.c.case_id == bindparam("case"),
        audit.c.event.in_(("bericht_ontvangen", "taak_voltooid")),
    )
    .order_by(audit.c.seq.desc())
)
_KIND = select(organisation.c.kind).where(organisation.c.code == bindparam("code"))


@dataclass(frozen=True)
class Verdict:
    """What becomes of a message. `row` is the case, `place` and `answers` are set when it hears it now."""

    status: PartnerMessageStatus
    row: Any = None
    place: Any = None
    answers: Answers | None = None
    reason: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


KEPT = Verdict(PartnerMessageStatus.KEPT)


def tray(reason: str, **facts: Any) -> Verdict:
    """A person has to look, for that reason."""
    return Verdict(PartnerMessageStatus.TRAY, reason=reason, facts=facts)


def judge(tx: Transaction, told: Any) -> Verdict:
    """What should become of a message (its row) as things stand.

    To the tray: nobody knows the person; more than one case waits for it; the case had ended, or had heard
    something else of that day or later; it does not fit its form on this case; its day is not the one in its
    content.
    """
    person_id = told.person_id or person_of(tx, told)
    if person_id is None:
        return tray(UNKNOWN)
    cases = able_to_hear(tx, told, person_id)
    if told.case_number and not cases:
        return tray("dossier_past_niet", dossier=told.case_number)
    running = [row for row in cases if row.status == CaseStatus.RUNNING]
    places = _places(tx, told.name, [row.id for row in running])
    waiting = [row for row in running if row.id in places]
    if len(waiting) > 1:
        return tray("meer_dossiers", dossiers=", ".join(row.number for row in waiting))
    if waiting:
        return at(tx, told, waiting[0], places[waiting[0].id])
    for row in running:
        day = _heard_on(tx, told, row)
        if day is not None:
            return _said_before(tx, told, row, day)
    if running or not cases:
        return KEPT
    return _said_before(tx, told, cases[-1], None)


def at(tx: Transaction, told: Any, row: Any, place: Any) -> Verdict:
    """A case waits: it hears it, unless it knew of this fact, or its form refuses what is told."""
    release = releases.load(tx, row.release_id)
    process = release.process(row.process)
    element = process.elements[place.element]
    if not hearing.is_heard_again(element):
        day = _heard_on(tx, told, row)
        if day is not None:
            return _said_before(tx, told, row, day)
    return fits(tx, told, row, place)


def fits(tx: Transaction, told: Any, row: Any, place: Any) -> Verdict:
    """Whether what is told fits the form of the place on this case; the case stays locked."""
    release = releases.load(tx, row.release_id)
    process = release.process(row.process)
    element = process.elements[place.element]
    answers = _answers(tx, told, release, process, element, case_rows.lock(tx, row.id))
    if answers is None:
        return tray("niet_te_zeggen", dossier=row.number)
    if answers.errors:
        return tray("inhoud_past_niet", dossier=row.number, velden=[each.key for each in answers.errors])
    days = _other_days(release, process, element, told)
    if days:
        facts = {"dag": told.occurred_on.isoformat(), "velden": days}
        return Verdict(PartnerMessageStatus.TRAY, row, place, answers, OTHER_DAYS, facts)
    return Verdict(PartnerMessageStatus.DELIVERED, row, place, answers)


def able_to_hear(tx: Transaction, told: Any, person_id: int, *, anywhere: bool = False) -> list[Any]:
    """The cases of a person, ended ones too, in which this message of this sender has a place; in order.

    `anywhere`: also where the sender named another case.
    """
    kind = tx.execute(_KIND, {"code": told.organisation}).scalar_one()
    allowed = partners.regions(told.organisation, kind)
    return [
        row
        for row in tx.execute(_CASES, {"person": person_id})
        if (anywhere or told.case_number in (None, row.number))
        and releases.load(tx, row.release_id).process(row.process).region in allowed
        and any(hearing.form_of(*each) for each in _hearers(tx, row, told.name))
    ]


def place_in(tx: Transaction, told: Any, case_id: int) -> Any:
    """Where a case waits for this message now; None when it does not."""
    return _places(tx, told.name, [case_id]).get(case_id)


def has_heard(tx: Transaction, told: Any, row: Any) -> bool:
    """Whether the case has heard this of the day of the fact or later."""
    return _heard_on(tx, told, row) is not None


def person_of(tx: Transaction, told: Any) -> int | None:
    """The person with the number that was told, if anybody knows them by now."""
    known = people.by_number(tx, told.national_number) if told.national_number else None
    return None if known is None else int(known["id"])


def _hearers(tx: Transaction, row: Any, name: str) -> list[tuple[Process, Element]]:
    """The places in the process of one case."""
    found = hearing.hearers(releases.load(tx, row.release_id), name)
    return [(process, element) for process, element in found if process.id == row.process]


def _places(tx: Transaction, name: str, cases: Sequence[int]) -> dict[int, Any]:
    if not cases:
        return {}
    return {row.case_id: row for row in tx.execute(_PLACES, {"named": name, "cases": list(cases)})}


def _answers(
    tx: Transaction, told: Any, release: Release, process: Process, element: Element, row: CaseRow
) -> Answers | None:
    """What is told, as answers to the form of the place. None: nobody outside can say it there."""
    form = hearing.form_of(process, element)
    if form is None:
        return None
    return release.form(form).validate(told.payload, hearing.evaluate_in(tx, release, row))


def _other_days(release: Release, process: Process, element: Element, told: Any) -> list[str]:
    """The only day in the content, where that is not the day on which the sender says that it happened."""
    form = release.form(hearing.form_of(process, element) or "")
    days = [each.key for each in form.fields if each.kind == "datetime" and told.payload.get(each.key)]
    differs = len(days) == 1 and told.payload[days[0]] != told.occurred_on.isoformat()
    return days if differs else []


def _heard_on(tx: Transaction, told: Any, row: Any) -> date | None:
    """The day on which the case last heard this, or a person did the task in its place.

    None when that was before the day of the fact, which is then another one; and for what a case hears each
    time anew.
    """
    hearers = [element for _, element in _hearers(tx, row, told.name)]
    if any(hearing.is_heard_again(element) for element in hearers):
        return None
    tasks = {element.attached_to for element in hearers}
    for line in tx.execute(_HEARD, {"case": row.id}):
        by_message = line.event == "bericht_ontvangen" and line.data.get("naam") == told.name
        by_hand = line.event == "taak_voltooid" and line.data.get("element") in tasks
        if by_message or by_hand:
            day = brussels_day(line.at)
            return day if day >= told.occurred_on else None
    return None


def _said_before(tx: Transaction, told: Any, row: Any, day: date | None) -> Verdict:
    """The case cannot hear it: counted once when it says nothing new, else for a person."""
    if _says_nothing_new(tx, told, row):
        return Verdict(PartnerMessageStatus.REPEATED, row)
    if day is None:
        return tray(ENDED, dossier=row.number)
    return tray("al_gehoord", dossier=row.number, dag=day.isoformat())


def _says_nothing_new(tx: Transaction, told: Any, row: Any) -> bool:
    """Whether the case has all of it; never for what counts each time, as two payments of one day do."""
    release, now = releases.load(tx, row.release_id), case_rows.look(tx, row.id)
    for process, element in _hearers(tx, row, told.name):
        if hearing.is_heard_again(element):
            return False
        answers = _answers(tx, told, release, process, element, now)
        said = {} if answers is None else {k: v for k, v in answers.structured.items() if v is not None}
        if said and all(now.data.get(key) == value for key, value in said.items()):
            return True
    return False
