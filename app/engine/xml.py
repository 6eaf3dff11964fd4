"""Reading XML that a stranger may have made: no entities, no network, no giant trees."""

from __future__ import annotations

from lxml import etree

from app.domain.errors import DomainError

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"
TRAJECT = "urn:traject:bpmn:1"
NS = {"bpmn": BPMN, "dmn": DMN, "traject": TRAJECT}
LARGEST = 5 * 1024 * 1024


def parse(content: bytes, path: str) -> etree._Element:
    """The root element. Raises DomainError `xml_onleesbaar` with the file and the reason."""
    if len(content) > LARGEST:
        raise DomainError("xml_onleesbaar", bestand=path, uitleg=f"groter dan {LARGEST} bytes")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as problem:
        raise DomainError("xml_onleesbaar", bestand=path, uitleg=str(problem)) from None
    if root.getroottree().docinfo.doctype:
        raise DomainError("xml_onleesbaar", bestand=path, uitleg="een DOCTYPE is niet toegestaan")
    return root


def tag(name: str) -> str:
    """The full name of a BPMN element."""
    return f"{{{BPMN}}}{name}"


def short(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
