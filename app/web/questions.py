"""The parts of which forms are made that the application asks itself: a day, a line, a text, a choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.forms import Form, compile_form

Component = dict[str, Any]


def form(name: str, *components: Component) -> Form:
    """Ready to be shown and validated."""
    return compile_form({"id": name, "components": list(components)})


def group(label: str, *components: Component) -> Component:
    """Questions under a heading of their own."""
    return {"type": "group", "label": label, "components": list(components)}


def day(key: str, label: str, hint: str = "", *, required: bool = False) -> Component:
    """A day of the calendar."""
    return {**_field("datetime", key, label, hint, required=required), "subtype": "date"}


def line(key: str, label: str, longest: int, hint: str = "", *, required: bool = False) -> Component:
    """One line of text, of so many characters at most."""
    return _field("textfield", key, label, hint, required=required, maxLength=longest)


def text(key: str, label: str, longest: int, hint: str = "", *, required: bool = False) -> Component:
    """Several lines of text, of so many characters at most together."""
    return _field("textarea", key, label, hint, required=required, maxLength=longest)


def choice(
    key: str,
    label: str,
    options: Iterable[tuple[str, str]],
    hint: str = "",
    *,
    kind: str = "radio",
    required: bool = False,
) -> Component:
    """One of the options: the value that is kept, and its words."""
    values = [{"value": value, "label": words} for value, words in options]
    return {**_field(kind, key, label, hint, required=required), "values": values}


def _field(kind: str, key: str, label: str, hint: str, **rules: Any) -> Component:
    return {"type": kind, "key": key, "label": label, "description": hint, "validate": rules}
