"""`make bench`: one table of figures, each beside its own reference of the same interleaved run.

SQLite always (WAL, synchronous FULL); PostgreSQL where TRAJECT_TEST_POSTGRES names a server, made durable for
the time that it is measured. A figure over its budget is marked and never fails the run.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import create_engine

from tests.conftest import Server
from tests.databases import POSTGRES, PostgresServer, SqliteServer
from tests.load import bench_engine, bench_import, bench_jobs, bench_size, bench_steps
from tests.load.figures import Figure
from tests.load.office import open_office

DURABLE = ("fsync", "full_page_writes", "synchronous_commit")

say = Console(stderr=True)
Group = tuple[str, list[Figure]]


def main() -> None:
    """Measure everything, print it, and keep it where `--json` says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    given = parser.parse_args()
    groups = list(_groups())
    Console(width=None if Console().is_terminal else 150).print(_table(groups))
    if given.json:
        found = [{"where": where, **figure.as_json()} for where, figures in groups for figure in figures]
        given.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _groups() -> Iterator[Group]:
    say.print("Engine, in memory", style="bold")
    yield "engine", bench_engine.figures()
    with tempfile.TemporaryDirectory(prefix="traject-bench-") as folder:
        say.print("SQLite", style="bold")
        yield "SQLite", list(_database(SqliteServer(Path(folder))))
    if POSTGRES not in os.environ:
        say.print(f"PostgreSQL left out: {POSTGRES} is not set", style="bold red")
        return
    with _durable(os.environ[POSTGRES]):
        server = PostgresServer(os.environ[POSTGRES])
        say.print("PostgreSQL", style="bold")
        yield "PostgreSQL", list(_database(server))
        server.close()


def _database(server: Server) -> Iterator[Figure]:
    with ExitStack() as held:
        office, quiet, crowded = (open_office(held.enter_context(server.database())) for _ in range(3))
        say.print("  steps")
        yield from bench_steps.figures(office)
        say.print("  sizes")
        yield from bench_size.figures(office)
        say.print("  terms, letters, poll")
        bench_jobs.crowd(quiet, bench_jobs.FEW)
        bench_jobs.crowd(crowded, bench_jobs.MANY)
        yield from bench_jobs.figures(office, quiet.database, crowded.database)
    say.print("  import")
    yield from bench_import.figures(server)


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
    load = os.getloadavg()[0]
    caption = f"medians; x = times slower or larger than the reference; load of the machine {load:.1f}"
    table = Table(title=f"Traject on {os.cpu_count()} cores", caption=caption)
    for name in ("where", "figure", "measured", "", "reference", "", "x", "budget", ""):
        table.add_column(name, justify="right" if name in ("measured", "reference", "x") else "left")
    for where, figures in groups:
        for number, figure in enumerate(figures):
            table.add_row(where if number == 0 else "", *_cells(figure), style=_style(figure))
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
