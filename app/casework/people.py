"""People: from a register row or by hand, their changes kept with dates, their names made findable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select, update

from app.casework.import_runs import UNDOING, UNDONE
from app.db.session import Transaction
from app.db.tables import import_run, person, person_history, person_token
from app.domain.errors import DomainError
from app.domain.names import folded
from app.domain.regions import of_municipality
from app.domain.vocabulary import PersonStatus, Region

ADDRESS = ("street", "house_number", "box", "postcode", "municipality")
FACTS = [c.name for c in person.c if c.name not in ("id", "updated_at", "status", "extracted_on")]
_INSERT = insert(person)
_ADD_TOKENS = insert(person_token)
_DROP_TOKENS = delete(person_token).where(person_token.c.person_id == bindparam("person"))
_ADD_HISTORY = insert(person_history)
_HERE = person.c.status != PersonStatus.WITHDRAWN
_BY_NUMBERS = (
    select(person)
    .where(person.c.national_number.in_(bindparam("numbers", expanding=True)), _HERE)
    .order_by(person.c.id)
)
_LOCKED_BY_NUMBERS = _BY_NUMBERS.with_for_update(key_share=True)  # rows of other tables may still refer to it
_ADDRESS_HISTORY = (
    select(person_history)
    .outerjoin(import_run, import_run.c.id == person_history.c.run_id)
    .where(
        person_history.c.person_id.in_(bindparam("people", expanding=True)),
        person_history.c.field.in_(ADDRESS),
        or_(import_run.c.id.is_(None), import_run.c.status.not_in((UNDOING, UNDONE))),
    )
    .order_by(person_history.c.id)
)
_NIS_HISTORY = (
    select(person_history, import_run.c.region)
    .outerjoin(import_run, import_run.c.id == person_history.c.run_id)
    .where(
        person_history.c.person_id.in_(bindparam("people", expanding=True)),
        person_history.c.field == "nis_code",
        or_(import_run.c.id.is_(None), import_run.c.status.not_in((UNDOING, UNDONE))),
    )
    .order_by(person_history.c.id)
)
_BY_NUMBER = select(person).where(person.c.national_number == bindparam("number"), _HERE)
_WITHDRAWN = (
    select(person.c.id, person.c.national_number)
    .where(person.c.national_number.in_(bindparam("numbers", expanding=True)), ~_HERE)
    .order_by(person.c.id)
    .with_for_update(key_share=True)
)
_AGAIN = (
    update(person)
    .where(person.c.id == bindparam("of"))
    .values({c.name: bindparam(f"new_{c.name}") for c in person.c if c.name != "id"})
)
_WITHDRAW = (
    update(person)
    .where(person.c.id == bindparam("of"))
    .values(status=PersonStatus.WITHDRAWN, updated_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True)
class Departure:
    """The municipality of a region that somebody left last, and whose register told us.

    `told_by` is None where a colleague did.
    """

    nis_code: str
    told_by: Region | None


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
    """New people, in a few statements; who came by a file that was taken back keeps the same row."""
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
    withdrawn = tx.execute(_WITHDRAWN, {"numbers": [row["national_number"] for row in rows]})
    again = {row.national_number: row.id for row in withdrawn}
    new = [row for row in rows if row["national_number"] not in again]
    back = [row for row in rows if row["national_number"] in again]
    for row, person_id in zip(new, tx.insert_ids(_INSERT, new), strict=True):
        row["id"] = person_id
    for row in back:
        values = {f"new_{name}": value for name, value in row.items()}
        row["id"] = again[row["national_number"]]
        tx.execute(_AGAIN, values | {"of": row["id"]})
    write_tokens(tx, rows)
    return rows


def withdraw(tx: Transaction, ids: Sequence[int]) -> None:
    """Nobody knows these people here any more: their row stays, because an audit chain speaks of it."""
    if ids:
        tx.execute(_WITHDRAW, [{"of": person_id, "now": tx.now} for person_id in ids])
        tx.execute(_DROP_TOKENS, [{"person": person_id} for person_id in ids])


def change(
    tx: Transaction,
    known: Mapping[str, Any],
    facts: Mapping[str, Any],
    day: date,
    status: str | None = None,
    run_id: int | None = None,
    account_id: int | None = None,
) -> list[str]:
    """Bring a person up to date; old values stay in the history. Gives the columns that changed.

    `run_id` is the import that says so, `account_id` the colleague who does.
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
                    "account_id": account_id,
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


def confirm(
    tx: Transaction, known: Mapping[str, Any], names: Iterable[str], day: date, run_id: int | None
) -> None:
    """The register says now what a colleague wrote before: from here on it is the register's own word."""
    tx.execute(
        _ADD_HISTORY,
        [
            {
                "person_id": known["id"],
                "field": name,
                "old_value": _text(known[name]),
                "new_value": _text(known[name]),
                "valid_to": day,
                "recorded_at": tx.now,
                "run_id": run_id,
            }
            for name in names
        ],
    )


def corrected_addresses(tx: Transaction, ids: Sequence[int]) -> dict[int, dict[str, str | None]]:
    """Where the register last said that people live, of those whose address a colleague corrected since.

    Only the parts that were corrected. What a file said that was taken back does not count.
    """
    found: dict[int, dict[str, str | None]] = {}
    for row in tx.execute(_ADDRESS_HISTORY, {"people": list(ids)}):
        said = found.setdefault(row.person_id, {})
        if row.account_id is None:
            said.pop(row.field, None)
        else:
            said.setdefault(row.field, row.old_value)
    return {person_id: said for person_id, said in found.items() if said}


def departures(tx: Transaction, ids: Sequence[int]) -> dict[int, dict[Region, Departure]]:
    """From where people left a region last. What a file said that was taken back does not count."""
    found: dict[int, dict[Region, Departure]] = {}
    for row in tx.execute(_NIS_HISTORY, {"people": list(ids)}):
        left = of_municipality(row.old_value)
        if left is None or of_municipality(row.new_value) is left:
            continue
        by_hand = row.account_id is not None
        told_by = None if by_hand else left if row.region is None else Region(row.region)
        found.setdefault(row.person_id, {})[left] = Departure(row.old_value, told_by)
    return found


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
