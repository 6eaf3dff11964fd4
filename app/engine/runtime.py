"""One case in memory: start, complete, deliver; what it then waits for and what it asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from SpiffWorkflow.bpmn.exceptions import WorkflowTaskException
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.exceptions import WorkflowException
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine import trace
from app.engine.catalogue import Element
from app.engine.elements import Term, listens_to
from app.engine.errors import EngineError, FeelError, NotWaiting
from app.engine.feel import Question, feel
from app.engine.keeping import keeper
from app.engine.release import Process, Release
from app.engine.tables import Decided
from app.engine.workflow import FlatWorkflow

LONGEST_STEP = 500  # engine tasks in one step; a loop that needs no person or event is stopped there


@dataclass(frozen=True)
class Situation:
    """What expressions may know beside the case's own data."""

    person: Mapping[str, Any]
    today: date  # the day in Brussels

    def names(self, release: Release) -> dict[str, Any]:
        return {
            "persoon": self.person,
            "vandaag": self.today.isoformat(),
            "parameters": release.parameters_on(self.today),
        }


@dataclass(frozen=True)
class OpenTask:
    """A user task that waits for a person."""

    uid: str
    element: Element


@dataclass(frozen=True)
class Wait:
    """A term or a message that an engine task waits for; several may share one uid (an event gateway)."""

    uid: str
    element: str
    kind: str  # termijn | bericht
    name: str


@dataclass(frozen=True)
class Asked:
    """An effect that the host applies after the engine has run."""

    name: str
    parameters: dict[str, Any]
    element: str


@dataclass(frozen=True)
class Thrown:
    """A message to another case; `uid` is unique per throw."""

    name: str
    payload: dict[str, Any]
    uid: str
    element: str


