"""The clock of a case in words: until when, why, on what ground, and what people did to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import account, suspension, term, term_change
from app.domain.term_words import Line, length_in_words, sentence
from app.domain.terms import TermRule, rule_on
from app.domain.vocabulary import TermChange, TermKind, TermStart, TermStatus
from app.engine.release import Release
from app.insight.viewer import Releases

_OF_CASE = select(term).where(term.c.case_id == bindparam("case")).order_by(term.c.id)
_OPEN = (TermStatus.WAITING, TermStatus.RUNNING)
_taker_back = account.alias("taker_back")
_CHANGES = (
    select(term_change, account.c.name.label("who"), _taker_back.c.name.label("withdrawn_who"))
    .join(term, term.c.id == term_change.c.term_id)
    .outerjoin(account, account.c.id == term_change.c.account_id)
    .outerjoin(_taker_back, _taker_back.c.id == term_change.c.withdrawn_by)
    .where(term.c.case_id == bindparam("case"))
    .order_by(term_change.c.id)
)
_PAUSES = (
    select(suspension, account.c.name.label("who"), _taker_back.c.name.label("withdrawn_who"))
    .outerjoin(account, account.c.id == suspension.c.account_id)
    .outerjoin(_taker_back, _taker_back.c.id == suspension.c.withdrawn_by)
    .where(suspension.c.case_id == bindparam("case"))
    .order_by(suspension.c.first_day, suspension.c.id)
)


@dataclass(frozen=True)
class Move:
    """What somebody did to a term: a `length` in `unit` added or applied, or a `last_day` granted."""

    id: int
    kind: str
    length: int | None
    unit: str | None
    last_day: date | None
    decided_on: date
    reason: str
    who: str | None
    withdrawn: bool
    withdrawn_who: str | None
    withdrawn_reason: str | None


@dataclass(frozen=True)
class Pause:
    """A suspension of the case, both days included; `last_day` None while nobody knows the end."""

    id: int
    first_day: date
    last_day: date | None
    reason: str
    recorded_on: date
    who: str | None
    now: bool
    withdrawn: bool
    withdrawn_who: str | None
    withdrawn_reason: str | None


@dataclass(frozen=True)
class Term:
    """One term: `lines` explain the deadline step by step, in Dutch.

    `days_left` is 0 on the last day and negative after it; None while there is no last day. `letter` or
    `fact` names what must come in before a waiting term starts.
    """

    id: int
    code: str
    uid: str
    element: str
    name: str
    length: str
    status: str
    kind: str
    fires_at: datetime | None
    started_on: date | None
    last_day: date | None
    days_left: int | None
    lines: tuple[str, ...]
    basis: str
    source: str
    confirmed: bool
    note: str
    letter: str | None
    fact: str | None
    moves: tuple[Move, ...]

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN

    @property
    def fires(self) -> bool:
        """Whether it has a moment at which it reaches the case by itself."""
        return self.fires_at is not None

    @property
    def runs(self) -> bool:
        return self.status == TermStatus.RUNNING

    @property
    def suspended(self) -> bool:
        """Whether it stands still without anybody knowing until when."""
        return self.runs and self.last_day is None

    @property
    def too_late(self) -> bool:
        """Whether its day had passed before anybody knew it: it never fires by itself, a person decides."""
        passed = self.days_left is not None and self.days_left < 0
        return self.runs and self.kind == TermKind.TIMER and passed and not self.fires


def terms_of(tx: Transaction, case_id: int, release: Release, releases: Releases) -> list[Term]:
    """All terms of a case: the open ones first, the nearest deadline on top."""
    changes: dict[int, list[Any]] = {}
    for change in tx.execute(_CHANGES, {"case": case_id}):
        changes.setdefault(change.term_id, []).append(change)
    found = [
        _read(tx, row, changes.get(row.id, []), release, releases)
        for row in tx.execute(_OF_CASE, {"case": case_id}).all()
    ]
    return sorted(found, key=lambda each: (not each.is_open, each.last_day or date.max))


def pauses_of(tx: Transaction, case_id: int) -> list[Pause]:
    """The suspensions of a case, also those taken back, in order."""
    return [
        Pause(
            id=row.id,
            first_day=row.first_day,
            last_day=row.last_day,
            reason=row.reason,
            recorded_on=brussels_day(row.recorded_at),
            who=row.who,
            now=row.withdrawn_at is None and row.first_day <= tx.today <= (row.last_day or date.max),
            withdrawn=row.withdrawn_at is not None,
            withdrawn_who=row.withdrawn_who,
            withdrawn_reason=row.withdrawn_reason,
        )
        for row in tx.execute(_PAUSES, {"case": case_id})
    ]


def _read(tx: Transaction, row: Any, changes: list[Any], release: Release, releases: Releases) -> Term:
    moves = tuple(_move(tx, row, change, releases) for change in changes)
    applied = [c for c in changes if c.kind == TermChange.NEW_RULE and c.withdrawn_at is None]
    rule = _rule(tx, applied[-1] if applied else row, row, release, releases)
    waits = row.status == TermStatus.WAITING
    return Term(
        id=row.id,
        code=row.code,
        uid=row.uid,
        element=row.element,
        name=rule.name,
        length=length_in_words(rule.length, rule.unit),
        status=row.status,
        kind=row.kind,
        fires_at=row.fires_at,
        started_on=row.started_on,
        last_day=row.last_day,
        days_left=(row.last_day - tx.today).days if row.last_day else None,
        lines=tuple(sentence(Line.from_json(line)) for line in row.explanation),
        basis=rule.basis,
        source=rule.source.value,
        confirmed=rule.source.confirmed,
        note=rule.note,
        letter=rule.letter if waits and rule.start is TermStart.LETTER_SENT else None,
        fact=rule.fact if waits and rule.start is TermStart.FACT else None,
        moves=moves,
    )


def _rule(tx: Transaction, pointer: Any, row: Any, release: Release, releases: Releases) -> TermRule:
    """The rule that a pointer names; a term that has not begun stands under the case's own."""
    if pointer.release_id is None:
        return rule_on(release.terms, row.code, row.started_on or brussels_day(row.created_at))
    return rule_on(releases(tx, pointer.release_id).terms, row.code, pointer.rule_from)


def _move(tx: Transaction, row: Any, change: Any, releases: Releases) -> Move:
    length, unit = change.length, change.unit
    if change.kind == TermChange.NEW_RULE:
        rule = rule_on(releases(tx, change.release_id).terms, row.code, change.rule_from)
        length, unit = rule.length, rule.unit.value
    return Move(
        id=change.id,
        kind=change.kind,
        length=length,
        unit=unit,
        last_day=change.last_day,
        decided_on=change.decided_on,
        reason=change.reason,
        who=change.who,
        withdrawn=change.withdrawn_at is not None,
        withdrawn_who=change.withdrawn_who,
        withdrawn_reason=change.withdrawn_reason,
    )
