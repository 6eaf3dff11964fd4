"""The reading rules of a diagram: each finds its fault where it is, and nothing where a drawing is right."""

from __future__ import annotations

import pytest

from app.engine.lint import lint
from tests.engine.drawn import BASIS, GOOD, arrow, edge, points, shape
from tests.engine.shapes import APART

DRAWINGS = APART.decode()  # sub-processes in drawings of their own, one in another

# rule -> (what is spoilt, by what, the element where it is found)
SPOILT = {
    "niet_getekend": (shape("gestopt"), "", "gestopt"),
    "stroom_achteruit": ('<dc:Bounds x="1380" y="352"', '<dc:Bounds x="1060" y="252"', "deel__klaar"),
    "zonder_baan": ("<bpmn:flowNodeRef>begin</bpmn:flowNodeRef>", "", "begin"),
    "baan_dubbel": ('name="Trajectbegeleider"', 'name="dossierbeheerder"', "l2"),
    "buiten_baan": ('<dc:Bounds x="180" y="82"', '<dc:Bounds x="180" y="300"', "begin"),
    "rand_naast_stap": ('<dc:Bounds x="1000" y="432"', '<dc:Bounds x="1000" y="460"', "vervalt"),
    "vorm_over_vorm": ('<dc:Bounds x="720" y="172"', '<dc:Bounds x="660" y="172"', "gestopt"),
    "lijn_door_vorm": (
        edge("wachten__te_laat"),
        edge("wachten__te_laat").replace(points((545, 190)), points((545, 230), (250, 80), (545, 190))),
        "wachten__te_laat",
    ),
    "lijnen_kruisen": (
        edge("te_laat__gestopt"),
        edge("te_laat__gestopt").replace(points((720, 190)), points((850, 190), (738, 208))),
        "te_laat__gestopt",
    ),
    "tekst_over_tekening": ('<dc:Bounds x="465" y="82"', '<dc:Bounds x="465" y="94"', "akkoord__wachten"),
    "poort_zonder_vraag": ('name="Akkoord?"', 'name="Akkoord"', "akkoord"),
    "stroom_zonder_antwoord": (' name="ja"', "", "akkoord__wachten"),
    "gebeurtenis_zonder_naam": (' name="Gehoord"', "", "gehoord"),
    "taak_zonder_werkwoord": (
        'name="Dossier nakijken"',
        'name="Dossier"',
        "nakijken",
    ),
    "deelproces_zonder_naam": (' name="Stukken"', "", "deel"),
    "poort_voegt_en_splitst": (
        arrow("te_laat__gestopt"),
        arrow("te_laat__gestopt").replace('targetRef="gestopt"', 'targetRef="akkoord"'),
        "akkoord",
    ),
    "poort_overbodig": (arrow("akkoord__nakijken", "nee"), "", "akkoord"),
    "zonder_grondslag": (f'name="Te laat">{BASIS}', 'name="Te laat">', "te_laat"),
    "past_niet_op_scherm": ('y="0" width="1400"', 'y="0" width="4400"', "proef"),
}


def drawn(element: str, drawing: str = DRAWINGS) -> str:
    """The line of a file that draws an element."""
    return next(line for line in drawing.splitlines(True) if f'bpmnElement="{element}"' in line)


def moved(*elements: str, drawing: str, to: str) -> str:
    """These elements drawn elsewhere, on the plane of another sub-process."""
    for element in elements:
        line = drawn(element, drawing)
        begins = next(each for each in drawing.splitlines(True) if f'BPMNPlane id="{to}"' in each)
        drawing = drawing.replace(line, "").replace(begins, begins + line)
    return drawing


def drawn_again(element: str, after: str) -> str:
    second = drawn(element).replace(f'"{element}_di"', '"nog_eens"')
    return DRAWINGS.replace(drawn(after), drawn(after) + second)


VORMING = '<bpmndi:BPMNPlane id="d_vorming_plane"'
TO_TIMER = '<di:waypoint x="455" y="260"/>'
IN_L1 = "<bpmn:flowNodeRef>nakijken</bpmn:flowNodeRef>"
GESPREK = "<bpmn:flowNodeRef>gesprek</bpmn:flowNodeRef>"
# The same, each with the whole file as it is spoilt.
SPOILT_APART = {
    "deelproces_zonder_tekening": [
        (DRAWINGS.replace(f'{VORMING} bpmnElement="vorming"', VORMING), "vorming"),
    ],
    "deelproces_dubbel_getekend": [
        (DRAWINGS.replace(drawn("vorming"), drawn("vorming").replace('"false"', '"true"')), "vorming"),
        (DRAWINGS.replace(f'{VORMING} bpmnElement="vorm', f'{VORMING} bpmnElement="begeleid'), "begeleiding"),
    ],
    "dubbel_getekend": [
        (drawn_again("nakijken", after="nakijken"), "nakijken"),
        (drawn_again("intake", after="cursus"), "intake"),
    ],
    "verkeerde_tekening": [
        (moved("cursus", drawing=DRAWINGS, to="d_begeleiding_plane"), "cursus"),
        (moved("klaar", drawing=DRAWINGS, to="d_vorming_plane"), "klaar"),
        (moved("l2", drawing=DRAWINGS, to="d_begeleiding_plane"), "l2"),
        (moved("gesprek__b_gestopt", drawing=DRAWINGS, to="d_plane"), "gesprek__b_gestopt"),
    ],
    "deelproces_van_een_rol": [
        (DRAWINGS.replace(GESPREK, "").replace(IN_L1, IN_L1 + GESPREK), "gesprek"),
    ],
}  # fmt: skip
TESTED = {*SPOILT, *SPOILT_APART}


