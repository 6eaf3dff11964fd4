"""A batch of the register taken in: people new, changed, gone or back, and what that does to their cases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from app.casework import (
    classifications,
    detection,
    import_effects,
    messages,
    moves,
    obligations,
    people,
    standings,
    verdicts,
)
from app.casework.actors import Actor
from app.casework.classifications import Found
from app.casework.import_effects import Did, Effect
from app.casework.obligations import Check
from app.casework.standings import Known
from app.casework.verdicts import Verdict, What
from app.db.session import Transaction
from app.db.tables import case, subscription
from app.domain.regions import of_process
from app.domain.vocabulary import CaseStatus, LapseReason, PersonStatus, Region
from app.engine.errors import EngineError
from app.engine.release import Release
from app.exchange import register
from app.exchange.register import Rejection, Row

LAPSE, DIED, CHANGED = "traject_vervallen", "persoon_overleden", "gegevens_gewijzigd"
FOUND = "adres_gevonden"
LISTENING = (  # the trajectory, an infringement that lapses with it, a file of enforcement
    select(case.c.id, case.c.process)
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

    The first five add up to the rows. `back` are people known before for whom a trajectory opened, `checked`
    those whom a municipality of Brussels looked at.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0  # says something else than we know, and says it later
    rejected: int = 0
    moved: int = 0
    back: int = 0
    checked: int = 0
    opened: dict[str, int] = field(default_factory=dict)
    lapsed: dict[str, int] = field(default_factory=dict)

    def add(self, verdict: Verdict) -> None:
        setattr(self, verdict.what, getattr(self, verdict.what) + 1)
        self.moved += bool(verdict.moves)
        self.checked += verdict.looked is not None
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
            self.checked + other.checked,
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
    known = standings.known_by_number(tx, numbers, locked=True)
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
    """Rows about people whom nobody knows here yet: each is classified, and gets what belongs to that."""
    added = people.add_all(tx, [row.facts for row, _ in new])
    flemish, checked = [], []
    for person, (_, verdict) in zip(added, new, strict=True):
        if verdict.looked is None:
            flemish.append((person, verdict))
        else:
            checked.append((person, verdict))
    opened = _detect(tx, flemish, intake, known=False)
    cases = _keep_checks(tx, [(person, verdict, None) for person, verdict in checked], intake)
    return [
        Effect(person["id"], Did.NEW, case_id, verdict.opens)
        for (person, verdict), case_id in zip([*flemish, *checked], [*opened, *cases], strict=True)
    ]


def _change_all(
    tx: Transaction, changed: Sequence[tuple[Row, Known, Verdict]], intake: Intake
) -> list[Effect]:
    """Rows about people whom we know; who is back gets a trajectory, together with others who are."""
    import_effects.keep_before(tx, intake.run_id, [known.person for _, known, _ in changed])
    effects: list[Effect] = []
    for row, known, verdict in changed:
        effects += _change(tx, row, known, verdict, intake)
    back = [(each.person, each) for _, _, each in changed if each.is_back and each.looked is None]
    checked = [(each.person, each, known) for _, known, each in changed if each.looked is not None]
    opened = _detect(tx, back, intake, known=True)
    cases = _keep_checks(tx, checked, intake)
    for person, verdict, case_id in [
        *((person, verdict, case_id) for (person, verdict), case_id in zip(back, opened, strict=True)),
        *((person, verdict, case_id) for (person, verdict, _), case_id in zip(checked, cases, strict=True)),
    ]:
        kind = Did.BACK if verdict.is_back else Did.CHECKED
        detail = verdict.opens if verdict.looked is None else verdict.looked.outcome
        effects.append(Effect(person["id"], kind, case_id, detail))
    for region in Region:
        found = [
            Found(verdict.person, verdict.classes[region].target_group)
            for _, _, verdict in changed
            if region in verdict.classes and not _kept_elsewhere(verdict, region)
        ]
        classifications.keep(tx, found, region)
    return effects


def change_by_hand(tx: Transaction, row: Row, known: Known, verdict: Verdict, intake: Intake) -> list[Effect]:
    """What a colleague sees of somebody, as a row of today would say it; the check itself is kept apart."""
    effects = _change(tx, row, known, verdict, intake)
    for region in verdict.left:
        if region in verdict.classes:
            left = Found(verdict.person, verdict.classes[region].target_group)
            classifications.keep(tx, [left], region)
    return effects


def _kept_elsewhere(verdict: Verdict, region: Region) -> bool:
    """Whether the class is kept with the case that opens, or with the check."""
    return region is verdict.law and (verdict.is_back or verdict.looked is not None)


def _detect(
    tx: Transaction, found: Sequence[tuple[Mapping[str, Any], Verdict]], intake: Intake, *, known: bool
) -> list[int]:
    """Flemish trajectories for these people."""
    rows = [person for person, _ in found]
    if not rows:
        return []
    opened = detection.detect_all(tx, rows, intake.release_id, intake.release, intake.actor, known=known)
    return [each.id for each in opened]


def _keep_checks(
    tx: Transaction, found: Sequence[tuple[Mapping[str, Any], Verdict, Known | None]], intake: Intake
) -> list[int | None]:
    """What municipalities of Brussels found, and the trajectories that follow from it."""
    checks = [
        Check(
            person,
            verdict.looked,
            news=Region.BRUSSELS in verdict.classes,
            runs=None if known is None else known.under(Region.BRUSSELS).trajectory,
        )
        for person, verdict, known in found
        if verdict.looked is not None
    ]
    kept = obligations.keep(tx, checks, intake.release_id, intake.release, intake.actor, run_id=intake.run_id)
    return [each.case_id for each in kept]


def _change(tx: Transaction, row: Row, known: Known, verdict: Verdict, intake: Intake) -> list[Effect]:
    person_id, day = known.person["id"], row.facts["extracted_on"]
    status = PersonStatus(verdict.person["status"])
    by_hand = intake.actor.account_id if intake.run_id is None else None
    fields = people.change(tx, known.person, verdict.person, day, status, intake.run_id, by_hand)
    effects = []
    for region, desk in verdict.moves.items():
        desks = known.under(region).desks
        moved = moves.move(tx, desks, desk, intake.actor)
        effects += [Effect(person_id, Did.MOVED, each, desks[each]) for each in moved]
    if verdict.leaves is not None:
        what = f"{verdict.leaves}:{day}"
        told = _tell(tx, person_id, LAPSE, {"reden": verdict.leaves}, what, intake, verdict.left)
        if verdict.leaves is LapseReason.DECEASED:  # a decided fine outlives all else, not the person
            told += _tell(tx, person_id, DIED, {}, f"{DIED}:{day}", intake)
        effects += [Effect(person_id, Did.LAPSED, each, verdict.leaves) for each in told]
    if fields and verdict.leaves in (None, LapseReason.MOVED_OUT):
        staying = [region for region in Region if region not in verdict.left]
        said = {"gewijzigd": sorted(register.column_of(field) for field in fields)}
        told = _tell(tx, person_id, CHANGED, said, f"{CHANGED}:{day}:{row.fingerprint}", intake, staying)
        if not set(fields).isdisjoint(people.ADDRESS):  # who could not be traced, can be now
            found = {"adres_gevonden_op": day.isoformat()}
            told += _tell(tx, person_id, FOUND, found, f"{FOUND}:{day}", intake, staying)
        effects += [Effect(person_id, Did.TOLD, each) for each in told]
    return effects


def _tell(
    tx: Transaction,
    person_id: int,
    name: str,
    payload: Mapping[str, Any],
    what: str,
    intake: Intake,
    regions: Collection[Region] = tuple(Region),
) -> list[int]:
    """Every running case of the person that listens, under the law of these regions; gives them.

    Once whatever is read again of a file, and again when it is taken in anew after it was taken back; by
    hand every time.
    """
    listening = [
        row.id
        for row in tx.execute(LISTENING, {"person": person_id, "named": name})
        if of_process(row.process) in regions
    ]
    by_hand = "" if intake.actor.account_id is None else f":{tx.now:%H%M%S%f}"
    run = by_hand if intake.run_id is None else f":{intake.run_id}"
    for case_id in listening:
        messages.send(tx, case_id, name, payload, f"register:{case_id}:{what}{run}", intake.actor)
    return listening
