"""A month of the population register: rows a second, each part beside the bare commits of its rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from functools import partial
from itertools import count, islice

from sqlalchemy import func, select

from app.casework import imports
from app.db.session import Database
from app.db.tables import letter, person
from tests.conftest import Server
from tests.create import national_number
from tests.load.figures import Budget, Figure, settle, timed
from tests.load.office import ROOT, Memory, Office, open_office, remembering
from tests.load.replay import Statement, listening, write_bare

EXTRACT = ROOT / "tests" / "data" / "register_2026-10.csv"
ROWS, PART = 6000, 600  # rows in all, of which 5,000 are taken in, and between two changes of turn


def extracts() -> Iterator[bytes]:
    """Files of PART new people each: those of the sample, then their doubles with other numbers."""
    head, *lines = EXTRACT.read_text("utf-8").splitlines()
    rows = _people([line for line in lines if line.endswith(";nieuw") and line[:11].isdigit()])
    for _ in range(ROWS // PART):
        yield ("\n".join([head, *islice(rows, PART)]) + "\n").encode()


def _people(lines: list[str]) -> Iterator[str]:
    """Without end, each with a register number of its own, of the same day and the same sex."""
    known: set[str] = set()
    for copy in count():
        for line in lines:
            _, name, first_name, born, *rest = line.split(";")
            serial = (int(line[6:9]) - 1 + 2 * copy) % 998 + 1
            number = line[:11] if copy == 0 else _number(born, serial)
            if number is not None and number not in known:
                known.add(number)
                yield ";".join([number, name, first_name, born, *rest])


def _number(born: str, serial: int) -> str | None:
    try:
        return national_number(date.fromisoformat(born), serial)
    except ValueError:
        return None  # of whom only the year of birth is known


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
