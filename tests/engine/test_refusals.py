"""Diagrams that the library accepts and then runs wrongly or not at all: refused, each with a code and a place."""

# ruff: noqa: E501 - a diagram reads best with one branch on a line

from __future__ import annotations

import pytest

from app.domain.errors import DomainError
from app.engine import catalogue, parser, reading
from app.engine.xml import LARGEST, parse
from tests.engine.models import definitions, flow, message, script, throw, timer, user
from tests.engine.shapes import SHAPES, both, boundary, catch, end, first, inside, merge, path, plain, start


def problems(body: str, *messages: str) -> list[tuple[str | None, str]]:
    return refusals(definitions(body, ("start", *messages)))


def refusals(content: bytes) -> list[tuple[str | None, str]]:
    with pytest.raises(reading.ReleaseRefused) as caught:
        reading.read({"processes/proef/proef.bpmn": content})
    refused = caught.value.problems
    assert all(problem.path == "processes/proef/proef.bpmn" and str(problem) for problem in refused)
    return [(problem.element, problem.code) for problem in refused]


@pytest.mark.parametrize("name", SHAPES)
def test_the_models_of_these_tests_are_accepted(name: str) -> None:
    with pytest.raises(reading.ReleaseRefused) as refused:
        reading.read({"processes/proef/proef.bpmn": SHAPES[name]})
    missing = ("formulier_ontbreekt", "termijn_onbekend")  # these models come alone
    assert [p for p in refused.value.problems if p.code not in missing] == []


def _task(tag: str, inner: str = "", attributes: str = "") -> str:
    node = f'<bpmn:{tag} id="x" {attributes}>{inner}</bpmn:{tag}>'
    return start() + node + end("e") + path("begin", "x", "e")


NOT_OURS = {
    "inclusive gateway": _task("inclusiveGateway"),
    "complex gateway": _task("complexGateway"),
    "call activity": _task("callActivity"),
    "transaction": _task("transaction", plain("t") + end("u") + path("t", "u")),
    "ad hoc sub-process": _task("adHocSubProcess"),
    "manual task": _task("manualTask"),
    "receive task": _task("receiveTask"),
    "plain task": _task("task"),
    "event sub-process": start() + user("a") + end("e") + path("begin", "a", "e")
    + '<bpmn:subProcess id="x" triggeredByEvent="true">' + plain("s") + end("f") + path("s", "f") + "</bpmn:subProcess>",
    "parallel multi-instance": start() + '<bpmn:userTask id="x"><bpmn:multiInstanceLoopCharacteristics/></bpmn:userTask>' + end("e") + path("begin", "x", "e"),
    "standard loop": start() + '<bpmn:userTask id="x"><bpmn:standardLoopCharacteristics/></bpmn:userTask>' + end("e") + path("begin", "x", "e"),
    "link event": start() + '<bpmn:intermediateThrowEvent id="x"><bpmn:linkEventDefinition id="schakel" name="n"/></bpmn:intermediateThrowEvent>' + end("e") + path("begin", "x", "e"),
    "signal end": start() + end("x", '<bpmn:signalEventDefinition id="s"/>') + path("begin", "x"),
    "compensation end": start() + end("x", "<bpmn:compensateEventDefinition/>") + path("begin", "x"),
    "error boundary": start() + user("a") + boundary("x", "a", "<bpmn:errorEventDefinition/>", stops=True) + end("e") + path("begin", "a", "e") + path("x", "e"),
    "conditional event": start() + catch("x", "<bpmn:conditionalEventDefinition/>") + end("e") + path("begin", "x", "e"),
    "a duration in a timer": start() + catch("x", "<bpmn:timerEventDefinition><bpmn:timeDuration id='d'>P1M</bpmn:timeDuration></bpmn:timerEventDefinition>") + end("e") + path("begin", "x", "e"),
    "data object": start() + user("a") + '<bpmn:dataObject id="x"/>' + end("e") + path("begin", "a", "e"),
}  # fmt: skip


