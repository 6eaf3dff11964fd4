"""People at the desk: written in by hand with a checked number, registered without a letter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.casework import detection, messages, people, releases, steps
from app.casework.actors import Actor
from app.casework.steps import Deliver
from app.casework.tasks import Refused
from app.db.session import Transaction
from app.db.tables import case, subscription
from app.domain.errors import DomainError
from app.domain.national_number import fits_birth_date, parse_number
from app.domain.permissions import Action, may
from app.domain.vocabulary import CaseStatus

MESSAGE = "aangemeld"


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

    Gives the case's id. Raises Refused, DomainError `traject_wacht_niet_op_aanmelding`, EngineError.
    """
    if not may(actor.roles, Action.REGISTER_AT_DESK):
        raise Refused("geen_recht")
    case_id = running_trajectory(tx, person_id)
    if case_id is None:
        release_id, release = releases.current(tx)
        row = detection.detect(tx, people.get(tx, person_id), release_id, release, actor)
        case_id = row.id
        if row.state is None:
            raise DomainError("geen_doelgroep", dossier=row.number)
    place = tx.execute(
        select(subscription).where(subscription.c.case_id == case_id, subscription.c.name == MESSAGE)
    ).first()
    if place is None:
        raise DomainError("traject_wacht_niet_op_aanmelding", dossier=case_id)
    row = steps.look(tx, case_id)
    if row.organisation != actor.organisation:
        raise Refused("taak_andere_organisatie", dossier=row.number)
    payload = {"aangemeld_op": tx.today.isoformat()}
    event = Deliver(place.uid, place.element, MESSAGE, payload)
    messages.deliver_after(tx, steps.advance(tx, case_id, event, actor))
    return case_id


def running_trajectory(tx: Transaction, person_id: int) -> int | None:
    """The person's running trajectory, at most one."""
    found: int | None = tx.execute(
        select(case.c.id).where(
            case.c.person_id == person_id,
            case.c.process == detection.PROCESS,
            case.c.status == CaseStatus.RUNNING,
        )
    ).scalar()
    return found
