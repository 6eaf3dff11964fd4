"""A small model with everything that has surprised people in the engine, and the release around it."""

# ruff: noqa: E501 - a diagram reads best with one element on a line

from __future__ import annotations

import re

from app.engine import catalogue, parser, tables
from app.engine.release import Process, Release
from app.engine.xml import parse as parse_xml

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:traject="urn:traject:bpmn:1" '
    'targetNamespace="urn:test">'
)


def flow(source: str, target: str, condition: str | None = None) -> str:
    inner = (
        f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{condition}</bpmn:conditionExpression>'
        if condition
        else ""
    )
    return (
        f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{inner}'
        "</bpmn:sequenceFlow>"
    )


def user(name: str) -> str:
    return (
        f'<bpmn:userTask id="{name}" name="{name}"><bpmn:extensionElements>'
        f'<traject:taak formulier="{name}"/></bpmn:extensionElements></bpmn:userTask>'
    )


def message(name: str, extra: str = "") -> str:
    return f'<bpmn:messageEventDefinition messageRef="m_{name}">{extra}</bpmn:messageEventDefinition>'


def timer(code: str) -> str:
    return (
        "<bpmn:timerEventDefinition><bpmn:extensionElements>"
        f'<traject:termijn code="{code}"/></bpmn:extensionElements></bpmn:timerEventDefinition>'
    )


def throw(name: str, content: str) -> str:
    return message(
        name,
        f"<bpmn:extensionElements><traject:bericht inhoud='{content}'/></bpmn:extensionElements>",
    )


def script(name: str, text: str) -> str:
    return f'<bpmn:scriptTask id="{name}"><bpmn:script>{text}</bpmn:script></bpmn:scriptTask>'


def definitions(body: str, messages: tuple[str, ...]) -> bytes:
    declared = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in messages)
    lanes = '<bpmn:laneSet id="ls"><bpmn:lane id="l" name="Dossierbeheerder">{}</bpmn:lane></bpmn:laneSet>'
    nodes = re.findall(r'<bpmn:(?!sequenceFlow|message|lane)\w+ id="(\w+)"', body)
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    return (
        f'{HEAD}{declared}<bpmn:process id="proef" name="Proef" isExecutable="true">'
        f"{lanes.format(refs)}{body}</bpmn:process></bpmn:definitions>"
    ).encode()


NESTED = definitions(
    '<bpmn:startEvent id="begin">' + message("start") + "</bpmn:startEvent>"
    + script("zet", "{teller: 0, ronde: 0}")
    + '<bpmn:subProcess id="buiten">'
    + '<bpmn:startEvent id="b_begin"/>'
    + '<bpmn:subProcess id="binnen">'
    + '<bpmn:startEvent id="i_begin"/>'
    + '<bpmn:eventBasedGateway id="wacht"/>'
    + '<bpmn:intermediateCatchEvent id="gemeld">' + message("aangemeld") + "</bpmn:intermediateCatchEvent>"
    + '<bpmn:intermediateCatchEvent id="verlopen">' + timer("dertig") + "</bpmn:intermediateCatchEvent>"
    + '<bpmn:intermediateCatchEvent id="vroeg">' + timer("een") + "</bpmn:intermediateCatchEvent>"
    + script("tel", "{teller: teller + 1}")
    + '<bpmn:parallelGateway id="splits"/>'
    + user("mo")
    + '<bpmn:intermediateCatchEvent id="nt2">' + message("resultaat") + "</bpmn:intermediateCatchEvent>"
    + '<bpmn:intermediateCatchEvent id="vdab">' + message("resultaat") + "</bpmn:intermediateCatchEvent>"
    + '<bpmn:parallelGateway id="samen"/>'
    + '<bpmn:intermediateThrowEvent id="zeg">' + throw("klaar", "{teller: teller}") + "</bpmn:intermediateThrowEvent>"
    + '<bpmn:endEvent id="i_einde"/>'
    + flow("i_begin", "wacht") + flow("wacht", "gemeld") + flow("wacht", "verlopen") + flow("wacht", "vroeg")
    + flow("gemeld", "splits") + flow("verlopen", "tel") + flow("vroeg", "tel") + flow("tel", "wacht")
    + flow("splits", "mo") + flow("splits", "nt2") + flow("splits", "vdab")
    + flow("mo", "samen") + flow("nt2", "samen") + flow("vdab", "samen")
    + flow("samen", "zeg") + flow("zeg", "i_einde")
    + "</bpmn:subProcess>"
    + '<bpmn:boundaryEvent id="uitstel" attachedToRef="binnen" cancelActivity="false">' + message("uitstel_gevraagd") + "</bpmn:boundaryEvent>"
    + '<bpmn:boundaryEvent id="opschorting" attachedToRef="binnen" cancelActivity="false">' + message("opschorting_gevraagd") + "</bpmn:boundaryEvent>"
    + user("uitstel_beoordelen") + user("opschorting_beoordelen")
    + '<bpmn:endEvent id="u_einde"/><bpmn:endEvent id="o_einde"/><bpmn:endEvent id="b_einde"/>'
    + user("attest")
    + flow("b_begin", "binnen") + flow("binnen", "attest") + flow("attest", "b_einde")
    + flow("uitstel", "uitstel_beoordelen") + flow("uitstel_beoordelen", "u_einde")
    + flow("opschorting", "opschorting_beoordelen") + flow("opschorting_beoordelen", "o_einde")
    + "</bpmn:subProcess>"
    + '<bpmn:boundaryEvent id="vervallen" attachedToRef="buiten">' + message("traject_vervallen") + "</bpmn:boundaryEvent>"
    + '<bpmn:endEvent id="einde"/><bpmn:endEvent id="v_einde"/>'
    + flow("begin", "zet") + flow("zet", "buiten") + flow("buiten", "einde") + flow("vervallen", "v_einde"),
    ("start", "aangemeld", "resultaat", "klaar", "uitstel_gevraagd", "opschorting_gevraagd", "traject_vervallen"),
)  # fmt: skip


def release(bpmn: bytes, **decision_tables: bytes) -> Release:
    """A release of one diagram, without the checks that need forms and letters."""
    root = parse_xml(bpmn, "proef.bpmn")
    found = catalogue.read(root)
    assert found is not None
    spec, subs = parser.parse(root, found, "proef.bpmn")
    process = Process(found.process, found.name, "proef", "processes/proef/proef.bpmn", spec, subs, found)
    read = {
        name: tables.read(parse_xml(content, f"{name}.dmn"), f"{name}.dmn")
        for name, content in decision_tables.items()
    }
    return Release("0" * 64, {}, {process.id: process}, read, (), ())
