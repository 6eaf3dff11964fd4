"""Writing SVG: elements as text, every value escaped, numbers short, and the palette in one place."""

from __future__ import annotations

from html import escape

INK = "#1d2733"
LINE = "#44546a"
PAPER = "#ffffff"
LANE_FILLS = ("#ffffff", "#f6f8fb")
BAND = "#e9eef4"
FRAME = "#b4c0cd"
ACCENT = "#0b5fa5"
ACCENT_SOFT = "#e2eefa"
ALARM = "#b3261e"
ALARM_SOFT = "#fdecea"
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"

Value = str | float


def number(value: float) -> str:
    """At most two decimals, without trailing zeros: steady golden files and small pages."""
    short = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def tag(name: str, *children: str, **attributes: Value | None) -> str:
    """`tag("rect", class_="a", stroke_width=2)`; None leaves the attribute out; children are markup."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_written(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{''.join(children)}</{name}>" if children else f"<{name}{written}/>"


def text(words: str) -> str:
    """Words as markup."""
    return escape(words, quote=False)


def path(*parts: str | float) -> str:
    """The `d` of a path: letters and numbers, separated by spaces."""
    return " ".join(_written(part) for part in parts)


def _written(value: Value) -> str:
    return escape(value) if isinstance(value, str) else number(value)
