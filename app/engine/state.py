"""The compact state of a case: tokens only, in tree order, pruned; the specification is never in it.

A row per engine task: id, index of its parent, index of its spec's name, state, last change, triggered;
then internal data where there is any. Sub-processes are nested by the row of the task that owns them.
Of `last_state_change` only the order is stored, because joins merge in that order; whatever changes later has
a moment of the clock, which comes after every number here. Names are stored as numbers, so a mark of the
specification stands before the rows: the numbers mean something else in another diagram.
All of it is deflated: that takes less than half the room, and then a page of the database holds two cases.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from app.engine.errors import EngineError
from app.engine.workflow import FlatSubWorkflow, FlatWorkflow

VERSION = 3
READABLE = (2, VERSION)  # 2: as plain text, with moments in place of their order
_OPEN = TaskState.WAITING | TaskState.READY | TaskState.STARTED


def dump(workflow: FlatWorkflow, *, pruned: bool = True) -> bytes:
    """The state as bytes. Prunes first; the engine must have run until nothing is ready."""
    if pruned:
        prune(workflow)
    mark = _mark(workflow.spec, tuple(workflow.subprocess_specs.values()))
    tree = _dump_tree(workflow, workflow, _order(workflow))
    return zlib.compress(orjson.dumps([VERSION, mark, tree]), 1)


def load(content: bytes, spec: Any, subprocess_specs: dict[str, Any]) -> FlatWorkflow:
    """The workflow that `dump` wrote. The caller gives it a script engine.

    Raises EngineError `toestand_onbekend` when it is of another version or diagram, or no state at all.
    """
    try:
        plain = content if content.startswith(b"[") else zlib.decompress(content)
        version, *rest = orjson.loads(plain)
    except (ValueError, TypeError, zlib.error):
        raise EngineError("toestand_onbekend", versie=None) from None
    if version not in READABLE or len(rest) != 2 or rest[0] != _mark(spec, tuple(subprocess_specs.values())):
        raise EngineError("toestand_onbekend", versie=version)
    workflow = FlatWorkflow(spec, subprocess_specs, deserializing=True)
    _load_tree(rest[1], workflow, workflow)
    return workflow


@lru_cache(maxsize=512)
def _mark(spec: Any, subprocess_specs: tuple[Any, ...]) -> str:
    """Short, and the same for specifications with the same elements."""
    names = [_names(each)[0] for each in (spec, *sorted(subprocess_specs, key=lambda each: str(each.name)))]
    return hashlib.sha256(orjson.dumps(names)).hexdigest()[:12]


@lru_cache(maxsize=512)
def _names(spec: Any) -> tuple[list[str], dict[str, int]]:
    names = sorted(spec.task_specs)
    return names, {name: index for index, name in enumerate(names)}


def _order(workflow: FlatWorkflow) -> Mapping[float, int]:
    """The moments at which tasks changed, numbered from the first; those of sub-processes among them."""
    trees = (workflow, *workflow.subprocesses.values())
    moments = {task.last_state_change for tree in trees for task in _all_tasks(tree)}
    return {moment: number for number, moment in enumerate(sorted(moments))}


def _all_tasks(tree: Any) -> Iterator[Task]:
    pending: list[Task] = [tree.task_tree]
    while pending:
        task = pending.pop()
        yield task
        pending.extend(task.children)


def _dump_tree(workflow: Any, top: FlatWorkflow, order: Mapping[float, int]) -> list[Any]:
    _, index_of = _names(workflow.spec)
    rows: list[list[Any]] = []
    subs: dict[str, Any] = {}
    pending: list[tuple[Task, int]] = [(workflow.task_tree, -1)]
    while pending:
        task, parent = pending.pop()
        row = [
            task.id.hex,
            parent,
            index_of[task.task_spec.name],
            task._state,
            order[task.last_state_change],
            int(task.triggered),
        ]
        if task.internal_data:
            row.append(task.internal_data)
        number = len(rows)
        rows.append(row)
        if task.id in top.subprocesses:
            subs[str(number)] = _dump_tree(top.subprocesses[task.id], top, order)
        pending.extend((child, number) for child in reversed(task.children))
    return [rows, subs, int(workflow.completed), int(workflow.success)]


def _load_tree(tree: list[Any], workflow: Any, top: FlatWorkflow) -> None:
    rows, subs, completed, success = tree
    names, _ = _names(workflow.spec)
    tasks: list[Task] = []
    for identity, parent, name, state, changed, triggered, *internal in rows:
        spec = workflow.spec.task_specs[names[name]]
        task = Task(workflow, spec, tasks[parent] if parent >= 0 else None, state, UUID(identity))
        task.last_state_change = changed
        task.triggered = bool(triggered)
        if internal:
            task.internal_data = internal[0]
        if state == TaskState.WAITING and isinstance(spec, CatchingEvent):
            top.event_manager.add_task(task)
        tasks.append(task)
    workflow.task_tree = tasks[0]
    workflow.last_task = tasks[0]
    workflow.completed, workflow.success = bool(completed), bool(success)
    for number, nested in subs.items():
        owner = tasks[int(number)]
        sub = FlatSubWorkflow(
            top.subprocess_specs[owner.task_spec.spec],
            parent_task_id=owner.id,
            top_workflow=top,
            deserializing=True,
        )
        top.subprocesses[owner.id] = sub
        _load_tree(nested, sub, top)
        sub.completed_event.connect(owner.task_spec._on_subworkflow_completed, owner)


def prune(workflow: FlatWorkflow) -> None:
    """Forget finished tasks that no open task, join or boundary can still look at."""
    _drop_orphans(workflow)
    for tree in (workflow, *workflow.subprocesses.values()):
        _hang_open_part_under_root(tree)
        _drop_finished_boundary_branches(tree)
        if tree.last_task is None or tree.last_task.id not in tree.tasks:
            tree.last_task = tree.task_tree
    _drop_orphans(workflow)


def _drop_orphans(workflow: FlatWorkflow) -> None:
    """Sub-processes whose owner has finished or is gone, and what hangs in those."""
    while True:
        alive = dict(workflow.tasks)
        for sub in workflow.subprocesses.values():
            alive |= sub.tasks
        orphans = [
            owner
            for owner in workflow.subprocesses
            if owner not in alive or alive[owner].has_state(TaskState.FINISHED_MASK)
        ]
        if not orphans:
            return
        for owner in orphans:
            del workflow.subprocesses[owner]


def _hang_open_part_under_root(tree: Any) -> None:
    chains = [_ancestry(task) for task in tree.tasks.values() if task._state & _OPEN]
    if not chains:
        return
    common = [level[0] for level in zip(*chains, strict=False) if all(task is level[0] for task in level)]
    while common and not common[-1].has_state(TaskState.FINISHED_MASK):
        common.pop()  # an open task under the root would take the root's stale place
    if len(common) < 3:  # the root itself, or a child of the root: nothing lies between
        return
    keep, root = common[-1], tree.task_tree
    kept = {root.id: root}
    pending = [keep]
    while pending:
        task = pending.pop()
        kept[task.id] = task
        pending.extend(task.children)
    tree.tasks = kept
    keep.parent = root
    root.children = [keep]


def _ancestry(task: Task) -> list[Task]:
    chain = [task]
    while (parent := chain[-1].parent) is not None:
        chain.append(parent)
    return chain[::-1]


def _drop_finished_boundary_branches(tree: Any) -> None:
    """Each request on a not interrupting boundary leaves a branch; without this the state grows with each."""
    splits = [task for task in tree.tasks.values() if isinstance(task.task_spec, BoundaryEventSplit)]
    for split in splits:
        for branch in split.children:
            if getattr(branch.task_spec, "cancel_activity", True) or not branch.has_state(
                TaskState.FINISHED_MASK
            ):
                continue
            if not any(task._state & _OPEN for task in _subtree(branch)):
                tree._remove_task(branch.id)


def _subtree(task: Task) -> list[Task]:
    found, pending = [], [task]
    while pending:
        current = pending.pop()
        found.append(current)
        pending.extend(current.children)
    return found
