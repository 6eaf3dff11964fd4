"""The description of the API as the parts of a page: operations, their fields, what they answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.web.connection_words import scope_words

_SCHEMAS = "#/components/schemas/"
_METHODS = ("get", "post")


@dataclass(frozen=True)
class Field:
    """One field or parameter. `refers` is the name of an object that is described by itself."""

    name: str
    kind: str
    refers: str | None
    required: bool
    about: str
    place: str = ""  # of a parameter: path, query or header


@dataclass(frozen=True)
class Answer:
    """What may be answered: the status, what it means, and the object that comes with it."""

    status: str
    about: str
    refers: str | None


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked. `scope` is None for any token; `takes` the object of the body."""

    id: str
    method: str
    path: str
    summary: str
    about: str
    scope: str | None
    scope_words: str
    parameters: tuple[Field, ...]
    takes: str | None
    answers: tuple[Answer, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Thing:
    """An object that goes in or comes out."""

    name: str
    fields: tuple[Field, ...]


def operations(described: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """What can be asked, by subject, in the order of the description."""
    found: dict[str, list[Operation]] = {}
    for path, item in described["paths"].items():
        for method in _METHODS:
            if method in item:
                operation = _operation(described, path, method, item)
                found.setdefault(item[method]["tags"][0], []).append(operation)
    return found


def things(described: Mapping[str, Any]) -> list[Thing]:
    """The objects, by name."""
    schemas = described["components"]["schemas"]
    return [Thing(name, tuple(_fields(schemas[name]))) for name in sorted(schemas)]


def _operation(described: Mapping[str, Any], path: str, method: str, item: Mapping[str, Any]) -> Operation:
    told = item[method]
    (needs,) = told["security"][0].values()
    scope = needs[0] if needs else None
    answers = {status: _answer(described, status, answer) for status, answer in told["responses"].items()}
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Operation(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told["summary"],
        about=told.get("description", ""),
        scope=scope,
        scope_words=scope_words(scope) if scope else "",
        parameters=tuple(
            _parameter(each) for each in (*item.get("parameters", ()), *told.get("parameters", ()))
        ),
        takes=_name(body),
        answers=tuple(answers[status] for status in sorted(answers) if status < "400"),
        problems=tuple(status for status in sorted(answers) if status >= "400"),
    )


def _answer(described: Mapping[str, Any], status: str, answer: Mapping[str, Any]) -> Answer:
    if "$ref" in answer:
        answer = described["components"]["responses"][answer["$ref"].rsplit("/", 1)[1]]
    content: Mapping[str, Any] = next(iter(answer.get("content", {}).values()), {})
    return Answer(status, answer["description"], _name(content.get("schema", {})))


def _parameter(told: Mapping[str, Any]) -> Field:
    schema = told["schema"]
    about = told.get("description", "")
    return Field(told["name"], _kind(schema), None, bool(told.get("required")), about, told["in"])


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = set(schema.get("required", ()))
    for name, told in schema.get("properties", {}).items():
        inside = told.get("items", told)
        yield Field(name, _kind(told), _name(inside), name in required, told.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    """`text (date)`, `list of OpenTask`, `one of lopend, beeindigd`: what a reader needs, no more."""
    if "enum" in schema:
        return "one of " + ", ".join(str(each) for each in schema["enum"] if each is not None)
    name = _name(schema)
    if name:
        return name
    types = schema.get("type", "object")
    types = [types] if isinstance(types, str) else types
    words = [_plain(each, schema) for each in types]
    return " or ".join(words) + _limits(schema)


def _plain(kind: str, schema: Mapping[str, Any]) -> str:
    if kind == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    if kind == "string":
        return f"text ({schema['format']})" if "format" in schema else "text"
    return {"integer": "whole number", "boolean": "true or false"}.get(kind, kind)


def _limits(schema: Mapping[str, Any]) -> str:
    if "maximum" in schema and schema["maximum"] < 2**31:
        return f", {schema.get('minimum', 0)} to {schema['maximum']}"
    return f", at most {schema['maxLength']} characters" if "maxLength" in schema else ""


def _name(schema: Mapping[str, Any]) -> str | None:
    """The object that a schema refers to, also where it may be null."""
    for each in (schema, *schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        reference = each.get("$ref", "")
        if reference.startswith(_SCHEMAS):
            return str(reference.removeprefix(_SCHEMAS))
    return None
