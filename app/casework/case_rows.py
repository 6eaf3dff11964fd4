"""A case as it stands in the database: looked at, or locked for a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import case, person, task
from app.domain.errors import DomainError


class Conflict(DomainError):
    """Somebody else was first; look again."""

    code = "intussen_gewijzigd"


@dataclass(frozen=True)
class CaseRow:
    """The case as it is locked for a step, with the person's facts."""

    id: int
    number: str
    process: str
    release_id: int
    person_id: int
    parent_id: int | None
    organisation: str | None
    version: int
    audit_seq: int
    audit_hash: bytes | None
    data: dict[str, Any]
    state: bytes | None
    person: Mapping[str, Any]


_OWN = [name for name in CaseRow.__dataclass_fields__ if name != "person"]
_PERSON = [c.name for c in person.c]
_PERSON_COLUMNS = [c.label(f"of_person_{c.name}") for c in person.c]
_WHOLE = select(case, *_PERSON_COLUMNS).join(person, person.c.id == case.c.person_id)
_LOOK = _WHOLE.where(case.c.id == bindparam("case"))
_LOCK = _LOOK.with_for_update(of=case, key_share=True)  # rows of other cases may still refer to it
_LOOK_ALL = _WHOLE.where(case.c.id.in_(bindparam("cases", expanding=True)))
_LOCK_ALL = _LOOK_ALL.order_by(case.c.id).with_for_update(of=case, key_share=True)
_LOCK_OF_TASK = _WHOLE.where(
    case.c.id == select(task.c.case_id).where(task.c.id == bindparam("task")).scalar_subquery()
).with_for_update(of=case, key_share=True)


def lock(tx: Transaction, case_id: int) -> CaseRow:
    """The case, locked until the transaction ends (SQLite's write lock is already held)."""
    return _row(tx.execute(_LOCK, {"case": case_id}).first(), case_id)


def lock_all(tx: Transaction, case_ids: Sequence[int]) -> dict[int, CaseRow]:
    """These cases by id, locked until the transaction ends."""
    return {row.id: _row(row, row.id) for row in tx.execute(_LOCK_ALL, {"cases": list(case_ids)})}


def lock_of_task(tx: Transaction, task_id: int) -> CaseRow:
    """The case of a task, locked: what is read about the task after this stays true."""
    found = tx.execute(_LOCK_OF_TASK, {"task": task_id}).first()
    if found is None:
        raise DomainError("taak_onbekend", taak=task_id)
    return _row(found, found.id)


def look(tx: Transaction, case_id: int) -> CaseRow:
    """The case as it stands, for reading."""
    return _row(tx.execute(_LOOK, {"case": case_id}).first(), case_id)


def look_all(tx: Transaction, case_ids: Sequence[int]) -> dict[int, CaseRow]:
    """These cases by id, as they stand."""
    return {row.id: _row(row, row.id) for row in tx.execute(_LOOK_ALL, {"cases": list(case_ids)})}


def _row(found: Any, case_id: int) -> CaseRow:
    if found is None:
        raise DomainError("dossier_onbekend", dossier=case_id)
    facts = found._mapping
    own = {name: facts[name] for name in _OWN}
    return CaseRow(**own, person={name: facts[f"of_person_{name}"] for name in _PERSON})


def as_day(value: Any) -> date:
    """A day of the case data. Raises DomainError `geen_datum`."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise DomainError("geen_datum", waarde=value) from None
