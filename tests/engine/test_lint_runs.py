"""The rules of what runs: each finds its fault at its element, and nothing once that one thing is put right."""

# ruff: noqa: E501 - a diagram reads best with one branch on a line
# fmt: off

from __future__ import annotations

import pytest

from app.engine.lint import lint
from tests.engine.models import definitions, flow, message, script, throw, timer, user
from tests.engine.shapes import (
    both,
    boundary,
    catch,
    choice,
    end,
    first,
    inside,
    merge,
    path,
    plain,
    start,
    terminate,
)


def ask(tag: str, name: str, extension: str = "", attributes: str = "") -> str:
    inner = f"<bpmn:extensionElements>{extension}</bpmn:extensionElements>" if extension else ""
    return f'<bpmn:{tag} id="{name}" {attributes}>{inner}</bpmn:{tag}>'


TOWARDS = '<traject:handeling naam="inbreuk_bijwerken">{}</traject:handeling>'
PARAMETER = '<traject:parameter naam="status" waarde="1"/>'
LINE = start() + user("a") + end("e") + path("begin", "a", "e")
CHOICE = start() + choice("k", "f") + end("e") + end("f") + path("begin", "k") + flow("k", "e", "ja") + flow("k", "f")
FORK = (
    start() + both("s") + user("a") + user("b") + both("t") + end("e")
    + path("begin", "s", "a", "t", "e") + path("s", "b", "t")
)
INNER = inside("deel", plain("s"), user("w"), end("f"), path("s", "w", "f")) + end("e") + path("begin", "deel", "e")
WAITS = (
    start() + merge("m") + first("w") + catch("x", message("stuk")) + catch("y", message("klaar"))
    + user("a") + end("e") + path("begin", "m", "w", "x", "m") + path("w", "y", "a", "e")
)
REVIEWS = (
    start() + user("h") + end("e") + path("begin", "h", "e") + boundary("v", "h", message("vraag"), stops=False)
    + user("b") + end("z") + path("v", "b", "z")
)
DEEP = (
    start() + inside("deel", plain("s"), user("w"), end("f"), path("s", "w", "f"))
    + boundary("vraag", "deel", message("vraag"), stops=False) + user("b") + end("z") + path("vraag", "b", "z")
    + boundary("stop", "deel", message("stop"), stops=True) + user("c") + end("y") + path("stop", "c", "y")
    + end("e") + path("begin", "deel", "e")
)
MESSAGES = ("stuk", "klaar", "vraag", "stop")

