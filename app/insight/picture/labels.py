"""Names that stand outside their shape: beside an event or gateway, and along a flow."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from app.insight.picture.layout import Box, Point, Route, Shape
from app.insight.picture.svg import INK, PAPER, tag, text
from app.insight.picture.text import LINE_HEIGHT, Block, measure, wrap

SIZE = 11.0
WIDTH = 90.0
LONGEST_WORD = 120.0
# Editors save the tight width of a name in their own font; a little air keeps their line breaks.
TOLERANCE = 6.0
_ASCENT = 0.9


@dataclass(frozen=True, slots=True)
class Label:
    """Broken text with its place: the middle of its upper edge."""

    block: Block
    top: Point

    @property
    def box(self) -> Box:
        x, y = self.top
        return Box(x - self.block.width / 2, y, self.block.width, self.block.height)


def beside_shape(name: str, shape: Shape) -> Label:
    """Where the author put it, otherwise centred under the shape."""
    if shape.label is None:
        return Label(_wrapped(name, WIDTH), (shape.box.centre[0], shape.box.bottom + 5))
    label = _within(name, shape.label)
    if shape.label.centre[1] < shape.box.y and label.box.bottom > shape.label.bottom:
        # More lines than the author saw grow away from the shape.
        return Label(label.block, (label.top[0], shape.label.bottom - label.block.height))
    return label


def along_route(name: str, route: Route) -> Label:
    """Where the author put it, otherwise on the middle of the longest stretch: above it, or to its right."""
    if route.label:
        return _within(name, route.label)
    (x1, y1), (x2, y2) = max(pairwise(route.points), key=_length)
    block = _wrapped(name, WIDTH)
    if abs(x2 - x1) >= abs(y2 - y1):
        return Label(block, ((x1 + x2) / 2, (y1 + y2) / 2 - block.height - 4))
    return Label(block, ((x1 + x2) / 2 + block.width / 2 + 6, (y1 + y2) / 2 - block.height / 2))


def draw_label(label: Label) -> str:
    """The text on a thin rim of paper, readable where a line passes close by."""
    return draw_block(label.block, label.top, has_rim=True)


def draw_block(
    block: Block, top: Point, *, anchor: str = "middle", fill: str = INK, has_rim: bool = False
) -> str:
    """Lines of text under each other, from the given upper edge."""
    x, y = top
    baseline = y + block.size * (_ASCENT + (LINE_HEIGHT - 1) / 2)
    lines = (
        tag("tspan", text(line), x=x, y=baseline + index * block.size * LINE_HEIGHT)
        for index, line in enumerate(block.lines)
    )
    return tag(
        "text",
        *lines,
        class_="picture-label" if has_rim else "picture-text",
        font_size=block.size,
        font_weight="bold" if block.is_bold else None,
        text_anchor=None if anchor == "start" else anchor,
        fill=fill,
        stroke=PAPER if has_rim else "none",
        stroke_width=4 if has_rim else None,
        paint_order="stroke" if has_rim else None,
    )


def _within(name: str, bounds: Box) -> Label:
    return Label(_wrapped(name, bounds.width + TOLERANCE), (bounds.centre[0], bounds.y))


def _wrapped(name: str, width: float) -> Block:
    """Outside a shape there is room to let a long word stand unbroken."""
    longest_word = max((measure(word, SIZE) for word in name.split()), default=0.0)
    return wrap(name, max(width, min(longest_word, LONGEST_WORD)), SIZE)


def _length(stretch: tuple[Point, Point]) -> float:
    (x1, y1), (x2, y2) = stretch
    return abs(x2 - x1) + abs(y2 - y1)
