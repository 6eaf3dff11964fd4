"""Messages of partners that wait for a case: delivered when it hears them, the oldest fact first.

They are looked at each time a case of that person has moved, and by the sweeper. Delivering is one
transaction: the message as a row of the case, the facts that it is, and the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import structlog
from sqlalchemy import BindParameter, and_, bindparam, exists, insert, or_, select, union, union_all, update

from app.casework import classifications, hearing, incidents, people, releases, steps
from app.casework import partner_verdicts as verdicts
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.casework.events import Deliver
from app.casework.partner_verdicts import Verdict
from app.db.session import Database, Transaction
from app.db.tables import answer, case, message, organisation, partner_message, person, subscription
from app.domain import partners
from app.domain.organisations import PROFILES, municipality_code
from app.domain.regions import of_municipality
from app.domain.vocabulary import CaseStatus, MessageStatus, PartnerMessageStatus, Region
from app.engine.errors import EngineError
from app.forms import Answers

log = structlog.get_logger()

_IDS: BindParameter[int] = bindparam("people", expanding=True)
_OPEN = and_(
    partner_message.c.settled_at.is_(None),
    or_(
        partner_message.c.status == PartnerMessageStatus.KEPT,
        # Nobody knew the person yet: it leaves the tray by itself once a case of theirs hears it.
        partner_message.c.reason == verdicts.UNKNOWN,
    ),
)
_ABOUT = and_(
    _OPEN,
    or_(
        partner_message.c.person_id.in_(_IDS),
        partner_message.c.national_number.in_(bindparam("numbers", expanding=True)),
    ),
)
_ANY = union_all(  # asked after every step: each half has an index of its own
    select(partner_message.c.id).where(_OPEN, partner_message.c.person_id.in_(_IDS)),
    select(partner_message.c.id).where(
        _OPEN, partner_message.c.national_number.in_(bindparam("numbers", expanding=True))
    ),
).limit(1)
_OLDEST_FIRST = (
    select(partner_message)
    .where(_ABOUT)
    .order_by(partner_message.c.occurred_on, partner_message.c.id)
    .with_for_update()
)
_BY_MESSAGE = (
    select(partner_message).where(partner_message.c.message_id == bindparam("message")).with_for_update()
)
_LOCK_PEOPLE = (
    select(person.c.id).where(person.c.id.in_(_IDS)).order_by(person.c.id).with_for_update(key_share=True)
)
_HEARD_NOW = exists().where(
    case.c.person_id == person.c.id,
    case.c.status == CaseStatus.RUNNING,
    subscription.c.case_id == case.c.id,
    subscription.c.name == partner_message.c.name,
)
_WHOM = select(person.c.id, person.c.national_number).where(_OPEN, _HEARD_NOW)
_TO_LOOK_AT = union(
    _WHOM.join(partner_message, partner_message.c.person_id == person.c.id),
    _WHOM.join(partner_message, partner_message.c.national_number == person.c.national_number),
)
_KIND = select(organisation.c.kind).where(organisation.c.code == bindparam("code"))
_SETTLED = (PartnerMessageStatus.DELIVERED, PartnerMessageStatus.REPEATED)


@dataclass(frozen=True)
class Handled:
    """One message reached its case; `moved` is the case after the step, None when the step failed."""

    moved: CaseRow | None


def any_about(tx: Transaction, of: Mapping[int, str]) -> bool:
    """Whether something is kept about these people (their ids with their numbers)."""
    return bool(of) and tx.execute(_ANY, _asked(of)).first() is not None


def to_look_at(tx: Transaction) -> list[dict[int, str]]:
    """The people about whom something is kept that a case waits for now: after a crash, or an import."""
    return [{row.id: row.national_number} for row in sorted(tx.execute(_TO_LOOK_AT), key=itemgetter(0))]


def take_next(database: Database, of: Mapping[int, str]) -> Handled | None:
    """Deliver the oldest kept message about these people that a case hears now; None when none is left."""
    with database.transaction() as tx:
        lock_people(tx, list(of))
        for told in tx.execute(_OLDEST_FIRST, _asked(of)).all():
            verdict = verdicts.judge(tx, told)
            in_tray = told.status == PartnerMessageStatus.TRAY
            if verdict.status is PartnerMessageStatus.KEPT or (in_tray and verdict.reason == told.reason):
                continue
            moved = carry_out(tx, told, verdict)
            if verdict.status is PartnerMessageStatus.DELIVERED:
                return Handled(moved)
    return None


def take_back(tx: Transaction, message_id: int) -> None:
    """The step failed, and before somebody put that right its case ended: now a person looks at it."""
    told = tx.execute(_BY_MESSAGE, {"message": message_id}).first()
    if told is not None:
        number = tx.execute(select(case.c.number).where(case.c.id == told.case_id)).scalar_one()
        carry_out(tx, told, verdicts.tray(verdicts.ENDED, dossier=number))


def lock_people(tx: Transaction, ids: Sequence[int]) -> None:
    """What is said about one person is looked at by one at a time."""
    tx.execute(_LOCK_PEOPLE, {"people": list(ids)}).all()


def carry_out(tx: Transaction, told: Any, verdict: Verdict, by: int | None = None) -> CaseRow | None:
    """Do what was judged; the case as it is after its step, when it took one.

    `by` is the colleague who matched it by hand. A step that fails leaves the message with its case, and an
    incident, as every message does.
    """
    person_id = told.person_id or verdicts.person_of(tx, told)
    settled, in_tray = verdict.status in _SETTLED, verdict.status is PartnerMessageStatus.TRAY
    values: dict[str, Any] = {
        "person_id": person_id,
        "status": verdict.status,
        "case_id": verdict.row.id if verdict.row is not None and settled else None,
        "reason": verdict.reason or told.reason,
        "facts": dict(verdict.facts) if in_tray else told.facts,
        "settled_at": tx.now if settled else None,
        "settled_by": by if settled else None,
        "desk": desk_of(tx, told, person_id) if in_tray else told.desk,
    }
    moved = None
    if verdict.answers is not None and verdict.status is PartnerMessageStatus.DELIVERED:
        values["message_id"] = _write(tx, told, verdict, verdict.answers, by or told.account_id)
        moved = _step(tx, told, verdict, verdict.answers, values["message_id"], by or told.account_id)
    tx.execute(update(partner_message).where(partner_message.c.id == told.id).values(**values))
    return moved


def desk_of(tx: Transaction, told: Any, person_id: int | None) -> str | None:
    """Whose tray: of the desk that has the person's file, else of who would have it. None: every agency."""
    kind = tx.execute(_KIND, {"code": told.organisation}).scalar_one()
    home = partners.home_desk(told.organisation, kind, told.name)
    if person_id is None:
        return home
    cases = verdicts.able_to_hear(tx, told, person_id)
    desks = [row.organisation for row in cases if row.organisation is not None]
    if desks:
        return str(desks[-1])
    return home if partners.is_for_enforcement(told.name) else _desk_at_home(tx, person_id) or home


