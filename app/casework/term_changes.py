"""What a person does to the clock of a case: suspend it, extend a term, grant a postponement, take that back.

Each of these asks for the right to move a term in a case of one's own organisation (else Refused with
`termijn_niet_voor_uw_rol`), locks the case, keeps who did it and why, counts the running terms again and
writes a line in the audit trail. Nothing is deleted: what was recorded by mistake is withdrawn and stays
readable. Legal ground: postponement art. 27-28 decree 7-6-2013 (F5, F8); suspension F11.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from app.casework import audit, case_rows, term_counting, term_moving
from app.casework.actors import Actor, Refused
from app.casework.case_rows import CaseRow
from app.db.session import Transaction
from app.db.tables import suspension, term, term_change
from app.domain.errors import DomainError
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import TermChange, TermStatus, Unit

LONGEST = {Unit.CALENDAR_DAYS: 1830, Unit.WORKING_DAYS: 1250, Unit.MONTHS: 60}  # five years: more is a slip
FURTHEST = timedelta(days=1830)


def suspend(tx: Transaction, case_id: int, first: date, last: date | None, reason: str, actor: Actor) -> int:
    """Opschorting of the whole case, both days included; `last` None while nobody knows the end.

    Gives the suspension's id. Raises DomainError `dossier_niet_lopend`, `reden_ontbreekt`,
    `opschorting_onmogelijk`.
    """
    row = _running_case(tx, case_id, actor)
    check_days(tx, first, last)
    suspension_id = keep_suspension(tx, case_id, first, last, reason, actor)
    _moved(tx, row, "opgeschort", {"opschorting": suspension_id, **_days(first, last)}, actor)
    return suspension_id


def end_suspension(tx: Transaction, suspension_id: int, last: date, actor: Actor) -> None:
    """The last suspended day is now known, or another one than was thought.

    Raises DomainError `opschorting_onbekend`, `dossier_niet_lopend`, `opschorting_onmogelijk`.
    """
    known, row = _suspension(tx, suspension_id, actor)
    check_days(tx, known.first_day, last)
    tx.execute(update(suspension).where(suspension.c.id == suspension_id).values(last_day=last))
    data = {"opschorting": suspension_id, **_days(known.first_day, last)}
    _moved(tx, row, "opschorting_beeindigd", data, actor)


def withdraw_suspension(tx: Transaction, suspension_id: int, reason: str, actor: Actor) -> None:
    """It was recorded by mistake and no longer counts.

    Raises DomainError `opschorting_onbekend`, `dossier_niet_lopend`, `reden_ontbreekt`.
    """
    known, row = _suspension(tx, suspension_id, actor)
    tx.execute(
        update(suspension)
        .where(suspension.c.id == suspension_id)
        .values(withdrawn_at=tx.now, withdrawn_by=actor.account_id, withdrawn_reason=reason_given(reason))
    )
    data = {"opschorting": suspension_id, **_days(known.first_day, known.last_day)}
    _moved(tx, row, "opschorting_ingetrokken", data, actor)


def extend(tx: Transaction, term_id: int, length: int, unit: Unit, reason: str, actor: Actor) -> int:
    """Verlenging: counts on from the counted last day, before moving. Gives the change's id.

    Raises DomainError `termijn_loopt_niet`, `termijn_voorbij`, `dossier_niet_lopend`, `reden_ontbreekt`,
    `verlenging_onmogelijk`.
    """
    row, known = _running_term(tx, term_id, actor)
    check_length(length, unit)
    values = {"kind": TermChange.EXTENSION, "length": length, "unit": unit}
    return record(tx, row, known, values, reason, "termijn_verlengd", actor)


def postpone(tx: Transaction, term_id: int, last_day: date, reason: str, actor: Actor) -> int:
    """Uitstel: the date on an attest replaces the last day, and moves to a working day like any last day.

    Gives the change's id. Raises what `extend` raises, and `uitstel_onmogelijk` for a day that has passed, is
    earlier than the last day of now, or lies years away.
    """
    row, known = _running_term(tx, term_id, actor)
    check_postponement(tx, known, last_day)
    values = {"kind": TermChange.POSTPONEMENT, "last_day": last_day}
    return record(tx, row, known, values, reason, "uitstel_verleend", actor)


def withdraw_change(tx: Transaction, change_id: int, reason: str, actor: Actor) -> None:
    """An extension, postponement or new length was recorded by mistake.

    Raises DomainError `termijnwijziging_onbekend`, `termijn_loopt_niet`, `dossier_niet_lopend`,
    `reden_ontbreekt`.
    """
    change = tx.execute(
        select(term_change).where(term_change.c.id == change_id, term_change.c.withdrawn_at.is_(None))
    ).first()
    if change is None:
        raise DomainError("termijnwijziging_onbekend", wijziging=change_id)
    row, known = _term_row(tx, change.term_id, actor)
    tx.execute(
        update(term_change)
        .where(term_change.c.id == change_id)
        .values(withdrawn_at=tx.now, withdrawn_by=actor.account_id, withdrawn_reason=reason_given(reason))
    )
    data = {"wijziging": change_id, "termijn": known.id, "code": known.code}
    _moved(tx, row, "termijnwijziging_ingetrokken", data, actor)


# -- what each of them needs -------------------------------------------------------------------------------


def _moved(tx: Transaction, row: CaseRow, event: str, data: dict[str, Any], actor: Actor) -> None:
    """Count again and note what moved, with ids and days only."""
    moved = [each.as_json() for each in term_moving.recount(tx, row)]
    audit.note(tx, row, event, {**data, "verschoven": moved}, actor)


def record(
    tx: Transaction,
    row: CaseRow,
    known: Any,
    values: dict[str, Any],
    reason: str,
    event: str,
    actor: Actor,
) -> int:
    """Keep a change of a running term of a locked case, count again and note it. Gives the change's id."""
    change_id = keep_change(tx, known.id, values, reason, actor)
    _moved(tx, row, event, {"wijziging": change_id, "termijn": known.id, "code": known.code}, actor)
    return change_id


