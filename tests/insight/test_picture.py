"""The picture of a diagram: complete, safe to put in a page, and with every text inside its box."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from app.domain.errors import DomainError
from app.insight.picture import Mark, UnreadableDiagram, draw, outline, planes
from app.insight.picture.layout import Box, read_layouts
from app.insight.picture.model import TASKS, parse, read_model
from app.insight.picture.shapes import task_text
from app.insight.picture.text import fit, measure

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "tests/data/alle_elementen.bpmn").read_bytes()
GOLDEN = ROOT / "tests/golden/picture"
DIAGRAMS = [*sorted(ROOT.glob("tests/data/*.bpmn")), *sorted(ROOT.glob("processes/*/*.bpmn"))]
MARKS = {
    "gedetecteerd": Mark("doorlopen"),
    "f1": Mark("doorlopen", 1234),
    "doelgroep_bepalen": Mark("doorlopen", 1234),
    "tot_doelgroep": Mark("doorlopen"),
    "ingebrekestelling_ondertekenen": Mark("huidig", 3),
    "wat_eerst": Mark("huidig"),
    "begeleiding": Mark("huidig"),
    "startgesprek": Mark("huidig"),
    "toewijzen": Mark("incident"),
    "rang": Mark("incident", 4),
}
SVG = "{http://www.w3.org/2000/svg}"


def drawn(bpmn: bytes = SAMPLE, **options) -> etree._Element:
    return etree.fromstring(draw(bpmn, **{"title": "Inburgering", **options}))


def group(svg: etree._Element, identity: str) -> etree._Element:
    return next(node for node in svg.iter(f"{SVG}g") if node.get("data-element") == identity)


def name(svg: etree._Element, identity: str) -> etree._Element:
    return next(node for node in svg.iter(f"{SVG}g") if node.get("data-name") == identity)


def words(node: etree._Element) -> str:
    return " ".join(part.text for part in node.iter(f"{SVG}tspan"))


@pytest.mark.parametrize(("golden", "marks"), [("alle_elementen", {}), ("alle_elementen_gemerkt", MARKS)])
def test_picture_is_as_approved(golden, marks):
    """After looking at the new picture: TRAJECT_UPDATE_GOLDEN=1 pytest tests/insight/test_picture.py"""
    svg = draw(SAMPLE, title="Alle elementen", description="Elk element van de notatie", marks=marks)
    lines = svg.replace("><", ">\n<") + "\n"
    approved = GOLDEN / f"{golden}.svg"
    if os.environ.get("TRAJECT_UPDATE_GOLDEN") == "1":
        approved.parent.mkdir(parents=True, exist_ok=True)
        approved.write_text(lines, encoding="utf-8")
    assert lines == approved.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_element_and_flow_is_in_the_picture(path):
    bpmn = path.read_bytes()
    model = read_model(parse(bpmn))
    svgs = [drawn(bpmn, plane=plane.id) for plane in planes(bpmn)]
    shown = [node.get("data-element") for svg in svgs for node in svg.iter(f"{SVG}g")]
    once = set(model.elements) | set(model.flows)
    assert sorted(each for each in shown if each in once) == sorted(once)


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_every_task_text_fits_its_box_whole_and_readable(path):
    root = parse(path.read_bytes())
    model = read_model(root)
    layouts = read_layouts(root, model).values()
    shapes = {identity: shape for layout in layouts for identity, shape in layout.shapes.items()}
    for element in model.elements.values():
        if element.type not in TASKS:
            continue
        box = shapes[element.id].box
        block, top = task_text(element.name, box)
        assert block.width <= box.width - 8, element.id
        assert box.y + 3 <= top <= top + block.height <= box.bottom - 3, element.id
        assert block.size >= 8, element.id
        assert "".join(block.lines).replace("-", "").replace(" ", "") == element.name.replace(
            "-", ""
        ).replace(" ", "")


@given(st.text(max_size=120), st.integers(30, 300), st.integers(12, 120))
def test_fitted_text_never_leaves_its_box(name, width, height):
    block = fit(name, width, height)
    assert block.height <= height or len(block.lines) <= 1
    assert all(measure(line, block.size) <= width for line in block.lines)


def test_short_text_stays_large_and_even():
    assert fit("Dossier toewijzen", 88, 60).lines == ("Dossier", "toewijzen")
    assert fit("Melding aan de balie", 88, 60).lines == ("Melding aan", "de balie")
    assert fit("Dossier toewijzen", 88, 60).size == 12


def test_text_beside_the_icon_moves_below_it():
    block, top = task_text("Zich aanmelden bij het agentschap", Box(0, 0, 100, 80))
    assert len(block.lines) == 3
    assert top >= 24


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_picture_needs_nothing_and_runs_nothing(path):
    svg = drawn(path.read_bytes(), marks=MARKS)
    allowed = {"svg", "title", "desc", "g", "rect", "circle", "path", "text", "tspan"}
    for node in svg.iter():
        assert etree.QName(node).localname in allowed
        assert not [
            name for name in node.attrib if name == "style" or "href" in name or name.startswith("on")
        ]
        assert not [value for value in node.attrib.values() if "url(" in value]


def test_names_from_the_file_stay_words():
    hostile = SAMPLE.replace(
        b'name="Doelgroep bepalen"', b'name="&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;"'
    )
    hostile = hostile.replace(b'"toewijzen"', b'"toe&quot; onload=&quot;alert(1)"')
    markup = draw(hostile, title="</title><script>", description="<b>")
    assert "<script" not in markup
    svg = etree.fromstring(markup)
    assert not [node for node in svg.iter() if "onload" in node.attrib]
    assert group(svg, 'toe" onload="alert(1)') is not None


def test_screen_readers_get_title_and_description():
    svg = drawn(title="Dossier 12", description="Nu: startgesprek", prefix="dossier-12")
    named = {node.get("id"): node.text for node in svg.iter() if node.get("id")}
    assert svg.get("role") == "img"
    assert named[svg.get("aria-labelledby")] == "Dossier 12"
    assert named[svg.get("aria-describedby")] == "Nu: startgesprek"
    assert all(identity.startswith("dossier-12-") for identity in named)


def test_without_a_description_nothing_points_to_one():
    svg = drawn()
    assert svg.get("aria-describedby") is None
    assert svg.find(f"{SVG}desc") is None


def test_marks_are_told_by_more_than_colour():
    svg = drawn(marks=MARKS)
    signs = {node.get("data-mark"): node for node in svg.iter(f"{SVG}g") if node.get("data-mark")}
    assert "is-huidig" in group(svg, "wat_eerst").get("class")
    assert signs["wat_eerst"].find(f"{SVG}g[@class='picture-flag']") is not None
    assert signs["gedetecteerd"].find(f".//{SVG}path") is not None
    assert words(signs["ingebrekestelling_ondertekenen"]) == "3"
    assert words(signs["doelgroep_bepalen"]) == "1.234"
    assert words(group(svg, "f1")) == "1.234"
    assert "picture-rim" not in etree.tostring(group(svg, "gedetecteerd")).decode()


def test_flag_steps_aside_for_an_event_on_the_rim():
    def foot(bpmn: bytes) -> float:
        svg = drawn(bpmn, marks={"ingebrekestelling_ondertekenen": Mark("huidig")})
        pole = next(node for node in svg.iter(f"{SVG}g") if node.get("class") == "picture-flag")[0]
        return float(pole.get("d").split()[1])

    at_left = SAMPLE.replace(
        b'bpmnElement="herinnering"><dc:Bounds x="844"', b'bpmnElement="herinnering"><dc:Bounds x="808"'
    )
    assert foot(SAMPLE) == 823
    assert foot(at_left) >= 808 + 36


def test_marks_of_other_diagrams_and_of_lanes_do_not_matter():
    assert draw(SAMPLE, title="a", marks={"elders": Mark("huidig"), "l_c": Mark("huidig")}) == draw(
        SAMPLE, title="a"
    )


def test_interrupting_is_told_by_dashes():
    svg = drawn()
    assert group(svg, "herinnering")[0].get("stroke-dasharray")
    assert not group(svg, "te_laat")[0].get("stroke-dasharray")


def test_throwing_is_filled_and_catching_is_not():
    svg = drawn()
    assert group(svg, "melden").find(f".//{SVG}rect").get("class") == "picture-solid"
    assert group(svg, "aangemeld").find(f".//{SVG}rect").get("class") == "picture-body"


def test_every_kind_of_task_and_gateway_has_its_own_sign():
    svg = drawn()
    for kinds in (
        ["melding", "brief_versturen", "toewijzen", "rang", "doelgroep_bepalen"],
        ["tot_doelgroep", "splitsing", "wat_eerst"],
    ):
        icons = {
            "".join(
                etree.tostring(child).decode()
                for child in group(svg, identity).find(f"{SVG}g[@class='picture-icon']")
            )
            for identity in kinds
        }
        assert len(icons) == len(kinds)


def test_frame_holds_everything():
    x, y, width, height = map(float, drawn().get("viewBox").split())
    assert x <= 140
    assert y <= -20
    assert x + width >= 1500
    assert y + height >= 760


def test_a_label_above_its_event_grows_upwards():
    narrow = SAMPLE.replace(b'x="1350" y="522" width="106"', b'x="1375" y="522" width="56"')
    lines = [float(part.get("y")) for part in name(drawn(narrow), "klaar").iter(f"{SVG}tspan")]
    assert len(lines) == 2
    assert max(lines) <= 536


@pytest.mark.parametrize(
    "hostile",
    [
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
        b'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd"><d/>',
        b"<!DOCTYPE d [<!ENTITY a0 'ha'>"
        + b"".join(b"<!ENTITY a%d '%s'>" % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
        + b"]><d a='&a11;'>&a11;</d>",
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY x "y">]><d/>'.encode("utf-16"),
        b"<d>" * 100_000,
        b"<d xmlns='urn:other'/>",
        b"no xml",
        b"",
    ],
    ids=["file entity", "remote dtd", "billion laughs", "utf-16", "deep", "not bpmn", "no xml", "empty"],
)
@pytest.mark.parametrize("read", [lambda bpmn: draw(bpmn, title="a"), outline], ids=["draw", "outline"])
def test_hostile_files_are_refused(read, hostile):
    with pytest.raises(UnreadableDiagram):
        read(hostile)


def test_a_doctype_before_a_real_diagram_is_refused():
    declared = SAMPLE.replace(b"?>", b'?><!DOCTYPE bpmn:definitions [<!ENTITY x "y">]>', 1)
    with pytest.raises(UnreadableDiagram) as refusal:
        draw(declared, title="a")
    assert refusal.value.facts["reden"] == "doctype"


@pytest.mark.parametrize("number", [b"nan", b"inf", b"1e300", b"", b"-5", b"12px"])
def test_sizes_that_are_no_sizes_are_refused(number):
    with pytest.raises(UnreadableDiagram):
        draw(SAMPLE.replace(b'width="100"', b'width="%s"' % number, 1), title="a")


@pytest.mark.parametrize("size", [b"0", b"1", b"29"])
def test_shapes_without_room_still_give_a_picture(size):
    tiny = re.sub(rb'width="\d+" height="\d+"', b'width="%s" height="%s"' % (size, size), SAMPLE)
    drawn(tiny, marks=MARKS)
    drawn(re.sub(rb' name="[^"]*"', b"", tiny), marks=MARKS)


def test_a_diagram_without_layout_has_no_picture_but_has_words():
    without = SAMPLE[: SAMPLE.index(b"<bpmndi:BPMNDiagram")] + b"</bpmn:definitions>"
    with pytest.raises(DomainError) as refusal:
        draw(without, title="a")
    assert refusal.value.code == "diagram_zonder_tekening"
    assert len(outline(without)) == len(outline(SAMPLE))


def test_a_step_without_a_place_is_not_left_out_in_silence():
    with pytest.raises(DomainError) as refusal:
        draw(SAMPLE.replace(b'bpmnElement="rang"', b'bpmnElement="elders"'), title="a")
    assert refusal.value.facts["elementen"] == ["rang"]


def test_outline_tells_lane_question_answers_and_names():
    steps = {step.id: step for step in outline(SAMPLE)}
    choice = steps["tot_doelgroep"]
    assert (choice.kind, choice.name, choice.lane) == (
        "keuze",
        "Behoort tot de doelgroep?",
        "Dossierbeheerder",
    )
    assert choice.goes_to == (
        ("nee", "geen_doelgroep", "Geen doelgroep"),
        ("ja", "splitsing", "Splitsing"),
    )
    assert steps["samen"].kind == "samenkomst"
    assert steps["startgesprek"].inside == "begeleiding"
    assert (steps["te_laat"].during, steps["te_laat"].interrupts) == ("ingebrekestelling_ondertekenen", True)
    assert not steps["herinnering"].interrupts


def test_outline_follows_the_way_of_a_case():
    order = [step.id for step in outline(SAMPLE)]
    assert order[:4] == ["gedetecteerd", "doelgroep_bepalen", "tot_doelgroep", "geen_doelgroep"]
    assert order.index("begeleiding") + 1 == order.index("s_begin")
    assert order.index("samen") > max(order.index("rang"), order.index("ingebrekestelling_ondertekenen"))


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_outline_has_every_step_once(path):
    bpmn = path.read_bytes()
    steps = outline(bpmn)
    known = {step.id for step in steps}
    assert len(known) == len(steps)
    assert all(step.name and step.kind for step in steps)
    assert all(target in known for step in steps for _, target, _ in step.goes_to)


def test_outline_of_a_loop_and_of_a_very_long_chain():
    count = 5000
    tasks = "".join(f'<task id="t{n}"/>' for n in range(count))
    flows = "".join(
        f'<sequenceFlow id="f{n}" sourceRef="t{n}" targetRef="t{(n + 1) % count}"/>' for n in range(count)
    )
    ring = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">'
        f"{tasks}{flows}</process></definitions>"
    )
    chain = ring.replace(f'<sequenceFlow id="f{count - 1}"', '<association id="a"')
    assert len(outline(ring.encode())) == count
    assert [step.id for step in outline(chain.encode())] == [f"t{n}" for n in range(count)]
