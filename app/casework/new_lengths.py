"""A new length applied to terms that run already: a choice of the process owner, with a preview.

Without it a new length only counts for terms that start from its `geldig_van` on: `term_counting.law_on`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace

from sqlalchemy import bindparam, insert, select

from app.casework import audit, case_rows, releases, term_counting, term_moving
from app.casework.actors import Actor
from app.casework.tasks import Refused
from app.db.session import Database, Transaction
from app.db.tables import case, term, term_change
from app.domain.errors import DomainError
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
    today = [rule for rule in newest.terms if rule.in_force_on(tx.today)]
    return [rule for rule in today if next(preview(tx, rule.code), None) is not None]


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
            change = _change(tx, newest_id, rule)
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
    if not may(actor.roles, Action.APPLY_NEW_LENGTH):
        raise Refused("nieuwe_lengte_niet_voor_uw_rol")
    if not reason.strip():
        raise DomainError("reden_ontbreekt")
    with database.read() as tx:
        chosen = [planned.term_id for planned in preview(tx, code) if not planned.over]
    done = 0
    for first in range(0, len(chosen), TOGETHER):
        with database.transaction() as tx:
            for term_id in chosen[first : first + TOGETHER]:
                done += _apply(tx, term_id, code, reason.strip(), actor)
        progress(done)
    return done


def _apply(tx: Transaction, term_id: int, code: str, reason: str, actor: Actor) -> bool:
    case_id = tx.execute(select(term.c.case_id).where(term.c.id == term_id)).scalar_one()
    row = case_rows.lock(tx, case_id)
    known = tx.execute(select(term).where(term.c.id == term_id)).one()
    passes = known.fires_at is not None and known.fires_at <= tx.now
    if row.state is None or known.status != TermStatus.RUNNING or passes:
        return False
    newest_id, newest = releases.current(tx)
    rule = rule_on(newest.terms, code, tx.today)
    counted_by = term_counting.rule_of(
        tx, known, term_counting.changes(tx, [term_id])[term_id], row.release_id
    )
    if _same(counted_by.rule, rule):  # somebody was first
        return False
    change = vars(_change(tx, newest_id, rule))
    recorded = {"reason": reason, "account_id": actor.account_id, "recorded_at": tx.now}
    change_id = tx.insert_id(insert(term_change).values(**{"term_id": term_id, **change, **recorded}))
    moved = term_moving.recount(tx, row)
    told = [each.as_json() for each in moved]
    data = {"wijziging": change_id, "termijn": term_id, "code": code, "verschoven": told}
    audit.note(tx, row, "nieuwe_lengte_toegepast", data, actor)
    return True


def _change(tx: Transaction, release_id: int, rule: TermRule) -> SimpleNamespace:
    """The change as its row will be."""
    return SimpleNamespace(
        kind=TermChange.NEW_RULE,
        release_id=release_id,
        rule_from=rule.valid_from,
        decided_on=tx.today,
        reason="",
    )


def _same(one: TermRule, other: TermRule) -> bool:
    """Whether two rules count alike."""
    return (one.length, one.unit, one.roll, one.notice_days) == (
        other.length,
        other.unit,
        other.roll,
        other.notice_days,
    )
