"""A new length applied to terms that run already: a choice of the process owner, with a preview.

Without it a new length only counts for terms that start from its `geldig_van` on: `term_counting.law_on`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from sqlalchemy import bindparam, func, select

from app.casework import case_rows, releases, term_changes, term_counting
from app.casework.actors import Actor, Refused
from app.db.session import Database, Transaction
from app.db.tables import case, term, term_change
from app.domain.permissions import Action, may
from app.domain.terms import TermRule, rule_on
from app.domain.vocabulary import TermChange, TermStatus

TOGETHER = 20  # terms in one transaction, so that the desk does not wait

_RUNNING = (
    select(term, case.c.number, case.c.organisation, case.c.release_id.label("own_release"))
    .join(case, case.c.id == term.c.case_id)
    .where(
        term.c.code == bindparam("code"), term.c.status == TermStatus.RUNNING, term.c.id > bindparam("after")
    )
    .order_by(term.c.id)
    .limit(500)
)
_applied = term_change.alias("applied")
_APPLIED = (  # the newest rule applied to a term since it began
    select(func.max(_applied.c.id))
    .where(
        _applied.c.term_id == term.c.id,
        _applied.c.kind == TermChange.NEW_RULE,
        _applied.c.withdrawn_at.is_(None),
    )
    .scalar_subquery()
)
_RULE_FROM = func.coalesce(term_change.c.rule_from, term.c.rule_from, term.c.started_on)
_COUNTED_BY = (  # by which rules terms run; a few rows, however many terms there are
    select(
        term.c.code,
        func.coalesce(term_change.c.release_id, term.c.release_id, case.c.release_id).label("release_id"),
        _RULE_FROM.label("rule_from"),
    )
    .distinct()
    .select_from(term.join(case, case.c.id == term.c.case_id))
    .outerjoin(term_change, term_change.c.id == _APPLIED)
    .where(term.c.status == TermStatus.RUNNING)
)


@dataclass(frozen=True)
class Planned:
    """What the new rule would do to one running term; the days are None while its case stands still.

    `over`: by the new rule its last day would have passed. Nobody could know that, so it is left as it is.
    """

    term_id: int
    case_id: int
    number: str
    organisation: str | None
    started_on: date
    before: date | None
    after: date | None
    over: bool

    @property
    def days(self) -> int | None:
        """How many days later (or, below 0, earlier) the last day comes; None while either is unknown."""
        return None if self.before is None or self.after is None else (self.after - self.before).days


def differing(tx: Transaction) -> list[TermRule]:
    """The rules in force today by which some running term is not counted."""
    _, newest = releases.current(tx)
    today = {rule.code: rule for rule in newest.terms if rule.in_force_on(tx.today)}
    others = {
        row.code
        for row in tx.execute(_COUNTED_BY).all()
        if row.code in today
        and not _same(
            rule_on(releases.load(tx, row.release_id).terms, row.code, row.rule_from), today[row.code]
        )
    }
    return [rule for rule in today.values() if rule.code in others]


def preview(tx: Transaction, code: str) -> Iterator[Planned]:
    """Every running term of a code that is counted by another rule than the one in force today.

    Raises DomainError `termijn_onbekend`.
    """
    newest_id, newest = releases.current(tx)
    rule = rule_on(newest.terms, code, tx.today)
    after = 0
    while rows := tx.execute(_RUNNING, {"code": code, "after": after}).all():
        after = rows[-1].id
        changes = term_counting.changes(tx, [row.id for row in rows])
        for row in rows:
            known = term_counting.rule_of(tx, row, changes[row.id], row.own_release)
            if _same(known.rule, rule):
                continue
            pointer = _pointer(newest_id, rule)
            change = SimpleNamespace(**pointer, decided_on=tx.today, reason="")
            ruled = term_counting.rule_of(tx, row, [change], row.own_release)
            standing = term_counting.pauses(tx, row.case_id)
            moved = [*changes[row.id], change]
            columns = term_counting.columns(tx, ruled, row.started_on, row.kind, standing, moved)
            last_day = columns["last_day"]
            yield Planned(
                term_id=row.id,
                case_id=row.case_id,
                number=row.number,
                organisation=row.organisation,
                started_on=row.started_on,
                before=row.last_day,
                after=last_day,
                over=last_day is not None and last_day < tx.today,
            )


def check_may_apply(reason: str, actor: Actor) -> str:
    """The reason, of somebody who may. Raises Refused `nieuwe_lengte_niet_voor_uw_rol`, `reden_ontbreekt`."""
    if not may(actor.roles, Action.APPLY_NEW_LENGTH):
        raise Refused("nieuwe_lengte_niet_voor_uw_rol")
    return term_changes.reason_given(reason)


def apply(
    database: Database,
    code: str,
    reason: str,
    actor: Actor,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Count the running terms of a code by the rule in force today; how many were.

    Each case keeps who chose this and why. A term that would be over by the new rule is left alone, and so is
    one that ended meanwhile. Raises Refused `nieuwe_lengte_niet_voor_uw_rol`, DomainError `reden_ontbreekt`,
    `termijn_onbekend`.
    """
    why = check_may_apply(reason, actor)
    with database.read() as tx:
        chosen = [planned.term_id for planned in preview(tx, code) if not planned.over]
    done = 0
    for first in range(0, len(chosen), TOGETHER):
        with database.transaction() as tx:
            for term_id in chosen[first : first + TOGETHER]:
                done += _apply(tx, term_id, code, why, actor)
        progress(done)
    return done


def _apply(tx: Transaction, term_id: int, code: str, reason: str, actor: Actor) -> bool:
    case_id = tx.execute(select(term.c.case_id).where(term.c.id == term_id)).scalar_one()
    row = case_rows.lock(tx, case_id)
    known = tx.execute(select(term).where(term.c.id == term_id)).one()
    if row.state is None or known.status != TermStatus.RUNNING or term_counting.fires_now(tx, known):
        return False
    newest_id, newest = releases.current(tx)
    rule = rule_on(newest.terms, code, tx.today)
    changes = term_counting.changes(tx, [term_id])[term_id]
    if _same(term_counting.rule_of(tx, known, changes, row.release_id).rule, rule):  # somebody was first
        return False
    term_changes.record(tx, row, known, _pointer(newest_id, rule), reason, "nieuwe_lengte_toegepast", actor)
    return True


def _pointer(release_id: int, rule: TermRule) -> dict[str, Any]:
    """What the row of the change says: counted by this rule from now on."""
    return {"kind": TermChange.NEW_RULE, "release_id": release_id, "rule_from": rule.valid_from}


def _same(one: TermRule, other: TermRule) -> bool:
    """Whether two rules count alike."""
    return (one.length, one.unit, one.roll, one.notice_days) == (
        other.length,
        other.unit,
        other.roll,
        other.notice_days,
    )
