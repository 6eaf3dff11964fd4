"""The models of the Flemish release as files: what the tests of diagrams, tables and forms share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree

from app.engine.bundle import from_folder
from app.engine.reading import read
from app.engine.release import Release

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "processes" / "vlaanderen"
FORMS = ROOT / "forms" / "vlaanderen"
PROCESSES = ("inburgering", "inburgering_oud", "inbreuk", "handhaving")
NS = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
    "traject": "urn:traject:bpmn:1",
}
FLOW_NODES = [
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
]


@cache
def diagram(name: str) -> etree._Element:
    return etree.parse(MODELS / f"{name}.bpmn").getroot()


def nodes(name: str, *kinds: str) -> Iterator[etree._Element]:
    """The flow nodes of a diagram, or those of these kinds."""
    yield from diagram(name).iter(*(f"{{{NS['bpmn']}}}{kind}" for kind in kinds or FLOW_NODES))


def everywhere(path: str) -> list[Any]:
    """What an XPath finds in the three diagrams together."""
    return [found for name in PROCESSES for found in diagram(name).xpath(path, namespaces=NS)]


@cache
def forms() -> dict[str, dict[str, Any]]:
    return {path.stem: json.loads(path.read_text()) for path in FORMS.glob("*.json")}


def components(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for component in form["components"]:
        yield component
        yield from components(component) if "components" in component else ()


@cache
def flemish() -> Release:
    return read(from_folder(ROOT))
