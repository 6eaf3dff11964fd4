"""Infringements, decisions and payments as facts of their own: letters and statistics read these rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from app.casework import releases
from app.casework.actors import Actor
from app.casework.case_rows import CaseRow
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import answer, case, decision, infringement, payment, revision, task
from app.domain import sanctions
from app.domain.errors import DomainError
from app.domain.sanctions import EarlierFile, cents
from app.domain.terms import count, rule_on
from app.domain.vocabulary import (
    Collection,
    DecisionOutcome,
    InfringementStatus,
    Revision,
    TargetGroup,
    TaskStatus,
)
from app.forms import FieldError

FLEMISH = "handhaving"  # of whose decisions SV 113 counts; those of the GGC are files of `sanctie_ggc`

_ADD_INFRINGEMENT = insert(infringement)


@dataclass(frozen=True)
class Record:
    """What somebody did before: the rank of a next infringement, and the fines that stand."""

    rank: int
    fines: int


def records(tx: Transaction, person_ids: Iterable[int]) -> dict[int, Record]:
    """The `Record` of each of these people.

    The rank is 1 + the earlier files that enforcement received; withdrawn ones are left out (aanname).
    """
    files: dict[int, list[EarlierFile]] = {person_id: [] for person_id in person_ids}
    earlier = select(infringement.c.person_id, infringement.c.received_on, infringement.c.withdrawn_on)
    for row in tx.execute(earlier.where(infringement.c.person_id.in_(files))):
        known = EarlierFile(row.received_on is not None, withdrawn=row.withdrawn_on is not None)
        files[row.person_id].append(known)
    fines = Counter(tx.execute(_FINED.where(decision.c.person_id.in_(files))).scalars())
    return {person_id: Record(sanctions.rank(of), fines[person_id]) for person_id, of in files.items()}


_FINED = (
    select(decision.c.person_id)
    .join(case, case.c.id == decision.c.case_id)
    .where(
        decision.c.outcome == DecisionOutcome.FINE,
        decision.c.withdrawn_on.is_(None),
        case.c.process == FLEMISH,
    )
)


def register_infringement(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The facts of an infringement as its own case establishes them; the release's table knows its type."""
    found = {
        "case_id": row.id,
        "person_id": row.person_id,
        "type": str(given["type"]),
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


def drop_infringement(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The infringement goes no further; the reason is data (legal.md F15)."""
    values = {"status": InfringementStatus.NOT_PURSUED, "reason": str(given["reden"])}
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
        task.c.element == bindparam("named"),
        task.c.status == TaskStatus.COMPLETED,
    )
    .order_by(task.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True)
class Decided:
    """What the first officer decided: who, when, and the text that goes with it."""

    by: int
    on: date
    text: Mapping[str, Any]


def _decided(tx: Transaction, row: CaseRow, element: str, actor: Actor) -> Decided:
    """Who decides and who signs are two people (aanname: our safeguard)."""
    found = tx.execute(_DECIDED, {"case": row.id, "named": element}).first()
    if found is None or found.completed_by == actor.account_id or actor.account_id is None:
        raise DomainError("besluit_zonder_twee_ambtenaren", dossier=row.number)
    return Decided(found.completed_by, brussels_day(found.ended_at), found.filled_in or {})


def register_decision(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The decision as it was signed; a fine may come before its amount, and counts on its own day."""
    _register(tx, row, given, actor, "besluit_nemen", row.data["inbreuk_type"])


def register_sanction(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The same of the GGC, about a refusal in Brussels (order of 18-1-2024, art. 37-44)."""
    _register(tx, row, given, actor, "sanctie_beslissen", f"weigering {row.data['weigering_over']}")


def _register(
    tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor, element: str, kind: str
) -> None:
    decided = _decided(tx, row, element, actor)
    outcome = DecisionOutcome(given["besluit"])
    amount = _cents(given["bedrag"]) if outcome is DecisionOutcome.FINE else None
    tx.execute(
        insert(decision),
        {
            "case_id": row.id,
            "person_id": row.person_id,
            "type": kind,
            "rank": int(row.data["rang"]),
            "outcome": outcome,
            "proposed_cents": _cents(given["voorstel"]),
            "amount_cents": amount,
            "follow_up_reason": given["reden"] if outcome is DecisionOutcome.NO_FOLLOW_UP else None,
            "motivation": _text(decided, "motivering"),
            "decided_by": decided.by,
            "decided_on": decided.on,
            "signed_by": actor.account_id,
            "signed_on": tx.today,
            **(_amount(tx, decided, actor) if amount is not None else {}),
        },
    )


def register_amount(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """The amount of a fine that was decided before: decided and signed by two people again."""
    decided = _decided(tx, row, "bedrag_vastleggen", actor)
    values = {"amount_cents": cents(given["bedrag"]), **_amount(tx, decided, actor)}
    tx.execute(update(decision).where(decision.c.case_id == row.id).values(**values))


def _amount(tx: Transaction, decided: Decided, actor: Actor) -> dict[str, Any]:
    return {
        "amount_decided_by": decided.by,
        "amount_decided_on": decided.on,
        "amount_signed_by": actor.account_id,
        "amount_signed_on": tx.today,
    }


_REASON_OF = {Revision.AMENDED: "wijziging_reden", Revision.WITHDRAWN: "intrekking_reden"}


def revise_decision(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """A decision amended or withdrawn after it was notified; how it was before is kept."""
    kind, decided = Revision(given["soort"]), _decided(tx, row, "besluit_wijzigen", actor)
    before = tx.execute(select(decision).where(decision.c.case_id == row.id)).one()
    tx.execute(
        insert(revision),
        {
            "case_id": row.id,
            "kind": kind,
            "outcome_before": before.outcome,
            "amount_before": before.amount_cents,
            "reason": _text(decided, _REASON_OF[kind]),
            "decided_by": decided.by,
            "decided_on": decided.on,
            "signed_by": actor.account_id,
            "signed_on": tx.today,
        },
    )
    values: dict[str, Any] = {"withdrawn_on": tx.today}
    if kind is Revision.AMENDED:
        outcome = DecisionOutcome(given["besluit"])
        amount = cents(given["bedrag"]) if outcome is DecisionOutcome.FINE else None
        values = {"outcome": outcome, "amount_cents": amount}
    else:
        withdrawn = update(infringement).where(infringement.c.case_id == row.parent_id)
        tx.execute(withdrawn.values(withdrawn_on=tx.today))
    tx.execute(update(decision).where(decision.c.case_id == row.id).values(**values))


def update_collection(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """How far the collection of the fine has come; its first state is also the day of notification."""
    status = Collection(given["status"])
    values: dict[str, Any] = {"collection": status}
    if status is Collection.TO_PAY:
        sent = row.data.get("besluit_verzonden_op")
        values["notified_on"] = date.fromisoformat(sent) if sent else None
    fine = update(decision).where(decision.c.case_id == row.id, decision.c.collection.is_not(None))
    if status is Collection.TO_PAY:
        fine = update(decision).where(decision.c.case_id == row.id)
    tx.execute(fine.values(**values))


def register_refund(tx: Transaction, row: CaseRow, given: Mapping[str, Any], actor: Actor) -> None:
    """Money that went back to the person: a payment below zero."""
    _add_payment(tx, row.id, -cents(given["bedrag"]), date.fromisoformat(given["datum"]))


def record_payment(tx: Transaction, case_id: int, values: Mapping[str, Any]) -> None:
    """A payment as it was received; partial payments add up in the case."""
    received = date.fromisoformat(values.get("ontvangen_op") or tx.today.isoformat())
    _add_payment(tx, case_id, cents(values["ontvangen_bedrag"]), received)


def _add_payment(tx: Transaction, case_id: int, amount_cents: int, day: date) -> None:
    paid = {"case_id": case_id, "amount_cents": amount_cents, "received_on": day, "recorded_at": tx.now}
    tx.execute(insert(payment), paid)


def _cents(euro: Any) -> int | None:
    return None if euro is None else cents(euro)


def check_decision(tx: Transaction, row: CaseRow, values: Mapping[str, Any]) -> list[FieldError]:
    """What the law does not allow in the form of a decision, as errors at its fields."""
    if values["besluit"] == DecisionOutcome.FINE and _had_the_only_fine(tx, row):
        return [FieldError("besluit", "tweede_boete_rechthebbende", {})]
    return _check_amount(values["besluit"], values, row, later=bool(values.get("bedrag_later")))


def _had_the_only_fine(tx: Transaction, row: CaseRow) -> bool:
    """Who is entitled gets one fine at most (decree 28-2-2003 art. 25), also when two files ran at once."""
    if row.data.get("doelgroep") != TargetGroup.ENTITLED:
        return False
    return records(tx, [row.person_id])[row.person_id].fines > 0


def check_amount(tx: Transaction, row: CaseRow, values: Mapping[str, Any]) -> list[FieldError]:
    """The same, for an amount that was left open."""
    return _check_amount(DecisionOutcome.FINE, values, row)


def check_sanction(tx: Transaction, row: CaseRow, values: Mapping[str, Any]) -> list[FieldError]:
    """The same for a sanction of the GGC, between the bounds of the ordinance."""
    given = releases.load(tx, row.release_id).parameters_on(tx.today)
    lowest, highest = (cents(float(given[f"brussel_boete_{end}"])) for end in ("minimum", "maximum"))
    return _check_amount(values["besluit"], values, row, lowest_cents=lowest, highest_cents=highest)


def _check_amount(
    outcome: str, values: Mapping[str, Any], row: CaseRow, *, later: bool = False, **bounds: int
) -> list[FieldError]:
    try:
        sanctions.check_decision(
            outcome,
            _cents(values.get("bedrag")),
            proposed_cents=_cents(row.data.get("voorstel_bedrag")),
            reason=values.get("afwijking_reden") or "",
            later=later,
            **bounds,
        )
    except DomainError as problem:
        key = "afwijking_reden" if problem.code == "afwijking_zonder_reden" else "bedrag"
        return [FieldError(key, problem.code, problem.facts)]
    return []


def check_hearing(
    tx: Transaction, row: CaseRow, values: Mapping[str, Any], *, term: str = "oproeping_hoorzitting"
) -> list[FieldError]:
    """A hearing lies after the shortest notice, counted from today at the earliest."""
    notice = rule_on(releases.load(tx, row.release_id).terms, term, tx.today)
    earliest = count(notice, tx.today).fires_on
    if earliest is not None and date.fromisoformat(values["hoorzitting_op"]) < earliest:
        return [FieldError("hoorzitting_op", "hoorzitting_te_vroeg", {"dag": earliest.isoformat()})]
    return []


def check_revision(tx: Transaction, row: CaseRow, values: Mapping[str, Any]) -> list[FieldError]:
    """An amended decision says something else than the one that stands."""
    now = (row.data.get("besluit"), row.data.get("bedrag"))
    new = (values["gewijzigd_besluit"], values.get("gewijzigd_bedrag"))
    if values["herziening"] == Revision.AMENDED and now == new:
        return [FieldError("gewijzigd_besluit", "herziening_zonder_verschil", {})]
    return []


def _text(decided: Decided, name: str) -> str:
    text = decided.text.get(name)
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
