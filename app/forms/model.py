"""What a compiled form is: fields and blocks in the order of the page, and the answers that come in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

STRUCTURED = frozenset({"radio", "select", "checkbox", "checklist", "number", "datetime"})

# FEEL: the value of an expression, given the answers so far (fields without an answer are None).
Evaluate = Callable[[str, Mapping[str, Any]], Any]


def without_conditions(_text: str, _answers: Mapping[str, Any]) -> None:
    """The `Evaluate` of a form that asks everything, whatever the answers."""


@dataclass(frozen=True)
class Words:
    """A text in Dutch, and where the form has them in French and English."""

    nl: str = ""
    fr: str = ""
    en: str = ""

    def of(self, language: str) -> str:
        """The text in that language, else in Dutch."""
        return getattr(self, language, "") or self.nl


@dataclass(frozen=True)
class Option:
    """One possible answer: the value as stored, the label as read."""

    value: str
    words: Words

    def label(self, language: str = "nl") -> str:
        return self.words.of(language) or self.value


@dataclass(frozen=True)
class Check:
    """What must hold of an answer: FEEL over the answers, the case and `vandaag`; and what to say if not."""

    expression: str
    code: str
    words: Words = Words()


@dataclass(frozen=True)
class Field:
    """One question. `kind` is the form-js type; `schema` the JSON Schema of its answer.

    `conditions` are FEEL, of the field and the groups around it: the field is hidden when one is true.
    """

    key: str
    kind: str
    words: Words
    helps: Words
    required: bool
    schema: Mapping[str, Any]
    options: tuple[Option, ...] = ()
    condition: str | None = None
    conditions: tuple[str, ...] = ()
    decimals: int | None = None  # digits after the comma at most; None for any
    prefix: str = ""
    suffix: str = ""
    default: Any = None
    checks: tuple[Check, ...] = ()

    def label(self, language: str = "nl") -> str:
        return self.words.of(language) or self.key

    def help(self, language: str = "nl") -> str:
        return self.helps.of(language)

    @property
    def structured(self) -> bool:
        """Whether the answer may enter the case data (free text never does)."""
        return self.kind in STRUCTURED


@dataclass(frozen=True)
class Block:
    """What is no question: `kind` is text (markdown), group (with items) or separator."""

    kind: str
    words: Words = field(default_factory=Words)
    condition: str | None = None
    items: tuple[Field | Block, ...] = ()

    def label(self, language: str = "nl") -> str:
        return self.words.of(language)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all fields inside."""
        return tuple(found.key for found in fields_in(self.items))


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one answer: a code with facts, worded by the screens."""

    key: str
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answers:
    """Converted answers: text, number, bool, list of text, ISO day, or None where there is none.

    `values` has every field (hidden ones are None), `structured` those that may enter the case data.
    With `errors` nothing may be done.
    """

    values: dict[str, Any]
    structured: dict[str, Any]
    errors: list[FieldError]

    @property
    def free(self) -> dict[str, Any]:
        """The answers that stay out of the case data: free text."""
        return {key: value for key, value in self.values.items() if key not in self.structured}


def fields_in(items: tuple[Field | Block, ...]) -> list[Field]:
    """All fields, depth first, in the order of the page."""
    found: list[Field] = []
    for item in items:
        found.extend([item] if isinstance(item, Field) else fields_in(item.items))
    return found
