"""Our elements on top of SpiffWorkflow: terms without dates, messages without correlation, effects that ask.

Process data is one flat dict per case, kept on the workflow; the library's own task data stays empty. So a
join has nothing to merge, a boundary branch sees what the main flow saw, and pruning loses nothing.
"""

from __future__ import annotations

from typing import Any

from SpiffWorkflow.bpmn.specs.control import BoundaryEventJoin
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    EventBasedGateway,
    IntermediateThrowEvent,
    ParallelGateway,
)
from SpiffWorkflow.bpmn.specs.event_definitions.base import EventDefinition
from SpiffWorkflow.bpmn.specs.event_definitions.multiple import MultipleEventDefinition
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.catalogue import Element


class HostEvent(EventDefinition):
    """An event that only the host delivers, to one waiting task, by the element's id."""

    def __init__(self, name: str, element: str, **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.element = element

    def __eq__(self, other: object) -> bool:
        return (
            self.__class__ is other.__class__
            and isinstance(other, HostEvent)
            and (self.name, self.element) == (other.name, other.element)
        )

    def __hash__(self) -> int:
        return hash((self.__class__, self.name, self.element))


class Term(HostEvent):
    """A term by its name; the engine never sees a date (a library timer reads the wall clock)."""


class Message(HostEvent):
    """A message: caught only when the host delivers it, thrown into a list that the host empties."""

    def throw(self, my_task: Task) -> None:
        my_task.workflow.script_engine.throw(my_task, self.element)


class Boundary(BoundaryEvent):
    """A boundary event; the not interrupting form listens again after each message."""

    def _listens_again(self) -> bool:
        return not self.cancel_activity and isinstance(self.event_definition, Message)

    def _run_hook(self, my_task: Task) -> bool:
        super()._run_hook(my_task)
        if self._listens_again():
            sibling = my_task.parent._add_child(self, TaskState.WAITING)
            self._predict(sibling, mask=TaskState.NOT_FINISHED_MASK)
            self._update(sibling)
        return True

    def _predict_hook(self, my_task: Task) -> None:
        if self.cancel_activity:
            super()._predict_hook(my_task)
            return
        # The library joins every boundary branch; each firing would leave a join that waits for ever.
        outputs = [spec for spec in self.outputs if not isinstance(spec, BoundaryEventJoin)]
        state = TaskState.FUTURE if my_task.has_state(TaskState.DEFINITE_MASK) else my_task.state
        my_task._sync_children(outputs, state)


class Gateway(EventBasedGateway):
    """An event gateway that forgets the event it saw (the library keeps it, and saving would fail on it)."""

    def _run_hook(self, my_task: Task) -> bool:
        super()._run_hook(my_task)
        my_task.internal_data.clear()
        return True


class Join(ParallelGateway):
    """A parallel gateway that counts its tokens: each that arrived waits until all flows have one.

    The library lets only the newest wait and finds the others by their place in the tree; a loop confuses it
    (it goes on too early) and pruning forgets them (it never goes on).
    """

    def _update_hook(self, my_task: Task) -> bool:
        arrived = {
            task.parent.task_spec.name: task
            for task in my_task.workflow.tasks.values()
            if task.task_spec is self and task._state == TaskState.WAITING
        }
        arrived[my_task.parent.task_spec.name] = my_task
        if len(arrived) < len({spec.name for spec in self.inputs}):
            my_task._set_state(TaskState.WAITING)
            return False
        for task in arrived.values():
            if task is not my_task:
                task.cancel()
        return True

    def _run_hook(self, my_task: Task) -> bool:
        return True


class Throw(IntermediateThrowEvent):
    """A throwing event: with a message it sends, without one it only marks a place."""


class Ask(BpmnSpecMixin):
    """A letter, an effect, a decision or a script: the element says what to ask of the script engine."""

    def __init__(self, wf_spec: Any, bpmn_id: str, element: Element, **kwargs: Any) -> None:
        super().__init__(wf_spec, bpmn_id, **kwargs)
        self.element = element

    def _run_hook(self, my_task: Task) -> bool:
        my_task.workflow.script_engine.run(self.element)
        return True


def listens_to(my_task: Task) -> list[HostEvent]:
    """The terms and messages that a waiting task listens to: several behind an event gateway."""
    definition = my_task.task_spec.event_definition
    events = definition.event_definitions if isinstance(definition, MultipleEventDefinition) else [definition]
    return [event for event in events if isinstance(event, HostEvent)]
