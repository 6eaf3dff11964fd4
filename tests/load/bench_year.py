"""One simulated year of Flanders: October and November come in, and everything that follows is done."""

from __future__ import annotations

from time import perf_counter

from sqlalchemy import func, select

from app.db.tables import person
from tests.conftest import Server
from tests.load import verdict
from tests.load.figures import Budget, Figure
from tests.load.year import Year

MINUTES = 10


def figures(server: Server) -> list[Figure]:
    """Minutes for all people of the sample, and what the verdict over them found wrong."""
    with server.database() as database:
        year = Year(database)
        begin = perf_counter()
        year.live()
        minutes = (perf_counter() - begin) / 60
        with database.read() as tx:
            people = tx.execute(select(func.count()).select_from(person)).scalar_one()
        wrong = len({*year.refused}) + len(verdict.faults(database))
    return [
        Figure(f"one simulated year, {people:,} people", minutes, "min", budget=Budget("value", MINUTES)),
        Figure("  things that are wrong at its end", wrong, "", budget=Budget("value", 0)),
    ]
