"""Where a case stands in its diagram: the drawings with their marks, and the same steps in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.insight.drawings import Drawing, drawings
from app.insight.picture import Step, outline
from app.insight.picture.marks import MarkKind

_CHOICE_OF_EVENTS = "wachten op wat eerst gebeurt"


@dataclass(frozen=True)
class Place:
    """A step of the diagram and what this case did there: huidig, doorlopen, incident, or nothing yet."""

    step: Step
    mark: MarkKind | None


@dataclass(frozen=True)
class Picture:
    """The drawings of the diagram of a case, its steps in order, and the elements that the case waits for.

    An event on the rim of a step belongs to that step: it is not where the case is.
    """

    drawings: tuple[Drawing, ...]
    places: tuple[Place, ...]
    here: tuple[Element, ...]


def picture_of(
    release: Release,
    process: Process,
    title: str,
    waiting: Iterable[str],
    passed: Collection[str],
    stuck: Collection[str],
) -> Picture:
    """`waiting` are the elements of open tasks, messages and terms; `stuck` those with an open incident."""
    steps = _steps(release.files[process.path])
    on_rim = {element.id for element in process.catalogue.of_kind("boundaryEvent")}
    waits = [each for each in dict.fromkeys(waiting) if each not in on_rim]
    marks: dict[str, MarkKind] = dict.fromkeys(passed, "doorlopen")
    marks |= dict.fromkeys(_standing(steps, waits), "huidig")
    marks |= dict.fromkeys(stuck, "incident")
    drawn = drawings(release.files[process.path], process.name, title, marks)
    places = tuple(Place(step, marks.get(step.id)) for step in steps)
    return Picture(drawn, places, tuple(process.elements[each] for each in waits))


@lru_cache(maxsize=64)
def _steps(bpmn: bytes) -> tuple[Step, ...]:
    return tuple(outline(bpmn))


def _standing(steps: tuple[Step, ...], waits: Iterable[str]) -> list[str]:
    """The steps where a token stands: events behind one choice stand together, at the choice."""
    choice_before = {
        target: step.id for step in steps if step.kind == _CHOICE_OF_EVENTS for _, target, _ in step.goes_to
    }
    return list(dict.fromkeys(choice_before.get(each, each) for each in waits))
