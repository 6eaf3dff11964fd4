"""People at the desk: written in by hand with a checked number, registered without a letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, select

from app.casework import case_rows, detection, messages, people, releases, steps
from app.casework.actors import Actor, Refused
from app.casework.events import Deliver
from app.db.session import Transaction
from app.db.tables import case, person, subscription
from app.domain.errors import DomainError
from app.domain.national_number import fits_birth_date, parse_number
from app.domain.permissions import Action, may
from app.domain.vocabulary import CaseStatus, PersonStatus, Region, Trajectory

MESSAGE = "aangemeld"

_LOCK_PERSON = (
    select(person.c.status).where(person.c.id == bindparam("person")).with_for_update(key_share=True)
)


def create_person(tx: Transaction, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """A person whom the register has not sent yet. Raises DomainError `rijksregisternummer_ongeldig`,
    `geboortedatum_past_niet`, `persoon_bestaat` (persoon: its id), Refused.
    """
    if not may(actor.roles, Action.CREATE_PERSON):
        raise Refused("geen_recht")
    number = parse_number(facts["national_number"]).digits
    known = people.by_number(tx, number)
    if known is not None:
        raise DomainError("persoon_bestaat", persoon=known["id"])
    if facts.get("birth_date") and not fits_birth_date(number, facts["birth_date"]):
        raise DomainError("geboortedatum_past_niet")
    return people.add(tx, {**facts, "national_number": number})


def register(tx: Transaction, person_id: int, actor: Actor) -> int:
    """**Aanmelding aan de balie**: `aangemeld` for the running trajectory, or a new one that starts with it.

    Gives the case's id. A new one of which the facts do not say yet to which group the person belongs waits
    for a colleague first: see `is_registered`. Raises Refused, EngineError, DomainError
    `traject_wacht_niet_op_aanmelding`, `geen_doelgroep`, `persoon_teruggedraaid`.
    """
    if not may(actor.roles, Action.REGISTER_AT_DESK):
        raise Refused("geen_recht")
    status = tx.execute(_LOCK_PERSON, {"person": person_id}).scalar()  # two desks at once open one trajectory
    if status == PersonStatus.WITHDRAWN:
        raise DomainError("persoon_teruggedraaid")
    case_id = running_trajectory(tx, person_id, Region.FLANDERS)
    is_new = case_id is None
    if case_id is None:
        release_id, release = releases.current(tx)
        row = detection.detect(tx, people.get(tx, person_id), release_id, release, actor)
        case_id = row.id
        if row.state is None:
            raise DomainError("geen_doelgroep", dossier=row.number)
    row = case_rows.lock(tx, case_id)
    place = tx.execute(
        select(subscription).where(subscription.c.case_id == case_id, subscription.c.name == MESSAGE)
    ).first()
    if place is None and not is_new:
        raise DomainError("traject_wacht_niet_op_aanmelding", dossier=case_id)
    if row.organisation != actor.organisation:
        raise Refused("taak_andere_organisatie", dossier=row.number)
    if place is None:
        return case_id
    payload = {"aangemeld_op": tx.today.isoformat()}
    event = Deliver(place.uid, place.element, MESSAGE, payload)
    messages.deliver_after(tx, steps.advance_locked(tx, row, event, actor))
    return case_id


def is_registered(tx: Transaction, case_id: int) -> bool:
    """Whether the trajectory has the day of a registration."""
    data = tx.execute(select(case.c.data).where(case.c.id == case_id)).scalar_one()
    return bool(data.get("aangemeld_op"))


def running_trajectory(tx: Transaction, person_id: int, region: Region) -> int | None:
    """The person's running trajectory under the law of a region, at most one."""
    found: int | None = tx.execute(
        select(case.c.id).where(
            case.c.person_id == person_id,
            case.c.process.in_(Trajectory.of(region)),
            case.c.status == CaseStatus.RUNNING,
        )
    ).scalar()
    return found
