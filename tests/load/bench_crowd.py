"""Among two hundred thousand waiting cases: the poll that finds nothing, and five thousand terms at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from functools import partial

from sqlalchemy import func, select

from app.casework import timers
from app.db.session import Database
from app.db.tables import audit
from tests.load import crowd, firing
from tests.load.figures import Budget, Figure, middle, settle, timed
from tests.load.office import MOMENT, OBLIGED, Office

FEW, MANY = 1_000, 200_000
DUE = 5_000
POLLS = 60
_DUE_IDS = crowd.FAR * 5  # out of the way of those that wait


def figures(quiet: Office, crowded: Office) -> list[Figure]:
    """Two offices of their own: one with FEW waiting cases, one with MANY."""
    for office, cases in ((quiet, FEW), (crowded, MANY)):
        (pattern,) = office.start_cases(1, OBLIGED)
        crowd.fill(office.database, pattern, cases)
    return [_poll(quiet.database, crowded.database), *_fire(quiet, crowded)]


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


def _fire(quiet: Office, crowded: Office) -> list[Figure]:
    """Each with an infringement; one process in either office, then two in the crowded one."""
    alone, _ = _fired(quiet, 1, 0)
    one, wrong_by_one = _fired(crowded, 1, 0)
    two, wrong_by_two = _fired(crowded, 2, 1)
    what = f"fire {DUE:,} due terms among {MANY:,}"
    twice = Budget("value", 1.7, at_least=True) if not crowded.database.is_sqlite else None
    writers = " (SQLite has one writer)" if crowded.database.is_sqlite else ""
    return [
        Figure(
            f"{what}, one process",
            one,
            "/s",
            alone,
            f"the same among {FEW:,}",
            Budget("value", 500, at_least=True),
        ),
        Figure(f"{what}, two processes", two, "/s", one, "one process"),
        Figure(f"  two processes over one{writers}", two / one, "x", budget=twice),
        Figure(
            "  cases in which it did not fire exactly once",
            wrong_by_one + wrong_by_two,
            "",
            2 * DUE,
            "terms that fell due",
            Budget("value", 0),
        ),
    ]


def _fired(office: Office, processes: int, turn: int) -> tuple[float, int]:
    """Terms a second, and the cases in which not exactly one fired."""
    (pattern,) = office.start_cases(1, OBLIGED)
    first = _DUE_IDS + turn * crowd.FAR
    due = MOMENT - timedelta(hours=1)
    ids = crowd.fill(office.database, pattern, DUE, first=first, whole=True, fires_at=due)
    settle()
    seconds, _ = firing.processes(office.database.url, processes)
    lines = (
        select(audit.c.case_id, func.count().label("times"))
        .where(audit.c.case_id.between(ids[0], ids[-1]), audit.c.event == "termijn_verstreken")
        .group_by(audit.c.case_id)
    )
    with office.database.read() as tx:
        once = sum(row.times == 1 for row in tx.execute(lines))
    return DUE / seconds, DUE - once
