"""The lint as a whole: every rule is in a set, has a test and words; the shipped diagrams keep them all."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from app.domain.effects import EFFECTS
from app.domain.errors import DomainError
from app.engine import lint as module
from app.engine.lint import lint
from app.engine.xml import BPMN, NS, TRAJECT, short, tag
from app.web import release_wording  # noqa: F401 - the words of problems
from app.web.wording import words_for
from tests.engine import test_lint_reads, test_lint_runs
from tests.engine.drawn import GOOD

ROOT = Path(__file__).parents[2]
RULES = ROOT / "app/web/ui/lint"
DIAGRAMS = sorted(ROOT.glob("processes/*/*.bpmn"))
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
TESTED = {"uitvoerbaar": test_lint_runs.SPOILT, "leesbaar": test_lint_reads.TESTED}


@pytest.mark.parametrize("name", TESTED)
def test_every_rule_is_in_its_set_and_has_a_test_and_words(name: str) -> None:
    files = {path.stem for path in (RULES / name).glob("*.js")} - {"index"}
    listed = set(re.findall(r"default as (\w+) } from './\1\.js'", (RULES / name / "index.js").read_text()))
    unreadable = set(re.findall(r"'(\w+_\w+)'", (RULES / "unreadable.js").read_text()))
    assert files == listed
    assert set(TESTED[name]) == files | (unreadable if name == "uitvoerbaar" else set())
    for code in TESTED[name]:
        assert words_for(code, {}) != code


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_shipped_diagram_keeps_every_rule(path: Path) -> None:
    assert [str(problem) for problem in lint(path.read_bytes(), path.name, readable=True)] == []


def test_what_the_editor_knows_of_our_elements_is_what_the_engine_reads() -> None:
    """The descriptor for bpmn-moddle names each attribute that the catalogue takes from our elements."""
    catalogue = (ROOT / "app/engine/catalogue.py").read_text()
    read = set(re.findall(r'_get\(\w+, "(\w+)"\)', catalogue)) | set(
        re.findall(r'p\.get\("(\w+)"\)', catalogue)
    )
    known = set(re.findall(r'"name": "(\w+)", "isAttr"', (RULES / "traject.json").read_text()))
    assert known == read
    tags = set(re.findall(r'own\.get\("(\w+)"\)', catalogue)) | {"parameter"}
    assert {
        name.lower() for name in re.findall(r'"name": "([A-Z]\w+)"', (RULES / "traject.json").read_text())
    } == (tags | {"traject"})


def test_the_rules_know_the_effects_of_this_house() -> None:
    assert set(module._KNOWN["handelingen"]) == set(EFFECTS)


# -- limits --------------------------------------------------------------------------------------------------


def test_hostile_xml_does_not_reach_v8() -> None:
    with pytest.raises(DomainError) as refused:
        lint(
            b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><d>&x;</d>',
            "vreemd.bpmn",
            readable=True,
        )
    assert refused.value.code == "xml_onleesbaar"


def test_what_is_no_bpmn_is_refused_and_the_next_diagram_is_linted() -> None:
    with pytest.raises(DomainError) as refused:
        lint(b"<d/>", "vreemd.bpmn", readable=True)
    assert (refused.value.code, refused.value.facts["bestand"]) == ("lint_mislukt", "vreemd.bpmn")
    assert lint(GOOD.encode(), "proef.bpmn", readable=True) == []


def test_a_lint_that_takes_too_long_is_stopped_and_the_next_works(monkeypatch: pytest.MonkeyPatch) -> None:
    linter = module._Linter()
    linter.run(GOOD, ["uitvoerbaar"], "proef.bpmn")
    assert linter._racer is not None
    linter._racer.eval("globalThis.lint = () => { for (;;); }")
    monkeypatch.setattr(module, "SECONDS", 0.3)
    with pytest.raises(DomainError) as stopped:
        linter.run(GOOD + " ", ["uitvoerbaar"], "proef.bpmn")
    assert stopped.value.code == "lint_te_zwaar"
    monkeypatch.undo()
    assert linter.run(GOOD + " ", ["uitvoerbaar"], "proef.bpmn") == []


def test_a_rule_that_fails_is_told_not_passed_over() -> None:
    linter = module._Linter()
    linter.run(GOOD, ["uitvoerbaar"], "proef.bpmn")
    assert linter._racer is not None
    linter._racer.eval("Map.prototype.has = () => { throw new Error('stuk'); }")
    with pytest.raises(DomainError) as failed:
        linter.run(GOOD + " ", ["uitvoerbaar"], "proef.bpmn")
    assert failed.value.code == "lint_mislukt"
    assert "stuk" in failed.value.facts["uitleg"]


def test_an_answer_that_is_remembered_is_nobodys_to_change() -> None:
    wrong = GOOD.replace(' name="ja"', "").encode()
    first = lint(wrong, "een.bpmn", readable=True)
    first[0].facts["poort"] = "weg"
    again = lint(wrong, "twee.bpmn", readable=True)
    assert [(p.path, p.facts) for p in again] == [("twee.bpmn", {"poort": "akkoord"})]


# -- faults sown in the shipped diagrams ---------------------------------------------------------------------

Sown = tuple[str | None, str]  # the element and the code that must be found
Sower = Callable[[etree._Element], Iterator[tuple[Sown, Callable[[], object]]]]


def _drop(node: etree._Element) -> Callable[[], object]:
    return partial(node.getparent().remove, node)


def _unset(node: etree._Element, name: str) -> Callable[[], object]:
    return partial(node.attrib.pop, name)


def _flow_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    gateways = {node.get("id") for node in root.iter(f"{{{BPMN}}}*") if short(node).endswith("Gateway")}
    for flow in root.iter(tag("sequenceFlow")):
        if flow.get("sourceRef") not in gateways:
            yield (flow.get("sourceRef"), "zonder_vervolg"), _drop(flow)


def _term_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for term in root.iter(f"{{{TRAJECT}}}termijn"):
        event = next(node for node in term.iterancestors() if short(node).endswith("Event"))
        yield (event.get("id"), "timer_zonder_termijn"), _unset(term, "code")


def _attribute_misspelt(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for task in root.iter(f"{{{TRAJECT}}}taak"):
        owner = task.getparent().getparent().get("id")
        yield (owner, "kenmerk_onbekend"), partial(task.set, "nietdoor", "iemand")


def _message_unknown(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for event in root.iter(tag("messageEventDefinition")):
        owner = event.getparent().get("id")
        yield (owner, "bericht_zonder_naam"), partial(event.set, "messageRef", "weg")


def _condition_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for condition in root.iter(tag("conditionExpression")):
        yield (condition.getparent().get("sourceRef"), "stroom_zonder_voorwaarde"), _drop(condition)


def _answer_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for flow in root.iter(tag("sequenceFlow")):
        if flow.get("name"):
            yield (flow.get("id"), "stroom_zonder_antwoord"), _unset(flow, "name")


def _question_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for node in root.iter(tag("exclusiveGateway"), tag("eventBasedGateway")):
        if node.get("name"):
            yield (node.get("id"), "poort_zonder_vraag"), _unset(node, "name")


def _basis_gone(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for node in root.iter(tag("userTask"), tag("sendTask"), tag("businessRuleTask")):
        yield (node.get("id"), "zonder_grondslag"), _drop(node.find(tag("documentation")))


def _not_drawn(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for drawn in root.iter(f"{DI}BPMNShape", f"{DI}BPMNEdge"):
        yield (drawn.get("bpmnElement"), "niet_getekend"), _drop(drawn)


def _moved_over(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    """Every task on the next one in the same process or sub-process."""
    bounds = {drawn.get("bpmnElement"): drawn.find(f"{DC}Bounds") for drawn in root.iter(f"{DI}BPMNShape")}
    for scope in root.iter(tag("process"), tag("subProcess")):
        tasks = [node.get("id") for node in scope if short(node).endswith("Task")]
        for one, other in pairwise(tasks):
            here, there = bounds[one], bounds[other]
            yield (one, "vorm_over_vorm"), partial(here.attrib.update, there.attrib)


def _label_over(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for drawn in root.iter(f"{DI}BPMNShape"):
        label = drawn.find(f"{DI}BPMNLabel/{DC}Bounds")
        if label is not None:
            at = {name: drawn.find(f"{DC}Bounds").get(name) for name in "xy"}
            yield (drawn.get("bpmnElement"), "tekst_over_tekening"), partial(label.attrib.update, at)


def _lane_left(root: etree._Element) -> Iterator[tuple[Sown, Callable[[], object]]]:
    for ref in root.iterfind(".//bpmn:flowNodeRef", NS):
        yield (ref.text, "zonder_baan"), _drop(ref)


SOWERS: list[Sower] = [
    _flow_gone, _term_gone, _attribute_misspelt, _message_unknown, _condition_gone, _answer_gone,
    _question_gone, _basis_gone, _not_drawn, _moved_over, _label_over, _lane_left,
]  # fmt: skip
RUNNING = [path for path in DIAGRAMS if b"isExecutable" in path.read_bytes()]


@pytest.mark.parametrize("sower", SOWERS, ids=lambda sower: sower.__name__.strip("_"))
@pytest.mark.parametrize("path", RUNNING, ids=lambda path: path.stem)
def test_a_fault_in_a_shipped_diagram_is_found_where_it_is(path: Path, sower: Sower) -> None:
    content = path.read_bytes()
    places = len(list(sower(etree.fromstring(content))))
    assert places
    for place in random.Random(path.stem).sample(range(places), min(3, places)):
        root = etree.fromstring(content)
        sown, sow = list(sower(root))[place]
        sow()
        problems = lint(etree.tostring(root), path.name, readable=True)
        assert sown in [(problem.element, problem.code) for problem in problems]
