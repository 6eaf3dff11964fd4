"""A compiled form: what stands on the page, and the check of what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.forms.model import Answers, Block, Evaluate, Field
from app.forms.validating import schema_of, validate


@dataclass(frozen=True)
class Form:
    """Made by `compile_form`; immutable, safe to share. `items` is the page, `fields` its questions.

    `is_fresh`: who answers it again starts from nothing, because each time something else is judged.
    """

    id: str
    items: tuple[Field | Block, ...]
    fields: tuple[Field, ...]
    is_fresh: bool = False

    @property
    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of the answers; a field with a condition is required only while it is shown."""
        always = {field.key for field in self.fields if field.required and not field.conditions}
        return schema_of(self.fields, required=always)

    def validate(self, raw: Mapping[str, Any], evaluate: Evaluate) -> Answers:
        """Check what came in: an HTTP post (names to texts) or typed values of a scenario or the API.

        Names that start with `_`, and csrf_token, belong to the page and are passed over; any other name that
        is not of this form is refused (DomainError formulier_onbekend_veld), as is a post with more than 200
        names (formulier_te_groot). Everything else that is wrong comes back as errors of fields.
        """
        return validate(self.id, self.fields, raw, evaluate)
