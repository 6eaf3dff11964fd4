"""More small models: each a shape that the shipped diagrams do not have but that a diagram may have."""

# ruff: noqa: E501 - a diagram reads best with one element on a line
# fmt: off

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from tests.engine.models import NESTED, definitions, flow, message, script, throw, timer, user


def start(name: str = "begin") -> str:
    return f'<bpmn:startEvent id="{name}">' + message("start") + "</bpmn:startEvent>"


def plain(name: str) -> str:
    return f'<bpmn:startEvent id="{name}"/>'


def end(name: str, inside: str = "") -> str:
    return f'<bpmn:endEvent id="{name}">{inside}</bpmn:endEvent>'


def terminate(name: str) -> str:
    return end(name, "<bpmn:terminateEventDefinition/>")


def both(name: str) -> str:
    return f'<bpmn:parallelGateway id="{name}"/>'


def choice(name: str, default: str) -> str:
    return f'<bpmn:exclusiveGateway id="{name}" default="{name}__{default}"/>'


def merge(name: str) -> str:
    return f'<bpmn:exclusiveGateway id="{name}"/>'


def first(name: str) -> str:
    return f'<bpmn:eventBasedGateway id="{name}"/>'


def catch(name: str, definition: str) -> str:
    return f'<bpmn:intermediateCatchEvent id="{name}">{definition}</bpmn:intermediateCatchEvent>'


def boundary(name: str, on: str, definition: str, *, stops: bool) -> str:
    return f'<bpmn:boundaryEvent id="{name}" attachedToRef="{on}" cancelActivity="{str(stops).lower()}">{definition}</bpmn:boundaryEvent>'


def inside(name: str, *parts: str) -> str:
    return f'<bpmn:subProcess id="{name}">' + "".join(parts) + "</bpmn:subProcess>"


def path(*nodes: str) -> str:
    return "".join(flow(one, other) for one, other in pairwise(nodes))


# A split in a branch of a split, all branches joined at once, the whole in a loop.
FORKS = definitions(
    start() + both("splits") + user("a") + both("tweede") + user("b") + user("c") + both("samen")
    + user("nakijken") + choice("opnieuw", "einde") + merge("weer") + end("einde")
    + path("begin", "weer", "splits", "a", "samen") + path("splits", "tweede", "b", "samen")
    + path("tweede", "c", "samen") + path("samen", "nakijken", "opnieuw")
    + flow("opnieuw", "weer", "antwoord &gt; 0") + flow("opnieuw", "einde"),
    ("start",),
)

# A not interrupting message, a not interrupting term and both interrupting kinds on one task and one sub-process.
MIXED = definitions(
    start() + inside(
        "buiten", plain("b_begin"), inside(
            "deel", plain("d_begin"), user("werk"), user("meer_werk"), end("d_einde"), path("d_begin", "werk", "meer_werk", "d_einde")),
        boundary("vraag", "deel", message("vraag"), stops=False), user("antwoorden"), end("v_einde"), path("vraag", "antwoorden", "v_einde"),
        boundary("herinnering", "deel", timer("kort"), stops=False), user("herinneren"), end("h_einde"), path("herinnering", "herinneren", "h_einde"),
        boundary("stop", "deel", message("stop"), stops=True), user("afhandelen"), merge("verder"),
        boundary("te_laat", "deel", timer("lang"), stops=True), path("stop", "afhandelen", "verder"), path("te_laat", "verder"),
        user("besluiten"), end("b_einde"), path("b_begin", "deel", "verder", "besluiten", "b_einde"),
        boundary("spoed", "besluiten", message("spoed"), stops=False), end("s_einde", throw("gehaast", "{n: nummer}")), path("spoed", "s_einde"))
    + boundary("vervallen", "buiten", message("traject_vervallen"), stops=True)
    + end("einde") + end("weg") + path("begin", "buiten", "einde") + path("vervallen", "weg"),
    ("start", "vraag", "stop", "spoed", "gehaast", "traject_vervallen"),
)

# A sub-process that ends at once from within, inside a loop, beside an event gateway; the case too can end at once.
ENDS = definitions(
    start() + script("nul", "{ronde: 0}") + both("splits") + merge("weer")
    + inside(
        "deel", plain("d_begin"), both("d_splits"), user("kiezen"), choice("klaar", "rustig"), terminate("direct"), end("rustig"),
        user("ernaast"), end("d_einde"), path("d_begin", "d_splits", "kiezen", "klaar"), path("d_splits", "ernaast", "d_einde"),
        flow("klaar", "direct", "antwoord = 0"), flow("klaar", "rustig"))
    + script("tel", "{ronde: ronde + 1}") + choice("genoeg", "weer") + end("genoeg_gedaan")
    + path("begin", "nul", "splits", "weer", "deel", "tel", "genoeg") + flow("genoeg", "genoeg_gedaan", "ronde &gt;= 3") + flow("genoeg", "weer")
    + first("wachten") + catch("dag", timer("dag")) + catch("stuk", message("stuk")) + catch("genoeg_gehad", message("genoeg_gehad")) + merge("rond")
    + path("splits", "rond", "wachten", "dag", "rond") + path("wachten", "stuk", "rond") + path("wachten", "genoeg_gehad")
    + terminate("alles_weg") + path("genoeg_gehad", "alles_weg"),
    ("start", "stuk", "genoeg_gehad"),
)

# Requests that need work of their own: a sub-process with two branches behind a not interrupting boundary.
REQUESTS = definitions(
    start() + user("hoofdwerk") + end("einde") + path("begin", "hoofdwerk", "einde")
    + boundary("verzoek", "hoofdwerk", message("verzoek"), stops=False)
    + inside(
        "behandelen", plain("r_begin"), both("r_splits"), user("advies"), catch("stukken", message("stukken")), both("r_samen"), user("beslissen"), end("r_einde"),
        path("r_begin", "r_splits", "advies", "r_samen", "beslissen", "r_einde"), path("r_splits", "stukken", "r_samen"))
    + boundary("ingetrokken", "behandelen", message("ingetrokken"), stops=True) + end("i_einde") + path("ingetrokken", "i_einde")
    + end("v_einde") + path("verzoek", "behandelen", "v_einde"),
    ("start", "verzoek", "stukken", "ingetrokken"),
)

# Two branches that meet in a join of which one can be left by an event; a term before each.
PILLARS = definitions(
    start() + both("splits") + first("wachten") + catch("op_tijd", message("op_tijd")) + catch("te_laat", timer("lang"))
    + user("achterna") + merge("m") + path("splits", "wachten", "op_tijd", "m") + path("wachten", "te_laat", "achterna", "m")
    + user("les") + boundary("gestopt", "les", message("gestopt"), stops=True) + user("gesprek") + merge("n")
    + path("splits", "les", "n") + path("gestopt", "gesprek", "n")
    + catch("maand", timer("maand")) + path("splits", "maand")
    + both("samen") + path("m", "samen") + path("n", "samen") + path("maand", "samen") + end("einde") + path("begin", "splits") + path("samen", "einde"),
    ("start", "op_tijd", "gestopt"),
)

# A sub-process in a drawing of its own, and in that one another; events on the edges of both. Drawn, as all the rest is not.
APART = (Path(__file__).parents[1] / "data/eigen_tekeningen.bpmn").read_bytes()

SHAPES = {"proef": NESTED, "vorken": FORKS, "gemengd": MIXED, "eindes": ENDS, "verzoeken": REQUESTS, "pijlers": PILLARS, "tekeningen": APART}
# fmt: on
