"""How a person was last classified: kept per region, so that only another class opens a trajectory again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, select, update

from app.db.session import Transaction
from app.db.tables import case, classification
from app.domain.target_group import feel_facts, look_again_on
from app.domain.vocabulary import Region, TargetGroup
from app.engine.release import Release

_JUDGED = {Region.FLANDERS: "doelgroep", Region.BRUSSELS: "verplichting"}  # what a case keeps of it

_THEIRS = and_(
    classification.c.region == bindparam("of_region"),
    classification.c.person_id.in_(bindparam("people", expanding=True)),
)
_OF = (
    select(classification, case.c.data)
    .outerjoin(case, case.c.id == classification.c.case_id)
    .where(classification.c.person_id.in_(bindparam("people", expanding=True)))
)
_INSERT = insert(classification)
_DROP = delete(classification).where(_THEIRS)
_LOOKED = update(classification).where(_THEIRS).values(look_again_on=None)


@dataclass(frozen=True, slots=True)
class Classified:
    """What the table last said of a person (None: who has left since), and what a colleague made of it."""

    target_group: str | None
    judged: str | None = None

    @property
    def outcome(self) -> str | None:
        """The class that counted in the end."""
        return self.judged or self.target_group

    def says(self, target_group: str) -> bool:
        """Whether a class is no news: the table said it before, or a colleague decided so."""
        return self.target_group is not None and target_group in (self.target_group, self.judged)


def classify(release: Release, person_row: Mapping[str, Any], today: date) -> str:
    """`plicht`, `recht`, `onbepaald` or `geen_doelgroep` (legal.md 6.1). Raises EngineError."""
    context = {"persoon": feel_facts(person_row, today)}
    return TargetGroup(release.table("doelgroep").decide(context).outputs["doelgroep"]).value


def competent_agency(release: Release, person_row: Mapping[str, Any], today: date) -> str:
    """The agency of the municipality. Raises EngineError."""
    context = {"persoon": feel_facts(person_row, today)}
    return str(release.table("bevoegd_agentschap").decide(context).outputs["agentschap"])


def of_people(tx: Transaction, people: Sequence[int]) -> dict[tuple[int, Region], Classified]:
    """How these people were last classified, by person and region; who never was, is not there."""
    if not people:
        return {}
    found = {}
    for row in tx.execute(_OF, {"people": list(people)}):
        region = Region(row.region)
        judged = (row.data or {}).get(_JUDGED[region])
        found[row.person_id, region] = Classified(row.target_group, judged)
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """A class to keep: of whom, and the trajectory that it opened."""

    person: Mapping[str, Any]
    target_group: str | None
    case_id: int | None = None


def keep(tx: Transaction, found: Sequence[Found], region: Region, *, known: bool = True) -> None:
    """What the law of a region makes of people from now on, and when to look again.

    Of `known` people in place of what it made of them before.
    """
    if not found:
        return
    if known:
        tx.execute(_DROP, {"people": [each.person["id"] for each in found], "of_region": region})
    tx.execute(
        _INSERT,
        [
            {
                "person_id": each.person["id"],
                "region": region,
                "target_group": each.target_group,
                "classified_on": tx.today,
                "case_id": each.case_id,
                "look_again_on": look_again_on(each.person, tx.today) if region is Region.FLANDERS else None,
            }
            for each in found
        ],
    )


def looked(tx: Transaction, people: Sequence[int], region: Region) -> None:
    """The day on which these people had to be looked at again has been."""
    tx.execute(_LOOKED, {"people": list(people), "of_region": region})
