"""Whatever is refused, a person reads a sentence about it: no code without words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

import app.cli.words  # noqa: F401 - what the command line loads must be enough
from app.engine.checks import Problem
from app.web import release_wording, wording
from tests.rules.source import dotted, modules

# Which argument of a call is the code; other calls that end in one of _NAMES have it first.
_PLACE = {"Problem": 2, "FieldError": 1, "read_toml_rows": 2}
_NAMES = ("DomainError", "EngineError", "FeelError", "BadAnswer", "Refused", "AccountError", "__init__")
# Refused rows of a file: their reasons are sentences already.
_ROWS = ("app/exchange/mail.py", "app/exchange/register.py")


def test_every_code_has_a_sentence() -> None:
    raised = {code: place for name, tree in modules() for code, place in _codes(name, tree)}
    assert len(raised) > 100, "the codes are no longer found where they are raised"
    assert {code: place for code, place in raised.items() if code not in wording._WORDS} == {}


def test_a_sentence_misses_no_fact() -> None:
    """A fact that was not given leaves a gap, not an error page."""
    for code in wording._WORDS:
        assert wording.words_for(code, {}).strip(), code


def test_a_problem_of_a_release_says_where_it_is() -> None:
    problem = Problem("processes/x.bpmn", "intake", "formulier_ontbreekt", {"naam": "weg"})
    told = "processes/x.bpmn, intake: Het formulier weg ontbreekt in forms/."
    assert release_wording.problem_words(problem) == told
    problem = Problem("processes/x.bpmn", None, "termijn_onbekend", {"naam": "ooit"})
    assert (
        release_wording.problem_words(problem)
        == "processes/x.bpmn: De termijn ooit ontbreekt in termijnen.toml."
    )


def test_no_filter_of_the_templates_takes_the_place_of_another() -> None:
    given = Counter(filter_name for _, tree in modules() for filter_name in _filters(tree))
    assert {"fact_value", "incident_kind", "file_state"} <= set(given)
    assert [name for name, number in given.items() if number > 1] == []


def _filters(tree: ast.Module) -> Iterator[str]:
    """What a module gives to the templates: its list of filters, and what it marks as one."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "_FILTERS":
            yield from (dotted(each) for each in ast.walk(node.value) if isinstance(each, ast.Name))
        if isinstance(node, ast.FunctionDef):
            marks = (dotted(each.func) for each in node.decorator_list if isinstance(each, ast.Call))
            yield from (node.name for mark in marks if mark.endswith(".app_template_filter"))


def _codes(name: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        for expression in _expressions(name, node):
            for part in ast.walk(expression):
                code = constants.get(part.id) if isinstance(part, ast.Name) else getattr(part, "value", None)
                if isinstance(code, str) and re.fullmatch(r"[a-z][a-z0-9_]+", code):
                    yield code, f"{name}:{node.lineno}"  # type: ignore[attr-defined]


def _expressions(name: str, node: ast.AST) -> Iterator[ast.expr]:
    """What holds a code: the argument of a refusal, a class's own, and what the checks of a release yield."""
    if isinstance(node, ast.Call):
        called = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = _PLACE.get(called, 0 if called.endswith(_NAMES) and name not in _ROWS else None)
        if place is not None and len(node.args) > place and not isinstance(node.args[place], ast.Attribute):
            yield node.args[place]
    if name == "app/engine/checks.py":
        if isinstance(node, ast.Yield) and isinstance(node.value, ast.Tuple):
            yield node.value.elts[0]
        if isinstance(node, ast.For) and isinstance(node.iter, ast.Tuple):
            yield from (each.elts[0] for each in node.iter.elts if isinstance(each, ast.Tuple))
    if isinstance(node, ast.ClassDef) and node.name in ("Conflict", "SignInRefused", "UnreadableDiagram"):
        yield from (each.value for each in node.body if isinstance(each, ast.Assign))
