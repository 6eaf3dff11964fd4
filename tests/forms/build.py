"""Forms for tests, as small as the test allows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.forms import Answers, Form, compile_form


def form(*components: dict[str, Any]) -> Form:
    """A compiled form of these components."""
    return compile_form(
        {"type": "default", "id": "proef", "schemaVersion": 19, "components": list(components)}
    )


def field(kind: str, key: str = "veld", **attributes: Any) -> dict[str, Any]:
    """One component, valid for its type."""
    needed: dict[str, Any] = {"type": kind, "key": key, "label": key.capitalize()}
    if kind in ("radio", "select", "checklist"):
        needed["values"] = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
    if kind == "datetime":
        needed["subtype"] = "date"
    return {**needed, **attributes}


def equals(expression: str, answers: Mapping[str, Any]) -> Any:
    """A FEEL that knows one question: `name = "value"`."""
    name, value = expression.split(" = ")
    return answers[name] == value.strip('"')


def check(made: Form, **raw: Any) -> Answers:
    """The answers to a form without interesting conditions."""
    return made.validate(raw, equals)


def codes(answers: Answers) -> dict[str, str]:
    """Key to error code."""
    return {error.key: error.code for error in answers.errors}
