"""Playing a scenario: time passes, things happen, and after each step everything is compared.

It is played twice. Once as a server works on it, with every case saved and loaded at each of its steps and a
new connection after each step of the scenario, so that nothing in memory survives; once with the cases kept
alive in memory, never saved, never pruned. What then differs was lost or invented on the way.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

from app.casework import virtual_time
from app.db.session import Database
from app.engine import trace
from app.engine.checks import Problem
from app.engine.keeping import Alive, kept_by
from app.engine.trace import Trace
from app.studio.scenarios import expecting, standing, telling
from app.studio.scenarios.choosing import NotDone
from app.studio.scenarios.doing import World, do
from app.studio.scenarios.model import Scenario, Step
from app.studio.scenarios.standing import Standing
from app.studio.scenarios.usual import Usual

Opening = Callable[[], AbstractContextManager[str]]  # the address of a database of its own


def play(scenario: Scenario, usual: Usual, opening: Opening) -> tuple[list[Problem], Trace]:
    """Play it both ways; all that was not as expected, and what was passed."""
    with trace.tracing() as passed:
        with opening() as url:
            saved = _Play(url, scenario, usual)
            saved.all_steps()
        with opening() as url, kept_by(Alive()):
            straight = _Play(url, scenario, usual, saved)
            straight.all_steps()
    return saved.problems + straight.problems, passed


class _Play:
    """One way of playing; the second way is held beside the first instead of beside the expectations."""

    def __init__(self, url: str, scenario: Scenario, usual: Usual, first: _Play | None = None) -> None:
        self.scenario, self.first = scenario, first
        self.world = World(Database(url), scenario, usual, {})
        self.standings: list[Standing] = []
        self.problems: list[Problem] = []

    def all_steps(self) -> None:
        """Until the end, or until a step that could not be taken: what follows it would mean nothing."""
        try:
            for step in self.scenario.steps:
                if not self._step(step):
                    break
        finally:
            self.world.database.dispose()

    def _step(self, step: Step) -> bool:
        self._forget()
        self._let_time_pass(step)
        went_on = self._act(step)
        virtual_time.settle(self.world.database)
        self.standings.append(self._standing())
        return went_on and self._compare(step)

    def _forget(self) -> None:
        """A new connection, as after a restart; not where the point is that everything goes on living."""
        if self.first is None:
            self.world.database.dispose()
            self.world.database = Database(self.world.database.url)

    def _let_time_pass(self, step: Step) -> None:
        if step is self.scenario.steps[0]:
            virtual_time.set_clock(self.world.database, step.moment)
        else:
            virtual_time.pass_time(self.world.database, step.moment, mail=self.scenario.mail)

    def _act(self, step: Step) -> bool:
        """Whether the step went as the scenario says: done, or refused with its code."""
        if step.action is None:
            return True
        before = self._standing() if step.refused else None
        try:
            do(self.world, step.action)
        except NotDone as refusal:
            return self._was_refused(step, refusal, before)
        if step.refused is None:
            return True
        self._tell(step, telling.NOT_REFUSED, step.refused)
        return False

    def _was_refused(self, step: Step, refusal: NotDone, before: Standing | None) -> bool:
        if step.refused not in refusal.codes:
            self._tell(step, telling.NOT_DONE, str(refusal))
            return False
        if before is not None and before != self._standing():
            changed = "; ".join(expecting.between(before, self._standing()))
            self._tell(step, telling.DIFFERS, f"de stap werd geweigerd en veranderde toch iets: {changed}")
        return True

    def _compare(self, step: Step) -> bool:
        """Beside the expectations, or beside the first play; whether it makes sense to go on."""
        found = self.standings[-1]
        if self.first is None:
            for told in expecting.differences(step.wanted, found):
                self._tell(step, telling.DIFFERS, told)
            return True
        if len(self.first.standings) < len(self.standings):
            return False
        lost = expecting.between(self.first.standings[len(self.standings) - 1], found)
        for told in lost:
            self._tell(step, telling.NOT_THE_SAME, told)
        return not lost

    def _tell(self, step: Step, code: str, told: str) -> None:
        known = () if self.first is None else self.first.problems
        if any((each.code, each.element) == (code, telling.place(step)) for each in known):
            return
        with self.world.database.read() as tx:
            happened = telling.happened_since(tx, self._moment_before(step))
        self.problems.append(telling.problem(self.scenario, step, code, told, happened))

    def _moment_before(self, step: Step) -> datetime | None:
        number = self.scenario.steps.index(step)
        return self.scenario.steps[number - 1].moment if number else None

    def _standing(self) -> Standing:
        with self.world.database.read() as tx:
            return standing.read(tx)
