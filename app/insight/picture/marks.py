"""What one case, or all together, did in a diagram: now here, passed, or stuck, told by form and colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.insight.picture.labels import draw_block
from app.insight.picture.layout import Box, Point, Route
from app.insight.picture.model import EVENTS, GATEWAYS, Element
from app.insight.picture.shapes import TASK_RADIUS
from app.insight.picture.svg import ACCENT, ACCENT_SOFT, ALARM, ALARM_SOFT, INK, PAPER, path, tag
from app.insight.picture.text import Block

MarkKind = Literal["huidig", "doorlopen", "incident"]

_COLOURS: dict[MarkKind, str] = {"huidig": ACCENT, "incident": ALARM}
_FILLS: dict[MarkKind, str] = {"huidig": ACCENT_SOFT, "doorlopen": PAPER, "incident": ALARM_SOFT}
_BADGE_HEIGHT = 18.0
_SYMBOL_WIDTH = 10.0
_COUNT_SIZE = 11.0
_TICK = "M-3.6 .3 L-1 3 L3.8 -3"
_EXCLAMATION = "M0 -4.6 V1 M0 4.4 V4.5"


@dataclass(frozen=True, slots=True)
class Mark:
    """How one element is marked; `count` is shown as a badge, e.g. the number of cases that are there."""

    kind: MarkKind
    count: int | None = None

    @property
    def colour(self) -> str | None:
        """The colour of the marked shape's own lines; what is passed keeps the usual one."""
        return _COLOURS.get(self.kind)

    @property
    def fill(self) -> str:
        return _FILLS[self.kind]


def draw_rim(mark: Mark, element: Element, box: Box) -> str:
    """The thick rim of a step where a case is or is stuck."""
    return "" if mark.kind == "doorlopen" else _rim(element, box.grown(1.2))


def draw_signs(mark: Mark, element: Element, box: Box, avoid: Sequence[Box] = ()) -> str:
    """The flag and the badge; the flag steps aside for what stands on the same rim, or a name above it."""
    flag = _flag(*_flag_place(element, box, avoid)) if mark.kind == "huidig" else ""
    return flag + _badge(mark, *_badge_place(element, box))


def draw_flow_count(mark: Mark, route: Route) -> str:
    """How often a flow was taken, on its middle; nothing when nobody counted."""
    if mark.count is None:
        return ""
    middle = len(route.points) // 2
    (x1, y1), (x2, y2) = route.points[middle - 1 : middle + 1]
    return _pill(((x1 + x2) / 2, (y1 + y2) / 2), 0, mark.count)


def _rim(element: Element, box: Box) -> str:
    x, y = box.centre
    if element.type in EVENTS:
        return tag("circle", cx=x, cy=y, r=box.width / 2, class_="picture-rim", stroke_width=3.6)
    if element.type in GATEWAYS:
        corners = path("M", x, box.y, "L", box.right, y, "L", x, box.bottom, "L", box.x, y, "Z")
        return tag("path", d=corners, class_="picture-rim", stroke_width=3.6)
    return tag(
        "rect",
        x=box.x,
        y=box.y,
        width=box.width,
        height=box.height,
        rx=TASK_RADIUS + 1,
        class_="picture-rim",
        stroke_width=3.6,
    )


def _flag_place(element: Element, box: Box, avoid: Sequence[Box]) -> tuple[Point, int]:
    """The foot of the flag and the side (-1, 1) to which it waves.

    The top of a round or pointed shape, its left corner when a name stands above it; else the first free
    place on the rim.
    """
    if element.type in EVENTS | GATEWAYS:
        x, y = box.centre
        named_above = any(near.y < box.y and near.x < x + 16 and x - 3 < near.right for near in avoid)
        return ((box.x + 3, y - 5), -1) if named_above else ((x, box.y), 1)
    places = [box.x + 13 + 9 * step for step in range(max(1, int((box.width - 38) // 9)))]
    at_top = [each for each in avoid if each.y < box.y]
    free = (x for x in places if not any(near.x < x + 16 and x - 3 < near.right for near in at_top))
    return (next(free, places[0]), box.y), 1


def _flag(foot: Point, side: int) -> str:
    """A flag planted on the shape: the sign that does not depend on seeing colour."""
    x, y = foot
    cloth = path("M", x, y - 19, "L", x + side * 14, y - 14, "L", x, y - 9, "Z")
    pole = tag("path", d=path("M", x, y - 1, "V", y - 19), stroke_width=2.4)
    return tag("g", pole, tag("path", d=cloth, fill="currentColor", stroke_width=1.5), class_="picture-flag")


def _badge_place(element: Element, box: Box) -> tuple[Point, int]:
    """The middle of a round badge at the upper right, and the side (-1, 1) to which a longer one grows."""
    x, y = box.centre
    if element.type in EVENTS:
        return (x + box.width * 0.42, y - box.height * 0.42), 1
    if element.type in GATEWAYS:
        return (x + box.width * 0.34, y - box.height * 0.34), 1
    return (box.right - 6, box.y), -1


def _badge(mark: Mark, place: Point, side: int) -> str:
    if mark.kind == "doorlopen":
        return _pill(place, side, mark.count, symbol=_TICK)
    if mark.kind == "incident":
        return _pill(place, side, mark.count, symbol=_EXCLAMATION, is_solid=True)
    return "" if mark.count is None else _pill(place, side, mark.count, is_solid=True)


def _pill(place: Point, side: int, count: int | None, *, symbol: str = "", is_solid: bool = False) -> str:
    """A rounded badge in the colour of its mark, with a symbol, a count, or both."""
    words = () if count is None else (f"{count:,}".replace(",", "."),)
    block = Block(words, _COUNT_SIZE, is_bold=True)
    symbol_width = _SYMBOL_WIDTH if symbol else 0.0
    width = max(_BADGE_HEIGHT, symbol_width + block.width + 11)
    x, y = place[0] + side * (width - _BADGE_HEIGHT) / 2, place[1]
    left = x - width / 2
    ground = tag(
        "rect",
        x=left,
        y=y - _BADGE_HEIGHT / 2,
        width=width,
        height=_BADGE_HEIGHT,
        rx=_BADGE_HEIGHT / 2,
        class_=None if is_solid else "picture-body",
        fill="currentColor" if is_solid else PAPER,
        stroke_width=1.2,
    )
    symbol_x = left + 5 + symbol_width / 2 if words else x
    sign = tag(
        "path",
        d=symbol,
        class_="picture-counter" if is_solid else None,
        transform=f"translate({symbol_x:g} {y:g})",
        stroke=PAPER if is_solid else None,
        stroke_width=2,
    )
    middle = left + (width + symbol_width + (1 if symbol else 0)) / 2
    number = draw_block(block, (middle, y - block.height / 2), fill=PAPER if is_solid else INK)
    parts = [ground, *([sign] if symbol else []), *([number] if words else [])]
    return tag("g", *parts, class_="picture-badge is-solid" if is_solid else "picture-badge")
