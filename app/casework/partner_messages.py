"""Messages of partners: taken in once by their key, checked, and brought to the case that they are about.

By the API, by file or from the desk of partners: each message comes through `receive`. What is kept or lies
in the tray is never dropped; what was settled long ago is emptied.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import IntegrityError

from app.casework import detection, hearing, kept_messages, messages, people, releases, steps
from app.casework import partner_verdicts as verdicts
from app.casework.actors import Actor
from app.casework.partner_verdicts import Verdict
from app.db.session import Transaction
from app.db.tables import case, organisation, partner_message
from app.domain import partners
from app.domain.errors import DomainError
from app.domain.national_number import parse_number
from app.domain.organisations import OrganisationKind
from app.domain.regions import of_municipality
from app.domain.vocabulary import (
    CaseStatus,
    PartnerMessageStatus,
    PersonStatus,
    Region,
    Trajectory,
)
from app.engine.errors import EngineError
from app.engine.feel import feel
from app.engine.release import Release
from app.forms import FieldError, Form

WALK_IN = "aangemeld"
KEEP_DAYS, FORGET_DAYS = "partnerbericht_bewaren", "partnerbericht_wissen"
_DAYS = {KEEP_DAYS: 90, FORGET_DAYS: 365}  # where a release of before says nothing (aanname)
_LONGEST_KEY = 120
_MISSING = frozenset({"verplicht", "keuze_verplicht"})

_BY_KEY = select(partner_message).where(
    partner_message.c.organisation == bindparam("sender"), partner_message.c.key == bindparam("given")
)
_BY_ID = select(partner_message).where(partner_message.c.id == bindparam("id"))
_LOCK = _BY_ID.with_for_update()
_SENDER = select(organisation.c.code, organisation.c.kind).where(organisation.c.code == bindparam("code"))
_RUNNING = select(case.c.id).where(
    case.c.person_id == bindparam("person"),
    case.c.process.in_(tuple(Trajectory)),
    case.c.status == CaseStatus.RUNNING,
)


@dataclass(frozen=True)
class Incoming:
    """What a partner tells: who, by which key of its own, about whom, what, and the day of the fact.

    `payload` is what the form of the message asks, days as ISO text. `case_number` where the sender knows the
    file it means (a payment with its reference).
    """

    organisation: str
    key: str
    name: str
    national_number: str
    payload: Mapping[str, Any]
    occurred_on: date
    account_id: int | None
    case_number: str | None = None


@dataclass(frozen=True)
class Receipt:
    """What became of it. `repeated`: the same key came before, and nothing happened now.

    `status` is a value of PartnerMessageStatus; `tray_id` is set while a colleague has to look, `answer` once
    one has answered.
    """

    status: str
    case_number: str | None
    tray_id: int | None
    repeated: bool
    id: int
    answer: str | None = None


@dataclass(frozen=True)
class Known:
    """A message that partners can send: the forms of what it tells, by process, and who may send it."""

    name: str
    forms: Mapping[str, Form] = field(default_factory=dict)


def receive(tx: Transaction, incoming: Incoming) -> Receipt:
    """Take a message in; its step, where a case waits for it, is part of this transaction.

    Raises DomainError, and then nothing is kept: `sleutel_ongeldig`, `sleutel_met_andere_inhoud` (the key
    came before with something else), `bericht_onbekend` (no diagram hears it), `bericht_niet_voor_afzender`,
    `rijksregisternummer_ongeldig`, `gebeurd_in_toekomst`, `bericht_ongeldig` (`fouten`: FieldErrors).
    """
    number = parse_number(incoming.national_number).digits
    known = _before(tx, incoming, number)
    if known is not None:
        return known
    _check(tx, incoming, people.by_number(tx, number))
    try:
        with tx.connection.begin_nested():
            message_id = _insert(tx, incoming, number)
    except IntegrityError:  # the same key came in by another process just now
        again = _before(tx, incoming, number)
        if again is None:
            raise
        return again
    told = tx.execute(_LOCK, {"id": message_id}).one()
    if told.person_id is not None:
        kept_messages.lock_people(tx, [told.person_id])
    verdict = walk_in(
        tx, told, verdicts.judge(tx, told), Actor(incoming.account_id, organisation=incoming.organisation)
    )
    moved = kept_messages.carry_out(tx, told, verdict)
    if moved is not None:
        messages.deliver_after(tx, moved)
    elif verdict.status is PartnerMessageStatus.KEPT and told.person_id is not None:
        of = {told.person_id: number}  # a step of the case that ran beside this may hear it by now
        tx.after_commit.append(lambda: messages.deliver_kept(tx.database, of))
    return receipt(tx, message_id)


def receipt(tx: Transaction, message_id: int, *, repeated: bool = False) -> Receipt:
    """What became of a message by now. Raises DomainError `partnerbericht_onbekend`."""
    row = tx.execute(_BY_ID, {"id": message_id}).first()
    if row is None:
        raise DomainError("partnerbericht_onbekend", bericht=message_id)
    numbers = select(case.c.number).where(case.c.id == row.case_id)
    answered = row.status == PartnerMessageStatus.ANSWERED
    return Receipt(
        row.status,
        None if row.case_id is None else tx.execute(numbers).scalar_one(),
        row.id if row.status == PartnerMessageStatus.TRAY else None,
        repeated,
        row.id,
        row.note if answered else None,
    )


def known(tx: Transaction, sender: str) -> list[Known]:
    """What an organisation may tell, with the forms that say what it must say; by name."""
    row = _sender(tx, sender)
    _, release = releases.current(tx)
    found = [
        Known(name, _forms(release, row, name)) for name in sorted(partners.may_send(row.code, row.kind))
    ]
    return [each for each in found if each.forms]


def _sender(tx: Transaction, code: str) -> Any:
    row = tx.execute(_SENDER, {"code": code}).first()
    if row is None:
        raise DomainError("organisatie_onbekend", organisatie=code)
    return row


def _forms(release: Release, sender: Any, name: str) -> dict[str, Form]:
    """By process, what a message of that name must say; only under the law that the sender works with."""
    allowed = partners.regions(sender.code, sender.kind)
    found: dict[str, Form] = {}
    for process, element in hearing.hearers(release, name):
        form = hearing.form_of(process, element)
        if form is not None and process.region in allowed:
            found.setdefault(process.id, release.form(form))
    return found


# -- taking in -------------------------------------------------------------------------------------------


def _before(tx: Transaction, incoming: Incoming, number: str) -> Receipt | None:
    """The receipt of the same key, when it came before. What has been emptied since is not compared."""
    row = tx.execute(_BY_KEY, {"sender": incoming.organisation, "given": incoming.key}).first()
    if row is None:
        return None
    then = (row.name, row.national_number, row.payload, row.occurred_on, row.case_number)
    now = (incoming.name, number, dict(incoming.payload), incoming.occurred_on, incoming.case_number)
    if row.wiped_at is None and then != now:
        raise DomainError("sleutel_met_andere_inhoud", sleutel=incoming.key)
    return receipt(tx, row.id, repeated=True)


def _check(tx: Transaction, incoming: Incoming, person: Mapping[str, Any] | None) -> None:
    """What is wrong whatever the case: then the sender is told, and keeps it."""
    if not incoming.key or len(incoming.key) > _LONGEST_KEY or not incoming.key.isprintable():
        raise DomainError("sleutel_ongeldig", langste=_LONGEST_KEY)
    sender = _sender(tx, incoming.organisation)
    _, release = releases.current(tx)
    if not any(hearing.form_of(*each) for each in hearing.hearers(release, incoming.name)):
        raise DomainError("bericht_onbekend", bericht=incoming.name)
    forms = _forms(release, sender, incoming.name)
    if incoming.name not in partners.may_send(sender.code, sender.kind) or not forms:
        raise DomainError("bericht_niet_voor_afzender", bericht=incoming.name)
    if incoming.occurred_on > tx.today:
        raise DomainError("gebeurd_in_toekomst", dag=incoming.occurred_on.isoformat())
    found = [_errors(tx, form, incoming.payload, release, person) for form in forms.values()]
    if all(found):
        raise DomainError("bericht_ongeldig", bericht=incoming.name, fouten=found[0])


def _errors(
    tx: Transaction,
    form: Form,
    payload: Mapping[str, Any],
    release: Release,
    person: Mapping[str, Any] | None,
) -> list[FieldError]:
    """What no case would take: of a question that depends on the case, nothing is said here."""
    names = steps.situation(tx, person).names(release) if person else {"vandaag": tx.today.isoformat()}

    def evaluate(text: str, answers: Mapping[str, Any]) -> Any:
        try:
            return feel.evaluate(text, names | dict(answers))
        except DomainError:
            return None  # it asks after the case, which judges for itself

    try:
        errors = form.validate(payload, evaluate).errors
    except DomainError as problem:
        return [FieldError("", problem.code, problem.facts)]
    asks_more = {each.key for each in form.fields if each.conditions}
    return [each for each in errors if not (each.code in _MISSING and each.key in asks_more)]


def _insert(tx: Transaction, incoming: Incoming, number: str) -> int:
    person = people.by_number(tx, number)
    return tx.insert_id(
        insert(partner_message).values(
            organisation=incoming.organisation,
            key=incoming.key,
            name=incoming.name,
            national_number=number,
            person_id=None if person is None else person["id"],
            case_number=incoming.case_number,
            payload=dict(incoming.payload),
            occurred_on=incoming.occurred_on,
            received_at=tx.now,
            account_id=incoming.account_id,
            status=PartnerMessageStatus.KEPT,
            expires_on=tx.today + timedelta(days=days(tx, KEEP_DAYS)),
        )
    )


def days(tx: Transaction, code: str) -> int:
    """A number of days as the newest release has it."""
    _, release = releases.current(tx)
    return int(release.parameters_on(tx.today).get(code, _DAYS[code]))


# -- a walk-in -------------------------------------------------------------------------------------------


def walk_in(tx: Transaction, told: Any, verdict: Verdict, actor: Actor) -> Verdict:
    """`aangemeld` of somebody without a trajectory begins one in Flanders, as the desk does.

    Not in Brussels, where the municipality checks first. Whoever belongs to no target group, or to another
    agency than the one that says so, is for a person to look at.
    """
    over = verdict.status is PartnerMessageStatus.KEPT or verdict.reason == verdicts.ENDED
    if told.name != WALK_IN or told.person_id is None or not over:
        return verdict
    person = people.get(tx, told.person_id)
    home = of_municipality(person["nis_code"])
    lives_here = person["status"] == PersonStatus.ACTIVE and home is Region.FLANDERS
    sender = _sender(tx, told.organisation)
    if not lives_here or Region.FLANDERS not in partners.regions(sender.code, sender.kind):
        return verdict
    if tx.execute(_RUNNING, {"person": told.person_id}).first() is not None:
        return verdict
    return _begin(tx, person, actor) or verdicts.judge(tx, told)


def _begin(tx: Transaction, person: Mapping[str, Any], actor: Actor) -> Verdict | None:
    """A trajectory of its own; else why not, and then there is none."""
    release_id, release = releases.current(tx)
    try:
        with tx.connection.begin_nested():
            row = detection.detect(tx, person, release_id, release, actor)
            if row.state is None:
                raise DomainError("geen_doelgroep")
            desk = _sender(tx, str(actor.organisation))
            if desk.kind == OrganisationKind.AGENCY and row.organisation != desk.code:
                raise DomainError("ander_agentschap", organisatie=row.organisation)
    except EngineError as problem:
        return verdicts.tray("traject_niet_begonnen", oorzaak=problem.code)
    except DomainError as problem:
        return verdicts.tray(problem.code, **problem.facts)
    return None
