"""A batch of the register taken in: people new, changed, gone or back, and what that does to their cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app.casework import classifications, detection, import_effects, messages, moves, people, verdicts
from app.casework.actors import Actor
from app.casework.classifications import Found
from app.casework.import_effects import Did, Effect
from app.casework.verdicts import Known, Verdict, What
from app.db.session import Transaction
from app.db.tables import case, subscription
from app.domain.vocabulary import CaseStatus, LapseReason, PersonStatus
from app.engine.errors import EngineError
from app.engine.release import Release
from app.exchange import register
from app.exchange.register import Rejection, Row

LAPSE, DIED, CHANGED = "traject_vervallen", "persoon_overleden", "gegevens_gewijzigd"
FOUND = "adres_gevonden"
LISTENING = (  # the trajectory, an infringement that lapses with it, a file of enforcement
    select(case.c.id)
    .join(subscription, subscription.c.case_id == case.c.id)
    .where(
        case.c.person_id == bindparam("person"),
        case.c.status == CaseStatus.RUNNING,
        subscription.c.name == bindparam("named"),
    )
    .distinct()
    .order_by(case.c.id)
)


@dataclass
class Counts:
    """What the rows of a file did, or would do; `opened` by class, `lapsed` by reason.

    The first five add up to the rows. `back` are people known before for whom a trajectory opened.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0  # says something else than we know, and says it later
    rejected: int = 0
    moved: int = 0
    back: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    lapsed: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        setattr(self, verdict.what, getattr(self, verdict.what) + 1)
        self.moved += verdict.moves_to is not None
        self.back += verdict.is_back
        if verdict.opens is not None:
            self.opened[verdict.opens] = self.opened.get(verdict.opens, 0) + 1
        if verdict.lapses and verdict.leaves is not None:
            reason = verdict.leaves.value
            self.lapsed[reason] = self.lapsed.get(reason, 0) + 1

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.older + other.older,
            self.rejected + other.rejected,
            self.moved + other.moved,
            self.back + other.back,
            _together(self.opened, other.opened),
            _together(self.lapsed, other.lapsed),
        )


