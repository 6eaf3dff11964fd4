"""The workflow with a flat scan: pruned trees are small, so tasks are read from their dictionary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState


def _nothing_to_log(_self: Any, dct: dict[str, Any] | None = None) -> dict[str, Any]:
    """The library collects facts for its log at each change of state, at a tenth of a step, read or not."""
    return dct or {}


Task.collect_log_extras = _nothing_to_log


class _Flat:
    """The scans that both kinds of workflow need."""

    task_tree: Task
    tasks: dict[Any, Task]
    completed: bool
    top_workflow: Any

    collect_log_extras = _nothing_to_log

    def get_tasks_iterator(self, first_task: Task | None = None, **wanted: Any) -> Iterator[Task]:
        """What each event, gateway and sub-process asks is a name; the library's filter costs far more."""
        if wanted.keys() != {"spec_name"}:
            found: Iterator[Task] = super().get_tasks_iterator(first_task, **wanted)  # type: ignore[misc]
            return found
        return self._named(first_task or self.task_tree, wanted["spec_name"])

    def _named(self, first_task: Task, name: str) -> Iterator[Task]:
        """In the library's order: a sub-process before what follows it, and no branch too deep to see."""
        pending = [first_task]
        while pending:
            task = pending.pop()
            if task.task_spec.name == name:
                yield task
            pending.extend(reversed(task.children))
            inside = self.top_workflow.subprocesses.get(task.id)
            if inside is not None:
                pending.append(inside.task_tree)

    def update_waiting_tasks(self) -> None:
        for task in [t for t in self.tasks.values() if t._state == TaskState.WAITING]:
            task.task_spec._update(task)

    def is_completed(self) -> bool:
        if not self.completed:
            self.completed = not any(t._state & TaskState.NOT_FINISHED_MASK for t in self.tasks.values())
        return self.completed

    def run_ready(self, done: Any) -> int:
        """Run what is ready and needs no person; how many."""
        ready = [t for t in self.tasks.values() if t._state == TaskState.READY and not t.task_spec.manual]
        for task in ready:
            task.run()
            if done is not None:
                done(task)
        return len(ready)


class FlatSubWorkflow(_Flat, BpmnSubWorkflow):
    """A sub-process."""


class FlatWorkflow(_Flat, BpmnWorkflow):
    """A case."""

    def create_subprocess(self, my_task: Task, spec_name: str) -> FlatSubWorkflow:
        subprocess = FlatSubWorkflow(
            self.subprocess_specs[spec_name], parent_task_id=my_task.id, top_workflow=self
        )
        self.subprocesses[my_task.id] = subprocess
        return subprocess

    def do_engine_steps(self, will_complete_task: Any = None, did_complete_task: Any = None) -> None:
        while self._pass(did_complete_task):
            pass

    def _pass(self, done: Any) -> bool:
        """One round: the deepest active sub-process first, then its owner, until a round changes nothing.

        What ran in a sub-process counts too: one that ended inside another may have started a next one there,
        and then there are as many as before.
        """
        active = self.get_active_subprocesses()
        ran = 0
        for subprocess in sorted(active, key=lambda sub: sub.depth, reverse=True):
            while count := subprocess.run_ready(done):
                ran += count
            owner = self.get_task_from_id(subprocess.parent_task_id)
            owner.task_spec._update(owner)
        ran += self.run_ready(done)
        return ran > 0 or len(self.get_active_subprocesses()) > len(active)
