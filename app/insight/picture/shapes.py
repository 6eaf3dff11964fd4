"""The shapes of the notation: pools and lanes, sub-processes, tasks, events, gateways and annotations."""

from __future__ import annotations

from collections.abc import Callable

from app.insight.picture import icons
from app.insight.picture.labels import draw_block
from app.insight.picture.layout import Box, Shape
from app.insight.picture.model import EVENTS, GATEWAYS, SUB_PROCESSES, TASKS, Element
from app.insight.picture.svg import BAND, FRAME, LANE_FILLS, PAPER, path, tag
from app.insight.picture.text import Block, fit, sized

BAND_WIDTH = 30.0
TASK_RADIUS = 9.0
_PADDING = 6.0
_ICON_PLACE = 15.0
_ICON_END = 25.0

_TASK_ICONS: dict[str, Callable[[], str]] = {
    "userTask": icons.person,
    "sendTask": lambda: icons.envelope(15, 11, is_filled=True),
    "receiveTask": lambda: icons.envelope(15, 11, is_filled=False),
    "serviceTask": icons.gear,
    "scriptTask": icons.scroll,
    "businessRuleTask": icons.table,
}
_GATEWAY_MARKS: dict[str, Callable[[], str]] = {
    "exclusiveGateway": lambda: icons.cross(6.5),
    "parallelGateway": lambda: icons.plus(10),
    "eventBasedGateway": lambda: icons.pentagon_in_rings(12),
    "inclusiveGateway": lambda: icons.circle(9.5),
}


def draw_shape(element: Element, shape: Shape, *, lane_number: int = 0, fill: str = PAPER) -> str:
    """The shape of one element with the text inside it; text outside it is drawn by `labels`."""
    if element.type == "participant":
        return _pool(element, shape)
    if element.type == "lane":
        return _lane(element.name, shape, lane_number)
    if element.type in SUB_PROCESSES:
        return _sub_process(element, shape, fill)
    if element.type in TASKS:
        return _task(element, shape.box, fill)
    if element.type in EVENTS:
        return _event(element, shape.box, fill)
    if element.type in GATEWAYS:
        return _gateway(element, shape.box, fill)
    if element.type == "textAnnotation":
        return _annotation(element.name, shape.box)
    return _box(shape.box, stroke_dasharray="4 4")


def _pool(element: Element, shape: Shape) -> str:
    """A pool keeps its name in a band; one without anything in it is a closed (black) box."""
    frame = _box(shape.box, class_="picture-lane", fill=PAPER, stroke=FRAME)
    if element.is_closed:
        block = fit(element.name, shape.box.width - 16, shape.box.height - 8, is_bold=True)
        return frame + _centred(block, shape.box)
    band = _band(shape)
    strip = _box(band, class_="picture-band", fill=BAND, stroke=FRAME)
    return frame + strip + _band_name(element.name, band, is_bold=True)


def _lane(name: str, shape: Shape, number: int) -> str:
    fill = LANE_FILLS[number % len(LANE_FILLS)]
    kind = f"picture-lane is-lane-{number % len(LANE_FILLS)}"
    return _box(shape.box, class_=kind, fill=fill, stroke=FRAME) + _band_name(name, _band(shape))


def _band(shape: Shape) -> Box:
    """The strip that holds the name: at the left, or on top of a vertical pool or lane."""
    box = shape.box
    if shape.is_horizontal:
        return Box(box.x, box.y, min(BAND_WIDTH, box.width), box.height)
    return Box(box.x, box.y, box.width, min(BAND_WIDTH, box.height))


def _band_name(name: str, band: Box, *, is_bold: bool = False) -> str:
    """Read from below upwards in a standing band."""
    if band.width >= band.height:
        return _centred(fit(name, band.width - 10, band.height - 4, is_bold=is_bold), band)
    block = fit(name, band.height - 10, band.width - 4, is_bold=is_bold)
    x, y = band.centre
    return tag(
        "g", draw_block(block, (0, -block.height / 2)), transform=f"translate({x:g} {y:g}) rotate(-90)"
    )


