"""What a step does to the clock of a case: suspend, extend, postpone, and take that back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.casework import term_changes
from app.db.session import Transaction
from app.db.tables import case, suspension, term, term_change
from app.domain.vocabulary import TermStatus, Unit
from app.studio.scenarios.choosing import NotDone, the_case, the_newest, the_one, who_manages
from app.studio.scenarios.model import Action


def _suspend(tx: Transaction, action: Action) -> None:
    said = action.value
    row = the_case(tx, action)
    term_changes.suspend(tx, row.id, said["van"], said.get("tot"), said["reden"], who_manages(tx, row))


def _end_suspension(tx: Transaction, action: Action) -> None:
    row = the_case(tx, action)
    term_changes.end_suspension(tx, _suspension(tx, row.id), action.value, who_manages(tx, row))


def _withdraw_suspension(tx: Transaction, action: Action) -> None:
    row = the_case(tx, action)
    term_changes.withdraw_suspension(tx, _suspension(tx, row.id), action.value, who_manages(tx, row))


def _suspension(tx: Transaction, case_id: int) -> int:
    """The newest suspension of the case that counts."""
    rows = select(suspension.c.id).where(suspension.c.case_id == case_id, suspension.c.withdrawn_at.is_(None))
    found = tx.execute(rows.order_by(suspension.c.id.desc())).scalars().first()
    if found is None:
        raise NotDone(["opschorting_onbekend"], "dit dossier heeft geen opschorting")
    return int(found)


def _extend(tx: Transaction, action: Action) -> None:
    said = action.value
    row, term_id = _term(tx, action)
    unit = Unit(said["eenheid"])
    term_changes.extend(tx, term_id, said["lengte"], unit, said["reden"], who_manages(tx, row))


def _postpone(tx: Transaction, action: Action) -> None:
    said = action.value
    row, term_id = _term(tx, action)
    term_changes.postpone(tx, term_id, said["laatste_dag"], said["reden"], who_manages(tx, row))


def _withdraw_change(tx: Transaction, action: Action) -> None:
    rows = select(term_change.c.id).where(term_change.c.withdrawn_at.is_(None))
    newest = tx.execute(rows.order_by(term_change.c.id.desc())).scalars().first()
    if newest is None:
        raise NotDone(["termijnwijziging_onbekend"], "er is geen verlenging of uitstel")
    term_changes.withdraw_change(tx, newest, action.value, who_manages(tx, the_case(tx, action)))


def _term(tx: Transaction, action: Action) -> tuple[Any, int]:
    code = action.value["termijn"]
    running = (term.c.code == code, term.c.status.in_((TermStatus.RUNNING, TermStatus.WAITING)))
    chosen = the_one(tx, term, action, *running) or the_newest(tx, term, action, term.c.code == code)
    return tx.execute(select(case).where(case.c.id == chosen.case_id)).one(), int(chosen.id)


DOING: dict[str, Callable[[Transaction, Action], None]] = {
    "opschorting": _suspend,
    "einde_opschorting": _end_suspension,
    "opschorting_ingetrokken": _withdraw_suspension,
    "verlenging": _extend,
    "uitstel": _postpone,
    "wijziging_ingetrokken": _withdraw_change,
}
