"""`make soak`: a year of the sample, and at its end a funnel and a verdict. Fails when something is wrong."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from tests.databases import POSTGRES, PostgresServer, SqliteServer
from tests.load import verdict
from tests.load.year import Year

say = Console(stderr=True)
out = Console(width=None if Console().is_terminal else 110)


def main() -> None:
    """Live the year and judge what is left of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, help="so many rows of the sample; all by default")
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgres", action="store_true", help=f"on the server of {POSTGRES}")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="traject-soak-") as folder:
        server = PostgresServer(os.environ[POSTGRES]) if given.postgres else SqliteServer(Path(folder))
        with server.database() as database:
            year = Year(database, given.seed, given.people, given.weeks)
            year.progress = lambda week, at: say.print(f"  week {week:2}, {at:%d-%m-%Y}: {year.steps} done")
            began = perf_counter()
            year.live()
            seconds = perf_counter() - began
            faults = [*sorted(set(year.refused)), *verdict.faults(database)]
            _print(year, seconds, faults)
        server.close()
    sys.stdout.flush()
    sys.exit(1 if faults else 0)


def _print(year: Year, seconds: float, faults: list[str]) -> None:
    table = Table(title=f"{year.weeks} weeks, seed {year.seed}, {seconds:,.0f} seconds")
    table.add_column("what")
    table.add_column("how many", justify="right")
    for counts in (
        verdict.funnel(year.database),
        sorted((f"gedaan: {name}", number) for name, number in year.done.items()),
        verdict.outcomes(year.database),
        verdict.incidents(year.database),
    ):
        for name, number in counts:
            table.add_row(name, f"{number:,}")
        table.add_section()
    out.print(table)
    for fault in faults[:40]:
        out.print(fault, style="red")
    out.print("Nothing is wrong." if not faults else f"{len(faults)} things are wrong.")


if __name__ == "__main__":
    main()