@pytest.mark.parametrize("what", NOT_OURS)
def test_an_element_that_is_not_run_is_refused_where_it_stands(what: str) -> None:
    found = problems(NOT_OURS[what])
    assert ("x", "element_niet_uitvoerbaar") in found


ODD = '<bpmn:intermediateCatchEvent id="x">{}</bpmn:intermediateCatchEvent>'
WRONG = {
    "a condition after a task": (start() + user("a") + end("e") + path("begin", "a") + flow("a", "e", "n &gt; 1"), ("a", "voorwaarde_genegeerd")),
    "a task without a next": (start() + user("a") + path("begin", "a") + end("e"), ("a", "zonder_vervolg")),
    "a task with two nexts": (start() + user("a") + end("e") + end("f") + path("begin", "a", "e") + path("a", "f"), ("a", "meer_uitgaande_stromen")),
    "an event with two nexts": (start() + catch("a", timer("t")) + end("e") + end("f") + path("begin", "a", "e") + path("a", "f"), ("a", "meer_uitgaande_stromen")),
    "an end that goes on": (start() + end("e") + user("a") + end("f") + path("begin", "e", "a", "f"), ("e", "meer_uitgaande_stromen")),
    "unreachable": (start() + end("e") + path("begin", "e") + user("los") + end("f") + path("los", "f"), ("los", "onbereikbaar")),
    "unreachable sub-process": (start() + end("e") + path("begin", "e") + inside("deel", plain("s"), user("los"), end("f"), path("s", "los", "f")) + end("g") + path("deel", "g"), ("los", "onbereikbaar")),
    "a choice without condition": (start() + merge("k") + end("e") + end("f") + path("begin", "k", "e") + flow("k", "f", "n &gt; 1"), ("k", "stroom_zonder_voorwaarde")),
    "a task without form": (start() + '<bpmn:userTask id="a"/>' + end("e") + path("begin", "a", "e"), ("a", "taak_zonder_formulier")),
    "a table task without table": (start() + '<bpmn:businessRuleTask id="a"/>' + end("e") + path("begin", "a", "e"), ("a", "regel_zonder_tabel")),
    "a letter without template": (start() + '<bpmn:sendTask id="a"/>' + end("e") + path("begin", "a", "e"), ("a", "brief_zonder_sjabloon")),
    "an unknown effect": (start() + '<bpmn:serviceTask id="a"><bpmn:extensionElements><traject:handeling naam="wissen"/></bpmn:extensionElements></bpmn:serviceTask>' + end("e") + path("begin", "a", "e"), ("a", "handeling_onbekend")),
    "an effect without parameters": (start() + '<bpmn:serviceTask id="a"><bpmn:extensionElements><traject:handeling naam="mijlpaal"/></bpmn:extensionElements></bpmn:serviceTask>' + end("e") + path("begin", "a", "e"), ("a", "handeling_parameters")),
    "an empty script": (start() + script("a", " ") + end("e") + path("begin", "a", "e"), ("a", "script_leeg")),
    "a script in Python": (start() + script("a", "x = y if z else w; import os") + end("e") + path("begin", "a", "e"), ("a", "feel_onleesbaar")),
    "a condition with an error": (start() + '<bpmn:exclusiveGateway id="k" default="k__f"/>' + end("e") + end("f") + path("begin", "k", "f") + flow("k", "e", "n &gt;"), ("k", "feel_onleesbaar")),
    "a payload with an error": (start() + '<bpmn:intermediateThrowEvent id="z">' + throw("start", "{a: ") + "</bpmn:intermediateThrowEvent>" + end("e") + path("begin", "z", "e"), ("z", "feel_onleesbaar")),
    "a script that reads the clock": (start() + script("a", "{dag: today()}") + end("e") + path("begin", "a", "e"), ("a", "feel_onleesbaar")),
    "a timer without term": (start() + catch("x", "<bpmn:timerEventDefinition/>") + end("e") + path("begin", "x", "e"), ("x", "timer_zonder_termijn")),
    "a message without name": (start() + catch("x", message("bestaat_niet")) + end("e") + path("begin", "x", "e"), ("x", "bericht_zonder_naam")),
    "an event that waits for nothing": (start() + ODD.format("") + end("e") + path("begin", "x", "e"), ("x", "gebeurtenis_onbekend")),
    "a process that starts by itself": (plain("begin") + user("a") + end("e") + path("begin", "a", "e"), ("proef", "proces_zonder_startbericht")),
    "a process with a timer start": ('<bpmn:startEvent id="begin">' + timer("t") + "</bpmn:startEvent>" + end("e") + path("begin", "e"), ("begin", "gebeurtenis_onbekend")),
    "a sub-process with two starts": (start() + inside("deel", plain("s"), plain("t"), end("f"), path("s", "f"), path("t", "f")) + end("e") + path("begin", "deel", "e"), ("deel", "deelproces_start")),
    "a sub-process that awaits a message": (start() + inside("deel", start("s"), end("f"), path("s", "f")) + end("e") + path("begin", "deel", "e"), ("deel", "deelproces_start")),
    "a sub-process without end": (start() + inside("deel", plain("s"), user("a"), path("s", "a", "a")) + end("e") + path("begin", "deel", "e"), ("deel", "zonder_einde")),
    "a flow into a sub-process": (start() + user("b") + inside("deel", plain("s"), user("a"), end("f"), path("s", "a", "f")) + end("e") + path("begin", "deel", "e") + path("b", "a"), ("proef", "stroom_over_grens")),
    "a gateway before a task": (start() + first("w") + catch("x", timer("t")) + user("a") + end("e") + path("begin", "w", "x", "e") + path("w", "a", "e"), ("w", "gebeurtenis_verwacht")),
    "a shared event behind a gateway": (start() + first("w") + catch("x", timer("t")) + merge("m") + end("e") + path("begin", "w", "x", "e") + path("m", "x"), ("w", "gebeurtenis_gedeeld")),
    "a join with the same flow twice": (start() + both("s") + both("t") + end("e") + path("begin", "s", "t", "e") + flow("s", "t").replace("s__t", "nog"), ("t", "stroom_dubbel")),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_would_run_wrongly_is_refused(what: str) -> None:
    body, expected = WRONG[what]
    assert expected in problems(body)


def test_a_task_outside_a_known_lane_is_refused() -> None:
    content = definitions(start() + user("a") + end("e") + path("begin", "a", "e"), ("start",))
    for lane, code in ((b'name="Tovenaar"', "rol_onbekend"), (b"", "taak_zonder_rol")):
        assert ("a", code) in refusals(content.replace(b'name="Dossierbeheerder"', lane))


def test_what_only_the_library_notices_is_refused_with_its_words() -> None:
    root = parse(
        definitions(start() + user("a") + end("e") + path("begin", "a", "e"), ("start",)), "proef.bpmn"
    )
    found = catalogue.read(root)
    assert found is not None
    next(root.iter("{*}userTask")).tag = "{http://www.omg.org/spec/BPMN/20100524/MODEL}bestaatNiet"
    with pytest.raises(DomainError) as refused:
        parser.parse(root, found, "proef.bpmn")
    assert refused.value.code == "model_onbruikbaar"
    assert refused.value.facts["bestand"] == "proef.bpmn"


# -- XML of a stranger ---------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>',
        b'<!DOCTYPE d SYSTEM "http://example.org/d.dtd"><d/>',
        b"<!DOCTYPE d><d/>",
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]><d>&l9;</d>'.encode(),
        b'<!DOCTYPE d [<!ENTITY % p SYSTEM "file:///etc/hostname">%p;]><d/>',
        b"",
        b"no xml",
        b"<d>",
        b"\xff\xfe<d/>",
        b"<d>" * 300 + b"</d>" * 300,
        b"<d>" + b"x" * LARGEST + b"</d>",
    ],
    ids=["file", "dtd", "doctype", "laughs", "parameter", "empty", "text", "open", "bytes", "deep", "large"],
)
def test_hostile_or_broken_xml_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        parse(content, "vreemd.bpmn")
    assert refused.value.code == "xml_onleesbaar"
    assert refused.value.facts["bestand"] == "vreemd.bpmn"
    assert refused.value.facts["uitleg"]
