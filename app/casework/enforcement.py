"""Infringements, decisions and payments as facts of their own: letters and statistics read these rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import answer, case, decision, infringement, payment, task
from app.domain import sanctions
from app.domain.errors import DomainError
from app.domain.sanctions import EarlierFile, cents
from app.domain.vocabulary import (
    Collection,
    DecisionOutcome,
    InfringementStatus,
    InfringementType,
    TaskStatus,
)
from app.forms import FieldError

_ADD_INFRINGEMENT = insert(infringement)


def rank(tx: Transaction, person_id: int) -> int:
    """1 + the earlier files of this person that enforcement received; withdrawn ones left out (aanname)."""
    return ranks(tx, [person_id])[person_id]


def ranks(tx: Transaction, person_ids: Iterable[int]) -> dict[int, int]:
    """`rank` of each of these people."""
    of: dict[int, list[EarlierFile]] = {person_id: [] for person_id in person_ids}
    earlier = select(infringement.c.person_id, infringement.c.received_on)
    for row in tx.execute(earlier.where(infringement.c.person_id.in_(of))):
        of[row.person_id].append(EarlierFile(received=row.received_on is not None))
    return {person_id: sanctions.rank(files) for person_id, files in of.items()}


def register_infringement(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The facts of an infringement as its own case establishes them."""
    found = {
        "case_id": row.id,
        "person_id": row.person_id,
        "type": InfringementType(given["type"]),
        "fact_date": date.fromisoformat(given["feit_datum"]),
        "rank": int(given["rang"]),
        "status": InfringementStatus.FOUND,
    }
    tx.write(_ADD_INFRINGEMENT, [found])


def update_infringement(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """How far the infringement has come; forwarding is the day on which enforcement received it."""
    status = InfringementStatus(given["status"])
    values: dict[str, Any] = {"status": status}
    if status is InfringementStatus.FORWARDED:
        values["received_on"] = tx.today
    tx.execute(update(infringement).where(infringement.c.case_id == row.id).values(**values))


_MOTIVATED = (
    select(answer.c["values"])
    .where(answer.c.case_id == task.c.case_id, answer.c.element == task.c.element)
    .order_by(answer.c.id.desc())
    .limit(1)
)
_DECIDED = (
    select(task.c.completed_by, task.c.ended_at, _MOTIVATED.scalar_subquery().label("filled_in"))
    .where(
        task.c.case_id == bindparam("case"),
        task.c.element == "besluit_nemen",
        task.c.status == TaskStatus.COMPLETED,
    )
    .order_by(task.c.id.desc())
    .limit(1)
)


def register_decision(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The decision as it was signed: who decided and who signed are two people (aanname: our safeguard)."""
    decided = tx.execute(_DECIDED, {"case": row.id}).first()
    if decided is None or decided.completed_by == actor.account_id or actor.account_id is None:
        raise DomainError("besluit_zonder_twee_ambtenaren", dossier=row.number)
    outcome = DecisionOutcome(given["besluit"])
    tx.execute(
        insert(decision),
        {
            "case_id": row.id,
            "person_id": row.person_id,
            "type": row.data["inbreuk_type"],
            "rank": int(row.data["rang"]),
            "outcome": outcome,
            "proposed_cents": _cents(given["voorstel"]),
            "amount_cents": _cents(given["bedrag"]) if outcome is DecisionOutcome.FINE else None,
            "motivation": _motivation(decided.filled_in),
            "decided_by": decided.completed_by,
            "decided_on": brussels_day(decided.ended_at),
            "signed_by": actor.account_id,
            "signed_on": tx.today,
        },
    )


def update_collection(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """How far the collection of the fine has come; its first state is also the day of notification."""
    status = Collection(given["status"])
    values: dict[str, Any] = {"collection": status}
    if status is Collection.TO_PAY:
        sent = row.data.get("besluit_verzonden_op")
        values["notified_on"] = date.fromisoformat(sent) if sent else None
    tx.execute(update(decision).where(decision.c.case_id == row.id).values(**values))


def record_payment(tx: Transaction, case_id: int, values: Mapping[str, Any]) -> None:
    """A payment as it was received; partial payments add up in the case."""
    tx.execute(
        insert(payment),
        {
            "case_id": case_id,
            "amount_cents": cents(values["ontvangen_bedrag"]),
            "received_on": date.fromisoformat(values.get("ontvangen_op") or tx.today.isoformat()),
            "recorded_at": tx.now,
        },
    )


def _cents(euro: Any) -> int | None:
    return None if euro is None else cents(euro)


def check_decision(values: Mapping[str, Any], data: Mapping[str, Any]) -> list[FieldError]:
    """What the law does not allow in the form of a decision, as errors at its fields."""
    proposed = data.get("voorstel_bedrag")
    try:
        sanctions.check_decision(
            values["besluit"],
            _cents(values.get("bedrag")),
            proposed_cents=_cents(proposed),
            reason=values.get("afwijking_reden") or "",
        )
    except DomainError as problem:
        key = "afwijking_reden" if problem.code == "afwijking_zonder_reden" else "bedrag"
        return [FieldError(key, problem.code, problem.facts)]
    return []


def _motivation(filled_in: Mapping[str, Any] | None) -> str:
    text = (filled_in or {}).get("motivering")
    if not text:
        raise DomainError("besluit_zonder_motivering")
    return str(text)


_chain = select(case.c.id, case.c.parent_id).where(case.c.id == bindparam("case")).cte(recursive=True)
_chain = _chain.union_all(select(case.c.id, case.c.parent_id).join(_chain, case.c.id == _chain.c.parent_id))
_DOERS = select(task.c.completed_by).where(
    task.c.case_id.in_(select(_chain.c.id)),
    task.c.element.in_(bindparam("elements", expanding=True)),
    task.c.status == TaskStatus.COMPLETED,
    task.c.completed_by.is_not(None),
)


def barred_accounts(tx: Transaction, case_id: int, elements: tuple[str, ...]) -> set[int]:
    """Who completed one of these elements, in this case or in those it came from: barred from the task."""
    if not elements:
        return set()
    return set(tx.execute(_DOERS, {"case": case_id, "elements": list(elements)}).scalars())
