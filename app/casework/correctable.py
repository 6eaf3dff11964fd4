"""The facts of a case that a repair may correct: names that its process knows, each with its type.

A name is known when a form of the process asks it, when one of its decision tables answers it, or when the
case has it as yes or no, a number or a day. Free text is none of these and never stands in the case data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from app.domain.errors import DomainError
from app.engine.release import Process, Release
from app.forms import Field, Form, Option, without_conditions
from app.forms.model import Words

YES, NO = "ja", "nee"
VALUE = "waarde"  # the key of the one question
_ASKED = {"checkbox": "ja_of_nee", "number": "getal", "datetime": "dag", "radio": "keuze", "select": "keuze"}


@dataclass(frozen=True)
class Fact:
    """A fact of the case data: `kind` is ja_of_nee, getal, dag or keuze (one of `options`)."""

    name: str
    kind: str
    words: Words
    options: tuple[Option, ...] = ()
    limits: tuple[tuple[str, Any], ...] = ()  # JSON Schema of a number
    decimals: int | None = None

    def label(self, language: str = "nl") -> str:
        return self.words.of(language) or self.name.replace("_", " ").capitalize()

    def form(self) -> Form:
        """The question after the right value."""
        kind, schema, options = _COMPONENTS[self.kind](self)
        words = Words(nl=self.label("nl"), fr=self.label("fr"), en=self.label("en"))
        field = Field(VALUE, kind, words, Words(), True, schema, options, decimals=self.decimals)
        return Form("herstel", (field,), (field,))

    def value(self, answer: Any) -> Any:
        """The answer as it stands in the case data."""
        return answer == YES if self.kind == "ja_of_nee" else answer

    def text(self, value: Any, language: str = "nl") -> Any:
        """A value of this fact for a reader; an option in its words."""
        return next((each.label(language) for each in self.options if each.value == value), value)

    def accepts(self, value: Any) -> bool:
        """Whether a value, as it stands in case data, is one that the question could have given."""
        answer = (YES if value else NO) if isinstance(value, bool) and self.kind == "ja_of_nee" else value
        answers = self.form().validate({VALUE: answer}, without_conditions)
        return not answers.errors and self.value(answers.values[VALUE]) == value


def facts_of(release: Release, process: Process, data: Mapping[str, Any]) -> dict[str, Fact]:
    """What may be corrected in a case of this process with this data, by name."""
    found: dict[str, Fact] = {}
    for field in _asked(release, process):
        kind = _ASKED.get(field.kind)
        if kind is not None:
            found[field.key] = _joined(found.get(field.key), field, kind)
    for element in process.elements.values():
        if element.table:
            for fact in _decided(release, element.table):
                found.setdefault(fact.name, fact)
    for name, value in data.items():
        kind = _kind_of(value)
        if kind is not None:
            found.setdefault(name, Fact(name, kind, Words()))
    return dict(sorted(found.items(), key=lambda each: each[1].label().casefold()))


def fact_of(release: Release, process: Process, data: Mapping[str, Any], name: str) -> Fact:
    """One of them. Raises DomainError `herstel_gegeven_onbekend`."""
    try:
        return facts_of(release, process, data)[name]
    except KeyError:
        raise DomainError("herstel_gegeven_onbekend", gegeven=name) from None


def _asked(release: Release, process: Process) -> Iterable[Field]:
    for element in process.elements.values():
        if element.form:
            yield from (field for field in release.form(element.form).fields if field.structured)


def _joined(known: Fact | None, field: Field, kind: str) -> Fact:
    """Two tasks may ask the same name with other choices: all of them are values that the process knows."""
    limits = tuple((name, field.schema[name]) for name in ("minimum", "maximum") if name in field.schema)
    if known is None or known.kind != kind:
        return Fact(field.key, kind, field.words, field.options, limits, field.decimals)
    values = {option.value for option in known.options}
    more = tuple(option for option in field.options if option.value not in values)
    return Fact(field.key, kind, known.words, known.options + more, known.limits, known.decimals)


def _decided(release: Release, table: str) -> Iterable[Fact]:
    """The outputs of a table whose answers are all written out as texts."""
    found = release.table(table)
    for column, name in enumerate(found.outputs):
        try:
            answers = [orjson.loads(rule.results[column]) for rule in found.rules]
        except orjson.JSONDecodeError:
            continue
        if all(isinstance(each, str) for each in answers):
            options = tuple(Option(each, Words(nl=each)) for each in dict.fromkeys(answers))
            yield Fact(name, "keuze", Words(), options)
        elif all(isinstance(each, int | float) and not isinstance(each, bool) for each in answers):
            yield Fact(name, "getal", Words())


def _kind_of(value: Any) -> str | None:
    if isinstance(value, bool):
        return "ja_of_nee"
    if isinstance(value, int | float):
        return "getal"
    if not isinstance(value, str):
        return None
    try:
        date.fromisoformat(value)
    except ValueError:
        return None
    return "dag" if len(value) == len("2026-01-05") else None


def _choice(fact: Fact) -> tuple[str, dict[str, Any], tuple[Option, ...]]:
    kind = "radio" if len(fact.options) <= 7 else "select"
    return kind, {"enum": [option.value for option in fact.options]}, fact.options


def _yes_or_no(_fact: Fact) -> tuple[str, dict[str, Any], tuple[Option, ...]]:
    options = (Option(YES, Words("Ja", "Oui", "Yes")), Option(NO, Words("Nee", "Non", "No")))
    return "radio", {"enum": [YES, NO]}, options


def _number(fact: Fact) -> tuple[str, dict[str, Any], tuple[Option, ...]]:
    return "number", {"type": "integer" if fact.decimals == 0 else "number", **dict(fact.limits)}, ()


def _day(_fact: Fact) -> tuple[str, dict[str, Any], tuple[Option, ...]]:
    return "datetime", {"type": "string", "format": "date"}, ()


_COMPONENTS = {"ja_of_nee": _yes_or_no, "getal": _number, "dag": _day, "keuze": _choice}