def keep_suspension(
    tx: Transaction, case_id: int, first: date, last: date | None, reason: str, actor: Actor
) -> int:
    """The row of a suspension whose days were checked; its id. Raises DomainError `reden_ontbreekt`."""
    return tx.insert_id(
        insert(suspension).values(
            case_id=case_id,
            first_day=first,
            last_day=last,
            reason=reason_given(reason),
            account_id=actor.account_id,
            recorded_at=tx.now,
        )
    )


def keep_change(tx: Transaction, term_id: int, values: dict[str, Any], reason: str, actor: Actor) -> int:
    """The row of a change that was checked; its id. Raises DomainError `reden_ontbreekt`."""
    recorded = {"account_id": actor.account_id, "recorded_at": tx.now, "decided_on": tx.today}
    return tx.insert_id(
        insert(term_change).values(term_id=term_id, reason=reason_given(reason), **recorded, **values)
    )


def _running_case(tx: Transaction, case_id: int, actor: Actor) -> CaseRow:
    row = case_rows.lock(tx, case_id)
    check_may_move(row, actor)
    return row


def check_may_move(row: CaseRow, actor: Actor) -> None:
    """The clock of a running case is moved by the desk that owns it.

    Raises Refused `termijn_niet_voor_uw_rol`, DomainError `dossier_niet_lopend`.
    """
    allowed = may(actor.roles, Action.MOVE_TERM)
    if not allowed or not works_on(actor.organisation, row.organisation, actor.roles):
        raise Refused("termijn_niet_voor_uw_rol", dossier=row.number)
    if row.state is None:
        raise DomainError("dossier_niet_lopend", dossier=row.number)


def _suspension(tx: Transaction, suspension_id: int, actor: Actor) -> tuple[Any, CaseRow]:
    """A suspension that counts, read again once its case is locked."""
    found = select(suspension).where(suspension.c.id == suspension_id, suspension.c.withdrawn_at.is_(None))
    first = tx.execute(found).first()
    row = None if first is None else _running_case(tx, first.case_id, actor)
    known = None if row is None else tx.execute(found).first()
    if row is None or known is None:
        raise DomainError("opschorting_onbekend", opschorting=suspension_id)
    return known, row


def _term_row(tx: Transaction, term_id: int, actor: Actor) -> tuple[CaseRow, Any]:
    """A running term, read once its case is locked."""
    case_id = tx.execute(select(term.c.case_id).where(term.c.id == term_id)).scalar()
    if case_id is None:
        raise DomainError("termijn_loopt_niet", termijn=term_id)
    row = _running_case(tx, case_id, actor)
    known = tx.execute(select(term).where(term.c.id == term_id)).one()
    if known.status != TermStatus.RUNNING:
        raise DomainError("termijn_loopt_niet", termijn=term_id)
    return row, known


def _running_term(tx: Transaction, term_id: int, actor: Actor) -> tuple[CaseRow, Any]:
    """The same, and not over: what fires at any moment can no longer be moved."""
    row, known = _term_row(tx, term_id, actor)
    check_not_over(tx, known)
    return row, known


def check_not_over(tx: Transaction, known: Any) -> None:
    """Raises DomainError `termijn_voorbij` for a term that fires at any moment."""
    if term_counting.fires_now(tx, known):
        raise DomainError("termijn_voorbij", termijn=known.code, uiterste_dag=known.last_day.isoformat())


def reason_given(text: str) -> str:
    """The reason without blanks around it. Raises DomainError `reden_ontbreekt`."""
    if not text.strip():
        raise DomainError("reden_ontbreekt")
    return text.strip()


def check_days(tx: Transaction, first: date, last: date | None) -> None:
    """Raises DomainError `opschorting_onmogelijk` for days that cannot be meant."""
    if last is not None and last < first:
        raise DomainError("opschorting_onmogelijk", waarom="einde_voor_begin")
    if abs(first - tx.today) > FURTHEST or (last is not None and last - first > FURTHEST):
        raise DomainError("opschorting_onmogelijk", waarom="te_ver")


def check_length(length: int, unit: Unit) -> None:
    """Raises DomainError `verlenging_onmogelijk` for a length that cannot be meant."""
    if not 1 <= length <= LONGEST[unit]:
        raise DomainError("verlenging_onmogelijk", lengte=length, eenheid=unit.value)


def check_postponement(tx: Transaction, known: Any, last_day: date) -> None:
    """Raises DomainError `uitstel_onmogelijk` for a day that cannot replace the last day of a term."""
    if last_day < tx.today:
        raise DomainError("uitstel_onmogelijk", waarom="voorbij", dag=last_day.isoformat())
    if known.last_day is not None and last_day < known.last_day:
        raise DomainError("uitstel_onmogelijk", waarom="korter", dag=known.last_day.isoformat())
    if last_day - tx.today > FURTHEST:
        raise DomainError("uitstel_onmogelijk", waarom="te_ver", dag=last_day.isoformat())


def _days(first: date, last: date | None) -> dict[str, str | None]:
    return {"van": first.isoformat(), "tot": _iso(last)}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
