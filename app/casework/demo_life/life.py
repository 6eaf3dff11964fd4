"""The life itself: the next thing that happens, in order of time, until the last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from app.casework import demo_accounts, imports, letter_making, timers, virtual_time
from app.casework.demo_life import post, record, school
from app.casework.demo_life.agenda import Agenda, opening
from app.casework.demo_life.brussels import Brussels
from app.casework.demo_life.course import Course
from app.casework.demo_life.desk import Desk
from app.casework.demo_life.extracts import PopulationRegister
from app.casework.demo_life.plan import Plan
from app.casework.demo_life.returns import Returns
from app.casework.demo_life.story import Story
from app.casework.demo_life.waits import Lookout
from app.db.session import Database, Transaction
from app.db.tables import case, letter, person
from app.domain.calendar import add_working_days, next_working_day
from app.domain.organisations import Organisation

BATCH_AT_THE_END = Organisation.IN_GENT
WEEK = timedelta(days=7)  # between two words about the progress


@dataclass(frozen=True)
class Counts:
    """How much life there is."""

    people: int = 0
    cases: int = 0
    letters: int = 0


Progress = Callable[[datetime, Counts], None]


def _unheard(_at: datetime, _counts: Counts) -> None:
    """Nobody follows the progress."""


def fill(database: Database, plan: Plan, progress: Progress = _unheard) -> Counts:
    """Make the demo in an empty database with a release, and let its people live until the plan's end."""
    virtual_time.set_clock(database, plan.begins)
    with database.without_waiting_for_the_disk():
        with database.transaction() as tx:
            record.note(tx, plan, finished=False)
            demo_accounts.create(tx)
            desk = Desk(tx)
        counts = Life(database, plan, desk, progress).live()
        with database.transaction() as tx:
            record.note(tx, plan, finished=True)
    return counts


class Life:
    """Everybody of a plan, and what is still going to happen to them."""

    def __init__(self, database: Database, plan: Plan, desk: Desk, progress: Progress) -> None:
        self.database, self.plan, self.desk, self.progress = database, plan, desk, progress
        self.register = PopulationRegister(plan)
        self.agenda = Agenda(plan)
        self.course = Course(plan, self.agenda, desk, self.register)
        self.returns = Returns(self.agenda, desk, lambda tx, person_id: self.course.of(tx, person_id).fate)
        self.brussels = Brussels(plan, self.agenda, desk)
        self._lookout = Lookout()
        self._post_is_planned = False
        self._requested: list[int] = []
        self._told = plan.begins

    def live(self) -> Counts:
        for back, day in self.plan.extracts():
            self.agenda.at(opening(day), partial(self._ask_for_extract, back))
            self.course.newcomers_of_brussels(back, opening(day))
            self.brussels.visitors(back, opening(day))
        while self._pass():
            pass
        virtual_time.set_clock(self.database, self.plan.ends)
        virtual_time.settle(self.database)
        with self.database.transaction() as tx:
            self.desk.take_some(tx)
            school.fill(tx, self.desk)
            post.batch_of(tx, self.desk, BATCH_AT_THE_END)
        return self.counts()

    def counts(self) -> Counts:
        with self.database.read() as tx:
            return Counts(
                *(
                    tx.execute(select(func.count()).select_from(table)).scalar_one()
                    for table in (person, case, letter)
                )
            )

    # -- time --------------------------------------------------------------------------------------------

    def _pass(self) -> bool:
        """The next moment: all that falls on it happens, what follows is planned. False at the end."""
        with self.database.read() as tx:
            term, planned = timers.next_due(tx), self.agenda.next_moment()
        moment = min((at for at in (term, planned) if at is not None), default=None)
        if moment is None or moment > self.plan.ends:
            return False
        virtual_time.set_clock(self.database, moment)
        if term is not None and term <= moment:
            timers.fire_due(self.database)
        actions = self.agenda.due(moment)
        if actions:
            with self.database.transaction() as tx:
                for action in actions:
                    action(tx)
        self._take_in()
        letter_making.make_requested(self.database)
        with self.database.read() as tx:
            self._look(tx)
        if moment - self._told >= WEEK:
            self._told = moment
            self.progress(moment, self.counts())
        return True

    def _look(self, tx: Transaction) -> None:
        moved = self._lookout.look(tx)
        for row in moved.tasks:
            self._course_of(row.process).task(tx, row)
        for row in moved.messages:
            self._course_of(row.process).message(tx, row)
        for row in moved.ended:
            if row.outcome == "niet_ingegaan_op_aanbod":
                self.course.return_of(tx, row.person_id)
        if not self._post_is_planned and post.is_waiting(tx):
            self._post_is_planned = True
            self.agenda.at(opening(add_working_days(tx.today, 1)), self._send_post)

    def _course_of(self, process: str) -> Course | Brussels:
        return self.brussels if self.brussels.is_of(process) else self.course

    # -- what comes in, what goes out --------------------------------------------------------------------

    def _ask_for_extract(self, back: int, tx: Transaction) -> None:
        for region, content in (
            ("brussel", self.brussels.register.extract(back, tx.today)),
            ("register", self.register.extract(back, tx.today)),
        ):
            if content:
                name = f"{region}_{tx.today.isoformat()}.csv"
                self._requested.append(imports.request(tx, content, name, self.desk.administrator()))

    def _take_in(self) -> None:
        while self._requested:
            imports.run(self.database, self._requested.pop())
            letter_making.make_requested(self.database)
            post.try_again(self.database, self.desk)

    def _send_post(self, tx: Transaction) -> None:
        self._post_is_planned = False
        left_on = tx.today
        sent, kept_back = post.send(tx, self.desk, self._is_late)
        for row in sent:
            if not self.brussels.knows(tx, row.person_id):
                self.returns.left(tx, row)
        for row in kept_back:
            note = partial(self._note_late, row, left_on)
            self.agenda.at(opening(next_working_day(left_on + post.COMES_IN_AFTER)), note)

    def _is_late(self, tx: Transaction, person_id: int) -> bool:
        fate = self.course.of(tx, person_id).fate
        return isinstance(fate, Story) and fate.special == "late_proof"

    def _note_late(self, row: Any, left_on: date, tx: Transaction) -> None:
        post.mark_sent(tx, self.desk, row, left_on)
