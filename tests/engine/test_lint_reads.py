"""The reading rules of a diagram: each finds its fault where it is, and nothing where a drawing is right."""

from __future__ import annotations

import pytest

from app.engine.lint import lint
from tests.engine.drawn import BASIS, GOOD, arrow, edge, points, shape

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


def test_the_diagram_of_these_tests_is_content() -> None:
    assert lint(GOOD.encode(), "proef.bpmn", readable=True) == []


@pytest.mark.parametrize("code", SPOILT)
def test_a_reading_rule_finds_its_fault(code: str) -> None:
    old, new, element = SPOILT[code]
    assert GOOD.count(old) == 1
    found = lint(GOOD.replace(old, new).encode(), "proef.bpmn", readable=True)
    assert (element, code) in [(problem.element, problem.code) for problem in found]


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
