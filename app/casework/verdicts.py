"""What a row of the register says about somebody: judged alike before an import and during it.

Nothing is written here. Which facts change, whether a trajectory opens, lapses or changes desk: all that
follows from the row, from what is known, and from the decision tables of the release. Flanders classifies who
lives there. Of who lives in Brussels an extract of Brussels is the municipal check; one of Flanders is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.casework import classifications, obligations, people
from app.casework.classifications import Classified
from app.casework.obligations import Looked
from app.casework.standings import Known
from app.domain.organisations import municipality_code
from app.domain.regions import of_municipality
from app.domain.vocabulary import (
    LapseReason,
    Mutation,
    PersonStatus,
    Region,
    TargetGroup,
)
from app.engine.release import Release
from app.exchange.register import Row

FLANDERS, BRUSSELS = Region.FLANDERS, Region.BRUSSELS

_STATUS = {Mutation.DECEASED: PersonStatus.DECEASED, Mutation.STRUCK_OFF: PersonStatus.STRUCK_OFF}
_LAPSE = {
    Mutation.DECEASED: LapseReason.DECEASED,
    Mutation.STRUCK_OFF: LapseReason.STRUCK_OFF,
    Mutation.NATURALISED: LapseReason.NATURALISED,
}


class What(StrEnum):
    """What a row is, for the counts."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row does; `person` is the person's row as it will be.

    `law` is the region that classifies, `classes` are the classes to keep of regions (of others: as it was),
    `opens` is the class with which a trajectory opens. `leaves` is said to every case of the regions `left`
    that listens, also where no trajectory runs any more. In Brussels `looked` is what the check found.
    """

    what: What
    person: Mapping[str, Any] = field(default_factory=dict)
    law: Region = FLANDERS
    classes: Mapping[Region, Classified] = field(default_factory=dict)
    looked: Looked | None = None
    opens: str | None = None
    leaves: LapseReason | None = None
    left: tuple[Region, ...] = ()
    lapses: tuple[Region, ...] = ()  # where a running trajectory ends by it
    moves: Mapping[Region, str] = field(default_factory=dict)  # to the desk of which organisation
    is_back: bool = False  # known already, and opened again
    reason: str = ""  # why the row is refused
    confirms: tuple[str, ...] = ()  # what a colleague corrected before, and the register now says as well


def judge(row: Row, known: Known | None, release: Release, today: date) -> Verdict:
    """What a row does. Raises EngineError where a table of the release has no answer."""
    if known is None:
        return _of_new(row, release, today)
    verdict = _of_known(row, known)
    if verdict.what is not What.CHANGED:
        return verdict
    if verdict.left:
        verdict = replace(verdict, classes=_classes_of_who_leaves(verdict, known, release, today))
    if verdict.leaves not in (None, LapseReason.MOVED_OUT):
        return verdict
    if verdict.person["nis_code"] != known.person["nis_code"]:
        verdict = replace(verdict, moves=_moves(verdict, known, release, today))
    return _seen_again(verdict, known, release, today)


def lives_under(person: Mapping[str, Any], region: Region) -> bool:
    """Whether the register still has somebody, in that region."""
    return person["status"] == PersonStatus.ACTIVE and of_municipality(person["nis_code"]) is region


def desk_of(region: Region, person: Mapping[str, Any], release: Release, today: date) -> str:
    """The organisation that owns a trajectory of somebody who lives there. Raises EngineError."""
    if region is BRUSSELS:
        return municipality_code(person["nis_code"])
    return classifications.competent_agency(release, person, today)


def _law(row: Row) -> Region:
    """Only an extract of Brussels about somebody who lives there is a check of a municipality."""
    checks = row.region is BRUSSELS and of_municipality(row.facts["nis_code"]) is BRUSSELS
    return BRUSSELS if checks else FLANDERS


def _of_new(row: Row, release: Release, today: date) -> Verdict:
    if row.mutation in _STATUS:
        return Verdict(
            What.REJECTED, reason=f"Mutatie '{row.mutation}' voor een persoon die hier niet bekend is."
        )
    facts = {name: row.facts.get(name) for name in people.FACTS}
    person = facts | {"extracted_on": row.facts["extracted_on"], "status": PersonStatus.ACTIVE}
    if _law(row) is BRUSSELS:
        looked = obligations.look(release, person, None, today)
        classes = {BRUSSELS: Classified(looked.outcome)}
        opens = looked.outcome if looked.opens else None
        return Verdict(What.NEW, person, BRUSSELS, classes, looked, opens)
    classifications.competent_agency(release, person, today)
    group = classifications.classify(release, person, today)
    return Verdict(What.NEW, person, classes={FLANDERS: Classified(group)}, opens=group)


def _of_known(row: Row, known: Known) -> Verdict:
    """Whether the row says something new, and whether somebody leaves by it."""
    person, law = known.person, _law(row)
    is_past = _is_past(row, known)
    if is_past and row.mutation not in _LAPSE:
        return Verdict(What.OLDER)
    facts = {} if is_past else _news(row, known)
    changed = {n: facts[n] for n in people.FACTS if n in facts and facts[n] != person[n]}
    after = {**person, **changed}
    leaves, left = _leaves(row, after, known)
    after["status"] = _status(row, after, person, law)
    lapses = tuple(region for region in left if known.under(region).trajectory is not None)
    says = bool(changed) or after["status"] != person["status"] or bool(lapses)
    if person["extracted_on"] is not None and row.facts["extracted_on"] < person["extracted_on"]:
        return Verdict(What.OLDER if says else What.UNCHANGED)
    confirms = _confirmed(row, known)
    never_seen = known.under(law).is_new and (law is BRUSSELS or _may_be_seen(after, known))
    if not (says or never_seen):
        return Verdict(What.UNCHANGED, confirms=confirms)
    after["extracted_on"] = row.facts["extracted_on"]
    return Verdict(What.CHANGED, after, law, leaves=leaves, left=left, lapses=lapses, confirms=confirms)


def _may_be_seen(after: Mapping[str, Any], known: Known) -> bool:
    """Whether Flanders has to look at who never was: not at somebody of Brussels who does not live here."""
    return known.under(BRUSSELS).is_new or lives_under(after, FLANDERS)


def _is_past(row: Row, known: Known) -> bool:
    """Whether the register of one region still has somebody whom the other has taken over since.

    It repeats the municipality that the person left, by a file of the other region or by the hand of a
    colleague. That somebody comes back is said by `verhuisd`, on a later day.
    """
    here, departure = of_municipality(known.person["nis_code"]), known.departures.get(row.region)
    if departure is None or here in (None, row.region) or departure.told_by is row.region:
        return False
    later = known.person["extracted_on"] is None or row.facts["extracted_on"] > known.person["extracted_on"]
    says_moved = row.mutation is Mutation.MOVED and later
    return row.facts["nis_code"] == departure.nis_code and not says_moved


def _news(row: Row, known: Known) -> Mapping[str, Any]:
    """The facts of a row, without an old address that a colleague corrected since."""
    if not _is_old_address(row, known):
        return row.facts
    return {name: value for name, value in row.facts.items() if name not in known.corrected}


def _is_old_address(row: Row, known: Known) -> bool:
    """Whether the register still says what a colleague corrected; an address is old or new as a whole."""
    said = {name: known.corrected.get(name, known.person[name]) for name in people.ADDRESS}
    return row.facts["nis_code"] == known.person["nis_code"] and all(
        row.facts[name] == said[name] for name in people.ADDRESS if name in row.facts
    )


def _confirmed(row: Row, known: Known) -> tuple[str, ...]:
    """What a colleague corrected before, and the register now says as well."""
    if not known.corrected or _is_old_address(row, known):
        return ()
    facts = row.facts
    return tuple(name for name in known.corrected if name in facts and facts[name] == known.person[name])


def _status(row: Row, after: Mapping[str, Any], person: Mapping[str, Any], law: Region) -> PersonStatus:
    """What the register says of somebody; nobody comes back from the dead, and who left comes back here."""
    was = PersonStatus(person["status"])
    if row.mutation in _STATUS:
        return _STATUS[row.mutation]
    if was is PersonStatus.DECEASED:
        return was
    here, before = of_municipality(after["nis_code"]), of_municipality(person["nis_code"])
    away = here is not law
    if row.mutation is not Mutation.NATURALISED and away and here is not before:
        return PersonStatus.MOVED_OUT
    return was if was is PersonStatus.MOVED_OUT and away else PersonStatus.ACTIVE


def _leaves(
    row: Row, after: Mapping[str, Any], known: Known
) -> tuple[LapseReason | None, tuple[Region, ...]]:
    """Why somebody leaves, and which regions."""
    if row.mutation in _LAPSE:
        return _LAPSE[row.mutation], tuple(Region)
    here, before = of_municipality(after["nis_code"]), of_municipality(known.person["nis_code"])
    if here is before:
        return None, ()
    if here is None:
        return LapseReason.MOVED_OUT, tuple(Region)
    if here is FLANDERS and known.under(BRUSSELS).is_new:
        return None, ()
    return LapseReason.MOVED_OUT, (FLANDERS if here is BRUSSELS else BRUSSELS,)


def _classes_of_who_leaves(
    verdict: Verdict, known: Known, release: Release, today: date
) -> dict[Region, Classified]:
    """Who left is seen anew once back, whatever the class was; who became Belgian is what the table says."""
    seen = [region for region in verdict.left if not known.under(region).is_new]
    seen = seen or [FLANDERS]
    if verdict.leaves is not LapseReason.NATURALISED:
        return {region: Classified(None) for region in seen}
    return {region: Classified(_class(region, verdict.person, release, today)) for region in seen}


def _class(region: Region, person: Mapping[str, Any], release: Release, today: date) -> str:
    if region is BRUSSELS:
        return obligations.look(release, person, None, today).outcome
    return classifications.classify(release, person, today)


def _moves(verdict: Verdict, known: Known, release: Release, today: date) -> dict[Region, str]:
    """Where what runs goes on: at the desk of the municipality in which somebody lives now."""
    moves = {}
    for region in Region:
        desks = known.under(region).desks
        if not desks or region in verdict.left:
            continue
        if region is BRUSSELS and of_municipality(verdict.person["nis_code"]) is not BRUSSELS:
            continue
        desk = desk_of(region, verdict.person, release, today)
        if any(each != desk for each in desks.values()):
            moves[region] = desk
    return moves


def _seen_again(verdict: Verdict, known: Known, release: Release, today: date) -> Verdict:
    """Another class than the last one opens a trajectory for who has none that runs."""
    law, standing = verdict.law, known.under(verdict.law)
    if not lives_under(verdict.person, law):
        return verdict
    if law is BRUSSELS:
        looked = obligations.look(release, verdict.person, None, today)
        verdict, group, opens = replace(verdict, looked=looked), looked.outcome, looked.opens
    elif standing.trajectory is not None:
        return verdict
    else:
        group = classifications.classify(release, verdict.person, today)
        opens = group != TargetGroup.NONE
    if standing.classified is not None and standing.classified.says(group):
        return verdict
    is_back = opens and standing.trajectory is None
    classes = {**verdict.classes, law: Classified(group)}
    return replace(verdict, classes=classes, opens=group if is_back else None, is_back=is_back)
