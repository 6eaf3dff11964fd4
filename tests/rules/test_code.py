"""How the program is written: one commit, nothing swallowed, small modules."""

from __future__ import annotations

import ast
import re
import sys

import pytest

from tests.rules.source import ROOT, dotted, modules

COMMITS = {
    "app/db/session.py",
    "app/db/migrate.py",
}  # migrate: DDL before there is a table to read a clock in

HOUSE_OF_DOMAIN = {"app", "holidays", "stdnum"}


def test_only_the_session_commits() -> None:
    committing = [
        f"{name}:{call.lineno}"
        for name, call in _calls()
        if name not in COMMITS and re.search(r"(^|\.)(commit|(engine|connection)\.begin)$", dotted(call.func))
    ]
    assert not committing, f"open `with database.transaction() as tx:` at the top instead: {committing}"


def test_no_error_is_swallowed() -> None:
    silent = [
        f"{name}:{handler.lineno}"
        for name, tree in modules()
        for handler in ast.walk(tree)
        if isinstance(handler, ast.ExceptHandler)
        and all(_does_nothing(node) for node in handler.body)
        and not (_is_one_kind(handler) and _gives_its_reason(name, handler))
    ]
    assert not silent, f"handle the error, let it through, or name one kind and say why it is none: {silent}"


@pytest.mark.parametrize("room", ["app", "tests"])
def test_modules_stay_small(room: str) -> None:
    long = {
        name: lines
        for name, _ in modules(room)
        if not name.startswith("app/db/migrations/")  # history: written once, not edited
        and (lines := len((ROOT / name).read_text(encoding="utf-8").splitlines())) > 350
    }
    assert not long, f"split by purpose: {long}"


def test_every_module_says_what_it_is_for() -> None:
    mute = [name for name, tree in modules() if tree.body and not ast.get_docstring(tree)]
    assert not mute, f"say in one sentence what the module is for: {mute}"


def test_domain_needs_next_to_nothing() -> None:
    """Rules of law must be readable, and runnable, without a database, an engine or a web server."""
    foreign = {
        f"{name}: {imported}"
        for name, tree in modules("app/domain")
        for imported in _imports(tree)
        if (top := imported.partition(".")[0]) not in sys.stdlib_module_names and top not in HOUSE_OF_DOMAIN
    }
    assert not foreign, f"domain is stdlib, holidays and stdnum: {sorted(foreign)}"


def _calls() -> list[tuple[str, ast.Call]]:
    return [(name, node) for name, tree in modules() for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass | ast.Continue) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _is_one_kind(handler: ast.ExceptHandler) -> bool:
    return handler.type is not None and dotted(handler.type) not in {
        "",
        "Exception",
        "BaseException",
        "OSError",
    }


def _gives_its_reason(name: str, handler: ast.ExceptHandler) -> bool:
    """To go on with the next one says enough; `pass` needs a comment."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()[handler.lineno - 1 : handler.end_lineno]
    return any(isinstance(node, ast.Continue) for node in handler.body) or any("#" in line for line in lines)


def _imports(tree: ast.Module) -> list[str]:
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.append(node.module)
    return found
