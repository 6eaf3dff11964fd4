"""What makes files unfit to be a release, beyond the lint of a diagram: FEEL, and names that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from app.engine.bundle import SHARED, SHARED_PARTS
from app.engine.catalogue import Catalogue
from app.engine.feel import Question, feel
from app.engine.release import Release
from app.engine.tables import ANYTHING, DecisionTable
from app.engine.xml import NS

_CONDITIONS = "//bpmn:sequenceFlow[@sourceRef=$source]/bpmn:conditionExpression"


@dataclass(frozen=True)
class Problem:
    """One reason to refuse, with its place."""

    path: str
    element: str | None
    code: str
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        where = f"{self.path}#{self.element}" if self.element else self.path
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items() if name != "bestand")
        return f"{where}: {self.code}" + (f" ({facts})" if facts else "")


def expressions(root: etree._Element, found: Catalogue, path: str) -> list[Problem]:
    """FEEL in a diagram that can never be answered, whatever the case's data."""
    asked: list[tuple[str, Question]] = []
    for element in found.elements.values():
        texts = [element.script, element.registered, element.payload, *(t for _, t in element.parameters)]
        texts += [each.text for each in root.xpath(_CONDITIONS, namespaces=NS, source=element.id or "")]
        asked += [(element.id, Question(text, {})) for text in texts if text is not None]
    faults = feel.faults([question for _, question in asked])
    return [
        Problem(path, element, "feel_onleesbaar", {"expressie": question.text, "uitleg": fault})
        for (element, question), fault in zip(asked, faults, strict=True)
        if fault is not None
    ]


def table(found: DecisionTable, path: str) -> list[Problem]:
    """Cells of a decision table that can never be answered."""
    asked: list[tuple[str | None, Question]] = [(None, Question(text, {})) for text in found.inputs]
    for rule in found.rules:
        asked += [(rule.id, Question(t, {}, unary=True)) for t in rule.tests if t not in ANYTHING]
        asked += [(rule.id, Question(text, {})) for text in rule.results]
    faults = feel.faults([question for _, question in asked])
    return [
        Problem(path, rule, "feel_onleesbaar", {"expressie": question.text, "uitleg": fault})
        for (rule, question), fault in zip(asked, faults, strict=True)
        if fault is not None
    ]


def across(release: Release) -> list[Problem]:
    """Names that one file uses and another must have."""
    problems = []
    templates = {p.id: release.templates(p.region) for p in release.processes.values()}
    terms = {rule.code for rule in release.terms}
    everywhere = {element for p in release.processes.values() for element in p.elements}
    for process in release.processes.values():
        for element in process.elements.values():
            for code, name, known in (
                ("formulier_ontbreekt", element.form, release.schemas),
                ("termijn_onbekend", element.term, terms),
                ("tabel_ontbreekt", element.table, release.tables),
                (
                    "sjabloon_ontbreekt",
                    element.letter and f"{element.letter}.typ",
                    templates[process.id],
                ),
            ):
                if name and name not in known:
                    problems.append(Problem(process.path, element.id, code, {"naam": name}))
            problems += [
                Problem(process.path, element.id, "niet_door_onbekend", {"naam": barred})
                for barred in element.barred
                if barred not in everywhere
            ]
    starts: dict[str, str] = {}
    for process in release.processes.values():
        for message in process.catalogue.start_messages:
            other = starts.setdefault(message, process.id)
            if other != process.id:
                facts = {"bericht": message, "proces": other}
                problems.append(Problem(process.path, None, "startbericht_dubbel", facts))
    problems += _shared_twice(release)
    if not release.processes:
        problems.append(Problem("processes", None, "geen_processen"))
    return problems


def _shared_twice(release: Release) -> list[Problem]:
    """A part of letters that all regions share, and a region has too: nobody could say which one counts."""
    names = {path: PurePosixPath(path).name for path in sorted(release.files) if "/brieven/" in path}
    shared = {name for path, name in names.items() if path.startswith(SHARED_PARTS)}
    return [
        Problem(path, None, "naam_dubbel", {"naam": name})
        for path, name in names.items()
        if name in shared and not path.startswith(SHARED)
    ]
