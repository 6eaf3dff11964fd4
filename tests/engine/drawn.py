"""A small diagram with its drawing, on which every reading rule is content; each test spoils one thing in it."""

# ruff: noqa: E501 - a diagram reads best with one element on a line
# fmt: off

from __future__ import annotations

from tests.engine.models import HEAD, message, timer
from tests.engine.shapes import inside

BASIS = "<bpmn:documentation>Decreet 7-6-2013, art. 27.</bpmn:documentation>"
SHAPES = {  # element -> x, y, width, height; then its label's, where it has one
    "pool": (100, 0, 1400, 560), "l1": (130, 0, 1370, 250), "l2": (130, 250, 1370, 310),
    "begin": (180, 82, 36, 36, 170, 122, 56, 14), "nakijken": (260, 60, 100, 80),
    "akkoord": (410, 75, 50, 50, 405, 130, 60, 14), "wachten": (520, 75, 50, 50, 500, 55, 90, 14),
    "gehoord": (640, 82, 36, 36, 630, 122, 56, 14), "te_laat": (640, 172, 36, 36, 630, 212, 56, 14),
    "gestopt": (720, 172, 36, 36, 710, 212, 56, 14), "spreken": (750, 330, 100, 80),
    "deel": (920, 290, 400, 160), "d_begin": (950, 352, 36, 36, 940, 392, 56, 14), "verzamelen": (1040, 330, 100, 80),
    "d_klaar": (1200, 352, 36, 36, 1190, 392, 56, 14), "vervalt": (1000, 432, 36, 36, 1042, 456, 60, 14),
    "weg": (1100, 492, 36, 36, 1142, 503, 40, 14), "klaar": (1380, 352, 36, 36, 1370, 392, 56, 14),
}
EDGES = {  # flow -> points; then its label, where it has one
    "begin__nakijken": ([(216, 100), (260, 100)],), "nakijken__akkoord": ([(360, 100), (410, 100)],),
    "akkoord__nakijken": ([(435, 75), (435, 30), (310, 30), (310, 60)], (440, 40, 20, 14)),
    "akkoord__wachten": ([(460, 100), (520, 100)], (465, 82, 12, 14)),
    "wachten__gehoord": ([(570, 100), (640, 100)],), "wachten__te_laat": ([(545, 125), (545, 190), (640, 190)],),
    "gehoord__spreken": ([(676, 100), (800, 100), (800, 330)],), "te_laat__gestopt": ([(676, 190), (720, 190)],),
    "spreken__deel": ([(850, 370), (920, 370)],), "deel__klaar": ([(1320, 370), (1380, 370)],),
    "d_begin__verzamelen": ([(986, 370), (1040, 370)],), "verzamelen__d_klaar": ([(1140, 370), (1200, 370)],),
    "vervalt__weg": ([(1018, 468), (1018, 510), (1100, 510)],),
}


def task(name: str, title: str) -> str:
    form = f'<bpmn:extensionElements><traject:taak formulier="{name}"/></bpmn:extensionElements>'
    return f'<bpmn:userTask id="{name}" name="{title}">{BASIS}{form}</bpmn:userTask>'


def event(tag: str, name: str, title: str, within: str = "") -> str:
    return f'<bpmn:{tag} id="{name}" name="{title}">{within}</bpmn:{tag}>'


def arrow(name: str, title: str = "", condition: str = "") -> str:
    source, target = name.split("__")
    named = f' name="{title}"' if title else ""
    inner = f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>" if condition else ""
    return f'<bpmn:sequenceFlow id="{name}"{named} sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'


def _bounds(box: tuple[int, ...]) -> str:
    return '<dc:Bounds x="{}" y="{}" width="{}" height="{}"/>'.format(*box)


def _label(box: tuple[int, ...]) -> str:
    return f"<bpmndi:BPMNLabel>{_bounds(box)}</bpmndi:BPMNLabel>" if box else ""


def shape(name: str) -> str:
    box = SHAPES[name]
    return f'<bpmndi:BPMNShape id="s_{name}" bpmnElement="{name}" isExpanded="true">{_bounds(box[:4])}{_label(box[4:])}</bpmndi:BPMNShape>'


def points(*places: tuple[int, int]) -> str:
    return "".join(f'<di:waypoint x="{x}" y="{y}"/>' for x, y in places)


def edge(name: str) -> str:
    places, *label = EDGES[name]
    return f'<bpmndi:BPMNEdge id="e_{name}" bpmnElement="{name}">{points(*places)}{_label(label[0] if label else ())}</bpmndi:BPMNEdge>'


def lane(name: str, role: str, *nodes: str) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    return f'<bpmn:lane id="{name}" name="{role}">{refs}</bpmn:lane>'


def _definitions(body: str) -> str:
    spaces = "".join(f' xmlns:{prefix}="http://www.omg.org/spec/{path}"' for prefix, path in (
        ("bpmndi", "BPMN/20100524/DI"), ("dc", "DD/20100524/DC"), ("di", "DD/20100524/DI")))
    messages = "".join(f'<bpmn:message id="m_{name}" name="{name}"/>' for name in ("start", "antwoord", "vervallen"))
    lanes = lane("l1", "Dossierbeheerder", "begin", "nakijken", "akkoord", "wachten", "gehoord", "te_laat", "gestopt") + lane(
        "l2", "Trajectbegeleider", "spreken", "deel", "d_begin", "verzamelen", "d_klaar", "vervalt", "weg", "klaar")
    drawing = "".join(map(shape, SHAPES)) + "".join(map(edge, EDGES))
    return (
        HEAD.replace(">", spaces + ">") + messages
        + '<bpmn:collaboration id="samen"><bpmn:participant id="pool" name="Proef" processRef="proef"/></bpmn:collaboration>'
        + f'<bpmn:process id="proef" name="Proef" isExecutable="true"><bpmn:laneSet id="banen">{lanes}</bpmn:laneSet>{body}</bpmn:process>'
        + f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p" bpmnElement="samen">{drawing}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>'
    )


GOOD = _definitions(
    event("startEvent", "begin", "Gemeld", message("start")) + task("nakijken", "Dossier nakijken")
    + '<bpmn:exclusiveGateway id="akkoord" name="Akkoord?" default="akkoord__nakijken"/>'
    + '<bpmn:eventBasedGateway id="wachten" name="Wat gebeurt eerst?"/>'
    + event("intermediateCatchEvent", "gehoord", "Gehoord", message("antwoord"))
    + event("intermediateCatchEvent", "te_laat", "Te laat", BASIS + timer("maand")) + event("endEvent", "gestopt", "Gestopt")
    + task("spreken", "Gesprek voeren")
    + inside("deel", event("startEvent", "d_begin", "Begonnen"), task("verzamelen", "Stukken verzamelen"), event("endEvent", "d_klaar", "Verzameld"),
             arrow("d_begin__verzamelen"), arrow("verzamelen__d_klaar")).replace('id="deel"', 'id="deel" name="Stukken"')
    + event("boundaryEvent", "vervalt", "Vervallen", message("vervallen")).replace('id="vervalt"', 'id="vervalt" attachedToRef="deel"')
    + event("endEvent", "weg", "Vervallen") + event("endEvent", "klaar", "Afgerond")
    + arrow("begin__nakijken") + arrow("nakijken__akkoord") + arrow("akkoord__nakijken", "nee") + arrow("akkoord__wachten", "ja", "goed")
    + "".join(arrow(name) for name in ("wachten__gehoord", "wachten__te_laat", "gehoord__spreken", "te_laat__gestopt", "spreken__deel", "deel__klaar", "vervalt__weg"))
)
# fmt: on
