"""How a case is kept between two steps: as bytes; or, to prove that no step needs that, alive in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

from app.engine import state
from app.engine.workflow import FlatWorkflow

Data = dict[str, Any]


class Keeper(Protocol):
    """What a case goes through between two steps."""

    def keep(self, workflow: FlatWorkflow, data: Data) -> bytes:
        """What to write in the row of the case."""

    def take(
        self, kept: bytes, data: Mapping[str, Any], spec: Any, subprocess_specs: dict[str, Any]
    ) -> tuple[FlatWorkflow, Data]:
        """The case again, from what was written and the data of its row."""


class Saved:
    """The ordinary way: pruned and saved, loaded at the next step."""

    def keep(self, workflow: FlatWorkflow, data: Data) -> bytes:
        return state.dump(workflow)

    def take(
        self, kept: bytes, data: Mapping[str, Any], spec: Any, subprocess_specs: dict[str, Any]
    ) -> tuple[FlatWorkflow, Data]:
        return state.load(kept, spec, subprocess_specs), dict(data)


class Alive:
    """The same workflow and the same data go on: never pruned, never read back, so nothing can get lost.

    What is written in the row is only the name under which the case lives on here. A step that was undone
    leaves a workflow that nobody may use any more: then what was written is read after all.
    """

    def __init__(self) -> None:
        self._living: dict[bytes, tuple[FlatWorkflow, Data]] = {}

    def keep(self, workflow: FlatWorkflow, data: Data) -> bytes:
        written = state.dump(workflow, pruned=False)
        self._living[written] = workflow, data
        return written

    def take(
        self, kept: bytes, data: Mapping[str, Any], spec: Any, subprocess_specs: dict[str, Any]
    ) -> tuple[FlatWorkflow, Data]:
        living = self._living.pop(kept, None)
        return living if living is not None else SAVED.take(kept, data, spec, subprocess_specs)


SAVED = Saved()
_keeper: ContextVar[Keeper] = ContextVar("keeper", default=SAVED)


def keeper() -> Keeper:
    """How cases are kept here and now."""
    return _keeper.get()


@contextmanager
def kept_by(other: Keeper) -> Iterator[None]:
    """Inside this block cases are kept in another way; a proof does this, never a server."""
    token = _keeper.set(other)
    try:
        yield
    finally:
        _keeper.reset(token)
