"""A compiled form on a page: what was typed or is known, what is wrong, in the user's language.

    view = show(form, posted=request.form, errors=errors, known=case_data, evaluate=evaluate)

and in the template: `error_list(view)`, `<form {{ form_attributes(view) }}>`, `form_fields(view)` from
forms/fields.html (imported `with context`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.domain.errors import DomainError
from app.forms import Block, Field, FieldError, Form
from app.forms.model import Evaluate
from app.forms.reading import DAY_PARTS
from app.web.i18n import language
from app.web.rendering import write_input
from app.web.wording import words_for

_NAME = re.compile(r"[^\W\d]\w*")
_SHORT = 14  # characters: two such choices stand beside each other


@dataclass(frozen=True)
class FormView:
    """What the template needs: the parts in order, the errors on top, and what the script needs to know."""

    parts: list[dict[str, Any]]
    errors: list[dict[str, str]]
    conditional: bool
    context: str


def posted_answers(posted: MultiDict[str, str]) -> dict[str, Any]:
    """A form post as Form.validate wants it: a name that came more than once gives a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in posted.lists()}


def show(
    form: Form,
    *,
    posted: MultiDict[str, str] | None = None,
    errors: Sequence[FieldError] = (),
    known: Mapping[str, Any] | None = None,
    evaluate: Evaluate | None = None,
) -> FormView:
    """Prepare a form for its page; `known` are the case's data, the answers already given among them."""
    return _Page(form, posted, errors, known or {}, evaluate).view()


class _Page:
    def __init__(
        self,
        form: Form,
        posted: MultiDict[str, str] | None,
        errors: Sequence[FieldError],
        known: Mapping[str, Any],
        evaluate: Evaluate | None,
    ) -> None:
        self.form = form
        self.posted = posted
        self.known = known
        self.evaluate = evaluate
        self.language = language()
        self.fields = {field.key: field for field in form.fields}
        self.errors = {error.key: self._words(error) for error in errors}

    def view(self) -> FormView:
        parts = self._parts(self.form.items)
        mentioned = {name for condition in _conditions(self.form.items) for name in _NAME.findall(condition)}
        context = {
            name: value for name, value in self.known.items() if name in mentioned - self.fields.keys()
        }
        summary = [
            {"href": f"#{self._target(key)}", "text": text}
            for key, text in self.errors.items()
            if key in self.fields
        ]
        return FormView(parts, summary, bool(mentioned), json.dumps(context, default=str))

    def _parts(self, items: Sequence[Field | Block]) -> list[dict[str, Any]]:
        return [self._part(item) for item in items if not self._surely_hidden(item.condition)]

    def _part(self, item: Field | Block) -> dict[str, Any]:
        if isinstance(item, Block):
            return {
                "kind": item.kind,
                "hide": item.condition,
                "label": item.label(self.language),
                "keys": " ".join(item.keys),
                "parts": self._parts(item.items),
            }
        return {
            "kind": item.kind,
            "hide": item.condition,
            "key": item.key,
            "keys": item.key,
            "label": item.label(self.language),
            "help": item.help(self.language),
            "required": item.required,
            "error": self.errors.get(item.key),
            "options": [
                {"value": option.value, "text": option.label(self.language)} for option in item.options
            ],
            "inline": len(item.options) == 2
            and all(len(option.label(self.language)) <= _SHORT for option in item.options),
            "limit": item.schema.get("maxLength"),
            "prefix": item.prefix,
            "suffix": item.suffix,
            "whole": item.decimals == 0,
            **self._value(item),
        }

    def _value(self, field: Field) -> dict[str, Any]:
        """What the field shows: first what was typed, then what is known, then the form's own default."""
        posted = self.posted
        value = None if posted is not None else self.known.get(field.key, field.default)
        if field.kind == "checklist":
            return {"value": posted.getlist(field.key) if posted is not None else value or []}
        if field.kind == "checkbox":
            return {"value": field.key in posted if posted is not None else value is True}
        if field.kind == "datetime":
            return {"value": self._day(field.key, value)}
        return {"value": posted.get(field.key, "") if posted is not None else write_input(value)}

    def _day(self, key: str, value: Any) -> dict[str, str]:
        if self.posted is not None:
            return {part: self.posted.get(f"{key}-{part}", "") for part in DAY_PARTS}
        year, month, day = (*str(value or "").split("-"), "", "")[:3]
        return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}

    def _surely_hidden(self, condition: str | None) -> bool:
        """Whether the case alone says that this does not apply; what depends on answers stays in the page."""
        if not condition or self.evaluate is None or set(_NAME.findall(condition)) & self.fields.keys():
            return False
        try:
            return self.evaluate(condition, {}) is True
        except DomainError:
            return False  # it cannot be said, so it is shown; the check on posting tells what is wrong

    def _words(self, error: FieldError) -> str:
        field = self.fields.get(error.key)
        label = field.label(self.language).rstrip("?:. ") if field else error.key
        return words_for(error.code, {"veld": label, **error.facts})

    def _target(self, key: str) -> str:
        return f"{key}-day" if self.fields[key].kind == "datetime" else key


def _conditions(items: Sequence[Field | Block]) -> list[str]:
    found = []
    for item in items:
        if item.condition:
            found.append(item.condition)
        if isinstance(item, Block):
            found.extend(_conditions(item.items))
    return found