def _together(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """In one order, so that an interrupted run keeps the same text as an undisturbed one."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


@dataclass(frozen=True)
class Intake:
    """For whom rows are taken in: the release on which cases open, who asked, and by which run."""

    release_id: int
    release: Release
    actor: Actor
    run_id: int | None = None


def take_in(
    tx: Transaction, batch: Sequence[Row | Rejection], intake: Intake
) -> tuple[Counts, list[Rejection]]:
    """A batch of rows, each about another person; what it did, and what was refused.

    All rows at once where that works; where one row fails, each on its own savepoint, so that it alone is
    refused.
    """
    try:
        with tx.connection.begin_nested():
            return _take_in(tx, batch, intake)
    except (EngineError, IntegrityError):  # the second: another import brought the same person just now
        return _take_in_one_by_one(tx, batch, intake)


def _take_in(
    tx: Transaction, batch: Sequence[Row | Rejection], intake: Intake
) -> tuple[Counts, list[Rejection]]:
    """The new people first and together, then the others in the order of the file."""
    counts, refused = Counts(), []
    numbers = [row.facts["national_number"] for row in batch if isinstance(row, Row)]
    known = verdicts.known_by_number(tx, numbers, locked=True)
    new: list[tuple[Row, Verdict]] = []
    changed: list[tuple[Row, Known, Verdict]] = []
    for row in batch:
        if isinstance(row, Rejection):
            refused.append(row)
            counts.rejected += 1
            continue
        of = known.get(row.facts["national_number"])
        verdict = verdicts.judge(row, of, intake.release, tx.today)
        counts.add(verdict)
        if verdict.what is What.REJECTED:
            refused.append(register.reject(row.number, "mutatie", verdict.reason, row.content))
        elif of is None:
            new.append((row, verdict))
            continue
        elif verdict.what is What.CHANGED:
            changed.append((row, of, verdict))
        if of is not None and verdict.confirms:
            people.confirm(tx, of.person, verdict.confirms, row.facts["extracted_on"], intake.run_id)
    effects = _add_all(tx, new, intake) + _change_all(tx, changed, intake)
    import_effects.keep(tx, intake.run_id, effects)
    return counts, refused


def _take_in_one_by_one(
    tx: Transaction, batch: Sequence[Row | Rejection], intake: Intake
) -> tuple[Counts, list[Rejection]]:
    total, refused = Counts(), []
    for row in batch:
        try:
            with tx.connection.begin_nested():
                counts, others = _take_in(tx, [row], intake)
        except EngineError as problem:
            counts, others = Counts(rejected=1), [cannot_start(row, problem)]
        total += counts
        refused += others
    return total, refused


def cannot_start(row: Row | Rejection, problem: EngineError) -> Rejection:
    """A row whose case cannot begin, or whose person no table can classify."""
    number = row.number if isinstance(row, Row) else row.row
    reason = f"Het dossier kon niet worden gestart: {problem}"
    return register.reject(number, "", reason, row.content)


def _add_all(tx: Transaction, new: Sequence[tuple[Row, Verdict]], intake: Intake) -> list[Effect]:
    """Rows about people whom nobody knows here yet: each gets a trajectory."""
    added = people.add_all(tx, [row.facts for row, _ in new])
    opened = detection.detect_all(tx, added, intake.release_id, intake.release, intake.actor, known=False)
    return [
        Effect(each.person_id, Did.NEW, each.id, verdict.opens)
        for each, (_, verdict) in zip(opened, new, strict=True)
    ]


def _change_all(
    tx: Transaction, changed: Sequence[tuple[Row, Known, Verdict]], intake: Intake
) -> list[Effect]:
    """Rows about people whom we know; who is back gets a trajectory, together with others who are."""
    import_effects.keep_before(tx, intake.run_id, [known.person for _, known, _ in changed])
    effects: list[Effect] = []
    for row, known, verdict in changed:
        effects += _change(tx, row, known, verdict, intake)
    back = [verdict for _, _, verdict in changed if verdict.is_back]
    if back:
        opened = detection.detect_all(
            tx, [verdict.person for verdict in back], intake.release_id, intake.release, intake.actor
        )
        effects += [
            Effect(each.person_id, Did.BACK, each.id, verdict.opens)
            for each, verdict in zip(opened, back, strict=True)
        ]
    classifications.keep(
        tx,
        [
            Found(verdict.person, verdict.classified.target_group)
            for _, _, verdict in changed
            if verdict.classified is not None and not verdict.is_back
        ],
    )
    return effects


def _change(tx: Transaction, row: Row, known: Known, verdict: Verdict, intake: Intake) -> list[Effect]:
    person_id, day = known.person["id"], row.facts["extracted_on"]
    status = PersonStatus(verdict.person["status"])
    fields = people.change(tx, known.person, verdict.person, day, status, intake.run_id)
    effects = []
    if verdict.moves_to is not None:
        moved = moves.move(tx, known.desks, verdict.moves_to, intake.actor)
        effects = [Effect(person_id, Did.MOVED, each, known.desks[each]) for each in moved]
    if verdict.leaves is not None:
        told = _tell(tx, person_id, LAPSE, {"reden": verdict.leaves}, f"{verdict.leaves}:{day}", intake)
        if verdict.leaves is LapseReason.DECEASED:  # a decided fine outlives all else, not the person
            told += _tell(tx, person_id, DIED, {}, f"{DIED}:{day}", intake)
        effects += [Effect(person_id, Did.LAPSED, each, verdict.leaves) for each in told]
    elif fields:
        said = {"gewijzigd": sorted(register.column_of(field) for field in fields)}
        told = _tell(tx, person_id, CHANGED, said, f"{CHANGED}:{day}:{row.fingerprint}", intake)
        if not set(fields).isdisjoint(people.ADDRESS):  # who could not be traced, can be now
            found = {"adres_gevonden_op": day.isoformat()}
            told += _tell(tx, person_id, FOUND, found, f"{FOUND}:{day}", intake)
        effects += [Effect(person_id, Did.TOLD, each) for each in told]
    return effects


def _tell(
    tx: Transaction, person_id: int, name: str, payload: Mapping[str, Any], what: str, intake: Intake
) -> list[int]:
    """Every running case of the person that listens; gives them.

    Once whatever is read again of a file, and again when it is taken in anew after it was taken back.
    """
    listening = list(tx.execute(LISTENING, {"person": person_id, "named": name}).scalars())
    run = "" if intake.run_id is None else f":{intake.run_id}"
    for case_id in listening:
        messages.send(tx, case_id, name, payload, f"register:{case_id}:{what}{run}", intake.actor)
    return listening
