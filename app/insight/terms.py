"""The terms of a case in words: until when, why, and on what ground."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import term
from app.domain.term_words import Line, length_in_words, sentence
from app.domain.terms import TermRule, rule_on
from app.domain.vocabulary import TermStart, TermStatus
from app.engine.release import Release

_OF_CASE = select(term).where(term.c.case_id == bindparam("case")).order_by(term.c.id)
_OPEN = (TermStatus.WAITING, TermStatus.RUNNING)


@dataclass(frozen=True)
class Term:
    """One term: `lines` explain the deadline step by step, in Dutch.

    `days_left` is 0 on the last day and negative after it; None while there is no last day. `letter` or
    `fact` names what must come in before a waiting term starts.
    """

    code: str
    uid: str
    element: str
    name: str
    length: str
    status: str
    kind: str
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

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN


def terms_of(tx: Transaction, case_id: int, release: Release) -> list[Term]:
    """All terms of a case: the open ones first, the nearest deadline on top."""
    found = [_read(tx, row, release) for row in tx.execute(_OF_CASE, {"case": case_id})]
    return sorted(found, key=lambda each: (not each.is_open, each.last_day or date.max))


def _read(tx: Transaction, row: Any, release: Release) -> Term:
    rule: TermRule = rule_on(release.terms, row.code, brussels_day(row.created_at))
    waits = row.status == TermStatus.WAITING
    return Term(
        code=row.code,
        uid=row.uid,
        element=row.element,
        name=rule.name,
        length=length_in_words(rule.length, rule.unit),
        status=row.status,
        kind=row.kind,
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
    )
