"""A year of virtual time over the sample of October, with people who come when it suits them.

Whoever is invited registers early, late or never; contracts are signed or refused; files are defended, fined
and paid, or not. Colleagues do their tasks within weeks. Everything passes through the real casework.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import select

from app.casework import (
    case_rows,
    demo_accounts,
    enforcement,
    imports,
    recording,
    releases,
    setup,
    tasks,
    virtual_time,
)
from app.casework.demo_life.answers import to_message, to_task
from app.casework.demo_life.behaviour import behaviour
from app.casework.demo_life.desk import Desk
from app.casework.demo_life.story import Story
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import case, subscription, task
from app.domain.vocabulary import CaseStatus, TaskStatus
from tests.load.office import ROOT

BEGINS = midnight(date(2026, 11, 2)) + virtual_time.OFFICE_HOURS
WEEK = timedelta(days=7)
SAMPLES = ROOT / "tests" / "data"
NOVEMBER_COMES = 5  # weeks after the beginning
WEEKLY = 0.4  # the share of the open tasks that a week sees done
LIKELY = {  # that somebody writes, pays or comes in a week in which that is waited for
    "aangemeld": 0.05,
    "verweer_ontvangen": 0.1,
    "betaling_ontvangen": 0.1,
}
SIGNS, OBLIGED = 0.93, 0.5


@dataclass
class Year:
    """The people of `share` rows of the sample (all when None), over `weeks`."""

    database: Database
    seed: int = 1
    people: int | None = None
    weeks: int = 52
    progress: Callable[[int, datetime], None] = lambda week, at: None
    done: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)

    def live(self) -> None:
        """Import October, live week by week, take in November on the way."""
        self.random = Random(self.seed)
        virtual_time.set_clock(self.database, BEGINS)
        setup.prepare(self.database, ROOT)
        with self.database.transaction() as tx:
            demo_accounts.create(tx)
            self.desk = Desk(tx)
        self._import("register_2026-10.csv")
        for week in range(1, self.weeks + 1):
            virtual_time.pass_time(self.database, BEGINS + week * WEEK)
            if week == NOVEMBER_COMES:
                self._import("register_2026-11.csv")
            self._post()
            self._work()
            self.progress(week, BEGINS + week * WEEK)
        virtual_time.settle(self.database)

    def _import(self, name: str) -> None:
        lines = (SAMPLES / name).read_bytes().splitlines(keepends=True)
        content = b"".join(lines[:1] + list(islice(lines[1:], self.people)))
        with self.database.transaction() as tx:
            run_id = imports.request(tx, content, name)
        imports.run(self.database, run_id)

    # -- a week ------------------------------------------------------------------------------------------

    def _post(self) -> None:
        """What people send, bring and pay."""
        with self.database.read() as tx:
            waited_for = tx.execute(
                select(subscription.c.case_id, subscription.c.name)
                .join(case, case.c.id == subscription.c.case_id)
                .where(case.c.status == CaseStatus.RUNNING, subscription.c.name.in_(LIKELY))
                .order_by(subscription.c.id)
            ).all()
        for case_id, name in waited_for:
            if self.random.random() < LIKELY[name]:
                with self.database.transaction() as tx:
                    self._record(tx, case_id, name)

    def _record(self, tx: Transaction, case_id: int, name: str) -> None:
        place = tx.execute(
            select(subscription).where(subscription.c.case_id == case_id, subscription.c.name == name)
        ).first()
        if place is None:
            return  # what was recorded a moment ago for a linked case has ended this one
        row = case_rows.look(tx, case_id)
        element = releases.load(tx, row.release_id).process(row.process).elements[place.element]
        actor = self.desk.colleague(row.organisation, element.by_role)
        answers = to_message(name, tx.today)
        self._note(name, recording.record(tx, case_id, name, answers, actor))

    def _work(self) -> None:
        """What colleagues get done."""
        with self.database.read() as tx:
            todo = tx.execute(select(task.c.id).where(task.c.status == TaskStatus.OPEN).order_by(task.c.id))
            chosen = [task_id for task_id in todo.scalars() if self.random.random() < WEEKLY]
        for task_id in chosen:
            with self.database.transaction() as tx:
                self._complete(tx, task_id)

    def _complete(self, tx: Transaction, task_id: int) -> None:
        still = select(task.c.id).where(task.c.id == task_id, task.c.status == TaskStatus.OPEN)
        if tx.execute(still).first() is None:
            return  # withdrawn by what a colleague did in the meantime
        row, case_row, _, element = tasks.element_of(tx, task_id)
        barred = enforcement.barred_accounts(tx, row.case_id, element.barred)
        actor = self.desk.colleague(row.organisation, row.role, barred)
        answers = self._answers(row.element, case_row.data, tx.today)
        self._note(row.element, tasks.complete(tx, task_id, answers, actor))

    def _answers(self, element: str, data: Any, today: date) -> dict[str, Any]:
        chance = self.random.random()
        fined = chance < behaviour().chances["boete"]
        outcome = "boete" if fined else self.random.choice(["geen boete", "geen gevolg"])
        fate = Story(0, "atlas", signing=(chance < SIGNS,), outcomes=(outcome,))
        answers = to_task(element, fate, data, today)
        if element == "doelgroep_bepalen" and chance > OBLIGED:
            answers["doelgroep"] = self.random.choice(["recht", "geen_doelgroep"])
        return answers

    def _note(self, what: str, errors: list[Any]) -> None:
        self.done[what] += 1
        self.refused += [f"{what}: {error}" for error in errors]

    @property
    def steps(self) -> int:
        return self.done.total()
