"""Where the elements of a diagram stand: the BPMN DI part of the file, in pixels, y downwards."""

from __future__ import annotations

import math
from dataclasses import dataclass

from lxml import etree

from app.domain.errors import DomainError
from app.insight.picture.model import FLOW_NODES, Model, UnreadableDiagram

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
    """The place of an element; `label` is where its name stands when the author moved it."""

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
    """Shapes by element id and routes by flow id, of the first plane of the file."""

    shapes: dict[str, Shape]
    routes: dict[str, Route]


def read_layout(root: etree._Element, model: Model) -> Layout:
    """The layout of a parsed file; raises `diagram_zonder_tekening` when anything has no place."""
    _require_complete(root, model)
    plane = root.find(f".//{{{BPMN_DI}}}BPMNPlane")
    shapes = {
        node.get("bpmnElement", ""): _shape(node) for node in plane.iterchildren(f"{{{BPMN_DI}}}BPMNShape")
    }
    routes = {
        node.get("bpmnElement", ""): _route(node) for node in plane.iterchildren(f"{{{BPMN_DI}}}BPMNEdge")
    }
    return Layout(shapes, routes)


def _require_complete(root: etree._Element, model: Model) -> None:
    """A picture that leaves out a step would lie, so one missing place is as wrong as all of them."""
    placed = {
        node.get("bpmnElement")
        for kind in ("BPMNShape", "BPMNEdge")
        for node in root.iter(f"{{{BPMN_DI}}}{kind}")
    }
    steps = [element.id for element in model.elements.values() if element.type in FLOW_NODES]
    flows = [flow.id for flow in model.flows.values() if flow.type == "sequenceFlow"]
    missing = [identity for identity in steps + flows if identity not in placed]
    if missing or not placed:
        raise DomainError("diagram_zonder_tekening", elementen=missing)


def _shape(node: etree._Element) -> Shape:
    return Shape(
        box=_box(node, node),
        label=_label(node),
        is_expanded=node.get("isExpanded") != "false",
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
