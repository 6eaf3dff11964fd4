"""What each file of the register did to whom, kept for its lists and so that it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, bindparam, func, insert, select, union_all

from app.db.session import Transaction
from app.db.tables import classification, import_before, import_effect
from app.domain.vocabulary import Region


class Did(StrEnum):
    """What a row did to somebody, each in a case unless it says otherwise."""

    NEW = "nieuw"  # nobody knew them: a trajectory opened
    BACK = "terug"  # known before: a trajectory opened again
    MOVED = "verhuisd"  # to the desk of another agency
    LAPSED = "vervallen"  # the case heard that the person left
    TOLD = "gemeld"  # the case heard that a fact changed
    CHECKED = "nagekeken"  # by a municipality of Brussels; in no case where none runs or opened


OPENED = (Did.NEW, Did.BACK)
EACH_ROW = Region.FLANDERS  # of whose class there is a line before every row, also where there is no class


@dataclass(frozen=True, slots=True)
class Effect:
    """One of them; `detail` is the class, the desk before, or the reason of the lapse."""

    person_id: int
    kind: Did
    case_id: int | None
    detail: str | None = None


_ADD = insert(import_effect)
_ADD_BEFORE = insert(import_before)
_CLASSES = select(classification).where(
    classification.c.person_id.in_(bindparam("people", expanding=True)),
)


def keep(tx: Transaction, run_id: int | None, effects: Sequence[Effect]) -> None:
    """What rows did; nothing of rows that came by no file."""
    if run_id is not None and effects:
        tx.execute(_ADD, [{"run_id": run_id, "at": tx.now, **asdict(each)} for each in effects])


def keep_before(tx: Transaction, run_id: int | None, people: Sequence[Mapping[str, Any]]) -> None:
    """People as a row found them, before it changes them; their facts are kept in the history."""
    if run_id is None or not people:
        return
    classes = {
        (row.person_id, Region(row.region)): row
        for row in tx.execute(_CLASSES, {"people": [each["id"] for each in people]})
    }
    names = ("target_group", "classified_on", "case_id", "look_again_on")
    tx.execute(
        _ADD_BEFORE,
        [
            {name: getattr(classes.get((each["id"], region)), name, None) for name in names}
            | {
                "run_id": run_id,
                "person_id": each["id"],
                "region": region,
                "extracted_on": each["extracted_on"],
                "at": tx.now,
            }
            for each in people
            for region in (EACH_ROW, Region.BRUSSELS)
            if region is EACH_ROW or (each["id"], region) in classes
        ],
    )


def cases_opened(run_id: int) -> Select[tuple[int]]:
    """The cases that a run opened."""
    return select(import_effect.c.case_id).where(
        import_effect.c.run_id == run_id,
        import_effect.c.kind.in_(OPENED),
        import_effect.c.case_id.is_not(None),
    )


def touched(run_id: int) -> Select[Any]:
    """Everybody to whom a run did something (`person_id`), and when first (`since`)."""
    both = union_all(
        select(import_effect.c.person_id, import_effect.c.at).where(import_effect.c.run_id == run_id),
        select(import_before.c.person_id, import_before.c.at).where(import_before.c.run_id == run_id),
    ).subquery()
    return select(both.c.person_id, func.min(both.c.at).label("since")).group_by(both.c.person_id)
