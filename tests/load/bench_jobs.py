"""What the worker does: terms that fall due, the poll that finds none, letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select, update

from app.casework import letter_making, steps, timers
from app.casework.actors import SYSTEM
from app.casework.events import Expire
from app.db.session import Database
from app.db.tables import case, letter, term
from app.domain.vocabulary import CaseStatus, LetterStatus, TermKind, TermStatus
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import ENTITLED, MOMENT, OBLIGED, Office, undone
from tests.load.replay import Statement, listening, write_bare

PARTS, PART = 5, 60  # 300 terms
LETTERS = 20  # in one of PARTS samples
FEW, MANY = 1_000, 50_000
POLLS = 60


def figures(office: Office, quiet: Database, crowded: Database) -> list[Figure]:
    """`quiet` and `crowded` are offices of their own, for the poll."""
    return [
        _terms(office, "fire due terms that end the case", ENTITLED),
        _terms(office, "fire due terms that begin an infringement (a second case)", OBLIGED),
        _letters(office),
        _poll(quiet, crowded),
    ]


# -- terms -------------------------------------------------------------------------------------------------


def _terms(office: Office, name: str, facts: Mapping[str, Any]) -> Figure:
    speeds: dict[str, list[float]] = defaultdict(list)
    for _ in range(PARTS):
        due, bare = office.start_cases(PART, facts), office.start_cases(PART, facts)
        _make_due(office.database, due)
        settle()
        speeds["fired"].append(PART / timed(partial(timers.fire_due, office.database)) * 1000)
        _make_due(office.database, bare)
        rows = [_rows_of_firing(office.database, case_id) for case_id in bare]
        speeds["bare"].append(PART / timed(partial(_write, office.database, rows)) * 1000)
    return Figure(
        name,
        middle(speeds["fired"]),
        "/s",
        middle(speeds["bare"]),
        "bare commits of the first step's rows",
        Budget("value", 500, at_least=True),
    )


def _make_due(database: Database, cases: list[int]) -> None:
    with database.transaction() as tx:
        tx.execute(
            update(term)
            .where(term.c.case_id.in_(cases), term.c.kind == TermKind.TIMER)
            .values(status=TermStatus.RUNNING, fires_at=MOMENT - timedelta(hours=1))
        )


def _rows_of_firing(database: Database, case_id: int) -> list[Statement]:
    with database.read() as tx:
        due = tx.execute(select(term).where(term.c.case_id == case_id, term.c.kind == TermKind.TIMER)).one()
    with listening(database) as heard, undone(database) as tx:
        steps.advance(tx, case_id, Expire(due.uid, due.element, due.code), SYSTEM)
        return heard.open


def _write(database: Database, all_rows: list[list[Statement]]) -> None:
    for rows in all_rows:
        write_bare(database, rows)


# -- letters -----------------------------------------------------------------------------------------------


def _letters(office: Office) -> Figure:
    with office.database.transaction() as tx:  # those of the measurements before
        tx.execute(
            update(letter)
            .where(letter.c.status == LetterStatus.REQUESTED)
            .values(status=LetterStatus.CANCELLED)
        )
    office.start_cases(2 * LETTERS * PARTS + 5, OBLIGED)
    letter_making.make_requested(office.database, 5)  # the first one reads the fonts
    speeds: dict[str, list[float]] = defaultdict(list)
    settle()
    for _ in range(PARTS):
        made = timed(partial(letter_making.make_requested, office.database, LETTERS))
        speeds["made"].append(LETTERS / made * 1000)
        rows = [_rows_of_making(office.database, letter_id) for letter_id in _next(office.database)]
        speeds["bare"].append(LETTERS / timed(partial(_write, office.database, rows)) * 1000)
    return Figure(
        f"letters made ({LETTERS * PARTS})",
        middle(speeds["made"]),
        "/s",
        middle(speeds["bare"]),
        "bare commits of their rows and PDFs",
        Budget("value", 100, at_least=True),
    )


def _next(database: Database) -> list[int]:
    waiting = select(letter.c.id).where(letter.c.status == LetterStatus.REQUESTED)
    with database.read() as tx:
        return list(tx.execute(waiting.order_by(letter.c.id).limit(LETTERS)).scalars())


def _rows_of_making(database: Database, letter_id: int) -> list[Statement]:
    with listening(database) as heard, undone(database) as tx:
        letter_making.make(tx, letter_id)
        return heard.open


# -- the poll ----------------------------------------------------------------------------------------------


def crowd(office: Office, cases: int) -> Database:
    """Waiting cases by the thousand, as rows: the poll looks at no state."""
    (pattern,) = office.start_cases(1, OBLIGED)
    with office.database.transaction() as tx:
        one = dict(tx.execute(select(case).where(case.c.id == pattern)).one()._mapping)
        wait = dict(tx.execute(select(term).where(term.c.case_id == pattern)).one()._mapping)
        one |= {"status": CaseStatus.RUNNING}
        wait |= {"status": TermStatus.RUNNING, "kind": TermKind.TIMER}
        for first in range(pattern + 1, pattern + 1 + cases, 5_000):
            ids = range(first, min(first + 5_000, pattern + 1 + cases))
            tx.execute(insert(case), [one | {"id": n, "number": f"X{n}"} for n in ids])
            tx.execute(
                insert(term),
                [wait | {"id": n, "case_id": n, "fires_at": MOMENT + timedelta(minutes=n)} for n in ids],
            )
    return office.database


def _poll(quiet: Database, crowded: Database) -> Figure:
    times: dict[str, list[float]] = defaultdict(list)
    settle()
    for _ in range(POLLS):
        times["quiet"].append(timed(partial(timers.fire_due, quiet)))
        times["crowded"].append(timed(partial(timers.fire_due, crowded)))
    return Figure(
        f"poll with nothing due, {MANY:,} waiting cases",
        middle(times["crowded"]),
        "ms",
        middle(times["quiet"]),
        f"the same with {FEW:,}",
        Budget("ratio", 3),
    )
