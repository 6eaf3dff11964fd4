"""What a BPMN file says: its elements and the flows between them, without their place on paper."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from app.domain.errors import DomainError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
FLOW_TYPES = frozenset({"sequenceFlow", "messageFlow", "association"})
SWIMLANES = frozenset({"participant", "lane"})
ARTIFACTS = frozenset({"textAnnotation", "group"})
EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
GATEWAYS = frozenset(
    {"exclusiveGateway", "parallelGateway", "eventBasedGateway", "inclusiveGateway", "complexGateway"}
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
TASKS = frozenset(
    {
        "task",
        "userTask",
        "sendTask",
        "receiveTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "manualTask",
        "callActivity",
    }
)
FLOW_NODES = EVENTS | GATEWAYS | SUB_PROCESSES | TASKS


class UnreadableDiagram(DomainError):
    """The bytes are not a BPMN diagram that can be read safely; `reden` says which kind of wrong."""

    code = "diagram_onleesbaar"


@dataclass(frozen=True, slots=True)
class Element:
    """One thing of the diagram. `type` is its BPMN tag, `event` the kind of its event definition.

    `host` is the step that a boundary event sits on, `is_closed` a pool that shows no process of its own.
    """

    id: str
    type: str
    name: str
    event: str | None = None
    host: str | None = None
    interrupting: bool = True
    inside: str | None = None
    lane: str | None = None
    is_closed: bool = False


@dataclass(frozen=True, slots=True)
class Flow:
    """One line of the diagram, from `source` to `target`."""

    id: str
    type: str
    name: str
    source: str
    target: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Model:
    """All elements and flows of a file, in the order of the file; `ways` are the sequence flows by source."""

    elements: dict[str, Element]
    flows: dict[str, Flow]
    ways: dict[str, list[Flow]]


def parse(bpmn: bytes) -> etree._Element:
    """The root of the XML; no entity, no document type and no file or host outside it is ever followed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(bpmn, parser)
    except (etree.XMLSyntaxError, ValueError) as wrong:
        raise UnreadableDiagram(reden="xml", melding=str(wrong)) from wrong
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableDiagram(reden="doctype")
    if root.tag != f"{{{BPMN}}}definitions":
        raise UnreadableDiagram(reden="geen_bpmn")
    return root


def read_model(root: etree._Element) -> Model:
    """The elements and flows of a parsed file."""
    lanes = _lane_names(root)
    defaults = {node.get("default") for node in _bpmn_nodes(root) if node.get("default")}
    elements: dict[str, Element] = {}
    flows: dict[str, Flow] = {}
    for node in _bpmn_nodes(root):
        identity, kind = node.get("id"), etree.QName(node).localname
        if not identity:
            continue
        if kind in FLOW_TYPES:
            flows[identity] = _flow(node, identity, kind, identity in defaults)
        elif kind in FLOW_NODES | SWIMLANES | ARTIFACTS or node.tag.endswith("Reference"):
            elements[identity] = _element(node, identity, kind, lanes.get(identity))
    return Model(elements, flows, _ways(elements, flows))


def around(model: Model, identity: str) -> list[str]:
    """The sub-processes around an element, innermost first; none around what the file does not have."""
    found: list[str] = []
    while (element := model.elements.get(identity)) and element.inside and element.inside not in found:
        identity = element.inside
        found.append(identity)
    return found


def _ways(elements: dict[str, Element], flows: dict[str, Flow]) -> dict[str, list[Flow]]:
    """Only flows that lead from a step to a step: a draft may hold loose ends."""
    ways: dict[str, list[Flow]] = {}
    for flow in flows.values():
        ends = (elements.get(flow.source), elements.get(flow.target))
        if flow.type == "sequenceFlow" and all(end and end.type in FLOW_NODES for end in ends):
            ways.setdefault(flow.source, []).append(flow)
    return ways


def _bpmn_nodes(root: etree._Element) -> Iterator[etree._Element]:
    return root.iter(f"{{{BPMN}}}*")


def _lane_names(root: etree._Element) -> dict[str, str]:
    """Name of the innermost lane of each flow node: inner lanes come later in the file and win."""
    return {
        (ref.text or "").strip(): lane.get("name", "")
        for lane in root.iter(f"{{{BPMN}}}lane")
        for ref in lane.findall(f"{{{BPMN}}}flowNodeRef")
    }


def _element(node: etree._Element, identity: str, kind: str, lane: str | None) -> Element:
    return Element(
        id=identity,
        type=kind,
        name=_words(node.findtext(f"{{{BPMN}}}text") if kind == "textAnnotation" else node.get("name")),
        event=_event_kind(node),
        host=node.get("attachedToRef"),
        interrupting=node.get("cancelActivity", node.get("isInterrupting", "true")) != "false",
        inside=_enclosing_sub_process(node),
        lane=lane,
        is_closed=kind == "participant" and not node.get("processRef"),
    )


def _flow(node: etree._Element, identity: str, kind: str, is_default: bool) -> Flow:
    return Flow(
        id=identity,
        type=kind,
        name=_words(node.get("name")),
        source=node.get("sourceRef", ""),
        target=node.get("targetRef", ""),
        is_default=is_default,
    )


def _event_kind(node: etree._Element) -> str | None:
    """`message` for a messageEventDefinition, and so on; None for a plain event."""
    for child in node.iterchildren(f"{{{BPMN}}}*"):
        kind: str = etree.QName(child).localname
        if kind.endswith("EventDefinition"):
            return kind.removesuffix("EventDefinition")
    return None


def _enclosing_sub_process(node: etree._Element) -> str | None:
    parent = node.getparent()
    if parent is None or etree.QName(parent).localname not in SUB_PROCESSES:
        return None
    identity: str | None = parent.get("id")
    return identity


def _words(name: str | None) -> str:
    return " ".join((name or "").split())
