"""The diagrams are whole: every shape drawn, every lane a role, every name found in another file."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from lxml import etree

from app.domain.effects import EFFECTS
from app.domain.parameters import read_parameters
from app.domain.term_rules import read_rules
from app.domain.vocabulary import Provenance, Role, TermStart
from app.engine.lint import lint
from tests.processes.files import (
    BRUSSELS_PROCESSES,
    DRAWINGS,
    MODELS,
    NS,
    PROCESSES,
    components,
    diagram,
    everywhere,
    forms,
    nodes,
)

TO_PEOPLE = {
    "attest_aanmelding",
    "attest_opschorting",
    "attest_uitstel_aanmelding",
    "attest_uitstel_ondertekening",
    "attest_vrijstelling",
    "besluit",
    "besluit_gewijzigd",
    "besluit_ingetrokken",
    "betalingsherinnering",
    "inburgeringsattest",
    "inburgeringsattest_oud",
    "inburgeringscontract",
    "inburgeringscontract_oud",
    "ingebrekestelling",
    "tweede_betalingsherinnering",
    "uitnodiging_hoorzitting",
    "uitnodiging_startgesprek",
    "uitnodiging_verweer",
    "verklaring_geleverde_inspanning",
    "verslag_hoorzitting",
}
BETWEEN_SERVICES = {"vaststellingsformulier", "kennisgevingsformulier", "overdracht_belastingdienst"}
LETTERS = TO_PEOPLE | BETWEEN_SERVICES
FLEMISH_TERMS = [
    "aanmelding",
    "aanmelding_na_inbreuk",
    "ondertekening_contract",
    "inschrijving_vdab",
    "b1_mondeling",
    "heraanmelding_na_opschorting",
    "ingebrekestelling",
    "uitnodiging_verweer",
    "verweer",
    "oproeping_hoorzitting",
    "besluit",
    "betaling",
    "tweede_herinnering",
    "na_tweede_herinnering",
    "betaling_na_wijziging",
    "afsluiten_na_betaling",
]
SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
Box = tuple[float, float, float, float]
Point = tuple[float, float]

each_process = pytest.mark.parametrize("name", [*PROCESSES, *BRUSSELS_PROCESSES])
each_drawing = pytest.mark.parametrize("name", DRAWINGS)


def shapes(name: str) -> dict[str, Box]:
    found = {}
    for shape in diagram(name).iter(f"{{{NS['bpmndi']}}}BPMNShape"):
        box = shape.find("dc:Bounds", NS)
        x, y, width, height = (float(box.get(side)) for side in ("x", "y", "width", "height"))
        found[shape.get("bpmnElement")] = (x, y, x + width, y + height)
    return found


def lines(name: str) -> dict[str, list[Point]]:
    return {
        edge.get("bpmnElement"): [
            (float(point.get("x")), float(point.get("y"))) for point in edge.findall("di:waypoint", NS)
        ]
        for edge in diagram(name).iter(f"{{{NS['bpmndi']}}}BPMNEdge")
    }


def flows(name: str) -> list[etree._Element]:
    return list(diagram(name).iter(f"{{{NS['bpmn']}}}sequenceFlow"))


@each_process
def test_process_is_called_as_its_file_and_runs(name: str) -> None:
    (process,) = diagram(name).findall("bpmn:process", NS)
    assert (process.get("id"), process.get("isExecutable")) == (name, "true")


@each_drawing
def test_ids_are_snake_case_and_unique(name: str) -> None:
    ids = [found for found in diagram(name).xpath("//@id")]
    assert [found for found in ids if not SNAKE.fullmatch(found)] == []
    assert len(ids) == len(set(ids))


@each_drawing
def test_every_drawing_keeps_every_rule_of_the_lint(name: str) -> None:
    path = DRAWINGS[name]
    assert [str(problem) for problem in lint(path.read_bytes(), path.name, readable=True)] == []


@each_process
def test_every_lane_is_a_role_and_every_node_is_in_one_lane(name: str) -> None:
    seen = []
    for lane in diagram(name).iter(f"{{{NS['bpmn']}}}lane"):
        assert Role.of_lane(lane.get("name")) is not None
        seen += [reference.text for reference in lane.findall("bpmn:flowNodeRef", NS)]
    assert sorted(seen) == sorted(node.get("id") for node in nodes(name))


@each_process
def test_flows_are_orthogonal_and_touch_their_ends(name: str) -> None:
    drawn = shapes(name)
    for flow in flows(name):
        points = lines(name)[flow.get("id")]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points)), flow.get("id")
        for (x, y), end in ((points[0], "sourceRef"), (points[-1], "targetRef")):
            left, top, right, bottom = drawn[flow.get(end)]
            assert left <= x <= right, flow.get("id")
            assert top <= y <= bottom, flow.get("id")


@each_process
def test_gateways_ask_and_their_flows_answer(name: str) -> None:
    for gateway in nodes(name, "exclusiveGateway", "eventBasedGateway"):
        out = [flow for flow in flows(name) if flow.get("sourceRef") == gateway.get("id")]
        if len(out) == 1:
            continue
        assert gateway.get("name", "").endswith("?"), gateway.get("id")
        if gateway.tag.endswith("exclusiveGateway"):
            assert gateway.get("default") in {flow.get("id") for flow in out}
            for flow in out:
                asked = flow.find("bpmn:conditionExpression", NS) is not None
                assert asked is (flow.get("id") != gateway.get("default")), flow.get("id")
                assert flow.get("name"), flow.get("id")


@each_process
def test_an_event_gateway_waits_for_one_term_at_most(name: str) -> None:
    for gateway in nodes(name, "eventBasedGateway"):
        after = [flow.get("targetRef") for flow in flows(name) if flow.get("sourceRef") == gateway.get("id")]
        terms = [
            node
            for node in nodes(name, "intermediateCatchEvent")
            if node.get("id") in after and node.find("bpmn:timerEventDefinition", NS) is not None
        ]
        assert len(terms) <= 1


@each_process
def test_events_and_tasks_have_a_name_and_people_have_the_legal_basis(name: str) -> None:
    unnamed = [
        node.get("id")
        for node in nodes(name)
        if not node.get("name") and not node.tag.endswith(("exclusiveGateway", "parallelGateway"))
    ]
    assert unnamed == []
    tasks = nodes(name, "userTask")
    assert [n.get("id") for n in tasks if n.find("bpmn:documentation", NS) is None] == []


def test_every_form_is_used_and_every_use_has_a_form() -> None:
    tasks = {(task.get("id"), _form(task)) for name in PROCESSES for task in nodes(name, "userTask")}
    by_hand = everywhere("//traject:bericht/@formulier")
    assert {form for _, form in tasks} | set(by_hand) == set(forms())
    assert {(task, form) for task, form in tasks if task != form} == {
        ("doelgroep_bepalen", "doelgroep_oud_bepalen"),  # asked otherwise in the old regime
        ("terugbetaling_na_herziening", "terugbetaling_noteren"),  # the same question at another moment
    }
    assert set(everywhere("//traject:bericht[@formulier]/@rol")) <= set(Role)


def _form(task: etree._Element) -> str:
    (found,) = task.iter(f"{{{NS['traject']}}}taak")
    return str(found.get("formulier"))


def test_every_name_leads_somewhere() -> None:
    terms = {rule.code for rule in read_rules((MODELS / "termijnen.toml").read_text())}
    assert set(everywhere("//traject:brief/@sjabloon")) == LETTERS
    assert set(everywhere("//traject:termijn/@code | //traject:taak/@termijn")) <= terms
    tables = {path.stem for path in MODELS.glob("*.dmn")}
    by_files = {"dvz"}  # who is mentioned in the month file: no diagram asks that
    assert set(everywhere("//traject:beslissing/@tabel")) == tables - by_files
    barred = {name for names in everywhere("//traject:taak/@nietDoor") for name in names.split()}
    assert barred <= set(everywhere("//bpmn:userTask/@id"))
    for asked in everywhere("//traject:handeling"):
        given = tuple(parameter.get("naam") for parameter in asked)
        assert given == EFFECTS[asked.get("naam")]


def test_every_letter_is_there_and_those_to_people_in_french_too() -> None:
    """French on express request in the facility municipalities; services write to each other in Dutch."""
    templates = {path.stem for path in (MODELS / "brieven").glob("*.typ") if path.stem[0] != "_"}
    assert templates == LETTERS | {f"{name}_fr" for name in TO_PEOPLE}


def test_who_decides_is_never_who_reported_or_signed() -> None:
    barred = {
        task: set(everywhere(f"//bpmn:userTask[@id='{task}']//traject:taak/@nietDoor")[0].split())
        for task in ("besluit_nemen", "besluit_ondertekenen")
    }
    reported = {
        "inbreuk_vaststellen",
        "ingebrekestelling_ondertekenen",
        "contract_ondertekenen",
        "dossier_overdragen",
    }
    assert barred == {"besluit_nemen": reported, "besluit_ondertekenen": reported | {"besluit_nemen"}}


def test_messages_between_cases_are_in_the_picture_of_their_coherence() -> None:
    flow_names = diagram("samenhang").xpath("//bpmn:messageFlow/@name", namespaces=NS)
    thrown = everywhere("//bpmn:intermediateThrowEvent/bpmn:messageEventDefinition/@messageRef")
    drawn = {name.replace(" ", "_") for name in flow_names}
    to_itself = {"boete_voldaan", "besluit_herzien"}  # what ends the collection of the very same file
    assert drawn == {reference.removeprefix("bericht_") for reference in thrown} - to_itself


def test_terms_are_those_of_the_flemish_processes() -> None:
    rules = read_rules((MODELS / "termijnen.toml").read_text())
    assert [rule.code for rule in rules] == FLEMISH_TERMS
    assert {rule.letter for rule in rules if rule.start is TermStart.LETTER_SENT} <= LETTERS
    assert [rule.code for rule in rules if not rule.roll] == ["oproeping_hoorzitting"]
    assert {rule.code for rule in rules if rule.source is Provenance.LAW} == {
        "inschrijving_vdab",
        "b1_mondeling",
    }


def test_fine_bounds_are_those_of_the_decree() -> None:
    values = {p.code: p.value for p in read_parameters((MODELS / "parameters.toml").read_text())}
    assert (values["boete_minimum"], values["boete_maximum"]) == (50, 5000)


@pytest.mark.parametrize("region", ["vlaanderen", "brussel"])
def test_forms_speak_three_languages_and_help(region: str) -> None:
    for name, form in forms(region).items():
        assert form["id"] == name
        for component in components(form):
            spoken = component["properties"]
            words = ("text",) if component["type"] == "text" else ("label",)
            for word in (*words, *(["description"] if "description" in component else [])):
                assert component[word], name
                assert spoken[f"{word}_fr"], name
                assert spoken[f"{word}_en"], name
            for choice in component.get("values", []):
                assert choice["label_fr"], name
                assert choice["label_en"], name
