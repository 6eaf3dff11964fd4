"""What a partner's desk tells: the result of a part, a registration of Brussels; each counts once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import select

from app.casework import enrolments, partner_messages, releases
from app.casework.actors import Actor, Refused
from app.casework.partner_messages import Incoming, Receipt
from app.db.session import Transaction
from app.db.tables import organisation
from app.domain.enrolments import Part, registers_for_brussels
from app.domain.errors import DomainError
from app.domain.organisations import Organisation
from app.domain.permissions import Action, may

ACHIEVED, NOT_ACHIEVED = "behaald", "niet behaald"
COURSE, EXEMPTION = "cursus en test", "vrijstellingstoets"
REGISTERED, FINISHED = "aangemeld", "attest_van_beeindiging"
NETWORK_HOURS = "pnt_uren"  # the parameter: hours of a participation and network track

_DAY_OF = {REGISTERED: "aangemeld_op", FINISHED: "beeindigd_op"}


@dataclass(frozen=True)
class Result:
    """The result of a part on a day. `how`: course or exemption test (mo); `hours` of the network track."""

    part: Part
    is_achieved: bool
    day: date
    how: str = COURSE
    hours: float | None = None


def tell_result(tx: Transaction, enrolment_id: int, result: Result, actor: Actor) -> Receipt:
    """Tell the result of an enrolment that this partner sees.

    Raises Refused, DomainError `inschrijving_onbekend`, `resultaat_niet_hier`, `resultaat_te_weinig_uren`,
    and what `partner_messages.receive` raises.
    """
    found = enrolments.of_desk(tx, enrolment_id, actor)
    if found["part"] != result.part:
        raise DomainError("resultaat_niet_hier")
    return partner_messages.receive(tx, message_of(tx, found["national_number"], result, actor))


def message_of(tx: Transaction, number: str, result: Result, actor: Actor) -> Incoming:
    """The message that says it. Raises DomainError `resultaat_niet_hier`, `resultaat_te_weinig_uren`."""
    name, payload = _content(tx, result, actor)
    return _incoming(name, number, payload, result.day, actor)


def tell_registration(tx: Transaction, number: str, name: str, day: date, actor: Actor) -> Receipt:
    """A reception office of Brussels tells that somebody registered, or finished.

    Raises Refused, DomainError of `partner_messages.receive`.
    """
    kind = tx.execute(
        select(organisation.c.kind).where(organisation.c.code == actor.organisation)
    ).scalar_one_or_none()
    if not may(actor.roles, Action.USE_PARTNER_DESK) or not registers_for_brussels(
        str(actor.organisation), str(kind)
    ):
        raise Refused("geen_recht")
    payload: dict[str, Any] = {_DAY_OF[name]: day.isoformat()}
    if name == REGISTERED:
        payload["bureau"] = str(actor.organisation)
    else:
        payload["attest_gezien"] = True  # the office made it itself
    return partner_messages.receive(tx, _incoming(name, number, payload, day, actor))


def _content(tx: Transaction, result: Result, actor: Actor) -> tuple[str, dict[str, Any]]:
    said = ACHIEVED if result.is_achieved else NOT_ACHIEVED
    day = result.day.isoformat()
    if result.part is Part.ORIENTATION:
        return "mo_resultaat", {"mo": said, "mo_weg": result.how, "mo_op": day}
    if result.part is Part.DUTCH:
        return "nt2_resultaat", {"nt2": said, "nt2_op": day}
    if not result.is_achieved:
        raise DomainError("resultaat_niet_hier")  # what did not happen yet may still happen
    if result.part is Part.WORK:
        service = "Actiris" if actor.organisation == Organisation.ACTIRIS else "VDAB"
        return "vdab_ingeschreven", {"vdab": said, "vdab_dienst": service, "vdab_op": day}
    minimum = _network_hours(tx)
    if result.hours is None or result.hours < minimum:
        raise DomainError("resultaat_te_weinig_uren", minimum=minimum)
    return "pnt_voltooid", {"pnt": said, "pnt_uren": result.hours, "pnt_bewijs": True, "pnt_op": day}


def _network_hours(tx: Transaction) -> float:
    _, release = releases.current(tx)
    return float(release.parameters_on(tx.today).get(NETWORK_HOURS, 0))


def _incoming(name: str, number: str, payload: Mapping[str, Any], day: date, actor: Actor) -> Incoming:
    """The key follows from what is said: the same again, by the desk or by a file, counts once."""
    said = orjson.dumps([name, number, payload], option=orjson.OPT_SORT_KEYS)
    return Incoming(
        organisation=str(actor.organisation),
        key=f"loket:{hashlib.sha256(said).hexdigest()[:40]}",
        name=name,
        national_number=number,
        payload=payload,
        occurred_on=day,
        account_id=actor.account_id,
    )
