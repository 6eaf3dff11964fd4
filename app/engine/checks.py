"""What makes files unfit to be a release: elements that cannot run, and names that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.domain.effects import EFFECTS
from app.domain.vocabulary import Role
from app.engine.catalogue import NODES, Catalogue, Element
from app.engine.feel import Question, feel
from app.engine.release import Release
from app.engine.tables import ANYTHING, DecisionTable
from app.engine.xml import BPMN, NS, short

_DESCRIPTIVE = {
    "process",
    "laneSet",
    "lane",
    "flowNodeRef",
    "childLaneSet",
    "sequenceFlow",
    "conditionExpression",
    "extensionElements",
    "documentation",
    "incoming",
    "outgoing",
    "script",
    "messageEventDefinition",
    "timerEventDefinition",
    "terminateEventDefinition",
    "textAnnotation",
    "text",
    "association",
    "group",
}
_MESSAGE, _TIMER = "messageEventDefinition", "timerEventDefinition"
_EVENTS: dict[str, set[str | None]] = {  # what each kind of event may be; None: no definition
    "startEvent": {_MESSAGE, None},
    "intermediateCatchEvent": {_MESSAGE, _TIMER},
    "intermediateThrowEvent": {_MESSAGE, None},
    "boundaryEvent": {_MESSAGE, _TIMER},
    "endEvent": {_MESSAGE, "terminateEventDefinition", None},
}


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


def diagram(root: etree._Element, found: Catalogue, path: str) -> list[Problem]:
    """What is wrong inside one diagram; the library accepts much of this and then does something else."""
    process = root.xpath("//bpmn:process[@isExecutable='true']", namespaces=NS)[0]
    problems = [
        Problem(path, _owner(node), "element_niet_uitvoerbaar", {"soort": short(node)})
        for node in process.iter(f"{{{BPMN}}}*")
        if short(node) not in NODES | _DESCRIPTIVE
        or (short(node) == "subProcess" and node.get("triggeredByEvent") == "true")
    ]
    if problems:
        return problems
    flows = _Flows(process)
    for element in found.elements.values():
        problems += [Problem(path, element.id, code, facts) for code, facts in _element(element, flows)]
    for scope in (process, *process.iter(f"{{{BPMN}}}subProcess")):
        problems += [Problem(path, scope.get("id"), code, facts) for code, facts in _scope(scope)]
    problems += [
        Problem(path, node, "onbereikbaar") for node in sorted(set(found.elements) - flows.reachable(found))
    ]
    return problems + _expressions(found, flows, path)


def _owner(node: etree._Element) -> str | None:
    """The nearest element that a diagram shows: a definition inside an event is not on the drawing."""
    while node.get("id") is None or short(node).endswith(("Definition", "Characteristics")):
        node = node.getparent()
    return str(node.get("id"))


def _scope(scope: etree._Element) -> Iterator[tuple[str, dict[str, Any]]]:
    """A process starts with a message that the host delivers, a sub-process by itself; each has an end."""
    starts = scope.findall(f"{{{BPMN}}}startEvent")
    heard = [start for start in starts if start.find(f"{{{BPMN}}}messageEventDefinition") is not None]
    if short(scope) == "process" and (not starts or heard != starts):
        yield "proces_zonder_startbericht", {}
    if short(scope) == "subProcess" and (len(starts) != 1 or heard):
        yield "deelproces_start", {"aantal": len(starts)}
    if scope.find(f"{{{BPMN}}}endEvent") is None:
        yield "zonder_einde", {}
    inside = {node.get("id") for node in scope}
    for flow in scope.findall(f"{{{BPMN}}}sequenceFlow"):
        if not {flow.get("sourceRef"), flow.get("targetRef")} <= inside:
            yield "stroom_over_grens", {"stroom": flow.get("id")}


def _expressions(found: Catalogue, flows: _Flows, path: str) -> list[Problem]:
    """FEEL that can never be answered, whatever the case's data."""
    asked: list[tuple[str, Question]] = []
    for element in found.elements.values():
        texts = [element.script, element.registered, element.payload, *(t for _, t in element.parameters)]
        texts += [flow.findtext(f"{{{BPMN}}}conditionExpression") for flow in flows.out(element.id)]
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


