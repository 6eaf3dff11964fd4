"""Months of the register made from the sample, and what stands in a database without ids and audit."""

from __future__ import annotations

import csv
import io
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.casework import import_undoing, imports
from app.casework.actors import Actor
from app.db.session import Database
from app.db.tables import (
    case,
    classification,
    letter,
    milestone,
    person,
    subscription,
    task,
    term,
)
from tests.create import national_number

DATA = Path(__file__).parents[1] / "data"
ADMINISTRATOR = Actor(roles=frozenset({"beheerder"}))
WRONG = "Het uittreksel van een andere maand."
_PLACES = ("44021", "41002", "23002", "11002")

Rows = list[dict[str, str]]


def sample(name: str = "register_2026-10.csv") -> Rows:
    """The rows of a sample file that can be used, each about another person."""
    text = (DATA / name).read_text(encoding="utf-8-sig")
    found = {row["rijksregisternummer"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    return [row for row in found.values() if None not in row and None not in row.values()]


def file_with(rows: Rows) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def changed(rows: Rows, chance: random.Random, day: str) -> Rows:
    """The same people in a later extract that says other things about them; nobody leaves
    Flanders, and nobody's class changes: a case that ends by that cannot be taken back.
    """
    found = []
    for row in rows:
        changes = {
            "straat": f"Dwaalstraat {chance.randrange(9)}",
            "nis_gemeente": chance.choice(_PLACES),
            "naam": f"Verkeerd {row['naam']}",
            "huisnummer": str(chance.randrange(99)),
            "contacttaal": chance.choice(("fr", "en")),
        }
        some = chance.sample(sorted(changes), chance.randrange(4))
        found.append(row | {name: changes[name] for name in some} | {"extractiedatum": day, "mutatie": ""})
    return found


def many(number: int) -> Rows:
    """So many rows: those of the sample, then the same again about people with other, invented numbers."""
    real = sample() + sample("register_2026-11.csv")
    found, used = real[:number], {row["rijksregisternummer"] for row in real}
    serial = 0
    while len(found) < number:
        row = real[serial % len(real)]
        serial += 1
        try:
            born = date.fromisoformat(row["geboortedatum"])
        except ValueError:  # unknown, or only its year: any number fits
            born = date(1980, 1, 1) + timedelta(days=serial % 7000)
        numbers = (national_number(born, 1 + (serial + more) % 998) for more in range(998))
        invented = next((each for each in numbers if each not in used), None)
        if invented is not None:
            used.add(invented)
            found.append(row | {"rijksregisternummer": invented, "mutatie": "nieuw"})
    return found


def take_in(database: Database, rows: Rows, name: str = "uittreksel.csv") -> int:
    """Import these rows; gives the run's id."""
    with database.transaction() as tx:
        run_id = imports.request(tx, file_with(rows), name)
    imports.run(database, run_id)
    return run_id


def ask_undo(database: Database, run_id: int, actor: Actor = ADMINISTRATOR) -> None:
    with database.transaction() as tx:
        name = imports.report(tx, run_id)["filename"]
        import_undoing.request(tx, run_id, WRONG, name, actor)


def undo(database: Database, run_id: int) -> None:
    """Take the file back, to the end."""
    ask_undo(database, run_id)
    import_undoing.run(database, run_id)


def people_of(database: Database) -> dict[str, tuple[Any, ...]]:
    """Every person's row by national number, without its id and the moment of its last change."""
    columns = [c for c in person.c if c.name not in ("id", "updated_at")]
    with database.read() as tx:
        here = select(person.c.national_number, *columns).where(person.c.status != "teruggedraaid")
        return {row[0]: tuple(row[1:]) for row in tx.execute(here)}


def standing(database: Database) -> dict[str, Any]:
    """What stands about everybody, by national number: classes, cases and all that hangs on them."""
    with database.read() as tx:
        numbers = {row.id: row.national_number for row in tx.execute(select(person))}
        cases = {
            row.id: row
            for row in tx.execute(select(case).where(case.c.outcome.is_distinct_from("invoer_teruggedraaid")))
        }
        found: dict[str, Any] = {"mensen": people_of(database)}
        found["klassen"] = sorted(
            (numbers[row.person_id], str(row[2:4]), str(row.look_again_on), row.case_id in cases)
            for row in tx.execute(select(classification))
        )
        found["dossiers"] = sorted(
            (
                numbers[row.person_id],
                row.process,
                str(row.organisation),
                row.status,
                str(row.outcome),
                str(row.data.get("doelgroep")),
            )
            for row in cases.values()
        )
        hanging = (
            (task, ("element", "status", "organisation", "due_on", "role")),
            (term, ("code", "status", "started_on", "last_day", "fires_at")),
            (letter, ("template", "status", "organisation", "registered")),
            (subscription, ("name", "element")),
            (milestone, ("kind", "on_day")),
        )
        for table, names in hanging:
            found[table.name] = sorted(
                (numbers[cases[row.case_id].person_id], *(str(getattr(row, name)) for name in names))
                for row in tx.execute(select(table))
                if row.case_id in cases
            )
        return found
