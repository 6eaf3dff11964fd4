"""What a row of the register says about somebody: judged alike before an import and during it.

Nothing is written here. Which facts change, whether a trajectory opens, lapses or changes agency: all that
follows from the row, from what is known, and from the decision tables of the release.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select

from app.casework import classifications, messages, people
from app.casework.classifications import Classified
from app.db.session import Transaction
from app.db.tables import case
from app.domain.municipalities import find_municipality
from app.domain.vocabulary import (
    CaseStatus,
    LapseReason,
    Mutation,
    PersonStatus,
    TargetGroup,
    Trajectory,
)
from app.engine.release import Release
from app.exchange.register import Row

FLANDERS = "Vlaanderen"

_CASES = (  # of all states: asked for the running ones, SQLite looks through everybody's
    select(case.c.id, case.c.person_id, case.c.process, case.c.organisation, case.c.status)
    .where(case.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(case.c.id)
)
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
class Known:
    """Somebody whom we know: the person's row, the last class, and what runs at the desk of an agency."""

    person: Mapping[str, Any]
    classified: Classified | None = None
    desks: Mapping[int, str | None] = field(default_factory=dict)  # case: organisation
    has_trajectory: bool = False
    corrected: Mapping[str, str | None] = field(default_factory=dict)  # as the register had it: see `people`


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row does; `person` is the person's row as it will be.

    `classified` is the class to keep (None: as it was), `opens` the class with which a trajectory opens.
    `leaves` is said to every case that listens, also where no trajectory runs any more.
    """

    what: What
    person: Mapping[str, Any] = field(default_factory=dict)
    classified: Classified | None = None
    opens: str | None = None
    leaves: LapseReason | None = None
    lapses: bool = False  # a running trajectory ends by it
    moves_to: str | None = None
    is_back: bool = False  # known already, and opened again
    reason: str = ""  # why the row is refused
    confirms: tuple[str, ...] = ()  # what a colleague corrected before, and the register now says as well


def known_by_number(tx: Transaction, numbers: Sequence[str], *, locked: bool = False) -> dict[str, Known]:
    """Those of these numbers whom we know; `locked` until the transaction ends, as the desk locks them."""
    rows = people.by_numbers(tx, numbers, locked=locked)
    return dict(zip(rows, with_standing(tx, list(rows.values())), strict=True))


def with_standing(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> list[Known]:
    """People with their last class and what runs about them."""
    ids = [row["id"] for row in rows]
    if not ids:
        return []
    classes = classifications.of_people(tx, ids)
    corrected = people.corrected_addresses(tx, ids)
    desks: dict[int, dict[int, str | None]] = {}
    trajectories: set[int] = set()
    for row in tx.execute(_CASES, {"people": ids}):
        if row.status != CaseStatus.RUNNING or row.process in messages.HOME:
            continue  # ended, or a file of enforcement, which stays where it is
        desks.setdefault(row.person_id, {})[row.id] = row.organisation
        if row.process in tuple(Trajectory):
            trajectories.add(row.person_id)
    return [
        Known(row, classes.get(of), desks.get(of, {}), of in trajectories, corrected.get(of, {}))
        for of, row in zip(ids, rows, strict=True)
    ]


def judge(row: Row, known: Known | None, release: Release, today: date) -> Verdict:
    """What a row does. Raises EngineError where a table of the release has no answer."""
    if known is None:
        return _of_new(row, release, today)
    verdict = _of_known(row, known)
    if verdict.what is not What.CHANGED:
        return verdict
    if verdict.leaves is not None:
        return replace(verdict, classified=_class_of_who_leaves(verdict, release, today))
    if known.desks and verdict.person["nis_code"] != known.person["nis_code"]:
        agency = classifications.competent_agency(release, verdict.person, today)
        moves = any(desk != agency for desk in known.desks.values())
        verdict = replace(verdict, moves_to=agency if moves else None)
    return verdict if known.has_trajectory else _seen_again(verdict, known, release, today)


def lives_here(person: Mapping[str, Any]) -> bool:
    """Whether the register still has somebody, in Flanders."""
    return person["status"] == PersonStatus.ACTIVE and _region(person) == FLANDERS


def _of_new(row: Row, release: Release, today: date) -> Verdict:
    if row.mutation in _STATUS:
        return Verdict(
            What.REJECTED, reason=f"Mutatie '{row.mutation}' voor een persoon die hier niet bekend is."
        )
    facts = {name: row.facts.get(name) for name in people.FACTS}
    person = facts | {"extracted_on": row.facts["extracted_on"], "status": PersonStatus.ACTIVE}
    classifications.competent_agency(release, person, today)
    group = classifications.classify(release, person, today)
    return Verdict(What.NEW, person, Classified(group), opens=group)


def _of_known(row: Row, known: Known) -> Verdict:
    """Whether the row says something new, and whether somebody leaves by it."""
    person, leaves = known.person, _leaves(row, known.person)
    facts = _news(row, known)
    changed = {n: facts[n] for n in people.FACTS if n in facts and facts[n] != person[n]}
    after = {**person, **changed, "status": _status(row, person, leaves)}
    lapses = leaves is not None and known.has_trajectory
    says = bool(changed) or after["status"] != person["status"] or lapses
    if person["extracted_on"] is not None and row.facts["extracted_on"] < person["extracted_on"]:
        return Verdict(What.OLDER if says else What.UNCHANGED)
    confirms = _confirmed(row, known)
    never_seen = known.classified is None and not known.has_trajectory
    if not (says or never_seen):
        return Verdict(What.UNCHANGED, confirms=confirms)
    after["extracted_on"] = row.facts["extracted_on"]
    return Verdict(What.CHANGED, after, leaves=leaves, lapses=lapses, confirms=confirms)


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


def _status(row: Row, person: Mapping[str, Any], leaves: LapseReason | None) -> PersonStatus:
    """What the register says of somebody; nobody comes back from the dead, and who left comes back here."""
    was = PersonStatus(person["status"])
    if row.mutation in _STATUS:
        return _STATUS[row.mutation]
    if leaves is LapseReason.MOVED_OUT:
        return PersonStatus.MOVED_OUT
    stays_away = was is PersonStatus.MOVED_OUT and _region(row.facts) != FLANDERS
    return was if was is PersonStatus.DECEASED or stays_away else PersonStatus.ACTIVE


def _leaves(row: Row, person: Mapping[str, Any]) -> LapseReason | None:
    if row.mutation in _LAPSE:
        return _LAPSE[row.mutation]
    region = _region(row.facts)
    return LapseReason.MOVED_OUT if region not in (FLANDERS, _region(person)) else None


def _region(facts: Mapping[str, Any]) -> str | None:
    municipality = find_municipality(facts["nis_code"])
    return None if municipality is None else municipality.region


def _class_of_who_leaves(verdict: Verdict, release: Release, today: date) -> Classified:
    """Who left is seen anew once back, whatever the class was; who became Belgian is what the table says."""
    if verdict.leaves is LapseReason.NATURALISED:
        return Classified(classifications.classify(release, verdict.person, today))
    return Classified(None)


def _seen_again(verdict: Verdict, known: Known, release: Release, today: date) -> Verdict:
    """Somebody without a running trajectory: another class than the last one opens one."""
    if not lives_here(verdict.person):
        return verdict
    group = classifications.classify(release, verdict.person, today)
    if known.classified is not None and known.classified.says(group):
        return verdict
    opens = None if group == TargetGroup.NONE else group
    return replace(verdict, classified=Classified(group), opens=opens, is_back=opens is not None)
