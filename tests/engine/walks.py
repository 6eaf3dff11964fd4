"""Random walks: one case saved and loaded at every step, beside a twin that never is, and the oracle."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from SpiffWorkflow.bpmn.workflow import BpmnWorkflow

from app.engine import runtime
from app.engine.release import Process, Release, from_folder, read
from app.engine.runtime import Run
from tests.engine import answers, models
from tests.engine.oracle import Diagram, Oracle

MORE = int(os.environ.get("TRAJECT_WALKS", "1"))  # times as many walks
SHIPPED = ("inburgering", "inbreuk", "handhaving")


@cache
def release_of(name: str) -> Release:
    """The shipped release, or that of the small nested model (`proef`)."""
    return models.release(models.NESTED) if name == "proef" else read(from_folder(Path()))


@cache
def diagram_of(name: str) -> Diagram:
    if name == "proef":
        return Diagram(models.NESTED)
    release = release_of(name)
    return Diagram(release.files[release.process(name).path])


@dataclass(frozen=True)
class Step:
    """What one participant shows after a step; equal for all participants, or something is wrong."""

    tasks: Counter[str]
    waits: Counter[tuple[str, str, str]]
    data: dict[str, Any]
    ended: bool
    passed: Counter[str]
    asked: list[tuple[str, str]]
    thrown: list[tuple[str, str]]

    def differs(self, other: Step) -> list[str]:
        return [
            f"{name}: {getattr(self, name)!r} and {getattr(other, name)!r}"
            for name in self.__dataclass_fields__
            if getattr(self, name) != getattr(other, name)
        ]


def seen(run: Run) -> Step:
    """What a run shows; empties what it collected, for a twin that lives longer than one step."""
    step = Step(
        Counter(task.element.id for task in run.open_tasks()),
        Counter((wait.element, wait.kind, wait.name) for wait in run.waits()),
        dict(run.data),
        run.ended,
        Counter(run.passed),
        sorted((a.name, repr(a.parameters)) for a in run.asked),
        sorted((t.name, repr(t.payload)) for t in run.thrown),
    )
    for collected in (run.passed, run.asked, run.thrown, run.decided):
        collected.clear()
    return step


def judged(oracle: Oracle) -> Step:
    step = Step(
        oracle.open_tasks(),
        oracle.waits(),
        dict(oracle.data),
        oracle.ended,
        Counter(oracle.passed),
        sorted((name, repr(values)) for name, values in oracle.asked),
        sorted((name, repr(values)) for name, values in oracle.thrown),
    )
    for collected in (oracle.passed, oracle.asked, oracle.thrown):
        collected.clear()
    return step


@dataclass(frozen=True)
class Command:
    """One thing that somebody does; the same for every participant."""

    element: str
    complete: bool
    values: dict[str, Any]

    def apply(self, run: Run, which: int = -1) -> None:
        """Equal tasks and waits are interchangeable: the last, unless told otherwise."""
        if self.complete:
            uids = [task.uid for task in run.open_tasks() if task.element.id == self.element]
            run.complete(uids[which], self.values)
        else:
            uids = [wait.uid for wait in run.waits() if wait.element == self.element]
            run.deliver(uids[which], self.element, self.values)

    def judge(self, oracle: Oracle) -> None:
        (oracle.complete if self.complete else oracle.deliver)(self.element, self.values)


@dataclass
class Walk:
    """One random case. `differences` says what went wrong, with the commands that led there."""

    name: str
    seed: int
    beside_twin: bool = True
    commands: list[Command] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    requests: int = 0

    def __post_init__(self) -> None:
        self.random = Random(f"{self.name} {self.seed}")
        self.release = release_of(self.name)
        self.process: Process = self.release.process(self.name)
        self.situation = answers.situation(self.random)
        message, payload = answers.beginning(self.name, self.random)
        start = (self.release, self.process, message, payload, self.situation)
        self.run = runtime.start(*start)
        self.twin = runtime.start(*start, workflow_class=BpmnWorkflow) if self.beside_twin else None
        self.oracle = Oracle(self.release, diagram_of(self.name), self.situation.names(self.release))
        self.oracle.begin(payload)
        self._compare()

    def steps(self, longest: int) -> Iterator[Command]:
        """Walk until the end, the first difference or `longest`; yields before each step is compared."""
        while len(self.commands) < longest and not self.run.ended and not self.differences:
            self._save_and_load()
            command = self._choose()
            self.commands.append(command)
            yield command
            self._step(command)

    def finish(self, longest: int) -> Walk:
        for _ in self.steps(longest):
            pass
        if self.run.ended and (self.run.open_tasks() or self.run.waits()):
            self._complain("after the end something is still open")
        return self

    def _save_and_load(self) -> None:
        before = [task.uid for task in self.run.open_tasks()], [wait.uid for wait in self.run.waits()]
        saved = self.run.save()
        self.run = runtime.resume(self.release, self.process, saved, self.run.data, self.situation)
        after = [task.uid for task in self.run.open_tasks()], [wait.uid for wait in self.run.waits()]
        if [sorted(uids) for uids in before] != [sorted(uids) for uids in after]:
            self._complain("loading changed an id")
        if self.run.save() != saved:
            self._complain("what was loaded is saved differently")

    def _choose(self) -> Command:
        """Tasks and waits alike; the message that ends everything only now and then."""
        tasks, waits = sorted(self.oracle.open_tasks()), sorted(self.oracle.waits())
        deadly = [wait for wait in waits if wait[2] == "traject_vervallen"]
        if len(deadly) < len(tasks) + len(waits) and self.random.random() < 0.96:
            waits = [wait for wait in waits if wait not in deadly]
        chosen = self.random.randrange(len(tasks) + len(waits))
        if chosen < len(tasks):
            element = self.process.elements[tasks[chosen]]
            return Command(element.id, True, answers.values(self.release, element.form, self.random))
        element = self.process.elements[waits[chosen - len(tasks)][0]]
        return Command(element.id, False, answers.payload(self.release, element, self.random))

    def _step(self, command: Command) -> None:
        open_before = {task.uid for task in self.run.open_tasks()}
        try:
            command.apply(self.run)
        except Exception as problem:
            self._complain(f"the step failed: {problem!r}")
            return
        if self.twin is not None:
            command.apply(self.twin)
        command.judge(self.oracle)
        self._check_request(command, open_before)
        self._compare()

    def _check_request(self, command: Command, before: set[str]) -> None:
        element = self.process.elements[command.element]
        if element.kind == "boundaryEvent" and not element.interrupting:
            self.requests += 1
            after = {task.uid for task in self.run.open_tasks()}
            if not before <= after or len(after - before) != 1:
                self._complain(f"a request opened {len(after - before)}, closed {len(before - after)}")

    def _compare(self) -> None:
        run = seen(self.run)
        for who, other in (
            ("oracle", judged(self.oracle)),
            *((("twin", seen(self.twin)),) if self.twin is not None else ()),
        ):
            for difference in run.differs(other):
                self._complain(f"run and {who}: {difference}")

    def _complain(self, what: str) -> None:
        path = " ".join(command.element for command in self.commands)
        self.differences.append(f"{self.name} {self.seed}, after [{path}]: {what}")
