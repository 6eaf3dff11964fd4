"""The lines between shapes: rounded ways with arrow heads, the slash of a default flow, message dashes."""

from __future__ import annotations

from itertools import pairwise
from math import hypot

from app.insight.picture.layout import Point, Route
from app.insight.picture.model import Flow
from app.insight.picture.svg import PAPER, path, tag

CORNER = 8.0
HEAD_LENGTH, HEAD_WIDTH = 9.0, 7.0
_DASHES = {"messageFlow": "7 5", "association": "1.5 4"}


def draw_flow(flow: Flow, route: Route) -> str:
    """The whole flow, without its name."""
    points = _distinct(route.points)
    if len(points) < 2:
        return ""
    if flow.type == "association":
        return _line(points, flow.type)
    head = _head(points[-2], points[-1], is_open=flow.type == "messageFlow")
    line = _line([*points[:-1], _toward(points[-1], points[-2], HEAD_LENGTH - 1)], flow.type)
    if flow.type == "messageFlow":
        x, y = _toward(points[0], points[1], 3)
        return line + head + tag("circle", cx=x, cy=y, r=3, class_="picture-body", fill=PAPER)
    return line + head + (_slash(points[0], points[1]) if flow.is_default else "")


def _line(points: list[Point], kind: str) -> str:
    return tag("path", d=_rounded(points), stroke_dasharray=_DASHES.get(kind), class_="picture-line")


def _rounded(points: list[Point]) -> str:
    """The way through the points, each corner cut by a curve of at most `CORNER` pixels."""
    parts: list[str | float] = ["M", *points[0]]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        parts += ["L", *_toward(corner, before, radius), "Q", *corner, *_toward(corner, after, radius)]
    return path(*parts, "L", *points[-1])


def _head(before: Point, tip: Point, *, is_open: bool) -> str:
    base_x, base_y = _toward(tip, before, HEAD_LENGTH)
    across_x, across_y = _across(before, tip, HEAD_WIDTH / 2)
    corners = path(
        "M", *tip, "L", base_x + across_x, base_y + across_y, "L", base_x - across_x, base_y - across_y, "Z"
    )
    kind = "picture-body" if is_open else "picture-solid"
    return tag("path", d=corners, class_=kind, fill=PAPER if is_open else "currentColor", stroke_width=1)


def _slash(start: Point, following: Point) -> str:
    """A slanted stroke near the start: the way taken when no condition holds."""
    length = _distance(start, following)
    x, y = _toward(start, following, min(10, length / 2))
    along_x, along_y = (following[0] - start[0]) / length * 3, (following[1] - start[1]) / length * 3
    across_x, across_y = _across(start, following, 5.5)
    ends = (x - along_x + across_x, y - along_y + across_y, x + along_x - across_x, y + along_y - across_y)
    return tag("path", d=path("M", *ends[:2], "L", *ends[2:]), class_="picture-line")


def _distinct(points: tuple[Point, ...]) -> list[Point]:
    """Without repeated points, which have no direction."""
    kept = [points[0]]
    kept += [point for before, point in pairwise(points) if _distance(before, point) > 0.01]
    return kept


def _distance(one: Point, other: Point) -> float:
    return hypot(other[0] - one[0], other[1] - one[1])


def _toward(start: Point, goal: Point, by: float) -> Point:
    """The point `by` pixels from start in the direction of goal, never past it."""
    length = _distance(start, goal)
    share = min(by / length, 1.0) if length else 0.0
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def _across(start: Point, goal: Point, by: float) -> Point:
    """A step of `by` pixels at right angles to the direction."""
    length = _distance(start, goal) or 1.0
    return -(goal[1] - start[1]) / length * by, (goal[0] - start[0]) / length * by