# rule -> (a diagram that is right, what is spoilt, by what, the element where it is found)
SPOILT: dict[str, tuple[str, str, str, str | None]] = {
    "element_niet_uitvoerbaar": (LINE, user("a"), '<bpmn:manualTask id="a"/>', "a"),
    "proces_zonder_startbericht": (LINE, start(), plain("begin"), "proef"),
    "proces_niet_uitvoerbaar": (LINE, ' isExecutable="true"', "", "proef"),
    "meer_processen": (LINE, "</bpmn:definitions>", '<bpmn:process id="nog" isExecutable="true"/></bpmn:definitions>', "nog"),
    "deelproces_start": (start() + INNER, plain("s"), start("s"), "deel"),
    "zonder_einde": (LINE, end("e") + path("begin", "a", "e"), path("begin", "a", "a"), "proef"),
    "zonder_uitweg": (LINE, path("begin", "a", "e"), user("b") + path("begin", "a", "b", "a"), "a"),
    "zonder_vervolg": (LINE, flow("a", "e"), "", "a"),
    "onbereikbaar": (LINE, flow("begin", "a"), flow("begin", "e"), "a"),
    "stroom_over_grens": (start() + INNER, flow("begin", "deel"), flow("begin", "w"), "proef"),
    "stroom_naar_begin": (CHOICE, flow("k", "e", "ja"), flow("k", "begin", "ja"), "begin"),
    "stroom_dubbel": (FORK, flow("b", "t"), flow("a", "t").replace("a__t", "nog"), "t"),
    "stroom_zonder_voorwaarde": (CHOICE, flow("k", "e", "ja"), flow("k", "e"), "k"),
    "standaardweg_met_voorwaarde": (CHOICE, flow("k", "f"), flow("k", "f", "nee"), "k"),
    "standaardweg_elders": (CHOICE, 'default="k__f"', 'default="begin__k"', "k"),
    "voorwaarde_genegeerd": (LINE, flow("a", "e"), flow("a", "e", "ja"), "a"),
    "meer_uitgaande_stromen": (LINE, flow("a", "e"), flow("a", "e") + end("f") + flow("a", "f"), "a"),
    "gebeurtenis_onbekend": (WAITS, message("stuk"), message("stuk") + timer("t"), "x"),
    "gebeurtenis_verwacht": (WAITS, flow("w", "y"), flow("w", "a"), "w"),
    "gebeurtenis_gedeeld": (WAITS, flow("x", "m"), flow("x", "y"), "w"),
    "bericht_zonder_naam": (WAITS, 'messageRef="m_stuk"', "", "x"),
    "timer_zonder_termijn": (start() + catch("x", timer("t")) + end("e") + path("begin", "x", "e"), '<traject:termijn code="t"/>', "", "x"),
    "wacht_dubbel": (WAITS, message("klaar"), message("stuk"), "y"),
    "poort_doof": (WAITS, flow("x", "m"), user("kijk") + path("x", "kijk", "m"), "w"),
    "verzoek_overleeft": (DEEP, user("c") + end("y") + path("stop", "c", "y"), end("y") + path("stop", "y"), "vraag"),
    "rand_hoort_niets": (REVIEWS, user("h"), script("h", "{}"), "v"),
    "rand_elders": (start() + INNER + boundary("v", "deel", timer("t"), stops=True) + end("z") + path("v", "z"),
                    'attachedToRef="deel"', 'attachedToRef="w"', "v"),
    "taak_zonder_formulier": (LINE, 'formulier="a"', "", "a"),
    "taak_zonder_rol": (LINE, "<bpmn:flowNodeRef>a</bpmn:flowNodeRef>", "", "a"),
    "rol_onbekend": (LINE, 'name="Dossierbeheerder"', 'name="Tovenaar"', "a"),
    "twee_banen": (LINE, "</bpmn:laneSet>", '<bpmn:lane id="l2" name="Rapporteur"><bpmn:flowNodeRef>a</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>', "a"),
    "regel_zonder_tabel": (start() + ask("businessRuleTask", "a", '<traject:beslissing tabel="t"/>') + end("e") + path("begin", "a", "e"), ' tabel="t"', "", "a"),
    "brief_zonder_sjabloon": (start() + ask("sendTask", "a", '<traject:brief sjabloon="t"/>') + end("e") + path("begin", "a", "e"), ' sjabloon="t"', "", "a"),
    "script_leeg": (start() + script("a", "{n: 1}") + end("e") + path("begin", "a", "e"), "{n: 1}", "", "a"),
    "handeling_onbekend": (start() + ask("serviceTask", "a", TOWARDS.format(PARAMETER)) + end("e") + path("begin", "a", "e"), "inbreuk_bijwerken", "toString", "a"),
    "handeling_parameters": (start() + ask("serviceTask", "a", TOWARDS.format(PARAMETER)) + end("e") + path("begin", "a", "e"), PARAMETER, "", "a"),
    "uitbreiding_misplaatst": (LINE, '<traject:taak formulier="a"/>', '<traject:taak formulier="a"/><traject:brief sjabloon="b"/>', "a"),
    "eigenschap_genegeerd": (LINE, '<bpmn:userTask id="a"', '<bpmn:userTask id="a" isForCompensation="true"', "a"),
    "andere_taal": (start() + script("a", "{n: 1}") + end("e") + path("begin", "a", "e"), "<bpmn:scriptTask ", '<bpmn:scriptTask scriptFormat="python" ', "a"),
    "samenkomst_wacht": (FORK, both("s"), choice("s", "b"), "t"),
    "loopt_dubbel": (FORK, both("t"), merge("t"), "t"),
    "te_veel_wegen": (LINE, "", "", "proef"),  # a diagram of its own, below
    "id_ontbreekt": (LINE, '<bpmn:userTask id="a"', "<bpmn:userTask", "proef"),
    # what the reader of BPMN could not place
    "kenmerk_onbekend": (LINE, "<traject:taak ", '<traject:taak nietdoor="b" ', "a"),
    "verwijzing_onbekend": (LINE, 'targetRef="e"', 'targetRef="weg"', "a__e"),
    "id_dubbel": (LINE, 'id="e"', 'id="a"', "a"),
    "onderdeel_onleesbaar": (LINE, user("a"), '<bpmn:tovertaak id="a"/>', None),
}


def found(content: bytes) -> list[tuple[str | None, str]]:
    return [(problem.element, problem.code) for problem in lint(content, "proef.bpmn", readable=False)]


@pytest.mark.parametrize("code", [code for code in SPOILT if code != "te_veel_wegen"])
def test_a_rule_finds_its_fault_and_nothing_else_is_wrong(code: str) -> None:
    body, old, new, element = SPOILT[code]
    right = definitions(body, ("start", *MESSAGES)).decode()
    assert found(right.encode()) == []
    assert old in right
    assert (element, code) in found(right.replace(old, new, 1).encode())


