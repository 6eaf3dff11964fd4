"""An office to measure in: a database with the release, its colleagues, and people whose cases wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.casework import (
    case_rows,
    demo_accounts,
    detection,
    people,
    recording,
    releases,
    setup,
    tasks,
    virtual_time,
)
from app.casework.actors import SYSTEM, Actor
from app.casework.demo_life.answers import to_task
from app.casework.demo_life.fates import FOLLOWED_UP
from app.casework.demo_life.story import Story
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import task
from app.domain.vocabulary import TaskStatus
from app.engine.feel import feel
from app.engine.release import Release
from tests.create import create_person, national_number

ROOT = Path(__file__).parents[2]
MOMENT = midnight(date(2026, 11, 23)) + virtual_time.OFFICE_HOURS

# From the registration to the certificate: every task that a person who does everything brings with it.
PATH = (
    "aanmelding_registreren",
    "intake_voeren",
    "contract_opmaken",
    "contract_ondertekenen",
    *FOLLOWED_UP,
    "attest_uitreiken",
)
OBLIGED: Mapping[str, Any] = {}
ENTITLED: Mapping[str, Any] = {"birth_date": "1955-05-17"}
UNDECIDED: Mapping[str, Any] = {"residence_status": None}
PUNCTUAL = Story(0, "atlas")
BORN = date(1990, 1, 1)
_people = count()


class Undo(Exception):
    """Raised inside a transaction whose rows are not wanted."""


@dataclass(frozen=True)
class Office:
    """Where the measuring is done."""

    database: Database
    release_id: int
    release: Release
    colleagues: list[Actor]

    def start_cases(self, count: int, facts: Mapping[str, Any]) -> list[int]:
        """New cases of as many new people, as detection starts them; their ids."""
        with self.database.transaction() as tx:
            return [self._start(tx, facts) for _ in range(count)]

    def _start(self, tx: Transaction, facts: Mapping[str, Any]) -> int:
        serial = next(_people)
        number = national_number(BORN + timedelta(days=serial // 900), serial % 900 + 1)
        person_row = people.get(tx, create_person(tx, **{"national_number": number, **facts}))
        return detection.detect(tx, person_row, self.release_id, self.release, SYSTEM).id

    def register(self, case_id: int) -> None:
        """The person of a case has come to the desk."""
        with self.database.transaction() as tx:
            answers = {"aangemeld_op": tx.today.isoformat()}
            _none(recording.record(tx, case_id, "aangemeld", answers, self.counsellor(tx, case_id)))

    def counsellor(self, tx: Transaction, case_id: int) -> Actor:
        organisation = case_rows.look(tx, case_id).organisation
        return self.colleague(organisation, "trajectbegeleider")

    def colleague(self, organisation: str | None, role: str) -> Actor:
        return next(a for a in self.colleagues if a.organisation == organisation and role in a.roles)

    def work(self, case_id: int) -> Work:
        """The oldest open task of a case, with who does it and what they answer."""
        with self.database.read() as tx:
            waiting = select(task).where(task.c.case_id == case_id, task.c.status == TaskStatus.OPEN)
            row = tx.execute(waiting.order_by(task.c.id).limit(1)).one()
            data = case_rows.look(tx, case_id).data
            answers = to_task(row.element, PUNCTUAL, data, tx.today)
            return Work(row.id, case_id, row.uid, row.element, answers, self._doer(row))

    def _doer(self, row: Any) -> Actor:
        return self.colleague(row.organisation, row.role)

    def complete(self, work: Work, command_id: str | None = None) -> None:
        """As the page does it: form, rights, step, and what the step threw."""
        with self.database.transaction() as tx:
            _none(tasks.complete(tx, work.task_id, work.answers, work.actor, command_id))


@dataclass(frozen=True)
class Work:
    """A task about to be completed."""

    task_id: int
    case_id: int
    uid: str
    element: str
    answers: Mapping[str, Any]
    actor: Actor


def open_office(database: Database) -> Office:
    """Fill an empty database with what measuring needs."""
    virtual_time.set_clock(database, MOMENT)
    setup.prepare(database, ROOT)
    with database.transaction() as tx:
        demo_accounts.create(tx)
        release_id, release = releases.current(tx)
        return Office(database, release_id, release, demo_accounts.actors(tx))


def forget_answers(release: Release) -> None:
    """FEEL as a fresh process meets it: V8 runs, nothing is remembered."""
    feel._answers.clear()
    for table in release.tables.values():
        table._answers.clear()


@dataclass
class Memory:
    """What FEEL remembers in one process."""

    cells: dict[bytes, Any] = field(default_factory=dict)
    tables: dict[str, dict[bytes, Any]] = field(default_factory=dict)

    def take(self, release: Release) -> Memory:
        """Take what is remembered now."""
        self.cells = dict(feel._answers)
        self.tables = {name: dict(table._answers) for name, table in release.tables.items()}
        return self

    def give(self, release: Release) -> None:
        """Remember this and nothing else."""
        forget_answers(release)
        feel._answers.update(self.cells)
        for name, answers in self.tables.items():
            release.tables[name]._answers.update(answers)


@contextmanager
def remembering(memory: Memory, release: Release) -> Iterator[None]:
    """As a process that remembers `memory`; what it learns is added there, and this process forgets it."""
    here = Memory().take(release)
    memory.give(release)
    yield
    memory.take(release)
    here.give(release)


@contextmanager
def undone(database: Database) -> Iterator[Transaction]:
    """A transaction of which nothing remains."""
    try:
        with database.transaction() as tx:
            yield tx
            raise Undo
    except Undo:
        return


def _none(errors: list[Any]) -> None:
    if errors:
        raise ValueError(f"the office fills in a form wrongly: {errors}")
