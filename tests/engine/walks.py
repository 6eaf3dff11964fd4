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
from app.engine.bundle import from_folder
from app.engine.catalogue import Element
from app.engine.reading import read
from app.engine.release import Process, Release
from app.engine.runtime import Run
from tests.engine import answers, models
from tests.engine.oracle import Diagram, Oracle
from tests.engine.shapes import SHAPES

MORE = int(os.environ.get("TRAJECT_WALKS", "1"))  # times as many walks
SHIPPED = ("inburgering", "inburgering_oud", "inbreuk", "handhaving", "verplicht_traject", "sanctie_ggc")


@cache
def release_of(name: str) -> Release:
    """The shipped release, or that of one of the small models."""
    return models.release(SHAPES[name]) if name in SHAPES else read(from_folder(Path()))


def process_of(name: str) -> Process:
    return release_of(name).process("proef" if name in SHAPES else name)


@cache
def diagram_of(name: str) -> Diagram:
    if name in SHAPES:
        return Diagram(SHAPES[name])
    release = release_of(name)
    return Diagram(release.files[release.process(name).path])


class Labels:
    """Names for open tasks and waits that all participants agree on: `element#2` is the second one ever.

    Which of two equal tasks is meant matters when they lie in different sub-processes, and ids differ between
    participants; the order in which they appeared does not.
    """

    def __init__(self) -> None:
        self.named: dict[tuple[Any, str], str] = {}
        self.counts: Counter[str] = Counter()

    def refresh(self, keys: list[tuple[Any, str]]) -> list[str]:
        """Keys are (id, element); what is gone is forgotten, what is new gets the next number."""
        self.named = {key: label for key, label in self.named.items() if key in keys}
        for key in keys:
            if key not in self.named:
                self.counts[key[1]] += 1
                self.named[key] = f"{key[1]}#{self.counts[key[1]]}"
        return sorted(self.named[key] for key in keys)

    def key(self, label: str) -> tuple[Any, str]:
        return next(key for key, named in self.named.items() if named == label)


@dataclass(frozen=True)
class Step:
    """What one participant shows after a step; equal for all participants, or something is wrong."""

    tasks: list[str]
    waits: list[str]
    listens: Counter[tuple[str, str, str]]
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


def seen(run: Run, labels: Labels) -> Step:
    """What a run shows; empties what it collected, for a twin that lives longer than one step."""
    tasks = [(task.uid, task.element.id) for task in run.open_tasks()]
    waits = [(wait.uid, wait.element) for wait in run.waits()]
    labels.refresh(tasks + waits)
    step = Step(
        sorted(labels.named[key] for key in tasks),
        sorted(labels.named[key] for key in waits),
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


def judged(oracle: Oracle, labels: Labels) -> Step:
    tasks, waits = oracle.task_keys(), oracle.wait_keys()
    labels.refresh(tasks + waits)
    step = Step(
        sorted(labels.named[key] for key in tasks),
        sorted(labels.named[key] for key in waits),
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

    label: str
    complete: bool
    values: dict[str, Any]

    @property
    def element(self) -> str:
        return self.label.partition("#")[0]

    def apply(self, run: Run, labels: Labels) -> None:
        uid, element = labels.key(self.label)
        if self.complete:
            run.complete(uid, self.values)
        else:
            run.deliver(uid, element, self.values)

    def judge(self, oracle: Oracle, labels: Labels) -> None:
        number, element = labels.key(self.label)
        (oracle.complete if self.complete else oracle.deliver)(number, element, self.values)


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
        self.process: Process = process_of(self.name)
        self.situation = answers.situation(self.random)
        message, payload = answers.beginning(self.process.id, self.random)
        start = (self.release, self.process, message, payload, self.situation)
        self.run = runtime.start(*start)
        self.twin = runtime.start(*start, workflow_class=BpmnWorkflow) if self.beside_twin else None
        self.oracle = Oracle(self.release, diagram_of(self.name), self.situation.names(self.release))
        self.oracle.begin(payload)
        self.labels, self.twins, self.oracles = Labels(), Labels(), Labels()
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
        """Tasks and waits alike; what ends everything only now and then, and requests less than the rest."""
        tasks, waits = self.last.tasks, self.last.waits
        rare = [(self._is_deadly, 0.96), *([(self._is_request, 0.6)] if self.name in SHIPPED else [])]
        for is_rare, often in rare:
            others = [wait for wait in waits if not is_rare(self._of(wait))]
            if (tasks or others) and self.random.random() < often:
                waits = others
        chosen = self.random.randrange(len(tasks) + len(waits))
        if chosen < len(tasks):
            label = tasks[chosen]
            return Command(label, True, answers.values(self.release, self._of(label).form, self.random))
        label = waits[chosen - len(tasks)]
        return Command(label, False, answers.payload(self.release, self._of(label), self.random))

    def _is_deadly(self, element: Element) -> bool:
        return element.message in ("traject_vervallen", "persoon_overleden")

    def _is_request(self, element: Element) -> bool:
        return element.kind == "boundaryEvent" and not element.interrupting

    def _of(self, label: str) -> Element:
        return self.process.elements[label.partition("#")[0]]

    def _step(self, command: Command) -> None:
        open_before = {task.uid for task in self.run.open_tasks()}
        try:
            command.apply(self.run, self.labels)
        except Exception as problem:
            self._complain(f"the step failed: {problem!r}")
            return
        if self.twin is not None:
            command.apply(self.twin, self.twins)
        command.judge(self.oracle, self.oracles)
        self._check_request(command, open_before)
        self._compare()

    def _check_request(self, command: Command, before: set[str]) -> None:
        element = self.process.elements[command.element]
        if element.kind == "boundaryEvent" and not element.interrupting and self._opens_a_task(element):
            self.requests += 1
            after = {task.uid for task in self.run.open_tasks()}
            if not before <= after or len(after - before) != 1:
                self._complain(f"a request opened {len(after - before)}, closed {len(before - after)}")

    def _opens_a_task(self, element: Element) -> bool:
        diagram = diagram_of(self.name)
        return [diagram.elements[target].kind for _, target, _ in diagram.flows[element.id]] == ["userTask"]

    def _compare(self) -> None:
        self.last = seen(self.run, self.labels)
        others = [("oracle", judged(self.oracle, self.oracles))]
        if self.twin is not None:
            others.append(("twin", seen(self.twin, self.twins)))
        for who, other in others:
            for difference in self.last.differs(other):
                self._complain(f"run and {who}: {difference}")

    def _complain(self, what: str) -> None:
        path = " ".join(command.label for command in self.commands)
        self.differences.append(f"{self.name} {self.seed}, after [{path}]: {what}")
