"""One clock for web, worker, tests, demo and scenarios: nothing but app/clock.py reads the machine's.

Log lines keep the machine's time on purpose: they tell what the server did, also while a demo plays.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.rules.source import ROOT, dotted, files, modules

HOME = "app/clock.py"
DURATIONS = "app/measures.py"
READERS = {
    *(f"datetime.datetime.{name}" for name in ("now", "utcnow", "today")),
    "datetime.date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "localtime", "gmtime", "strftime", "ctime", "asctime")),
    # How long something takes is for who watches over the machines (durations of steps and jobs, when a
    # trouble was last told, how long an answer may still take): app/measures.py asks it; no date rests on it.
    *(f"time.{name}" for name in ("monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns")),
    "time.clock_gettime",
    "uuid.uuid1",
}
# SQLAlchemy's functions of a database's own clock, and the same in SQL text. `static now()` in the engine's
# script is a clock that refuses to be read.
_OF_THE_DATABASE = re.compile(
    r"^(sqlalchemy\.)?func\.(now|sysdate|localtime|localtimestamp|current_\w+|(clock|statement|transaction)_timestamp"
    r"|datetime|date|julianday|unixepoch)$"
)
_IN_SQL = re.compile(
    r"\bcurrent_(timestamp|date|time)\b|\blocaltimestamp\b"
    r"|(?<!static )\b(now|sysdate|clock_timestamp)\s*\(\s*\)"
    r"|\b(datetime|date|julianday|unixepoch)\s*\(\s*['\"]now['\"]",
    re.IGNORECASE,
)
# What a browser, a template or a letter would show: the reader's clock instead of the demo's.
_SHOWN = {
    ".js": re.compile(r"\bnew Date\(\s*\)|(?<!new )\bDate\(\s*\)|\bDate\.now\b|\bTemporal\.Now\b"),
    ".html": re.compile(r"\bnew Date\(\s*\)|\bDate\.now\b|(?<![\w.])(now|today)\s*\(|\butcnow\b"),
    ".typ": re.compile(r"\bdatetime\.today\b"),
}
_SHOWN_IN = ("app/web/ui/", "app/web/templates/", "app/letters/", "processes/")


def clock_readings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a module reads a clock of its own accord: line and name, whatever it calls what it imported."""
    known = dict(_imported(tree))
    spoken = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}  # docstrings
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name) and (name := dotted(node)):
            first, dot, rest = name.partition(".")
            whole = known.get(first, first) + dot + rest
            if whole in READERS or _OF_THE_DATABASE.match(whole):
                yield node.lineno, whole
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield from ((node.lineno, found.group()) for found in _IN_SQL.finditer(node.value))


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What each imported name stands for: `d` for `datetime.datetime`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.asname, alias.name) for alias in node.names if alias.asname)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from ((each.asname or each.name, f"{node.module}.{each.name}") for each in node.names)


def test_only_the_clock_reads_the_clock() -> None:
    read = {name: [*clock_readings(tree)] for name, tree in modules()}
    assert [found for _, found in read.pop(HOME)] == ["datetime.datetime.now"]
    assert [found for _, found in read.pop(DURATIONS)] == ["time.perf_counter"]
    elsewhere = [f"{name}:{line} {found}" for name, all_ in read.items() for line, found in all_]
    assert not elsewhere, f"use tx.now or tx.today, or take the moment as an argument: {elsewhere}"


def test_what_people_see_is_dated_by_the_server() -> None:
    looked_at = [
        (name, path.read_text(encoding="utf-8"), _SHOWN[path.suffix])
        for path in files()
        if path.suffix in _SHOWN and (name := path.relative_to(ROOT).as_posix()).startswith(_SHOWN_IN)
    ]
    assert {name.rpartition(".")[2] for name, _, _ in looked_at} == {"js", "html", "typ"}
    elsewhere = [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1} {found.group()}"
        for name, text, pattern in looked_at
        for found in pattern.finditer(text)
    ]
    assert not elsewhere, f"let the server give the moment: {elsewhere}"


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime\ndatetime.now()",
        "from datetime import datetime as d\nd.utcnow()",
        "import datetime as dt\ndt.date.today()",
        "from datetime import date\nColumn(Date, default=date.today)",
        "import time\ntime.monotonic()",
        "from time import time as t\nt()",
        "from sqlalchemy import func\nselect(func.now())",
        "import sqlalchemy\nsqlalchemy.func.current_timestamp()",
        "import sqlalchemy as sa\nsa.func.now()",
        "text('select CURRENT_TIMESTAMP')",
        "text(\"select datetime('now')\")",
        "Column(server_default='now()')",
        "from uuid import uuid1\nuuid1()",
    ],
)
def test_the_rule_sees_a_clock_under_any_name(code: str) -> None:
    assert [*clock_readings(ast.parse(code))]


@pytest.mark.parametrize(
    "code",
    [
        "tx.now",
        "database.now()",
        "tx.today",
        "from datetime import datetime\ndatetime.fromisoformat(text)",
        "def f() -> None:\n    'Never CURRENT_TIMESTAMP.'",
        "message = 'nu en dan'",
    ],
)
def test_the_rule_leaves_the_rest_alone(code: str) -> None:
    assert not [*clock_readings(ast.parse(code))]


@pytest.mark.parametrize(
    ("ending", "shown"),
    [
        (".js", "const today = new Date();"),
        (".js", "Date.now() - start"),
        (".html", "{{ now() }}"),
        (".html", "{{ today().year }}"),
        (".html", "<script>new Date()</script>"),
        (".typ", "#datetime.today().display()"),
    ],
)
def test_the_rule_sees_a_clock_on_a_page(ending: str, shown: str) -> None:
    assert _SHOWN[ending].search(shown)
