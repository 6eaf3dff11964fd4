"""What cases run on: the diagrams, tables, terms, parameters, forms and letters of one release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.domain.errors import DomainError
from app.domain.parameters import Parameter, values_on
from app.domain.terms import TermRule
from app.engine import bundle
from app.engine.catalogue import Catalogue, Element
from app.engine.tables import DecisionTable
from app.forms import Form, compile_form


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
        """The letter templates of a region with the parts that all regions share, by file name."""
        return bundle.templates(self.files, region)

    def hearing(self, message: str) -> set[str]:
        """The processes in which a case can wait for this message."""
        return self._hearing.get(message, set())

    @cached_property
    def _hearing(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for process in self.processes.values():
            for element in process.catalogue.of_kind("intermediateCatchEvent", "boundaryEvent"):
                if element.message is not None:
                    found.setdefault(element.message, set()).add(process.id)
        return found

    @cached_property
    def _starts(self) -> dict[str, Process]:
        return {
            message: process
            for process in self.processes.values()
            for message in process.catalogue.start_messages
        }
