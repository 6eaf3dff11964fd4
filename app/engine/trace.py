"""Which elements and sequence flows of the diagrams were passed: for proofs, switched on only there.

A step knows the elements that it passed. The flows follow from its task tree, read before anything is
pruned: a token on an element came from the nearest element above it, across what the library puts between.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.elements import Boundary, Join
from app.engine.workflow import FlatWorkflow
from app.engine.xml import BPMN, NS, parse

_HERE = TaskState.WAITING | TaskState.READY | TaskState.STARTED | TaskState.COMPLETED


@dataclass
class Trace:
    """What was passed, by process: elements, and pairs of elements with a token that went from one to the
    other."""

    elements: set[tuple[str, str]] = field(default_factory=set)
    pairs: set[tuple[str, str, str]] = field(default_factory=set)

    def note(self, process: str, workflow: FlatWorkflow, passed: list[str]) -> None:
        """A step of a case of this process, as it stands before pruning."""
        self.elements.update((process, element) for element in passed)
        for tree in (workflow, *workflow.subprocesses.values()):
            for task in tree.tasks.values():
                source = _source(task) if _arrived(task) else None
                if source is not None:
                    self.pairs.add((process, source, task.task_spec.bpmn_id))

    def __ior__(self, other: Trace) -> Trace:
        self.elements |= other.elements
        self.pairs |= other.pairs
        return self


def _arrived(task: Task) -> bool:
    """Whether a token has been here; at a join the ones before the last are taken away when it goes on."""
    if getattr(task.task_spec, "bpmn_id", None) is None or isinstance(task.task_spec, Boundary):
        return False  # no flow leads to an event on an edge
    joined = isinstance(task.task_spec, Join) and task._state == TaskState.CANCELLED
    return bool(task._state & _HERE) or (joined and task.parent._state == TaskState.COMPLETED)


def _source(task: Task) -> str | None:
    """The element before this one; None at a start, and where pruning has cut off what came before."""
    above = task.parent
    while above is not None:
        element: str | None = getattr(above.task_spec, "bpmn_id", None)
        if element is not None:
            return element
        above = above.parent
    return None


_trace: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace | None:
    """Where steps are noted; None where nobody asked."""
    return _trace.get()


@contextmanager
def tracing() -> Iterator[Trace]:
    """Note every step taken inside this block."""
    found = Trace()
    token = _trace.set(found)
    try:
        yield found
    finally:
        _trace.reset(token)


@dataclass(frozen=True)
class Flow:
    """A sequence flow of a diagram."""

    id: str
    source: str
    target: str
    name: str


def flows(content: bytes, path: str) -> list[Flow]:
    """The sequence flows of the executable process in a BPMN file."""
    root: Any = parse(content, path)
    found = root.xpath("//bpmn:process[@isExecutable='true']", namespaces=NS)
    return [
        Flow(flow.get("id"), flow.get("sourceRef"), flow.get("targetRef"), flow.get("name") or "")
        for process in found
        for flow in process.iter(f"{{{BPMN}}}sequenceFlow")
    ]
