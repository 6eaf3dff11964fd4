"""People: from a register row or by hand, their changes kept with dates, their names made findable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from app.db.session import Transaction
from app.db.tables import person, person_history, person_token
from app.domain.errors import DomainError
from app.domain.names import folded

FACTS = [c.name for c in person.c if c.name not in ("id", "updated_at", "status", "extracted_on")]
_INSERT = insert(person)
_ADD_TOKENS = insert(person_token)
_DROP_TOKENS = delete(person_token).where(person_token.c.person_id == bindparam("person"))
_ADD_HISTORY = insert(person_history)
_BY_NUMBERS = (
    select(person)
    .where(person.c.national_number.in_(bindparam("numbers", expanding=True)))
    .order_by(person.c.id)
)
_LOCKED_BY_NUMBERS = _BY_NUMBERS.with_for_update(key_share=True)  # rows of other tables may still refer to it
_BY_NUMBER = select(person).where(person.c.national_number == bindparam("number"))


def by_number(tx: Transaction, national_number: str) -> Mapping[str, Any] | None:
    """The person with that register or BIS number."""
    found = tx.execute(_BY_NUMBER, {"number": national_number}).first()
    return None if found is None else dict(found._mapping)


def by_numbers(
    tx: Transaction, numbers: Sequence[str], *, locked: bool = False
) -> dict[str, Mapping[str, Any]]:
    """Those of these numbers that belong to somebody we know; `locked` until the transaction ends."""
    found = tx.execute(_LOCKED_BY_NUMBERS if locked else _BY_NUMBERS, {"numbers": list(numbers)})
    return {row.national_number: dict(row._mapping) for row in found}


def get(tx: Transaction, person_id: int) -> Mapping[str, Any]:
    """The person. Raises DomainError `persoon_onbekend`."""
    found = tx.execute(select(person).where(person.c.id == person_id)).first()
    if found is None:
        raise DomainError("persoon_onbekend", persoon=person_id)
    return dict(found._mapping)


def add(tx: Transaction, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A new person; gives the whole row. Columns that are not given are unknown."""
    return add_all(tx, [facts])[0]


def add_all(tx: Transaction, several: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """New people, in a few statements."""
    rows = [
        {name: facts.get(name) for name in FACTS}
        | {
            "first_name": facts.get("first_name") or "",
            "extracted_on": facts.get("extracted_on"),
            "status": facts.get("status", "actief"),
            "updated_at": tx.now,
        }
        for facts in several
    ]
    for row, person_id in zip(rows, tx.insert_ids(_INSERT, rows), strict=True):
        row["id"] = person_id
    write_tokens(tx, rows)
    return rows


def change(
    tx: Transaction,
    known: Mapping[str, Any],
    facts: Mapping[str, Any],
    day: date,
    status: str | None = None,
    run_id: int | None = None,
) -> list[str]:
    """Bring a person up to date; old values stay in the history. Gives the columns that changed.

    `run_id` is the import that says so; None when a colleague does.
    """
    values = {name: facts[name] for name in FACTS if name in facts and facts[name] != known[name]}
    if status is not None and status != known["status"]:
        values["status"] = status
    extracted = {"extracted_on": facts["extracted_on"]} if facts.get("extracted_on") else {}
    if values:
        tx.execute(
            _ADD_HISTORY,
            [
                {
                    "person_id": known["id"],
                    "field": name,
                    "old_value": _text(known[name]),
                    "new_value": _text(value),
                    "valid_to": day,
                    "recorded_at": tx.now,
                    "run_id": run_id,
                }
                for name, value in values.items()
            ],
        )
        tx.execute(
            update(person).where(person.c.id == known["id"]).values(**values, **extracted, updated_at=tx.now)
        )
    if {"last_name", "first_name", "national_number"} & values.keys():
        tx.execute(_DROP_TOKENS, {"person": known["id"]})
        write_tokens(tx, [{**known, **values}])
    return list(values)


def tokens_of(row: Mapping[str, Any]) -> set[str]:
    """The search tokens of a person: each word of the name, the name as one word, the number."""
    last, first = folded(row["last_name"]), folded(row["first_name"] or "")
    return {word[:60] for word in {*last, *first, "".join(last), row["national_number"]} if word}


def write_tokens(tx: Transaction, rows: Iterable[Mapping[str, Any]]) -> None:
    """The tokens of several people in one statement."""
    found = [{"token": token, "person_id": row["id"]} for row in rows for token in sorted(tokens_of(row))]
    if found:
        tx.execute(_ADD_TOKENS, found)


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
