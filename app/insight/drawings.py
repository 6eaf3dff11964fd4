"""All drawings of a diagram for one page: each with its name, its place there, and links to the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.insight.picture import Mark, Plane, draw, planes
from app.insight.picture.marks import MarkKind

_ANCHOR = "tekening"
_NO_MARKS: Mapping[str, MarkKind] = {}
_STRONGEST_FIRST: tuple[MarkKind, ...] = ("incident", "huidig", "doorlopen")


@dataclass(frozen=True)
class Drawing:
    """One drawing. `within` is the drawing where its sub-process stands, None for the process itself.

    `mark` tells what the case did inside: it is there, it is stuck there, or it has been there.
    """

    anchor: str
    name: str
    svg: str
    within: Drawing | None
    mark: MarkKind | None

    @property
    def is_here(self) -> bool:
        return self.within is None or self.mark in ("huidig", "incident")


def drawings(
    bpmn: bytes, name: str, title: str, marks: Mapping[str, MarkKind] = _NO_MARKS
) -> tuple[Drawing, ...]:
    """The drawing of the process and those of its sub-processes, in the order in which a case meets them.

    `name` is what a page calls the first, `title` what a screen reader hears there. A closed sub-process
    leads to its drawing and carries the strongest mark of what is inside. Raises as `draw` does.
    """
    main, *inner = planes(bpmn)
    of_inner = {plane.id: mark for plane in inner if plane.id and (mark := _inside(plane, marks))}
    shown = {each: Mark(kind) for each, kind in {**marks, **of_inner}.items()}
    made = {main.id: Drawing(_anchor(main), name, _draw(bpmn, main, title, shown), None, None)}
    names = Counter(plane.name for plane in inner)
    for plane in inner:
        mark = of_inner.get(plane.id or "")
        svg = _draw(bpmn, plane, plane.name, shown) if mark else _draw_unmarked(bpmn, plane)
        within = made[plane.parent]
        called = plane.name if names[plane.name] == 1 else f"{within.name}: {plane.name}"
        made[plane.id] = Drawing(_anchor(plane), called, svg, within, mark)
    return tuple(made.values())


# Most drawings of a case are of where it has not been: the same for every case.
@lru_cache(maxsize=256)
def _draw_unmarked(bpmn: bytes, plane: Plane) -> str:
    return _draw(bpmn, plane, plane.name, {})


def _draw(bpmn: bytes, plane: Plane, title: str, marks: Mapping[str, Mark]) -> str:
    links = {each.id: f"#{_anchor(each)}" for each in planes(bpmn) if each.id}
    return draw(bpmn, marks=marks, title=title, prefix=_anchor(plane), plane=plane.id, links=links)


def _anchor(plane: Plane) -> str:
    return _ANCHOR if plane.id is None else f"{_ANCHOR}-{plane.id}"


def _inside(plane: Plane, marks: Mapping[str, MarkKind]) -> MarkKind | None:
    found = {mark for each, mark in marks.items() if each in plane.holds or each == plane.id}
    return next((mark for mark in _STRONGEST_FIRST if mark in found), None)
