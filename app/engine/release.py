"""A release: diagrams, tables, terms, forms and letters together, read from files, checked, parsed once.

Paths are those of the folders: processes/<regio>/*.bpmn, *.dmn, *.toml, brieven/*.typ, forms/<regio>/*.json.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson

from app.domain.errors import DomainError
from app.domain.parameters import Parameter, read_parameters, values_on
from app.domain.terms import TermRule, read_rules
from app.engine import catalogue, checks, parser, tables
from app.engine.catalogue import Catalogue, Element
from app.engine.checks import Problem
from app.engine.tables import DecisionTable
from app.engine.xml import parse as parse_xml
from app.forms import Form, compile_form

FOLDERS = ("processes", "forms")
LARGEST = 50 * 1024 * 1024  # of all files together
ENDINGS = (".bpmn", ".dmn", ".toml", ".typ", ".json", ".svg")


class ReleaseRefused(DomainError):
    """The files cannot be a release; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("uitgave_geweigerd", aantal=len(problems), eerste=str(problems[0]))
        self.problems = problems


@dataclass(frozen=True)
class Process:
    """One executable diagram. The specifications are shared by all cases and never changed."""

    id: str
    name: str
    region: str
    path: str
    spec: Any
    subprocess_specs: dict[str, Any]
    catalogue: Catalogue

    @property
    def elements(self) -> dict[str, Element]:
        return self.catalogue.elements


@dataclass(frozen=True)
class Release:
    """What cases run on. Made by `read`; the same files give the same `sha256`."""

    sha256: str
    files: Mapping[str, bytes]
    processes: dict[str, Process]
    tables: dict[str, DecisionTable]
    terms: tuple[TermRule, ...]
    parameters: tuple[Parameter, ...]
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    _forms: dict[str, Form] = field(default_factory=dict)

    def process(self, name: str) -> Process:
        try:
            return self.processes[name]
        except KeyError:
            raise DomainError("proces_onbekend", proces=name) from None

    def process_started_by(self, message: str) -> Process | None:
        return self._starts.get(message)

    def table(self, name: str) -> DecisionTable:
        try:
            return self.tables[name]
        except KeyError:
            raise DomainError("tabel_onbekend", tabel=name) from None

    def form(self, name: str) -> Form:
        """The compiled form of a task or of a message recorded by hand."""
        if name not in self._forms:
            if name not in self.schemas:
                raise DomainError("formulier_onbekend", formulier=name)
            self._forms[name] = compile_form(self.schemas[name])
        return self._forms[name]

    def parameters_on(self, day: date) -> dict[str, int | float | str]:
        """The numbers and clauses in force on a day, by code."""
        return values_on(self.parameters, day)

    def templates(self, region: str) -> dict[str, str]:
        """The letter templates of a region, by file name."""
        prefix = f"processes/{region}/brieven/"
        return {
            path.removeprefix(prefix): content.decode()
            for path, content in self.files.items()
            if path.startswith(prefix) and path.endswith(".typ")
        }

    @cached_property
    def _starts(self) -> dict[str, Process]:
        return {
            message: process
            for process in self.processes.values()
            for message in process.catalogue.start_messages
        }


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
    """Two folders deep: what lies elsewhere would be left out without a word."""
    parts = path.split("/")
    if len(parts) < 3 or parts[0] not in FOLDERS or ".." in parts:
        raise DomainError("bestand_op_verkeerde_plaats", bestand=path)


def _once(name: str, known: Mapping[str, Any]) -> None:
    """Names of processes, tables and forms are those of the whole release, whatever the region."""
    if name in known:
        raise DomainError("naam_dubbel", naam=name)


def _read_process(path: str, content: bytes, processes: dict[str, Process], problems: list[Problem]) -> None:
    root = parse_xml(content, path)
    found = catalogue.read(root)
    if found is None:
        return  # a collaboration diagram: to be read by people
    refused = checks.diagram(root, found, path)
    problems += refused
    if not refused:
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


def from_folder(root: Path) -> dict[str, bytes]:
    """The files of a release in a checkout or an export."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in FOLDERS
        for path in sorted((root / folder).rglob("*"))
        if path.is_file() and path.suffix in ENDINGS
    }


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over names and contents, in order of name."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return total.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip whose bytes depend on nothing but the files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.writestr(zipfile.ZipInfo(path, (2000, 1, 1, 0, 0, 0)), files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The files of a zip made by `pack`. Raises DomainError `uitgave_onleesbaar`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > LARGEST:
                raise DomainError("uitgave_onleesbaar", uitleg=f"uitgepakt groter dan {LARGEST} bytes")
            return {name: archive.read(name) for name in archive.namelist()}
    except (zipfile.BadZipFile, EOFError, zlib.error) as problem:
        raise DomainError("uitgave_onleesbaar", uitleg=str(problem)) from None


def changed(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> list[str]:
    """The paths that differ between two sets of files."""
    return sorted(path for path in {*one, *other} if one.get(path) != other.get(path))
