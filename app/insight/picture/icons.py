"""Small marks inside tasks, events and gateways, drawn on a grid around their own centre."""

from __future__ import annotations

from math import cos, pi, sin

from app.insight.picture.svg import PAPER, path, tag


def at(x: float, y: float, *drawing: str, scale: float | None = None) -> str:
    """The drawing with its origin moved to (x, y)."""
    place = f"translate({x:g} {y:g})" + (f" scale({scale:g})" if scale else "")
    return tag("g", *drawing, transform=place, class_="picture-icon", stroke_width=1.2)


def person() -> str:
    shoulders = "M-6.5 7 V5.5 C-6.5 1.8 -4 .6 0 .6 S6.5 1.8 6.5 5.5 V7 Z"
    return tag("path", d=shoulders) + tag("circle", cx=0, cy=-3.7, r=3.3)


def envelope(width: float, height: float, *, is_filled: bool) -> str:
    """Unfilled receives, filled sends."""
    left, top = -width / 2, -height / 2
    body = _solid if is_filled else _open
    flap = path("M", left, top, "L", 0, height * 0.12, "L", -left, top)
    return body("rect", x=left, y=top, width=width, height=height, rx=1) + tag(
        "path",
        d=flap,
        class_="picture-counter" if is_filled else None,
        stroke=PAPER if is_filled else None,
    )


def gear() -> str:
    return tag("path", d=_GEAR) + tag("circle", cx=0, cy=0, r=2.4)


def scroll() -> str:
    sheet = "M-3.5 -7 H7 C3.2 -3.6 7.6 2.2 3.5 7 H-7 C-2.9 2.2 -7.3 -3.6 -3.5 -7 Z"
    return tag("path", d=sheet) + tag("path", d="M-3 -3.6 H2.6 M-2.2 0 H3.4 M-2 3.6 H3.4")


def table() -> str:
    return (
        tag("rect", x=-7.5, y=-6, width=15, height=12)
        + _solid("rect", x=-7.5, y=-6, width=15, height=4)
        + tag("path", d="M-7.5 2 H7.5 M-2.5 -2 V6")
    )


def clock(radius: float) -> str:
    ticks = "".join(
        path("M", *_polar(radius * 0.8, hour), "L", *_polar(radius, hour)) + " " for hour in range(12)
    )
    hands = path("M", radius * 0.16, -radius * 0.62, "L", 0, 0, "L", radius * 0.48, radius * 0.12)
    return tag("circle", cx=0, cy=0, r=radius) + tag("path", d=ticks + hands)


def disc(radius: float) -> str:
    return _solid("circle", cx=0, cy=0, r=radius)


def cross(arm: float) -> str:
    """The X of an exclusive choice."""
    return tag("path", d=path("M", -arm, -arm, "L", arm, arm, "M", arm, -arm, "L", -arm, arm), stroke_width=3)


def plus(arm: float) -> str:
    """The + of parallel branches, and of a closed sub-process."""
    return tag("path", d=path("M", -arm, 0, "H", arm, "M", 0, -arm, "V", arm), stroke_width=3)


def circle(radius: float) -> str:
    """The O of an inclusive choice."""
    return tag("circle", cx=0, cy=0, r=radius, stroke_width=2.5)


def pentagon_in_rings(radius: float) -> str:
    """The mark of a gateway that waits for whatever happens first."""
    corners = [_polar(radius * 0.52, 12 * corner / 5) for corner in range(5)]
    d = path("M", *corners[0], *(part for corner in corners[1:] for part in ("L", *corner)), "Z")
    rings = (tag("circle", cx=0, cy=0, r=ring) for ring in (radius, radius - 2.8))
    return "".join(rings) + tag("path", d=d)


def _open(name: str, **attributes: float) -> str:
    return tag(name, class_="picture-body", fill=PAPER, **attributes)


def _solid(name: str, **attributes: float) -> str:
    return tag(name, class_="picture-solid", fill="currentColor", **attributes)


def _polar(radius: float, hour: float) -> tuple[float, float]:
    """The point at that hour of a clock face."""
    angle = hour * pi / 6 - pi / 2
    return radius * cos(angle), radius * sin(angle)


def _gear_path(teeth: int = 8, outer: float = 7.6, inner: float = 5.6) -> str:
    step = 12 / teeth
    corners: list[tuple[float, float]] = []
    for tooth in range(teeth):
        middle = tooth * step
        corners += [
            _polar(inner, middle - step * 0.3),
            _polar(outer, middle - step * 0.18),
            _polar(outer, middle + step * 0.18),
            _polar(inner, middle + step * 0.3),
        ]
    return path("M", *corners[0], *(part for corner in corners[1:] for part in ("L", *corner)), "Z")


_GEAR = _gear_path()
