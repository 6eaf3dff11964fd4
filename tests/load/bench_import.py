"""A month of the population register: rows a second, each part beside the bare commits of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice

from sqlalchemy import func, select

from app.casework import imports
from app.db.session import Database
from app.db.tables import letter, person
from tests.conftest import Server
from tests.load.figures import Budget, Figure, settle, timed
from tests.load.office import ROOT, Memory, Office, open_office, remembering
from tests.load.replay import Statement, listening, write_bare

EXTRACT = ROOT / "tests" / "data" / "register_2026-10.csv"
ROWS, PART = 2000, 400  # rows in all, and between two changes of turn


def extracts() -> Iterator[bytes]:
    """Files of PART new people each, out of the sample."""
    lines = EXTRACT.read_text("utf-8").splitlines()
    rows = (line for line in lines[1:] if line.endswith(";nieuw"))
    for _ in range(ROWS // PART):
        yield ("\n".join([lines[0], *islice(rows, PART)]) + "\n").encode()


def figures(server: Server) -> list[Figure]:
    """Databases that stay alike: one of a fresh process, one that remembers, one that is only written to."""
    with ExitStack() as held:
        heard, warm, cold, bare = (open_office(held.enter_context(server.database())) for _ in range(4))
        times: dict[str, float] = defaultdict(float)
        memory = Memory()
        settle()
        for content in extracts():
            transactions = _heard(heard, content)
            times["remembered"] += timed(partial(_take_in, warm, content))
            times["bare"] += timed(partial(_write, bare.database, transactions))
            with remembering(memory, cold.release):
                times["asked for the first time"] += timed(partial(_take_in, cold, content))
        people, letters = _counted(warm)
        if _counted(bare) != (people, letters):
            raise ValueError("the bare commits did not write the rows of the import")
    return [
        Figure(
            f"import: {people:,} people, {letters:,} letters queued; FEEL {what}",
            people / times[what] * 1000,
            "/s",
            people / times["bare"] * 1000,
            "bare commits of its rows by 100",
            Budget("value", 500, at_least=True),
        )
        for what in ("remembered", "asked for the first time")
    ]


def _take_in(office: Office, content: bytes) -> None:
    with office.database.transaction() as tx:
        run_id = imports.request(tx, content, "bench.csv")
    imports.run(office.database, run_id)


def _heard(office: Office, content: bytes) -> list[list[Statement]]:
    with listening(office.database) as heard:
        _take_in(office, content)
    return heard.transactions


def _write(database: Database, transactions: list[list[Statement]]) -> None:
    for statements in transactions:
        write_bare(database, statements)


def _counted(office: Office) -> tuple[int, int]:
    with office.database.read() as tx:
        people, letters = (
            tx.execute(select(func.count()).select_from(table)).scalar_one() for table in (person, letter)
        )
        return int(people), int(letters)
