"""The models of the release as files: what the tests of diagrams, tables and forms share."""

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
PROCESSES = ("inburgering", "inburgering_oud", "inbreuk", "handhaving")
BRUSSELS = ROOT / "processes" / "brussel"
BRUSSELS_PROCESSES = ("verplicht_traject", "sanctie_ggc")
DRAWINGS = {
    **{name: MODELS / f"{name}.bpmn" for name in (*PROCESSES, "samenhang")},
    **{name: BRUSSELS / f"{name}.bpmn" for name in BRUSSELS_PROCESSES},
    "samenhang_brussel": BRUSSELS / "samenhang.bpmn",
}
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
    return etree.parse(DRAWINGS[name]).getroot()


def nodes(name: str, *kinds: str) -> Iterator[etree._Element]:
    """The flow nodes of a diagram, or those of these kinds."""
    yield from diagram(name).iter(*(f"{{{NS['bpmn']}}}{kind}" for kind in kinds or FLOW_NODES))


def everywhere(path: str, processes: tuple[str, ...] = PROCESSES) -> list[Any]:
    """What an XPath finds in these diagrams together; those of Flanders unless others are said."""
    return [found for name in processes for found in diagram(name).xpath(path, namespaces=NS)]


@cache
def forms(region: str = "vlaanderen") -> dict[str, dict[str, Any]]:
    folder = ROOT / "forms" / region
    return {path.stem: json.loads(path.read_text()) for path in folder.glob("*.json")}


def components(form: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for component in form["components"]:
        yield component
        yield from components(component) if "components" in component else ()


@cache
def flemish() -> Release:
    return read(from_folder(ROOT))
