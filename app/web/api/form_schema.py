"""A form as JSON Schema with its questions, for who draws it elsewhere."""

from __future__ import annotations

from typing import Any

from app.forms import Field, Form
from app.web.i18n import language


def form_schema(form: Form) -> dict[str, Any]:
    """JSON Schema of the answers; titles, help and labels in the language of the caller.

    A question with conditions (`x-hidden-when`, FEEL) is not asked while one of them is true.
    """
    schema = form.json_schema
    schema["properties"] = {field.key: _property(field) for field in form.fields}
    return schema


def _property(field: Field) -> dict[str, Any]:
    found: dict[str, Any] = {**field.schema, "title": field.label(language())}
    if field.help(language()):
        found["description"] = field.help(language())
    if field.options:
        found["x-labels"] = {option.value: option.label(language()) for option in field.options}
    if field.conditions:
        found["x-hidden-when"] = list(field.conditions)
    return found
