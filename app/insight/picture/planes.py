"""The drawings of one file: a sub-process that is drawn closed has one of its own, and may hold others."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from app.insight.picture.layout import Layout, plane_of, read_layouts
from app.insight.picture.model import BPMN, Model, around, parse, read_model
from app.insight.picture.outline import steps_in_order


@dataclass(frozen=True, slots=True)
class Plane:
    """One drawing: the sub-process that it opens, None for the process itself.

    `parent` is the drawing where that sub-process stands, `holds` the steps and flows inside, at any depth.
    """

    id: str | None
    name: str
    parent: str | None
    holds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Drawings:
    """What a file says and where it stands, plane by plane."""

    model: Model
    layouts: dict[str | None, Layout]
    planes: tuple[Plane, ...]


def planes(bpmn: bytes) -> tuple[Plane, ...]:
    """The drawings in the order in which a case meets them, the main one first. Raises as `draw` does."""
    return read(bpmn).planes


# A case page draws every plane of the same bytes.
@lru_cache(maxsize=32)
def read(bpmn: bytes) -> Drawings:
    """A file, read once for all its drawings; nobody changes what this gives."""
    root = parse(bpmn)
    model = read_model(root)
    layouts = read_layouts(root, model)
    inner = [identity for identity in steps_in_order(model) if identity in layouts]
    found = [
        Plane(None, _title(root), None, frozenset(model.elements) | frozenset(model.flows)),
        *(_plane(model, identity, plane_of(model, identity, layouts)) for identity in inner),
    ]
    return Drawings(model, layouts, tuple(found))


def _plane(model: Model, identity: str, parent: str | None) -> Plane:
    return Plane(identity, model.elements[identity].name, parent, _holds(model, identity))


def _title(root: etree._Element) -> str:
    process = root.find(f"{{{BPMN}}}process")
    return "" if process is None else " ".join((process.get("name") or "").split())


def _holds(model: Model, plane: str) -> frozenset[str]:
    steps = {identity for identity in model.elements if plane in around(model, identity)}
    return frozenset(steps | {flow.id for flow in model.flows.values() if flow.source in steps})
