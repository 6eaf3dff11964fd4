"""What a diagram says of each of its elements, read once from the XML: names, roles, forms, letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from app.domain.vocabulary import Role
from app.engine.xml import NS, TRAJECT, short

NODES = {
    "startEvent",
    "endEvent",
    "userTask",
    "scriptTask",
    "serviceTask",
    "sendTask",
    "businessRuleTask",
    "exclusiveGateway",
    "parallelGateway",
    "eventBasedGateway",
    "intermediateThrowEvent",
    "intermediateCatchEvent",
    "boundaryEvent",
    "subProcess",
}


@dataclass(frozen=True)
class Element:
    """One flow node. Fields that its kind does not have are None or empty."""

    id: str
    kind: str  # the BPMN tag, e.g. userTask
    name: str
    role: str | None = None  # the lane, as a role's value
    documentation: str = ""
    form: str | None = None  # of a user task, or of a message that a person may record by hand
    term: str | None = None  # code of the term of a timer, or of the task's due date
    barred: tuple[str, ...] = ()  # who completed one of these may not do this task
    letter: str | None = None
    registered: str | None = None  # FEEL
    effect: str | None = None
    parameters: tuple[tuple[str, str], ...] = ()  # name -> FEEL
    table: str | None = None
    script: str | None = None
    event: str | None = None  # the tag of its event definition
    message: str | None = None  # name of the message caught or thrown
    payload: str | None = None  # FEEL, of a message thrown
    by_role: str | None = None  # the role that may record the message by hand
    outcome: str | None = None
    interrupting: bool = True
    attached_to: str | None = None


@dataclass(frozen=True)
class Catalogue:
    """All elements of one process file, in document order."""

    process: str
    name: str
    elements: dict[str, Element] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> Iterator[Element]:
        return (element for element in self.elements.values() if element.kind in kinds)

    @property
    def start_messages(self) -> list[str]:
        return [e.message for e in self.of_kind("startEvent") if e.message]


def read(root: etree._Element) -> Catalogue | None:
    """The catalogue of the executable process in a BPMN file; None where there is none (a collaboration)."""
    process = next(iter(root.xpath("//bpmn:process[@isExecutable='true']", namespaces=NS)), None)
    if process is None:
        return None
    messages = {m.get("id"): m.get("name") for m in root.xpath("//bpmn:message", namespaces=NS)}
    roles = {
        ref.text.strip(): _role(ref.getparent().get("name"))
        for ref in process.xpath(".//bpmn:lane/bpmn:flowNodeRef", namespaces=NS)
        if ref.text
    }
    elements = {
        node.get("id"): _element(node, messages, roles)
        for node in process.iter(f"{{{NS['bpmn']}}}*")
        if short(node) in NODES
    }
    return Catalogue(process.get("id"), process.get("name") or process.get("id"), elements)


def _role(name: str | None) -> str | None:
    return None if name is None else Role.of_lane(name) or name


def _element(node: etree._Element, messages: dict[str, str], roles: dict[str, str | None]) -> Element:
    own = _own_extensions(node)
    task, letter, effect = own.get("taak"), own.get("brief"), own.get("handeling")
    message, term = own.get("bericht"), own.get("termijn")
    table, outcome = own.get("beslissing"), own.get("uitkomst")
    definition = next((child for child in node if short(child).endswith("EventDefinition")), None)
    return Element(
        id=node.get("id"),
        kind=short(node),
        name=" ".join((node.get("name") or "").split()),
        role=roles.get(node.get("id")),
        documentation=_text(node, "./bpmn:documentation") or "",
        form=_get(task, "formulier") or _get(message, "formulier"),
        term=_get(task, "termijn") or _get(term, "code"),
        barred=tuple((_get(task, "nietDoor") or "").split()),
        letter=_get(letter, "sjabloon"),
        registered=_get(letter, "aangetekend"),
        effect=_get(effect, "naam"),
        parameters=tuple(
            (p.get("naam"), p.get("waarde"))
            for p in (effect.findall(f"{{{TRAJECT}}}parameter") if effect is not None else [])
        ),
        table=_get(table, "tabel"),
        script=_text(node, "./bpmn:script"),
        event=short(definition) if definition is not None else None,
        message=messages.get(definition.get("messageRef")) if definition is not None else None,
        payload=_get(message, "inhoud"),
        by_role=_get(message, "rol"),
        outcome=_get(outcome, "code"),
        interrupting=node.get("cancelActivity", "true") != "false",
        attached_to=node.get("attachedToRef"),
    )


def _own_extensions(node: etree._Element) -> dict[str, etree._Element]:
    """Our elements among the extensions of this node and of its event definition, by name."""
    found = node.xpath("./bpmn:extensionElements/traject:*", namespaces=NS) + node.xpath(
        "./*[self::bpmn:messageEventDefinition or self::bpmn:timerEventDefinition]"
        "/bpmn:extensionElements/traject:*",
        namespaces=NS,
    )
    return {short(element): element for element in found}


def _get(element: etree._Element | None, name: str) -> str | None:
    return None if element is None else element.get(name)


def _text(node: etree._Element, path: str) -> str | None:
    found = node.xpath(path, namespaces=NS)
    return found[0].text if found and found[0].text else None
