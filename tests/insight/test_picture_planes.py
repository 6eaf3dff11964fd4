"""A diagram in several drawings: each with its own steps, links between them, nothing left out in silence."""

from __future__ import annotations

import pytest

from app.domain.errors import DomainError
from app.insight.picture import draw, outline, planes
from tests.insight.test_picture import ROOT, SAMPLE, SVG, drawn, group

APART = (ROOT / "tests/data/eigen_tekeningen.bpmn").read_bytes()


def plane_named(bpmn: bytes, identity: str | None):
    return next(plane for plane in planes(bpmn) if plane.id == identity)


def test_planes_are_told_in_the_order_of_a_case_with_where_each_opens():
    assert [(plane.id, plane.name, plane.parent) for plane in planes(APART)] == [
        (None, "Proef", None),
        ("begeleiding", "Begeleiding", None),
        ("vorming", "Vorming", "begeleiding"),
    ]
    assert [(plane.id, plane.parent) for plane in planes(SAMPLE)] == [(None, None)]
    assert {"vorming", "cursus", "v_begin__cursus", "gesprek"} <= plane_named(APART, "begeleiding").holds
    assert plane_named(APART, "vorming").holds.isdisjoint(
        {"vorming", "gesprek", "intake__vorming", "nakijken"}
    )


def test_each_drawing_shows_its_own_steps_in_its_own_frame():
    main, inner = drawn(APART), drawn(APART, plane="vorming")
    shown = {node.get("data-element") for node in inner.iter(f"{SVG}g")}
    assert {"cursus", "resultaat", "wat_eerst__uitgebleven"} <= shown
    assert shown.isdisjoint({"nakijken", "begeleiding", "vorming", "l1"})
    assert "cursus" not in {node.get("data-element") for node in main.iter(f"{SVG}g")}
    assert float(main.get("width")) > float(inner.get("width"))
    assert main.get("aria-labelledby") == inner.get("aria-labelledby")  # the caller's prefix keeps them apart
    with pytest.raises(KeyError):
        draw(APART, title="a", plane="elders")


def test_a_closed_sub_process_has_its_sign_and_leads_to_its_drawing():
    plain = drawn(APART)
    sign = group(plain, "begeleiding").find(f"{SVG}g[@class='picture-icon']")
    assert sign is not None
    assert not list(plain.iter(f"{SVG}a"))
    assert plain.get("role") == "img"

    svg = drawn(
        APART, links={"begeleiding": "#tekening-begeleiding", "vorming": "#elders", "nakijken": "#nee"}
    )
    (link,) = svg.iter(f"{SVG}a")
    assert link.get("href") == "#tekening-begeleiding"
    assert link.get("aria-label") == "Begeleiding: tekening openen"
    assert svg.get("role") == "group"  # an image has nothing to press in it
    assert svg.find(f"{SVG}g[@class='picture-layers']").get("aria-hidden") == "true"
    opened = SAMPLE.replace(b'isExpanded="true"', b'isExpanded="false"')
    assert "<a " not in draw(SAMPLE, title="a", links={"begeleiding": "#x"})
    assert "<a " in draw(opened, title="a", links={"begeleiding": "#x"})


def test_a_link_from_elsewhere_stays_an_address():
    markup = draw(APART, title="a", links={"begeleiding": '"><script>alert(1)</script>'})
    assert "<script" not in markup


@pytest.mark.parametrize(
    ("old", "new", "missing"),
    [
        (b'Plane id="d_vorming_plane" bpmnElement="vorming"', b'Plane id="d_vorming_plane"', "cursus"),
        (b'bpmnElement="cursus"', b'bpmnElement="intake"', "cursus"),
        (b'bpmnElement="gesprek__b_gestopt"', b'bpmnElement="elders"', "gesprek__b_gestopt"),
    ],
)
def test_what_is_not_in_the_drawing_where_it_belongs_is_missed(old, new, missing):
    assert APART.count(old) == 1
    with pytest.raises(DomainError) as refusal:
        draw(APART.replace(old, new), title="a")
    assert refusal.value.code == "diagram_zonder_tekening"
    assert missing in refusal.value.facts["elementen"]


def test_a_sub_process_inside_itself_is_not_followed_for_ever():
    again = APART.replace(b'<bpmn:subProcess id="vorming"', b'<bpmn:subProcess id="begeleiding"')
    with pytest.raises(DomainError):
        draw(again, title="a")


def test_outline_keeps_nested_steps_together_behind_their_sub_process():
    steps = outline(APART)
    order = [step.id for step in steps]
    inside = {step.id: step.inside for step in steps}
    for scope in ("begeleiding", "vorming"):
        nested = [each for each in order if scope in (inside[each], inside.get(inside[each]))]
        first = order.index(scope) + 1
        assert order[first : first + len(nested)] == nested