# -- joins: what waits, what runs twice, and what only looks like it ------------------------------------------

JOINS = {
    "a choice before a join": (
        start() + choice("k", "b") + user("a") + user("b") + both("t") + end("e")
        + path("begin", "k") + flow("k", "a", "ja") + flow("k", "b") + path("a", "t", "e") + path("b", "t"),
        [("t", "samenkomst_wacht")]),
    "a branch that ends": (
        FORK.replace(user("b"), choice("b", "t") + end("weg")).replace(flow("b", "t"), flow("b", "t") + flow("b", "weg", "ja")),
        [("t", "samenkomst_wacht")]),
    "a branch that ends everything": (
        FORK.replace(user("b"), choice("b", "t") + terminate("weg")).replace(flow("b", "t"), flow("b", "t") + flow("b", "weg", "ja")),
        []),
    "a term that leaves a branch": (
        FORK + boundary("laat", "b", timer("maand"), stops=True) + end("weg") + path("laat", "weg"),
        [("t", "samenkomst_wacht")]),
    "a reminder beside a branch": (
        FORK + boundary("laat", "b", timer("maand"), stops=False) + end("weg") + path("laat", "weg"), []),
    "a reminder that comes into the main flow": (
        FORK + boundary("laat", "b", timer("maand"), stops=False) + path("laat", "a"), [("t", "samenkomst_wacht"), ("a", "loopt_dubbel")]),
    "a term that comes back before the join": (
        FORK.replace(flow("b", "t"), merge("m") + path("b", "m", "t"))
        + boundary("laat", "b", timer("maand"), stops=True) + path("laat", "m"), []),
    "a join in a loop": (
        FORK.replace(flow("begin", "s"), merge("m") + path("begin", "m", "s"))
        .replace(flow("t", "e"), choice("k", "e") + path("t", "k", "e") + flow("k", "m", "ja")), []),
    "a branch that begins again": (
        FORK.replace(flow("b", "t"), choice("k", "t") + path("b", "k", "t") + flow("k", "b", "ja")), []),
    "a branch that begins everything again": (
        FORK.replace(flow("begin", "s"), merge("m") + path("begin", "m", "s"))
        .replace(flow("b", "t"), choice("k", "t") + path("b", "k", "t") + flow("k", "m", "ja")), [("t", "samenkomst_wacht")]),
    "what meets beside a branch that ends everything": (
        FORK.replace(both("t"), merge("t")) + user("x") + terminate("weg") + path("s", "x", "weg"), [("t", "loopt_dubbel")]),
    "two ends at one end event": (FORK.replace(both("t"), "").replace(path("a", "t", "e"), flow("a", "e")).replace(flow("a", "t") + flow("t", "e"), flow("a", "e")).replace(flow("b", "t"), flow("b", "e")), []),
    "a split in a split": (
        FORK.replace(user("b"), both("b") + user("c") + user("d") + both("u")).replace(flow("b", "t"), path("b", "c", "u", "t") + path("b", "d", "u")), []),
    "a split in a split that meets without a join": (
        FORK.replace(user("b"), both("b") + user("c") + user("d") + merge("u")).replace(flow("b", "t"), path("b", "c", "u", "t") + path("b", "d", "u")), [("u", "loopt_dubbel")]),
}


@pytest.mark.parametrize("what", JOINS)
def test_a_join_gets_all_its_tokens_and_no_way_runs_twice(what: str) -> None:
    body, expected = JOINS[what]
    codes = ("samenkomst_wacht", "loopt_dubbel", "te_veel_wegen")
    assert sorted(each for each in found(definitions(body, ("start",))) if each[1] in codes) == sorted(expected)


def test_twelve_parallel_pillars_are_followed_quickly() -> None:
    """Each with a choice and a loop: tokens do not hinder each other, so the situations do not multiply."""
    assert found(_pillars(12, "t")) == []


def test_more_than_can_be_followed_is_said() -> None:
    """Each pillar waits or is gone: all together in far more ways than are followed."""
    assert ("proef", "te_veel_wegen") in found(_pillars(16, "e"))


def _pillars(number: int, other_way: str) -> bytes:
    body = start() + both("s") + both("t") + end("e") + path("begin", "s") + path("t", "e")
    for n in range(number):
        a, k = f"a{n}", f"k{n}"
        other = flow(k, a, "nog") + (flow(k, "e", "weg") if other_way == "e" else "")
        body += user(a) + choice(k, "t") + path("s", a, k, "t") + other
    return definitions(body, ("start",))


# -- more shapes of one rule ----------------------------------------------------------------------------------

