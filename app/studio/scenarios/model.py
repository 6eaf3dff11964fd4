"""A scenario as it was read: who it is about, what happens step by step, and what must then be true."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

Cells = Mapping[str, Any]


@dataclass(frozen=True)
class Action:
    """What happens in a step: its key in the file, what stands behind it, and what was said beside it."""

    what: str  # opgespoord, registerrij, taak, bericht, brief, aan_de_balie, opschorting, ...
    value: Any
    answers: Cells = field(default_factory=dict)
    content: Cells = field(default_factory=dict)  # what a partner reports
    case: str | None = None  # a process, or "inbreuk 2": the second one of this person
    role: str | None = None  # somebody else than whom the diagram asks
    same_as: str | None = None  # the colleague who did that task
    sent_on: date | None = None


@dataclass(frozen=True)
class TermWanted:
    """What must be true of the newest term of a code. What is None is not looked at."""

    last_day: date | None = None
    status: str | None = None
    suspended: bool | None = None
    fires_at: datetime | None = None  # aware


@dataclass(frozen=True)
class Wanted:
    """What must be true after a step. What is None is not looked at; incidents always are."""

    tasks: list[str] | dict[str, list[str]] | None = None
    letters: dict[str, list[str]] = field(default_factory=dict)
    terms: dict[str, TermWanted] = field(default_factory=dict)
    cases: dict[str, list[str]] = field(default_factory=dict)
    desks: dict[str, str] = field(default_factory=dict)
    infringement: Cells = field(default_factory=dict)
    decision: Cells = field(default_factory=dict)
    milestones: list[str] | None = None
    incidents: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Step:
    """One step; `moment` is aware. Without an action only time passes."""

    number: int
    moment: datetime
    note: str = ""
    action: Action | None = None
    refused: str | None = None  # the code with which the action must be refused
    wanted: Wanted = field(default_factory=Wanted)
    of: str = ""  # the scenario that goes before, where the step stands in that one


@dataclass(frozen=True)
class Scenario:
    """One file. `person` are columns of the register, by their Dutch names."""

    path: str
    title: str
    shows: str
    person: Cells
    mail: bool  # whether post leaves by itself the next working day
    steps: tuple[Step, ...]  # with those of the scenario that goes before

    @property
    def region(self) -> str:
        """Whose law it plays: the folder below `processes/`."""
        return self.path.split("/")[1]

    @property
    def name(self) -> str:
        return name_of(self.path)


def name_of(path: str) -> str:
    """By which a file of scenarios is called: `te_jong`."""
    return path.rpartition("/")[2].removesuffix(".toml")
