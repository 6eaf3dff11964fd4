"""What taking back a file of the register would undo, and what keeps it from being taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, distinct, exists, func, or_, select

from app.casework import import_effects, import_runs, moves
from app.casework.import_effects import Did
from app.casework.taking_in import CHANGED
from app.db.session import Transaction
from app.db.tables import (
    audit,
    case,
    import_before,
    import_effect,
    import_run,
    letter,
    message,
    person_history,
    task,
)
from app.domain.vocabulary import CaseStatus, LetterStatus, TaskStatus

SHOWN = 20  # cases named for each reason


class Why(StrEnum):
    """What keeps a file from being taken back."""

    LETTER_LEFT = "brief_vertrokken"
    WORKED_ON = "er_is_gewerkt"
    ENDED = "dossier_beeindigd"
    CHANGED_SINCE = "later_gewijzigd"
    OTHER_CASE = "ander_dossier"


@dataclass(frozen=True)
class Hindrance:
    """One reason, in how many cases, and the first of these: id, number and organisation of each."""

    why: Why
    number: int
    cases: list[Any]


@dataclass(frozen=True)
class Undoing:
    """What would be taken back, counted, and what prevents it. `later` are files taken in since."""

    new: int
    changed: int
    trajectories: int
    moved: int
    letters: int
    tasks: int
    traced: bool  # the run kept what it did; one from before this version did not
    hindrances: list[Hindrance]
    later: list[Any]

    @property
    def is_possible(self) -> bool:
        return self.traced and not self.hindrances


def look(tx: Transaction, run_id: int, counts: Mapping[str, Any]) -> Undoing:
    """The whole picture of a run that is done; `counts` as its report has them."""
    opened = import_effects.cases_opened(run_id)
    unsent = letter.c.status.in_((LetterStatus.REQUESTED, LetterStatus.MADE))
    new = _kinds(tx, run_id, [Did.NEW])
    changed = func.count(distinct(import_before.c.person_id))
    rows = func.count(import_before.c.id)
    before = tx.execute(
        select(changed.label("people"), rows.label("rows")).where(
            import_before.c.run_id == run_id, import_before.c.region == import_effects.EACH_ROW
        )
    ).one()
    return Undoing(
        new=new,
        changed=before.people,
        trajectories=_kinds(tx, run_id, import_effects.OPENED),
        moved=_kinds(tx, run_id, [Did.MOVED]),
        letters=_count(tx, select(letter.c.id).where(letter.c.case_id.in_(opened), unsent)),
        tasks=_count(
            tx, select(task.c.id).where(task.c.case_id.in_(opened), task.c.status == TaskStatus.OPEN)
        ),
        traced=(new, before.rows) == (counts["new"], counts["changed"]),
        hindrances=hindrances(tx, run_id),
        later=_later(tx, run_id),
    )


def hindrances(tx: Transaction, run_id: int) -> list[Hindrance]:
    """Everything that prevents it; empty when the file can be taken back."""
    found = []
    for why, cases in _reasons(run_id).items():
        number = _count(tx, cases)
        if number:
            first = tx.execute(
                select(case.c.id, case.c.number, case.c.organisation)
                .where(case.c.id.in_(cases))
                .order_by(case.c.id)
                .limit(SHOWN)
            ).all()
            found.append(Hindrance(why, number, list(first)))
    return found


def _reasons(run_id: int) -> dict[Why, Select[tuple[int]]]:
    """The cases in which something happened that cannot be undone, by reason."""
    return {
        Why.LETTER_LEFT: _letters_left(run_id),
        Why.WORKED_ON: _worked_on(run_id),
        Why.ENDED: _ended(run_id),
        Why.CHANGED_SINCE: _changed_since(run_id),
        Why.OTHER_CASE: _other_cases(run_id),
    }


def _letters_left(run_id: int) -> Select[tuple[int]]:
    """Of an opened case any letter; of somebody whose facts changed what was made of these facts."""
    people = import_effects.touched(run_id).subquery()
    left = letter.c.status.in_((LetterStatus.IN_BATCH, LetterStatus.SENT))
    is_opened = letter.c.case_id.in_(import_effects.cases_opened(run_id))
    return (
        select(letter.c.case_id)
        .join(people, people.c.person_id == letter.c.person_id)
        .where(left, or_(is_opened, letter.c.made_at >= people.c.since))
        .distinct()
    )


def _worked_on(run_id: int) -> Select[tuple[int]]:
    """Anything in an opened case after its beginning, but for what a row of the register did."""
    is_told = cast(audit.c.data, Text).like(f'%"naam":"{CHANGED}"%')
    return (
        select(audit.c.case_id)
        .where(
            audit.c.case_id.in_(import_effects.cases_opened(run_id)),
            audit.c.seq > 1,
            audit.c.event != moves.EVENT,
            ~is_told,
        )
        .distinct()
    )


def _ended(run_id: int) -> Select[tuple[int]]:
    """Cases that heard more than that a fact changed: that somebody left, say; or that ended since."""
    over = and_(case.c.status == CaseStatus.ENDED, case.c.ended_at >= import_effect.c.at)
    heard = exists().where(
        message.c.to_case_id == import_effect.c.case_id,
        message.c.name != CHANGED,
        message.c.key.like(f"register:%:{run_id}"),
    )
    is_over = exists().where(case.c.id == import_effect.c.case_id, over)
    return (
        select(import_effect.c.case_id)
        .where(
            import_effect.c.run_id == run_id,
            or_(
                import_effect.c.kind == Did.LAPSED,
                heard,
                and_(import_effect.c.kind.in_((Did.TOLD, Did.MOVED)), is_over),
            ),
        )
        .distinct()
    )


def _changed_since(run_id: int) -> Select[tuple[int]]:
    """The newest case of everybody whom another file or a colleague changed afterwards."""
    people = import_effects.touched(run_id).subquery()
    said = person_history.alias("said")
    last_said = select(func.coalesce(func.max(said.c.id), 0)).where(
        said.c.run_id == run_id, said.c.person_id == people.c.person_id
    )
    by_hand = exists().where(
        person_history.c.person_id == people.c.person_id,
        person_history.c.run_id.is_(None),
        person_history.c.recorded_at >= people.c.since,
        person_history.c.id > last_said.scalar_subquery(),
    )
    own, other = import_before.alias("own"), import_before.alias("other")
    last = select(func.coalesce(func.max(own.c.id), 0)).where(
        own.c.run_id == run_id, own.c.person_id == people.c.person_id
    )
    by_file = exists().where(
        other.c.person_id == people.c.person_id,
        other.c.run_id != run_id,
        other.c.at >= people.c.since,
        other.c.id > last.scalar_subquery(),
        other.c.run_id == import_run.c.id,
        import_run.c.status.not_in((import_runs.UNDOING, import_runs.UNDONE)),
    )
    return _newest_case(select(people.c.person_id).where(or_(by_hand, by_file)))


def _newest_case(people: Select[Any]) -> Select[tuple[int]]:
    return select(func.max(case.c.id)).where(case.c.person_id.in_(people)).group_by(case.c.person_id)


def _other_cases(run_id: int) -> Select[tuple[int]]:
    """What a colleague, a birthday or another case opened since about the same people."""
    people = import_effects.touched(run_id).subquery()
    by_file = exists().where(
        import_effect.c.case_id == case.c.id, import_effect.c.kind.in_(import_effects.OPENED)
    )
    is_child = case.c.parent_id.in_(import_effects.cases_opened(run_id))
    since: ColumnElement[bool] = case.c.started_at >= people.c.since
    return (
        select(case.c.id)
        .join(people, people.c.person_id == case.c.person_id)
        .where(or_(is_child, and_(since, ~by_file)))
    )


def _later(tx: Transaction, run_id: int) -> list[Any]:
    """Files taken in after this one: where they said the same, that is taken back as well."""
    rows = tx.execute(
        select(import_run.c.id, import_run.c.filename)
        .where(import_run.c.id > run_id, import_run.c.status == import_runs.DONE)
        .order_by(import_run.c.id)
    )
    return list(rows.all())


def _kinds(tx: Transaction, run_id: int, kinds: Any) -> int:
    """People to whom that happened."""
    counted = select(func.count(distinct(import_effect.c.person_id))).where(
        import_effect.c.run_id == run_id, import_effect.c.kind.in_(list(kinds))
    )
    return int(tx.execute(counted).scalar_one())


def _count(tx: Transaction, found: Select[Any]) -> int:
    return int(tx.execute(select(func.count()).select_from(found.subquery())).scalar_one())