MORE = {
    "two boundaries for one message": (REVIEWS + boundary("v2", "h", message("vraag"), stops=True) + end("y") + path("v2", "y"), [("v2", "wacht_dubbel")]),
    "two starts for one message": (LINE + start("nog") + flow("nog", "a"), [("nog", "wacht_dubbel")]),
    "one name, a term and a message": (WAITS.replace(message("klaar"), timer("stuk")), []),
    "a task that hears the message itself": (
        WAITS.replace(flow("x", "m"), user("kijk") + path("x", "kijk", "m") + boundary("b1", "kijk", message("stuk"), stops=False)
                      + boundary("b2", "kijk", message("klaar"), stops=False) + end("z") + path("b1", "z") + end("y2") + path("b2", "y2")), []),
    "a task from which a case may also end": (
        WAITS.replace(flow("x", "m"), user("kijk") + choice("k", "m") + end("z") + path("x", "kijk", "k", "m") + flow("k", "z", "ja")), []),
    "an inner sub-process that an outer one stops": (
        start() + inside("buiten", plain("t"), DEEP.replace(start(), "").replace(flow("begin", "deel"), flow("t", "deel"))
                         .replace(user("c") + end("y") + path("stop", "c", "y"), end("y") + path("stop", "y")))
        + boundary("vervallen", "buiten", message("klaar"), stops=True) + end("v_einde") + path("vervallen", "v_einde")
        + end("einde") + path("begin", "buiten", "einde"), []),
    "a sub-process that never rests": (
        start() + INNER.replace(user("w"), script("w", "{n: 1}")) + boundary("v", "deel", timer("t"), stops=True) + end("z") + path("v", "z"), [("v", "rand_hoort_niets")]),
    "a wheel that an event around it stops": (
        start() + inside("deel", plain("s"), user("u"), choice("k", "f"), user("w"), end("f"), path("s", "u", "k", "f") + flow("k", "w", "ja") + path("w", "w"))
        + boundary("v", "deel", message("stop"), stops=True) + end("z") + path("v", "z") + end("e") + path("begin", "deel", "e"), []),
    "a parallel event gateway": (WAITS.replace('<bpmn:eventBasedGateway id="w"', '<bpmn:eventBasedGateway id="w" eventGatewayType="Parallel"'), [("w", "eigenschap_genegeerd")]),
    "a role that may record, and is none": (WAITS.replace(message("stuk"), message("stuk", '<bpmn:extensionElements><traject:bericht rol="tovenaar"/></bpmn:extensionElements>')), [("x", "rol_onbekend")]),
    "a parameter without value": (start() + ask("serviceTask", "a", TOWARDS.format('<traject:parameter naam="status"/>')) + end("e") + path("begin", "a", "e"), [("a", "handeling_parameters")]),
    "our element twice": (LINE.replace('<traject:taak formulier="a"/>', '<traject:taak formulier="a"/><traject:taak formulier="b"/>'), [("a", "uitbreiding_misplaatst")]),
    "our element that nobody knows": (LINE.replace("<traject:taak ", '<traject:tovertaak/><traject:taak '), [(None, "onderdeel_onleesbaar")]),
    "a condition in Python": (CHOICE.replace("<bpmn:conditionExpression ", '<bpmn:conditionExpression language="python" '), [("k", "andere_taal")]),
    "an event by reference": (start() + '<bpmn:intermediateThrowEvent id="x"><bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef></bpmn:intermediateThrowEvent>' + end("e") + path("begin", "x", "e"),
                              [("x", "verwijzing_onbekend")]),
    "a sent message": (start() + '<bpmn:intermediateThrowEvent id="x">' + throw("stuk", "{a: 1}") + "</bpmn:intermediateThrowEvent>" + end("e") + path("begin", "x", "e"), []),
}


@pytest.mark.parametrize("what", MORE)
def test_a_rule_knows_where_it_ends(what: str) -> None:
    body, expected = MORE[what]
    seen = found(definitions(body, ("start", *MESSAGES)))
    assert sorted(seen, key=str) == sorted(expected, key=str)


def test_an_event_that_borrows_its_definition_is_refused() -> None:
    """The engine would take it for an event without one, and send nothing."""
    borrowed = LINE.replace(user("a"), '<bpmn:intermediateThrowEvent id="a"><bpmn:eventDefinitionRef>d</bpmn:eventDefinitionRef></bpmn:intermediateThrowEvent>')
    lent = definitions(borrowed, ("start",)).replace(b"<bpmn:process ", b'<bpmn:messageEventDefinition id="d" messageRef="m_start"/><bpmn:process ')
    assert found(lent) == [("a", "element_niet_uitvoerbaar")]
# fmt: on