class _Flows:
    """The sequence flows of a process, by source and by target."""

    def __init__(self, process: etree._Element) -> None:
        self.all = process.xpath(".//bpmn:sequenceFlow", namespaces=NS)
        self.defaults = {node.get("id"): node.get("default") for node in process.iter(f"{{{BPMN}}}*")}
        self.kind = {node.get("id"): short(node) for node in process.iter(f"{{{BPMN}}}*")}
        self.inside = {
            node.get("id"): [c.get("id") for c in node if short(c) == "startEvent"]
            for node in process.iter(f"{{{BPMN}}}subProcess")
        }

    def out(self, source: str) -> list[etree._Element]:
        return [flow for flow in self.all if flow.get("sourceRef") == source]

    def into(self, target: str) -> list[etree._Element]:
        return [flow for flow in self.all if flow.get("targetRef") == target]

    def reachable(self, found: Catalogue) -> set[str]:
        boundaries: dict[str, list[str]] = {}
        for element in found.of_kind("boundaryEvent"):
            boundaries.setdefault(element.attached_to or "", []).append(element.id)
        nested = {start for starts in self.inside.values() for start in starts}
        pending = [e.id for e in found.of_kind("startEvent") if e.id not in nested]
        seen: set[str] = set()
        while pending:
            node = pending.pop()
            if node in seen:
                continue
            seen.add(node)
            pending += [flow.get("targetRef") for flow in self.out(node)]
            pending += boundaries.get(node, []) + self.inside.get(node, [])
        return seen


def _element(element: Element, flows: _Flows) -> Iterator[tuple[str, dict[str, Any]]]:
    out, into = flows.out(element.id), flows.into(element.id)
    conditional = [flow for flow in out if flow.find(f"{{{BPMN}}}conditionExpression") is not None]
    if element.kind != "endEvent" and not out:
        yield "zonder_vervolg", {}
    if element.kind == "exclusiveGateway":
        default = flows.defaults.get(element.id)
        if len(out) > 1 and any(f not in conditional and f.get("id") != default for f in out):
            yield "stroom_zonder_voorwaarde", {}
    elif conditional:
        yield "voorwaarde_genegeerd", {"stroom": conditional[0].get("id")}
    if not element.kind.endswith("Gateway") and len(out) > (0 if element.kind == "endEvent" else 1):
        yield "meer_uitgaande_stromen", {}
    if element.kind == "parallelGateway" and len({f.get("sourceRef") for f in into}) < len(into):
        yield "stroom_dubbel", {}
    if element.kind in _EVENTS and element.event not in _EVENTS[element.kind]:
        yield "gebeurtenis_onbekend", {"soort": element.event or "geen"}
    if element.event == _MESSAGE and not element.message:
        yield "bericht_zonder_naam", {}
    if element.event == _TIMER and not element.term:
        yield "timer_zonder_termijn", {}
    if element.kind == "userTask" and not element.form:
        yield "taak_zonder_formulier", {}
    if element.kind == "userTask" and not element.role:
        yield "taak_zonder_rol", {}
    if element.role and element.role not in set(Role):
        yield "rol_onbekend", {"rol": element.role}
    if element.kind == "businessRuleTask" and not element.table:
        yield "regel_zonder_tabel", {}
    if element.kind == "sendTask" and not element.letter:
        yield "brief_zonder_sjabloon", {}
    if element.kind == "scriptTask" and not (element.script or "").strip():
        yield "script_leeg", {}
    if element.kind == "serviceTask" and element.effect not in EFFECTS:
        yield "handeling_onbekend", {"handeling": element.effect}
    if element.kind == "serviceTask" and element.effect in EFFECTS:
        named = {name for name, _ in element.parameters}
        if named != set(EFFECTS[element.effect]):
            yield "handeling_parameters", {"handeling": element.effect, "verwacht": EFFECTS[element.effect]}
    if element.kind == "eventBasedGateway":
        for target in (flow.get("targetRef") for flow in out):
            if flows.kind.get(target) != "intermediateCatchEvent":
                yield "gebeurtenis_verwacht", {"element": target}
            elif len(flows.into(target)) > 1:
                yield "gebeurtenis_gedeeld", {"element": target}


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
    if not release.processes:
        problems.append(Problem("processes", None, "geen_processen"))
    return problems
