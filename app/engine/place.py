"""Setting a case down at given elements: made by construction, nothing is walked and nothing is sent.

For files that are taken over from elsewhere and for cases that move to another diagram: where the tokens
stand and the case's data are all that a state needs. Tokens hang straight under the root, as pruning leaves
them. The engine cannot see a forgotten branch: a join then waits for ever. Name every branch of a parallel
split that has begun, either by its element or, where it already reached the join, in `passed`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.errors import EngineError
from app.engine.release import Process, Release
from app.engine.runtime import Run, Situation
from app.engine.workflow import FlatWorkflow

_RESTS = {"userTask", "intermediateCatchEvent", "eventBasedGateway"}


@dataclass
class _Level:
    """What stands in one process or sub-process; `inner` by the element of the sub-process."""

    tokens: list[Any] = field(default_factory=list)  # task specs
    passed: list[tuple[Any, Any]] = field(default_factory=list)  # specs: where from, which join
    inner: dict[str, _Level] = field(default_factory=dict)


def place(
    release: Release,
    process: Process,
    data: Mapping[str, Any],
    elements: Sequence[str],
    *,
    passed: Sequence[tuple[str, str]] = (),
    spent: Collection[str] = (),
    situation: Situation,
) -> Run:
    """A case with one token on each of `elements` (user tasks, catching events, event gateways).

    An element behind an event gateway stands for the gateway with all its arms. `passed` names tokens that
    wait at a parallel join as (element they came from, join); `spent` the not interrupting boundary terms
    that have fired already. Sub-processes are entered once, with their boundaries listening.

    Raises EngineError `plaats_onbekend` (no such element here), `plaats_geen_wachtpunt` (a join, sub-process,
    script or other element where no case rests), `plaats_geen_join`, `plaats_loopt_door` (all tokens of a
    join have arrived, so nothing waits), `plaats_leeg`.
    """
    if not elements:
        raise EngineError("plaats_leeg", proces=process.id)
    where = _Specs(process)
    top = _Level()
    for element in elements:
        spec = where.resting(element)
        where.level(top, spec).tokens.append(spec)
    for source, join in passed:
        spec = where.join(source, join)
        where.level(top, spec).passed.append((where.into(spec, source), spec))
    unknown = sorted(set(spent) - {e.id for e in process.catalogue.of_kind("boundaryEvent")})
    if unknown:
        raise EngineError("plaats_onbekend", unknown[0], proces=process.id)

    workflow = FlatWorkflow(process.spec, process.subprocess_specs)
    run = Run(release, process, workflow, dict(data), situation)
    _fill(workflow, workflow, top, spent)
    trees = (workflow, *workflow.subprocesses.values())
    for task in [task for tree in trees for task in tree.tasks.values()]:
        if task._state == TaskState.READY and not task.task_spec.manual:
            raise EngineError("plaats_loopt_door", task.task_spec.name, proces=process.id)
    return run


class _Specs:
    """The specifications of a process by element, and the sub-processes that each lies in."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.by_element: dict[str, Any] = {}
        self.owner: dict[str, Any] = {}  # the element of a sub-process, by the name of its specification
        for spec in (process.spec, *process.subprocess_specs.values()):
            for task_spec in spec.task_specs.values():
                if task_spec.bpmn_id:
                    self.by_element[task_spec.bpmn_id] = task_spec
                if isinstance(task_spec, SubWorkflowTask):
                    self.owner[task_spec.spec] = task_spec

    def resting(self, element: str) -> Any:
        if element not in self.by_element:
            raise EngineError("plaats_onbekend", element, proces=self.process.id)
        spec = self.by_element[element]
        kinds = self.process.elements
        if kinds[element].kind not in _RESTS:
            raise EngineError("plaats_geen_wachtpunt", element, soort=kinds[element].kind)
        gateways = [s for s in spec.inputs if s.bpmn_id and kinds[s.bpmn_id].kind == "eventBasedGateway"]
        return gateways[0] if gateways else spec

    def join(self, source: str, join: str) -> Any:
        spec = self.by_element.get(join)
        if spec is None or self.process.elements[join].kind != "parallelGateway":
            raise EngineError("plaats_geen_join", join, proces=self.process.id)
        if self.into(spec, source) is None:
            raise EngineError("plaats_geen_join", source, proces=self.process.id, join=join)
        return spec

    def into(self, join: Any, source: str) -> Any:
        """The specification from which a token of `source` enters the join: behind its boundaries, if any."""
        names = (source, f"{source}.BoundaryEventJoin")
        return next((spec for spec in join.inputs if spec.name in names), None)

    def level(self, top: _Level, spec: Any) -> _Level:
        """The level that a specification belongs to; the sub-processes around it are entered on the way."""
        chain: list[str] = []
        while (owner := self.owner.get(spec._wf_spec.name)) is not None:
            chain.append(owner.bpmn_id)
            spec = owner
        found = top
        for element in reversed(chain):
            found = found.inner.setdefault(element, _Level())
        return found


def _fill(tree: Any, top: FlatWorkflow, level: _Level, spent: Collection[str]) -> None:
    root = tree.task_tree
    root._drop_children(force=True)
    root._set_state(TaskState.COMPLETED)
    for spec in level.tokens:
        _stand(root, spec, spent)
    for source, join in level.passed:
        arrived = root._add_child(source, TaskState.FUTURE)
        arrived._set_state(TaskState.COMPLETED)
        arrived._sync_children([join], TaskState.FUTURE)
        _arrive(arrived.children[0])
    for element, inner in level.inner.items():
        task = _stand(root, tree.spec.task_specs[element], spent)
        _fill(top.subprocesses[task.id], top, inner, spent)


def _stand(root: Task, spec: Any, spent: Collection[str]) -> Task:
    """A token on this element, its boundaries listening except those that are spent."""
    split = next((s for s in spec.inputs if isinstance(s, BoundaryEventSplit)), None)
    task = root._add_child(split or spec, TaskState.FUTURE)
    _arrive(task)
    if split is None:
        return task
    task.run()
    for child in task.children:
        if child.task_spec.bpmn_id in spent:
            child.cancel()
    return next(child for child in task.children if child.task_spec is spec)


def _arrive(task: Task) -> None:
    task.task_spec._predict(task, mask=TaskState.NOT_FINISHED_MASK)
    task.task_spec._update(task)
