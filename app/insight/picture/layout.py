"""Where the elements of a diagram stand: the BPMN DI part of the file, in pixels, y downwards."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from app.domain.errors import DomainError
from app.insight.picture.model import FLOW_NODES, SUB_PROCESSES, Model, UnreadableDiagram, around

BPMN_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
FARTHEST = 1_000_000.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    @property
    def centre(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def grown(self, margin: float) -> Box:
        return Box(self.x - margin, self.y - margin, self.width + 2 * margin, self.height + 2 * margin)


@dataclass(frozen=True, slots=True)
class Shape:
    """The place of an element; `label` is where its name stands when the author moved it.

    A sub-process that does not say so is not expanded, as in bpmn-js.
    """

    box: Box
    label: Box | None
    is_expanded: bool
    is_horizontal: bool


@dataclass(frozen=True, slots=True)
class Route:
    """The way of a flow: at least two points."""

    points: tuple[Point, ...]
    label: Box | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Shapes by element id and routes by flow id, of one plane."""

    shapes: dict[str, Shape]
    routes: dict[str, Route]


def read_layouts(root: etree._Element, model: Model) -> dict[str | None, Layout]:
    """The layout of every plane of a parsed file, by the sub-process that it opens; None is the main one.

    Raises `diagram_zonder_tekening` when anything has no place on the plane where it belongs: a picture that
    leaves out a step would lie.
    """
    layouts: dict[str | None, Layout] = {}
    for plane in root.iter(f"{{{BPMN_DI}}}BPMNPlane"):
        layouts.setdefault(_opened(plane, model), _layout(plane))
    missing = list(_missing(model, layouts))
    missing += [opened or "" for opened, each in layouts.items() if not each.shapes]
    if missing or None not in layouts:
        raise DomainError("diagram_zonder_tekening", elementen=missing)
    return layouts


def plane_of(model: Model, identity: str, planes: Mapping[str | None, Layout]) -> str | None:
    """The plane that holds this element: the nearest sub-process around it with one of its own."""
    return next((each for each in around(model, identity) if each in planes), None)


def _opened(plane: etree._Element, model: Model) -> str | None:
    identity: str = plane.get("bpmnElement", "")
    element = model.elements.get(identity)
    return identity if element and element.type in SUB_PROCESSES else None


def _layout(plane: etree._Element) -> Layout:
    return Layout(
        {node.get("bpmnElement", ""): _shape(node) for node in plane.iterchildren(f"{{{BPMN_DI}}}BPMNShape")},
        {node.get("bpmnElement", ""): _route(node) for node in plane.iterchildren(f"{{{BPMN_DI}}}BPMNEdge")},
    )


def _missing(model: Model, layouts: Mapping[str | None, Layout]) -> Iterator[str]:
    nowhere = Layout({}, {})
    for element in model.elements.values():
        plane = layouts.get(plane_of(model, element.id, layouts), nowhere)
        if element.type in FLOW_NODES and element.id not in plane.shapes:
            yield element.id
    for flow in model.flows.values():
        plane = layouts.get(plane_of(model, flow.source, layouts), nowhere)
        if flow.type == "sequenceFlow" and flow.id not in plane.routes:
            yield flow.id


def _shape(node: etree._Element) -> Shape:
    return Shape(
        box=_box(node, node),
        label=_label(node),
        is_expanded=node.get("isExpanded") == "true",
        is_horizontal=node.get("isHorizontal") != "false",
    )


def _route(node: etree._Element) -> Route:
    points = tuple(
        (_number(point, "x"), _number(point, "y")) for point in node.iterchildren(f"{{{DI}}}waypoint")
    )
    if len(points) < 2:
        raise UnreadableDiagram(reden="lijn_zonder_punten", element=node.get("bpmnElement"))
    return Route(points, _label(node))


def _label(node: etree._Element) -> Box | None:
    label = node.find(f"{{{BPMN_DI}}}BPMNLabel")
    if label is None or label.find(f"{{{DC}}}Bounds") is None:
        return None
    return _box(label, node)


def _box(holder: etree._Element, owner: etree._Element) -> Box:
    bounds = holder.find(f"{{{DC}}}Bounds")
    if bounds is None:
        raise UnreadableDiagram(reden="vorm_zonder_plaats", element=owner.get("bpmnElement"))
    box = Box(*(_number(bounds, name) for name in ("x", "y", "width", "height")))
    if box.width < 0 or box.height < 0:
        raise UnreadableDiagram(reden="vorm_zonder_plaats", element=owner.get("bpmnElement"))
    return box


def _number(node: etree._Element, name: str) -> float:
    try:
        value = float(node.get(name, ""))
    except ValueError as wrong:
        raise UnreadableDiagram(reden="geen_getal", waarde=node.get(name)) from wrong
    if not math.isfinite(value) or abs(value) > FARTHEST:
        raise UnreadableDiagram(reden="geen_getal", waarde=node.get(name))
    return value