def _sub_process(element: Element, shape: Shape, fill: str) -> str:
    box = shape.box
    # An open one lets its lanes shine through: they tell who does what inside.
    opacity = 0.6 if shape.is_expanded else None
    frame = _box(box, rx=TASK_RADIUS, class_="picture-body is-sub-process", fill=fill, fill_opacity=opacity)
    if shape.is_expanded:
        block = fit(element.name, box.width - 24, 32, is_bold=True)
        return frame + draw_block(block, (box.centre[0], box.y + 7))
    x, y = box.centre[0], box.bottom - 11
    sign = tag("rect", x=x - 7, y=y - 7, width=14, height=14) + icons.at(x, y, icons.plus(4), scale=0.9)
    room = Box(box.x, box.y, box.width, box.height - 20)
    return frame + sign + _centred(fit(element.name, room.width - 2 * _PADDING, room.height - 4), room)


def _task(element: Element, box: Box, fill: str) -> str:
    width = 3.2 if element.type == "callActivity" else None
    body = _box(box, rx=TASK_RADIUS, class_="picture-body", fill=fill, stroke_width=width)
    drawing = _TASK_ICONS.get(element.type)
    if drawing is None:
        return body + _centred(fit(element.name, box.width - 2 * _PADDING, box.height - 8), box)
    icon = icons.at(box.x + _ICON_PLACE, box.y + _ICON_PLACE, drawing())
    block, top = task_text(element.name, box)
    return body + icon + draw_block(block, (box.centre[0], top))


def task_text(name: str, box: Box) -> tuple[Block, float]:
    """The text of a task and its upper edge: in the middle of the box, or below the icon if that is close."""
    under_icon = box.y + _ICON_END
    for block in sized(name, box.width - 2 * _PADDING):
        middle = box.centre[1] - block.height / 2
        starts_beside_icon = box.centre[0] - block.width / 2 > box.x + _ICON_END
        if middle >= under_icon or (starts_beside_icon and middle >= box.y + 4):
            return block, middle
        if block.height <= box.bottom - 4 - under_icon:
            return block, under_icon
    block = fit(name, box.width - 2 * _PADDING, box.bottom - 4 - under_icon)
    return block, under_icon


def _event(element: Element, box: Box, fill: str) -> str:
    x, y = box.centre
    radius = min(box.width, box.height) / 2
    is_end, is_start = element.type == "endEvent", element.type == "startEvent"
    dashes = None if element.interrupting else "4 3"
    # A thick rim grows inwards, so that flows still end on it.
    rim = 3.6 if is_end else 1.8 if is_start else 1.5
    outline = tag(
        "circle",
        cx=x,
        cy=y,
        r=radius - (rim - 1.5) / 2,
        class_="picture-body",
        fill=fill,
        stroke_width=rim,
        stroke_dasharray=dashes,
    )
    inner = "" if is_end or is_start else tag("circle", cx=x, cy=y, r=radius - 3.4, stroke_dasharray=dashes)
    mark = _event_mark(element, radius)
    return outline + inner + (icons.at(x, y, mark) if mark else "")


def _event_mark(element: Element, radius: float) -> str:
    throws = element.type in {"endEvent", "intermediateThrowEvent"}
    if element.event == "message":
        return icons.envelope(radius * 0.98, radius * 0.7, is_filled=throws)
    if element.event == "timer":
        return icons.clock(radius * 0.62)
    if element.event == "terminate":
        return icons.disc(radius * 0.56)
    return ""


def _gateway(element: Element, box: Box, fill: str) -> str:
    x, y = box.centre
    corners = path("M", x, box.y, "L", box.right, y, "L", x, box.bottom, "L", box.x, y, "Z")
    body = tag("path", d=corners, class_="picture-body", fill=fill)
    mark = _GATEWAY_MARKS.get(element.type)
    return body + (icons.at(x, y, mark(), scale=min(box.width, box.height) / 50) if mark else "")


def _annotation(words: str, box: Box) -> str:
    bracket = path("M", box.x + 10, box.y, "H", box.x, "V", box.bottom, "H", box.x + 10)
    block = fit(words, box.width - 12, box.height - 4)
    return tag("path", d=bracket) + draw_block(
        block, (box.x + 7, box.centre[1] - block.height / 2), anchor="start"
    )


def _box(box: Box, **attributes: str | float | None) -> str:
    return tag("rect", x=box.x, y=box.y, width=box.width, height=box.height, **attributes)


def _centred(block: Block, box: Box) -> str:
    return draw_block(block, (box.centre[0], box.centre[1] - block.height / 2))