@pytest.mark.parametrize("good", [GOOD, DRAWINGS], ids=["one drawing", "several"])
def test_the_diagrams_of_these_tests_are_content(good: str) -> None:
    assert lint(good.encode(), "proef.bpmn", readable=True) == []


@pytest.mark.parametrize("code", SPOILT)
def test_a_reading_rule_finds_its_fault(code: str) -> None:
    old, new, element = SPOILT[code]
    assert GOOD.count(old) == 1
    found = lint(GOOD.replace(old, new).encode(), "proef.bpmn", readable=True)
    assert (element, code) in [(problem.element, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("code", "spoilt", "element"), [(code, *each) for code, spoilt in SPOILT_APART.items() for each in spoilt]
)
def test_a_rule_on_drawings_finds_its_fault(code: str, spoilt: str, element: str) -> None:
    assert spoilt != DRAWINGS
    found = lint(spoilt.encode(), "proef.bpmn", readable=True)
    assert (element, code) in [(problem.element, problem.code) for problem in found]


@pytest.mark.parametrize(
    ("code", "old", "new", "element"),
    [
        ("vorm_over_vorm", 'x="260" y="110" width="100"', 'x="410" y="110" width="100"', "cursus"),
        ("lijnen_kruisen", TO_TIMER, '<di:waypoint x="520" y="100"/>', "wat_eerst__uitgebleven"),
        ("lijn_door_vorm", TO_TIMER, '<di:waypoint x="300" y="100"/>', "wat_eerst__uitgebleven"),
        ("tekst_over_tekening", '<dc:Bounds x="410" y="90"', '<dc:Bounds x="410" y="125"', "wat_eerst"),
        ("stroom_achteruit", 'x="680" y="132"', 'x="400" y="332"', "resultaat__v_geslaagd"),
        ("past_niet_op_scherm", 'x="680" y="132"', 'x="3680" y="132"', "vorming"),
    ],
)  # fmt: skip
def test_each_drawing_is_judged_by_itself(code: str, old: str, new: str, element: str) -> None:
    """Spoilt in the innermost drawing; the others, at the same coordinates, have nothing to do with it."""
    before, apart, innermost = DRAWINGS.rpartition(VORMING)
    assert innermost.count(old) == 1
    found = lint((before + apart + innermost.replace(old, new)).encode(), "proef.bpmn", readable=True)
    assert (element, code) in [(problem.element, problem.code) for problem in found]
    within = {"cursus", "wat_eerst", "resultaat", "uitgebleven", "v_geslaagd", "v_begin", "vorming"}
    assert {problem.element.partition("__")[0] for problem in found if problem.element} <= within


def test_a_sub_process_drawn_closed_stands_in_its_own_lane() -> None:
    """Drawn open, with steps of several roles, it may lie across lanes; drawn closed it has one place."""
    outside = DRAWINGS.replace('x="460" y="320"', 'x="460" y="220"')
    found = lint(outside.encode(), "proef.bpmn", readable=True)
    assert ("begeleiding", "buiten_baan") in [(problem.element, problem.code) for problem in found]


def test_what_only_reads_badly_can_still_run() -> None:
    spoilt = GOOD.replace('name="Akkoord?"', 'name="Akkoord"').encode()
    assert lint(spoilt, "proef.bpmn", readable=False) == []


@pytest.mark.parametrize(
    ("title", "right"),
    [
        ("Intake voeren", True),
        ("Overdragen aan Belastingdienst", True),
        ("Dossier overdragen aan handhaving", True),
        ("Adres nagaan", True),
        ("Kijken", True),
        ("Brieven", True),  # it might be a verb: the rule looks at the form of a word
        ("Intake", False),
        ("Doelgroep volgens tabel", False),
        ("Brieven klaar", False),
        ("", False),
    ],
)
def test_a_task_says_what_to_do(title: str, right: bool) -> None:
    found = lint(GOOD.replace("Gesprek voeren", title).encode(), "proef.bpmn", readable=True)
    assert [(p.element, p.code) for p in found] == ([] if right else [("spreken", "taak_zonder_werkwoord")])


def test_a_way_back_to_what_was_read_before_may_go_left() -> None:
    """The loop of the good diagram goes back; the same arrow to a step that nobody has read yet may not."""
    assert "akkoord__nakijken" in GOOD
    moved = GOOD.replace('<dc:Bounds x="750" y="330"', '<dc:Bounds x="500" y="330"')
    found = [p for p in lint(moved.encode(), "proef.bpmn", readable=True) if p.code == "stroom_achteruit"]
    assert [(p.element, p.facts) for p in found] == [
        ("gehoord__spreken", {"van": "gehoord", "naar": "spreken"})
    ]
