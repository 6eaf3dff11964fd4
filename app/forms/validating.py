"""Checks the answers to a form: read, drop what is hidden, and let JSON Schema judge the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from app.domain.errors import DomainError
from app.forms.limits import MAX_FIELDS
from app.forms.model import Answers, Evaluate, Field, FieldError
from app.forms.reading import DAY_PARTS, BadAnswer, read_answer

_CHOICES = frozenset({"radio", "select", "checklist"})
# JSON Schema keyword: the code of the error, and whether its limit is worth telling.
_CODES = {
    "minLength": ("te_kort", True),
    "maxLength": ("te_lang", True),
    "minimum": ("te_klein", True),
    "maximum": ("te_groot", True),
    "pattern": ("patroon", False),
    "enum": ("keuze_ongeldig", False),
    "const": ("bevestiging_verplicht", False),
    "minItems": ("keuze_verplicht", False),
    "uniqueItems": ("meer_dan_een", False),
    "format": ("datum_bestaat_niet", False),
    "type": ("patroon", False),
}


def validate(form_id: str, fields: Sequence[Field], raw: Mapping[str, Any], evaluate: Evaluate) -> Answers:
    """See Form.validate."""
    _refuse_what_is_not_asked(form_id, fields, raw)
    values, unreadable = _read(fields, raw)
    hidden = _hidden(fields, values, evaluate)
    values.update(dict.fromkeys(hidden))
    errors = {key: error for key, error in unreadable.items() if key not in hidden}
    for error in [*_judge(fields, values, hidden), *_check(fields, values, evaluate)]:
        errors.setdefault(error.key, error)
    order = [field.key for field in fields]
    return Answers(
        values=values,
        structured={field.key: values[field.key] for field in fields if field.structured},
        errors=sorted(errors.values(), key=lambda error: order.index(error.key)),
    )


def schema_of(fields: Sequence[Field], *, required: Set[str]) -> dict[str, Any]:
    """JSON Schema of the answers to these fields."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {field.key: dict(field.schema) for field in fields},
        "required": [field.key for field in fields if field.key in required],
        "additionalProperties": False,
    }


def _refuse_what_is_not_asked(form_id: str, fields: Sequence[Field], raw: Mapping[str, Any]) -> None:
    if len(raw) > MAX_FIELDS * len(DAY_PARTS) or sum(1 for name in raw if not _of_day(name)) > MAX_FIELDS:
        raise DomainError("formulier_te_groot", formulier=form_id, velden=len(raw))
    known = {"csrf_token"}
    for field in fields:
        known.add(field.key)
        if field.kind == "datetime":
            known.update(f"{field.key}-{part}" for part in DAY_PARTS)
    unknown = sorted(str(name)[:60] for name in raw if name not in known and not str(name).startswith("_"))
    if unknown:
        raise DomainError("formulier_onbekend_veld", formulier=form_id, velden=", ".join(unknown[:5]))


def _of_day(name: str) -> bool:
    return name.endswith(tuple(f"-{part}" for part in DAY_PARTS))


def _read(fields: Sequence[Field], raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, FieldError]]:
    values: dict[str, Any] = {}
    errors: dict[str, FieldError] = {}
    for field in fields:
        try:
            values[field.key] = read_answer(field, raw)
        except BadAnswer as bad:
            values[field.key] = None
            errors[field.key] = FieldError(field.key, bad.code, bad.facts)
    return values, errors


def _hidden(fields: Sequence[Field], values: Mapping[str, Any], evaluate: Evaluate) -> set[str]:
    """The fields that do not apply; a field that depends on a hidden one sees it without an answer."""
    hidden: set[str] = set()
    while True:
        context = {key: None if key in hidden else value for key, value in values.items()}
        more = {
            field.key
            for field in fields
            if field.key not in hidden
            and any(_says_hide(text, context, evaluate) for text in field.conditions)
        }
        if not more:
            return hidden
        # Only the first at a time: what it hides may be what another one's condition asks about.
        hidden.add(next(field.key for field in fields if field.key in more))


def _says_hide(expression: str, context: Mapping[str, Any], evaluate: Evaluate) -> bool:
    """A condition that cannot be answered while an answer is missing keeps its field in sight."""
    try:
        return evaluate(expression, context) is True
    except DomainError:
        if all(value is not None for value in context.values()):
            raise
        return False


def _judge(fields: Sequence[Field], values: Mapping[str, Any], hidden: set[str]) -> list[FieldError]:
    asked = [field for field in fields if field.key not in hidden]
    schema = schema_of(asked, required={field.key for field in asked if field.required})
    instance = {field.key: values[field.key] for field in asked if values[field.key] is not None}
    by_key = {field.key: field for field in asked}
    validator = Draft202012Validator(schema, format_checker=FormatChecker(["date"]))
    errors = [
        FieldError(field.key, "keuze_verplicht" if field.kind in _CHOICES else "verplicht")
        for field in asked
        if field.required and field.key not in instance
    ]
    # `required` is told above, field by field; jsonschema names the missing field only in its sentence.
    found = [error for error in validator.iter_errors(instance) if error.validator != "required"]
    return errors + [_field_error(error, by_key) for error in found]


def _check(fields: Sequence[Field], values: Mapping[str, Any], evaluate: Evaluate) -> list[FieldError]:
    """The rules that an answer breaks; a rule that asks after what is not known says nothing."""
    return [
        FieldError(field.key, check.code, {"tekst": check.words} if check.words.nl else {})
        for field in fields
        for check in field.checks
        if values[field.key] is not None and _breaks(check.expression, values, evaluate)
    ]


def _breaks(expression: str, values: Mapping[str, Any], evaluate: Evaluate) -> bool:
    try:
        return evaluate(expression, values) is False
    except DomainError:
        if all(value is not None for value in values.values()):
            raise
        return False


def _field_error(error: ValidationError, by_key: Mapping[str, Field]) -> FieldError:
    key = str(error.absolute_path[0])
    code, tells_limit = _CODES[str(error.validator)]
    return FieldError(by_key[key].key, code, {"grens": error.validator_value} if tells_limit else {})
