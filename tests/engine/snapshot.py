"""A deep picture of an object graph as plain text, to see whether something shared was changed."""

from __future__ import annotations

from typing import Any


def snapshot(thing: Any) -> list[str]:
    """One line per attribute or item that can be reached, with its path; equal graphs give equal lines."""
    lines: list[str] = []
    numbers: dict[int, int] = {}
    pending: list[tuple[str, Any]] = [("", thing)]
    while pending:
        path, value = pending.pop()
        if value is None or isinstance(value, str | int | float | bytes | type):
            lines.append(f"{path} = {value!r}")
            continue
        if id(value) in numbers:
            lines.append(f"{path} is {numbers[id(value)]}")
            continue
        numbers[id(value)] = len(numbers)
        lines.append(f"{path}: {type(value).__name__}")
        pending += _parts(path, value)
    return lines


def _parts(path: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [(f"{path}[{key!r}]", item) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return [(f"{path}[{number}]", item) for number, item in enumerate(value)]
    if isinstance(value, set | frozenset):
        return [(f"{path}{{}}", item) for item in sorted(value, key=repr)]
    return [(f"{path}.{name}", item) for name, item in sorted(getattr(value, "__dict__", {}).items())]
