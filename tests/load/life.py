"""`make soak PART=life`: 5,000 people for three virtual years, judged, their funnel beside the published one.

They live as the demo's people do: behaviour from the published tables (app/casework/data/demo_gedrag.toml).
The stories in which the demo lets something go wrong on purpose are left out: nobody here has a name that no
letter can print. Fails when a case waits for nothing that has a name, or when anything became an incident.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from app.casework import setup
from app.casework.demo_life import life
from app.casework.demo_life.life import Counts
from app.casework.demo_life.plan import Plan
from app.db.session import Database
from tests.databases import POSTGRES, PostgresServer, SqliteServer
from tests.load import ratios, verdict
from tests.load.office import ROOT

A_YEAR_OF_FLANDERS = 42_377  # first extractions in 2022 (SV 113, table 1)

say = Console(stderr=True)
out = Console(width=None if Console().is_terminal else 130)


def main() -> None:
    """Live the years, judge what is left of them, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 11, 20))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help=f"on the server of {POSTGRES}")
    given = parser.parse_args()
    scale = max(1, round(A_YEAR_OF_FLANDERS * given.months / 12 / given.people))
    plan = Plan(given.until, scale, given.seed, given.months, mishaps=False)
    with tempfile.TemporaryDirectory(prefix="traject-life-") as folder:
        server = PostgresServer(os.environ[POSTGRES]) if given.postgres else SqliteServer(Path(folder))
        with server.database() as database:
            began = perf_counter()
            lived = _live(database, plan)
            seconds = perf_counter() - began
            faults = verdict.faults(database, expected=frozenset())
            out.print(_told(database, plan, lived, seconds))
            out.print(_compared(database))
        server.close()
    for fault in faults[:40]:
        out.print(fault, style="red")
    out.print("Nothing is wrong." if not faults else f"{len(faults)} things are wrong.")
    sys.stdout.flush()
    sys.exit(1 if faults else 0)


def _live(database: Database, plan: Plan) -> Counts:
    setup.prepare(database, ROOT)
    return life.fill(database, plan, _progress)


def _progress(at: datetime, counts: Counts) -> None:
    lived = f"{counts.people:,} people, {counts.cases:,} cases, {counts.letters:,} letters"
    say.print(f"  {at:%d-%m-%Y}: {lived}")


def _told(database: Database, plan: Plan, lived: Counts, seconds: float) -> Table:
    chosen = f"{plan.months} months, 1:{plan.scale}, seed {plan.seed}"
    title = f"{chosen}: {lived.people:,} people, {seconds:,.0f} seconds"
    table = Table("what", "how many", title=title)
    for counts in (verdict.outcomes(database), verdict.incidents(database)):
        for name, number in counts:
            table.add_row(name, f"{number:,}")
        table.add_section()
    return table


def _compared(database: Database) -> Table:
    table = Table("of", "part", "here", "published", "where that says", title="The funnel")
    for each in ratios.compare(database):
        table.add_row(each.whole, each.part, each.here, each.published, each.source)
    return table


if __name__ == "__main__":
    main()
