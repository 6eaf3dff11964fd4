"""The municipal check at a counter of Brussels: looked at without a trace, or kept with what follows from it.

What the officer sees of somebody counts more than any extract so far: who lived elsewhere lives here from now
on, with everything that means for cases in the other region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.casework import messages, obligations, people, releases, standings, taking_in, verdicts
from app.casework.actors import Actor, Refused
from app.casework.obligations import Check, Looked
from app.casework.standings import Known
from app.casework.taking_in import CHANGED, LISTENING, Intake
from app.casework.verdicts import What
from app.db.session import Transaction
from app.db.tables import case, person
from app.domain.errors import DomainError
from app.domain.organisations import municipality_code
from app.domain.permissions import Action, may
from app.domain.regions import of_municipality
from app.domain.vocabulary import Mutation, PersonStatus, Region
from app.engine.release import Release
from app.exchange.register import Row

BRUSSELS = Region.BRUSSELS


@dataclass(frozen=True, slots=True)
class Said:
    """What an officer says at the counter.

    The ground of an exemption that was proved; the language of the letters (`nl` or `fr`; None: as the
    contact language has it); facts of the person as they are now (columns of `person`).
    """

    grounds: str | None = None
    language: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A check that was kept. `opened` when the trajectory began with it; else a `case_id` ran already, and
    `told` says whether that heard of a change.
    """

    check_id: int
    looked: Looked
    case_id: int | None
    case_number: str | None
    opened: bool
    told: bool

    @property
    def ran(self) -> bool:
        return self.case_id is not None and not self.opened


def grounds(tx: Transaction) -> dict[str, str]:
    """The grounds of exemption that can be shown at the counter, with what the release calls them."""
    return obligations.grounds(_release(tx)[1])


def look(tx: Transaction, person_row: Mapping[str, Any], ground: str | None, today: date) -> Looked:
    """What the table says of somebody, with the reasons; nothing is written. `person_row` as in `person`.

    Raises DomainError `brussel_niet_in_release`, `grond_onbekend`, EngineError.
    """
    _, release = _release(tx)
    _refuse_unknown_ground(release, ground)
    return obligations.look(release, person_row, ground, today)


def record(tx: Transaction, person_id: int, said: Said, actor: Actor) -> Recorded:
    """Keep the check of somebody who lives in the municipality of the officer, and open what it asks for.

    The same outcome again opens nothing. A trajectory that runs hears what changed. Raises Refused
    (`geen_recht`, `gemeente_andere`), EngineError, DomainError `brussel_niet_in_release`, `grond_onbekend`,
    `taal_onbekend`, `persoon_onbekend`, `persoon_teruggedraaid`, `persoon_is_overleden`.
    """
    release_id, release = _release(tx)
    _refuse_unknown_ground(release, said.grounds)
    if said.language not in (None, *obligations.LANGUAGES):
        raise DomainError("taal_onbekend")
    known = _of_own_municipality(tx, person_id, said, actor)
    intake = Intake(release_id, release, actor)
    known, told = _brought_up_to_date(tx, known, said.facts, intake)
    looked = obligations.look(release, known.person, said.grounds, tx.today)
    standing = known.under(BRUSSELS)
    news = standing.classified is None or not standing.classified.says(looked.outcome)
    check = Check(known.person, looked, news, standing.trajectory, said.grounds, said.language)
    (kept,) = obligations.keep(tx, [check], release_id, release, actor)
    if standing.trajectory is not None and (news or said.grounds is not None):
        told = _tell_ground(tx, standing.trajectory, said.grounds, actor, kept.check_id) or told
    number = tx.execute(select(case.c.number).where(case.c.id == kept.case_id)).scalar()
    return Recorded(kept.check_id, looked, kept.case_id, number, check.opens, told)


def _release(tx: Transaction) -> tuple[int, Release]:
    release_id, release = releases.current(tx)
    if not obligations.is_ready(release):
        raise DomainError("brussel_niet_in_release")
    return release_id, release


def _refuse_unknown_ground(release: Release, ground: str | None) -> None:
    """A ground that no row of the table reads would pass unseen, and somebody exempt would be obliged."""
    if ground is not None and ground not in obligations.grounds(release):
        raise DomainError("grond_onbekend", grond=ground)


def _of_own_municipality(tx: Transaction, person_id: int, said: Said, actor: Actor) -> Known:
    """The person, locked: two counters at once open one trajectory."""
    if not may(actor.roles, Action.CHECK_OBLIGATION):
        raise Refused("geen_recht")
    row = tx.execute(select(person).where(person.c.id == person_id).with_for_update(key_share=True)).first()
    if row is None:
        raise DomainError("persoon_onbekend", persoon=person_id)
    if row.status == PersonStatus.WITHDRAWN:
        raise DomainError("persoon_teruggedraaid")
    if row.status == PersonStatus.DECEASED:
        raise DomainError("persoon_is_overleden")
    nis = said.facts.get("nis_code", row.nis_code)
    if of_municipality(nis) is not BRUSSELS or municipality_code(nis) != actor.organisation:
        raise Refused("gemeente_andere", persoon=person_id)
    return standings.with_standing(tx, [dict(row._mapping)])[0]


def _brought_up_to_date(
    tx: Transaction, known: Known, facts: Mapping[str, Any], intake: Intake
) -> tuple[Known, bool]:
    """The person with these facts, as by a row of today; whether a running case heard of it."""
    now = {name: facts.get(name, known.person[name]) for name in people.FACTS} | {"extracted_on": tx.today}
    row = Row(0, now, Mutation.CHANGE, "", BRUSSELS)
    newest = replace(known, person={**known.person, "extracted_on": None}, departures={})
    verdict = verdicts.judge(row, newest, intake.release, tx.today)
    if verdict.what is not What.CHANGED:
        return known, False
    verdict = replace(verdict, person={**verdict.person, "extracted_on": known.person["extracted_on"]})
    effects = taking_in.change_by_hand(tx, row, known, verdict, intake)
    told = any(effect.case_id in known.under(BRUSSELS).desks for effect in effects)
    return replace(known, person=verdict.person), told


def _tell_ground(tx: Transaction, case_id: int, ground: str | None, actor: Actor, check_id: int) -> bool:
    """The running trajectory hears of the ground that was shown; False where it does not listen."""
    of = tx.execute(select(case.c.person_id, case.c.data).where(case.c.id == case_id)).one()
    if of.data.get("vrijstellingsgrond") == ground:
        return False
    listening = tx.execute(LISTENING, {"person": of.person_id, "named": CHANGED})
    if case_id not in [row.id for row in listening]:
        return False
    said = {"gewijzigd": ["vrijstellingsgrond"], "vrijstellingsgrond": ground}
    messages.send(tx, case_id, CHANGED, said, f"nagekeken:{case_id}:{check_id}", actor)
    return True
