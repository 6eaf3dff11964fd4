"""Reading a release from its files: every file checked and parsed once, every problem with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from app.domain.errors import DomainError
from app.domain.parameters import Parameter, read_parameters
from app.domain.terms import TermRule, read_rules
from app.engine import catalogue, checks, parser, tables
from app.engine.bundle import FOLDERS, SHARED, SHARED_PARTS, digest
from app.engine.checks import Problem
from app.engine.lint import lint
from app.engine.release import Process, Release
from app.engine.tables import DecisionTable
from app.engine.xml import parse as parse_xml
from app.forms import compile_form


class ReleaseRefused(DomainError):
    """The files cannot be a release; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("uitgave_geweigerd", aantal=len(problems), eerste=str(problems[0]))
        self.problems = problems


def read(files: Mapping[str, bytes]) -> Release:
    """Read and check the files. Raises ReleaseRefused with every problem found."""
    problems: list[Problem] = []
    processes: dict[str, Process] = {}
    decision_tables: dict[str, DecisionTable] = {}
    rules: list[TermRule] = []
    values: list[Parameter] = []
    schemas: dict[str, dict[str, Any]] = {}
    for path in sorted(files):
        try:
            _in_its_place(path)
            if path.endswith(".bpmn"):
                _read_process(path, files[path], processes, problems)
            elif path.endswith(".dmn"):
                table = tables.read(parse_xml(files[path], path), path)
                _once(table.name, decision_tables)
                decision_tables[table.name] = table
                problems += checks.table(table, path)
            elif path.endswith("termijnen.toml"):
                rules += read_rules(_text(files[path], path))
            elif path.endswith("parameters.toml"):
                values += read_parameters(_text(files[path], path))
            elif path.endswith(".json"):
                _once(Path(path).stem, schemas)
                schemas[Path(path).stem] = _schema(files[path], path)
            elif path.endswith(".typ"):
                _text(files[path], path)
        except DomainError as problem:
            problems.append(Problem(path, problem.facts.get("element"), problem.code, problem.facts))
    release = Release(
        digest(files), dict(files), processes, decision_tables, tuple(rules), tuple(values), schemas
    )
    if not problems:
        problems += checks.across(release)
    if problems:
        raise ReleaseRefused(problems)
    return release


def _in_its_place(path: str) -> None:
    """Two folders deep, and shared by regions only parts of letters: the rest would be left out unsaid."""
    parts = path.split("/")
    strayed = path.startswith(SHARED) and not path.startswith(SHARED_PARTS)
    if len(parts) < 3 or parts[0] not in FOLDERS or ".." in parts or strayed:
        raise DomainError("bestand_op_verkeerde_plaats", bestand=path)


def _once(name: str, known: Mapping[str, Any]) -> None:
    """Names of processes, tables and forms are those of the whole release, whatever the region."""
    if name in known:
        raise DomainError("naam_dubbel", naam=name)


def _read_process(path: str, content: bytes, processes: dict[str, Process], problems: list[Problem]) -> None:
    root = parse_xml(content, path)
    refused = lint(content, path, readable=False)
    found = catalogue.read(root)
    if found is not None:
        refused += checks.expressions(root, found, path)
    problems += refused
    if found is not None and not refused:  # without a process: a collaboration diagram, to be read by people
        _once(found.process, processes)
        spec, subs = parser.parse(root, found, path)
        region = path.split("/")[1]
        processes[found.process] = Process(found.process, found.name, region, path, spec, subs, found)


def _schema(content: bytes, path: str) -> dict[str, Any]:
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError as problem:
        raise DomainError("formulier_onleesbaar", bestand=path, uitleg=str(problem)) from None
    if not isinstance(schema, dict):
        raise DomainError("formulier_onleesbaar", bestand=path, uitleg="geen formulier")
    compile_form(schema)
    return schema


def _text(content: bytes, path: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise DomainError("bestand_niet_utf8", bestand=path) from None
