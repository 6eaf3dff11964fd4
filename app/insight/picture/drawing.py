"""One SVG from one BPMN file: reads it and draws it layer by layer, marks last."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.insight.picture import labels
from app.insight.picture.flows import draw_flow
from app.insight.picture.layout import Box, Layout, Shape
from app.insight.picture.marks import Mark, draw_flow_count, draw_rim, draw_signs
from app.insight.picture.model import (
    EVENTS,
    GATEWAYS,
    SUB_PROCESSES,
    SWIMLANES,
    Element,
    Flow,
    Model,
)
from app.insight.picture.planes import read
from app.insight.picture.shapes import TASK_RADIUS, draw_shape
from app.insight.picture.svg import FONT, INK, LINE, PAPER, number, tag, text

# Room for a flag or a badge that stands out above the outermost shape.
MARGIN = 20.0
NO_MARKS: Mapping[str, Mark] = MappingProxyType({})
NO_LINKS: Mapping[str, str] = MappingProxyType({})

Placed = tuple[Element, Shape]


def draw(
    bpmn: bytes,
    *,
    marks: Mapping[str, Mark] = NO_MARKS,
    title: str,
    description: str = "",
    prefix: str = "diagram",
    plane: str | None = None,
    links: Mapping[str, str] = NO_LINKS,
) -> str:
    """One drawing of the diagram as an inline-able SVG, in pixels of the BPMN layout.

    `plane` is the sub-process whose own drawing is meant, None the main one (see `planes`). `links` says
    where the drawing of a closed sub-process is: its shape is then a link and the SVG a group instead of an
    image, the rest of which is hidden from screen readers; they have the outline.
    `marks` goes by element or flow id; ids that the diagram does not have are ignored, so the marks of a case
    may name every process of its release. `prefix` keeps the two ids of the SVG unique on a page.
    Each element is a `<g data-element="id">` whose classes tell its kind and mark (`picture-node is-userTask
    is-huidig`). For dark or high-contrast screens a style sheet sets `color` (lines) on `.picture` and on
    `.is-huidig`, `.is-incident`, `.is-doorlopen` inside it; `fill` on `.picture-text`, `.picture-label` (its
    rim is `stroke`), `.picture-body`, `.picture-lane`, `.picture-band`; `stroke` on `.picture-counter`.
    Raises UnreadableDiagram when the file is no safe BPMN, DomainError("diagram_zonder_tekening") when a step
    or flow has no place in the layout, KeyError when the file does not have that plane.
    """
    drawings = read(bpmn)
    picture = _Picture(drawings.model, drawings.layouts[plane], marks, links)
    return _document(picture, title, description, prefix)


class _Picture:
    """The drawn layers of one diagram; what comes later lies on top."""

    def __init__(
        self, model: Model, layout: Layout, marks: Mapping[str, Mark], links: Mapping[str, str]
    ) -> None:
        self._model, self._layout, self._marks, self._links = model, layout, marks, links
        placed = [(_known(model, identity), shape) for identity, shape in layout.shapes.items()]
        self._containers = sorted(filter(_is_container, placed), key=_container_order)
        self._nodes = sorted((each for each in placed if not _is_container(each)), key=_node_order)
        self._node_labels = {
            element.id: labels.beside_shape(element.name, shape)
            for element, shape in self._nodes
            if element.name and element.type in EVENTS | GATEWAYS
        }
        self._flows = [flow for flow in model.flows.values() if flow.id in layout.routes]
        self._flow_labels = {
            flow.id: labels.along_route(flow.name, layout.routes[flow.id])
            for flow in self._flows
            if flow.name
        }

    def layers(self) -> str:
        drawn = (
            self._draw_containers,
            self._draw_flows,
            self._draw_nodes,
            self._draw_names,
            self._draw_signs,
        )
        return "".join(layer() for layer in drawn)

    def links(self) -> str:
        """Each closed sub-process whose drawing is elsewhere on the page, or on another, leads there."""
        return "".join(
            tag(
                "a",
                tag("title", text(f"{element.name}: tekening openen")),
                _cover(shape.box),
                href=self._links[element.id],
                class_="picture-link",
                aria_label=f"{element.name}: tekening openen",
            )
            for element, shape in self._nodes
            if element.id in self._links and element.type in SUB_PROCESSES
        )

    def extent(self) -> Box:
        """Everything that is drawn, with a margin."""
        boxes = [shape.box for shape in self._layout.shapes.values()]
        boxes += [label.box for label in (*self._node_labels.values(), *self._flow_labels.values())]
        boxes += [Box(x, y, 0, 0) for flow in self._flows for x, y in self._layout.routes[flow.id].points]
        left, top = min(box.x for box in boxes), min(box.y for box in boxes)
        right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
        return Box(left, top, right - left, bottom - top).grown(MARGIN)

    def _draw_containers(self) -> str:
        lanes = [element.id for element, _ in self._containers if element.type == "lane"]
        return "".join(
            self._group(element, draw_shape(element, shape, lane_number=lanes.index(element.id)))
            if element.type == "lane"
            else self._node(element, shape)
            for element, shape in self._containers
        )

    def _draw_flows(self) -> str:
        return "".join(self._flow(flow) for flow in self._flows)

    def _draw_names(self) -> str:
        """Names beside shapes and lines lie over both: nothing strikes one out or covers it."""
        return "".join(
            tag("g", labels.draw_label(label), class_="picture-name", data_name=identity)
            for identity, label in (*self._node_labels.items(), *self._flow_labels.items())
        )

    def _draw_nodes(self) -> str:
        return "".join(self._node(element, shape) for element, shape in self._nodes)

    def _draw_signs(self) -> str:
        """Flags and badges lie on top of everything, also of the events on the rim of a marked step."""
        return "".join(
            tag("g", signs, class_=f"picture-signs is-{mark.kind}", color=mark.colour, data_mark=element.id)
            for element, shape in (*self._containers, *self._nodes)
            if (mark := self._mark(element))
            and (signs := draw_signs(mark, element, shape.box, self._close_to(element)))
        )

    def _close_to(self, host: Element) -> list[Box]:
        """What stands on the rim of a step, and its name when that is written outside it."""
        on_rim = [shape.box for element, shape in self._nodes if element.host == host.id]
        return [*on_rim, *(label.box for id_, label in self._node_labels.items() if id_ == host.id)]

    def _mark(self, element: Element) -> Mark | None:
        return None if element.type in SWIMLANES else self._marks.get(element.id)

    def _node(self, element: Element, shape: Shape) -> str:
        mark = self._mark(element)
        is_tinted = mark and not _is_container((element, shape))
        drawn = [
            draw_shape(element, shape, fill=mark.fill if mark and is_tinted else PAPER),
            draw_rim(mark, element, shape.box) if mark else "",
        ]
        return self._group(element, "".join(drawn), mark)

    def _group(self, element: Element, drawn: str, mark: Mark | None = None) -> str:
        return tag(
            "g",
            drawn,
            class_=_classes("picture-node", element.type, mark),
            data_element=element.id,
            color=mark.colour if mark else None,
        )

    def _flow(self, flow: Flow) -> str:
        route, mark = self._layout.routes[flow.id], self._marks.get(flow.id)
        return tag(
            "g",
            draw_flow(flow, route),
            draw_flow_count(mark, route) if mark else "",
            class_=_classes("picture-flow", flow.type, mark),
            data_element=flow.id,
            color=INK if mark else None,
            stroke_width=2.4 if mark else None,
        )


def _document(picture: _Picture, title: str, description: str, prefix: str) -> str:
    frame = picture.extent()
    names = [tag("title", text(title), id=f"{prefix}-title")]
    if description:
        names.append(tag("desc", text(description), id=f"{prefix}-desc"))
    links = picture.links()
    return tag(
        "svg",
        *names,
        tag(
            "g",
            picture.layers(),
            stroke="currentColor",
            class_="picture-layers",
            aria_hidden="true" if links else None,
        ),
        *([links] if links else []),
        xmlns="http://www.w3.org/2000/svg",
        class_="picture",
        role="group" if links else "img",
        aria_labelledby=f"{prefix}-title",
        aria_describedby=f"{prefix}-desc" if description else None,
        viewBox=" ".join(number(value) for value in (frame.x, frame.y, frame.width, frame.height)),
        width=frame.width,
        height=frame.height,
        color=LINE,
        fill="none",
        stroke_width=1.5,
        stroke_linecap="round",
        stroke_linejoin="round",
        font_family=FONT,
    )


def _cover(box: Box) -> str:
    """What is pressed, and where the focus shows: over the shape, a little larger."""
    room = box.grown(3)
    return tag(
        "rect",
        x=room.x,
        y=room.y,
        width=room.width,
        height=room.height,
        rx=TASK_RADIUS + 3,
        fill="transparent",
        class_="picture-cover",
    )


def _known(model: Model, identity: str) -> Element:
    """A shape of something we do not run (a data object, say) is drawn as a plain dashed box."""
    return model.elements.get(identity) or Element(identity, "unknown", "")


def _is_container(placed: Placed) -> bool:
    element, shape = placed
    return element.type in SWIMLANES or (element.type in SUB_PROCESSES and shape.is_expanded)


def _container_order(placed: Placed) -> tuple[int, float]:
    """Pools, then lanes, then sub-processes; the larger lies under the smaller, lanes from top to bottom."""
    element, shape = placed
    if element.type == "participant":
        return 0, 0
    if element.type == "lane":
        return 1, shape.box.x * 1e6 + shape.box.y
    return 2, -shape.box.width * shape.box.height


def _node_order(placed: Placed) -> int:
    """A boundary event lies on the rim of its host."""
    return 1 if placed[0].type == "boundaryEvent" else 0


def _classes(base: str, kind: str, mark: Mark | None) -> str:
    return " ".join([base, f"is-{kind}", *([f"is-{mark.kind}"] if mark else [])])
