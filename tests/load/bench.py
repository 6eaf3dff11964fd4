"""`make bench`: the budgets of the architecture in one table, each beside its reference of the same run.

`--full` adds the year of Flanders.
SQLite always (WAL, synchronous FULL); PostgreSQL where TRAJECT_TEST_POSTGRES names a server, made durable for
the time that it is measured. A figure over its budget is marked and never fails the run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine

from tests.conftest import Server
from tests.databases import POSTGRES, PostgresServer, SqliteServer
from tests.load import (
    bench_crowd,
    bench_engine,
    bench_import,
    bench_jobs,
    bench_pages,
    bench_races,
    bench_size,
    bench_steps,
    bench_year,
)
from tests.load.figures import Figure
from tests.load.office import Office, open_office

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")

say = Console(stderr=True)
Measured = tuple[float, Figure]  # the load of the machine when it had been measured, over a minute
Group = tuple[str, list[Measured]]


def main() -> None:
    """Measure everything, print it, and keep it where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    parser.add_argument("--full", action="store_true", help="the simulated year too: many minutes")
    given = parser.parse_args()
    groups = list(_groups(given.full))
    Console(width=None if Console().is_terminal else 150).print(_table(groups))
    if given.json:
        found = [
            {"where": where, "load": load, **figure.as_json()}
            for where, figures in groups
            for load, figure in figures
        ]
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _groups(full: bool) -> Iterator[Group]:
    say.print("Engine, in memory", style="bold")
    yield "engine", list(_with_load(bench_engine.figures()))
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        server = SqliteServer(Path(folder))
        say.print("SQLite", style="bold")
        yield "SQLite", list(_with_load(_database(server)))
        if full:
            say.print("  a year")
            yield "SQLite", list(_with_load(bench_year.figures(server)))
        else:
            say.print("  a year: only with FULL=1")
    if POSTGRES not in os.environ:
        say.print(f"PostgreSQL left out: {POSTGRES} is not set", style="bold red")
        return
    with _durable(os.environ[POSTGRES]):
        server_too = PostgresServer(os.environ[POSTGRES])
        say.print("PostgreSQL", style="bold")
        yield "PostgreSQL", list(_with_load(_database(server_too)))
        server_too.close()


def _with_load(figures: Iterable[Figure]) -> Iterator[Measured]:
    for figure in figures:
        # At once: a long run may be broken off.
        say.print("   ", *_cells(figure), style=_style(figure), highlight=False, markup=False)
        yield os.getloadavg()[0], figure


def _database(server: Server) -> Iterator[Figure]:
    with ExitStack() as held:
        office, quiet, crowded = _offices(held, server, 3)
        say.print("  steps")
        yield from bench_steps.figures(office)
        say.print("  sizes")
        yield from bench_size.figures(office)
        say.print("  terms, letters")
        yield from bench_jobs.figures(office)
        say.print("  a crowd that waits")
        yield from bench_crowd.figures(quiet, crowded)
    with ExitStack() as held:
        say.print("  pages among half a million cases")
        yield from bench_pages.figures(*_offices(held, server, 2))
    with server.database() as database:
        say.print("  races")
        yield from bench_races.figures(database)
    say.print("  import")
    yield from bench_import.figures(server)


def _offices(held: ExitStack, server: Server, how_many: int) -> list[Office]:
    return [open_office(held.enter_context(server.database())) for _ in range(how_many)]


@contextmanager
def _durable(address: str) -> Iterator[None]:
    """A throw-away server is started without fsync; a commit must reach the disk while it is measured."""
    url = address.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        missing = [name for name in DURABLE if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off"]
        for name in missing:
            connection.exec_driver_sql(f"ALTER SYSTEM SET {name} = 'on'")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            for name in missing:
                connection.exec_driver_sql(f"ALTER SYSTEM RESET {name}")
            connection.exec_driver_sql("SELECT pg_reload_conf()")
    engine.dispose()


def _table(groups: list[Group]) -> Table:
    """Medians; the ratio says how many times slower (or larger) than the reference."""
    caption = (
        "medians; x = times slower or larger than the reference; "
        "load = processes that wanted a core of this machine in the minute before"
    )
    table = Table(title=f"Traject on {os.cpu_count()} cores", caption=caption)
    for name in ("where", "figure", "measured", "", "reference", "", "x", "budget", "", "load"):
        table.add_column(name, justify="right" if name in ("measured", "reference", "x", "load") else "left")
    for where, figures in groups:
        for number, (load, figure) in enumerate(figures):
            cells = [*_cells(figure), f"{load:.1f}"]
            table.add_row(where if number == 0 else "", *cells, style=_style(figure))
        table.add_section()
    return table


def _cells(figure: Figure) -> list[str]:
    return [
        figure.name,
        _number(figure.value),
        figure.unit,
        _number(figure.reference),
        figure.of,
        _number(figure.ratio),
        str(figure.budget or ""),
        figure.verdict,
    ]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def _style(figure: Figure) -> str:
    return "red" if figure.verdict == "OVER" else ""


if __name__ == "__main__":
    main()