class Run:
    """A case while a step is taken. After any error it is spoiled: load it again from its saved state."""

    def __init__(
        self,
        release: Release,
        process: Process,
        workflow: BpmnWorkflow,
        data: dict[str, Any],
        situation: Situation,
    ) -> None:
        self.release = release
        self.process = process
        self.workflow = workflow
        self.data = data
        self._names = situation.names(release)
        self.asked: list[Asked] = []
        self.thrown: list[Thrown] = []
        self.decided: list[Decided] = []
        self.passed: list[str] = []
        workflow.script_engine = self

    # -- the steps ---------------------------------------------------------------------------------------

    def complete(self, uid: str, values: Mapping[str, Any]) -> None:
        """A person has done a user task; its structured answers join the case's data."""
        task = self._task(uid)
        if task is None or task._state != TaskState.READY or not task.task_spec.manual:
            raise NotWaiting(taak=uid)
        self.data.update(values)
        task.run()
        self._passed(task)
        self._advance()

    def deliver(self, uid: str, element: str, payload: Mapping[str, Any] | None = None) -> None:
        """A message or a passed term reaches the one task that waits for it."""
        task = self.workflow.event_manager.tasks.get(_uuid(uid))
        event = (
            next((e for e in listens_to(task) if e.element == element), None) if task is not None else None
        )
        if task is None or event is None or task._state != TaskState.WAITING:
            raise NotWaiting(element=element)
        self.data.update(payload or {})
        task.task_spec.catch(task, BpmnEvent(event))
        task.task_spec._update(task)
        self._advance()

    def _advance(self) -> None:
        try:
            self.workflow.do_engine_steps(did_complete_task=self._passed)
        except EngineError:
            raise
        except (WorkflowException, WorkflowTaskException) as problem:
            raise EngineError(
                "stap_mislukt",
                getattr(problem, "task_spec", None) and problem.task_spec.name,
                uitleg=str(problem),
            ) from problem
        traced = trace.current()
        if traced is not None:
            traced.note(self.process.id, self.workflow, self.passed)

    def _passed(self, task: Task) -> None:
        element = getattr(task.task_spec, "bpmn_id", None)
        if element is None:
            return
        self.passed.append(element)
        outcome = self.process.elements[element].outcome
        if outcome:
            self.data["uitkomst"] = outcome
        if len(self.passed) > LONGEST_STEP:
            raise EngineError("stap_op_hol", element, stappen=LONGEST_STEP)

    # -- what the library and our elements call ------------------------------------------------------------

    def evaluate(self, task: Task, expression: str, external_context: Any = None) -> bool:
        """A condition on a flow: true or false."""
        try:
            return feel.condition(expression, self._context())
        except FeelError as problem:
            raise EngineError(problem.code, task.task_spec.name, **problem.facts) from None

    def throw(self, task: Task, element_id: str) -> None:
        """A message leaves: kept here, written by the host, never caught inside (the library would)."""
        element = self.process.elements[element_id]
        payload = self._ask_context(element, element.payload) if element.payload else {}
        self.thrown.append(Thrown(element.message or "", payload, task.id.hex, element_id))

    def run(self, element: Element) -> None:
        """A script, decision, letter or effect."""
        if element.script:
            self.data.update(self._ask_context(element, element.script))
        elif element.table:
            try:
                decided = self.release.table(element.table).decide(self._context())
            except EngineError as problem:
                raise EngineError(problem.code, element.id, **problem.facts) from None
            self.decided.append(decided)
            self.data.update(decided.outputs)
        elif element.letter:
            registered = self._ask(element, element.registered or "false")
            if not isinstance(registered, bool):
                raise EngineError(
                    "feel_geen_ja_of_nee", element.id, expressie=element.registered, waarde=registered
                )
            self.asked.append(
                Asked("brief", {"sjabloon": element.letter, "aangetekend": registered}, element.id)
            )
        else:
            names = [name for name, _ in element.parameters]
            values = self._ask_all(element, [text for _, text in element.parameters])
            self.asked.append(Asked(element.effect or "", dict(zip(names, values, strict=True)), element.id))

    def _ask(self, element: Element, text: str) -> Any:
        return self._ask_all(element, [text])[0]

    def _ask_context(self, element: Element, text: str) -> dict[str, Any]:
        value = self._ask(element, text)
        if not isinstance(value, dict):
            raise EngineError("feel_geen_context", element.id, expressie=text, waarde=value)
        return value

    def _ask_all(self, element: Element, texts: list[str]) -> list[Any]:
        context = self._context()
        try:
            return feel.ask([Question(text, context) for text in texts])
        except FeelError as problem:
            raise EngineError(problem.code, element.id, **problem.facts) from None

    def _context(self) -> dict[str, Any]:
        return self.data | self._names

    # -- what the case waits for ---------------------------------------------------------------------------

    def open_tasks(self) -> list[OpenTask]:
        return [
            OpenTask(task.id.hex, self.process.elements[task.task_spec.bpmn_id])
            for tree in (self.workflow, *self.workflow.subprocesses.values())
            for task in tree.tasks.values()
            if task._state == TaskState.READY and task.task_spec.manual
        ]

    def waits(self) -> list[Wait]:
        return [
            Wait(task.id.hex, event.element, "termijn" if isinstance(event, Term) else "bericht", event.name)
            for task in self.workflow.event_manager.tasks.values()
            if task._state == TaskState.WAITING
            for event in listens_to(task)
        ]

    @property
    def ended(self) -> bool:
        return bool(self.workflow.is_completed())

    @property
    def outcome(self) -> str | None:
        return self.data.get("uitkomst")

    def save(self) -> bytes:
        """The state to keep until the next step (not the data: that is `self.data`)."""
        return keeper().keep(self.workflow, self.data)

    def _task(self, uid: str) -> Task | None:
        key = _uuid(uid)
        for tree in (self.workflow, *self.workflow.subprocesses.values()):
            if key in tree.tasks:
                return tree.tasks[key]
        return None


def _uuid(uid: str) -> UUID | None:
    try:
        return UUID(uid)
    except ValueError:
        return None  # no id of ours: no task has it


def start(
    release: Release,
    process: Process,
    message: str,
    payload: Mapping[str, Any],
    situation: Situation,
    workflow_class: type[BpmnWorkflow] = FlatWorkflow,
) -> Run:
    """A new case: created, run to its start event, and given the message that starts it."""
    workflow = workflow_class(process.spec, process.subprocess_specs)
    run = Run(release, process, workflow, {}, situation)
    run._advance()
    wait = next((w for w in run.waits() if w.name == message), None)
    if wait is None:
        raise NotWaiting(bericht=message, proces=process.id)
    run.deliver(wait.uid, wait.element, payload)
    return run


def resume(
    release: Release, process: Process, saved: bytes, data: Mapping[str, Any], situation: Situation
) -> Run:
    """The case as it was saved."""
    workflow, data = keeper().take(saved, data, process.spec, process.subprocess_specs)
    return Run(release, process, workflow, data, situation)