def _desk_at_home(tx: Transaction, person_id: int) -> str | None:
    """The municipality in Brussels, the competent agency in Flanders; None elsewhere."""
    known = people.get(tx, person_id)
    if municipality_code(known["nis_code"]) in PROFILES:
        return municipality_code(known["nis_code"])
    if of_municipality(known["nis_code"]) is not Region.FLANDERS:
        return None
    try:
        return classifications.competent_agency(releases.current(tx)[1], known, tx.today)
    except EngineError:
        return None  # the table knows no agency there: every desk looks


def _asked(of: Mapping[int, str]) -> dict[str, Any]:
    return {"people": list(of), "numbers": list(of.values())}


def _write(tx: Transaction, told: Any, verdict: Verdict, answers: Answers, account: int | None) -> int:
    """The message as a row of the case, with the facts that it is."""
    message_id = tx.insert_id(
        insert(message).values(
            key=f"partner:{told.id}:{verdict.row.id}",
            name=told.name,
            to_case_id=verdict.row.id,
            payload=answers.structured,
            status=MessageStatus.WAITING,
            account_id=account,
            created_at=tx.now,
        )
    )
    if told.name in hearing.RECORDED:
        hearing.RECORDED[told.name](tx, verdict.row.id, answers.values)
    free = {key: value for key, value in answers.free.items() if value is not None}
    if free:
        told_freely = {"element": verdict.place.element, "values": free, "account_id": account, "at": tx.now}
        tx.execute(insert(answer), {"case_id": verdict.row.id, **told_freely})
    return message_id


def _step(
    tx: Transaction, told: Any, verdict: Verdict, answers: Answers, message_id: int, account: int | None
) -> CaseRow | None:
    event = Deliver(verdict.place.uid, verdict.place.element, told.name, answers.structured)
    try:
        with tx.connection.begin_nested():
            moved = steps.advance(tx, verdict.row.id, event, Actor(account))
    except Exception as failure:
        problem = incidents.as_refusal(failure)
        log.warning("message_failed", case=verdict.row.id, message=message_id, code=problem.code)
        incidents.open_incident(tx, verdict.row.id, problem, {"bericht": message_id})
        return None
    delivered = {"status": MessageStatus.DELIVERED, "delivered_at": tx.now}
    tx.execute(update(message).where(message.c.id == message_id).values(**delivered))
    return moved
