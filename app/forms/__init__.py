"""Forms of human tasks: one form-js file, compiled once, for screens, scenarios and the API alike."""

from __future__ import annotations

from app.forms.compiling import compile_form
from app.forms.form import Form
from app.forms.model import Answers, Block, Field, FieldError, Option, without_conditions

__all__ = ["Answers", "Block", "Field", "FieldError", "Form", "Option", "compile_form", "without_conditions"]
