"""What the worker does: terms that fall due, and letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select, update

from app.casework import letter_making, steps, timers
from app.casework.actors import SYSTEM
from app.casework.events import Expire
from app.db.session import Database
from app.db.tables import letter, term
from app.domain.vocabulary import LetterStatus, TermKind, TermStatus
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import ENTITLED, MOMENT, OBLIGED, Office, undone
from tests.load.replay import Statement, listening, write_bare

PARTS, PART = 5, 60  # 300 terms
LETTERS, BARE = 200, 20  # in one of PARTS samples, and so many of them once more as bare rows


def figures(office: Office) -> list[Figure]:
    """Speeds, each beside the bare commits of its rows."""
    return [
        _terms(office, "fire due terms that end the case", ENTITLED),
        _terms(office, "fire due terms that begin an infringement (a second case)", OBLIGED),
        _letters(office),
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
    office.start_cases((LETTERS + BARE) * PARTS + 5, OBLIGED)
    letter_making.make_requested(office.database, 5)  # the first one reads the fonts
    speeds: dict[str, list[float]] = defaultdict(list)
    settle()
    for _ in range(PARTS):
        made = timed(partial(letter_making.make_requested, office.database, LETTERS))
        speeds["made"].append(LETTERS / made * 1000)
        rows = [_rows_of_making(office.database, letter_id) for letter_id in _next(office.database)]
        speeds["bare"].append(BARE / timed(partial(_write, office.database, rows)) * 1000)
    return Figure(
        f"letters made ({LETTERS * PARTS:,})",
        middle(speeds["made"]),
        "/s",
        middle(speeds["bare"]),
        "bare commits of their rows and PDFs",
        Budget("value", 100, at_least=True),
    )


def _next(database: Database) -> list[int]:
    waiting = select(letter.c.id).where(letter.c.status == LetterStatus.REQUESTED)
    with database.read() as tx:
        return list(tx.execute(waiting.order_by(letter.c.id).limit(BARE)).scalars())


def _rows_of_making(database: Database, letter_id: int) -> list[Statement]:
    with listening(database) as heard, undone(database) as tx:
        letter_making.make(tx, letter_id)
        return heard.open
