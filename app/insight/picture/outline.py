"""The diagram in words: the same steps and ways as the picture, for the text beside it."""

from __future__ import annotations

from dataclasses import dataclass

from app.insight.picture.model import FLOW_NODES, GATEWAYS, Element, Flow, Model, parse, read_model

_KINDS = {
    "task": "taak",
    "userTask": "taak",
    "manualTask": "taak op papier",
    "sendTask": "brief",
    "receiveTask": "ontvangst",
    "serviceTask": "automatische handeling",
    "scriptTask": "berekening",
    "businessRuleTask": "beslissingstabel",
    "callActivity": "ander proces",
    "subProcess": "deelproces",
    "transaction": "deelproces",
    "adHocSubProcess": "deelproces",
    "exclusiveGateway": "keuze",
    "parallelGateway": "splitsing",
    "eventBasedGateway": "wachten op wat eerst gebeurt",
    "inclusiveGateway": "keuze van een of meer wegen",
    "complexGateway": "keuze",
    "startEvent": "start",
    "endEvent": "einde",
    "intermediateThrowEvent": "gebeurtenis",
    "intermediateCatchEvent": "wachten",
    "boundaryEvent": "tijdens de taak",
}
_EVENT_KINDS = {
    ("startEvent", "message"): "start bij een bericht",
    ("endEvent", "message"): "einde met een bericht",
    ("endEvent", "terminate"): "einde van alles",
    ("intermediateThrowEvent", "message"): "bericht versturen",
    ("intermediateCatchEvent", "message"): "wachten op een bericht",
    ("intermediateCatchEvent", "timer"): "wachten op een termijn",
    ("boundaryEvent", "message"): "bericht tijdens de stap",
    ("boundaryEvent", "timer"): "termijn tijdens de stap",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step; `goes_to` holds (answer, id of the next step, its name), the answer empty without a question.

    `name` falls back to the kind when the diagram gives none. `inside` is the id of the sub-process around
    the step, `during` that of the step it interrupts (or, with `interrupts` false, accompanies).
    """

    id: str
    kind: str
    name: str
    lane: str
    goes_to: tuple[tuple[str, str, str], ...]
    inside: str | None = None
    during: str | None = None
    interrupts: bool = False


def outline(bpmn: bytes) -> list[Step]:
    """All steps in the order in which a case meets them, loops aside; needs no layout."""
    model = read_model(parse(bpmn))
    return [_step(model, model.elements[identity]) for identity in steps_in_order(model)]


def _step(model: Model, element: Element) -> Step:
    return Step(
        id=element.id,
        kind=_kind(model, element),
        name=_name(model, element),
        lane=element.lane or "",
        goes_to=tuple(
            (flow.name, flow.target, _name(model, model.elements[flow.target]))
            for flow in _ways(model, element.id)
        ),
        inside=element.inside,
        during=element.host,
        interrupts=bool(element.host) and element.interrupting,
    )


def _kind(model: Model, element: Element) -> str:
    if element.type in GATEWAYS and len(_ways(model, element.id)) < 2:
        return "samenkomst"
    return _EVENT_KINDS.get((element.type, element.event or ""), _KINDS[element.type])


def _name(model: Model, element: Element) -> str:
    return element.name or _kind(model, element).capitalize()


def _ways(model: Model, identity: str) -> list[Flow]:
    """The sequence flows out of a step that lead to a known step, in the order of the file."""
    return model.ways.get(identity, [])


def steps_in_order(model: Model) -> list[str]:
    """A step before what follows it (reversed depth-first postorder), the first way out of a choice first."""
    followers = _followers(model)
    reached = {follower for after in followers.values() for follower in after}
    finished: list[str] = []
    seen: set[str] = set()
    # A stack, not recursion: an edited diagram may be a chain of any length. What is taken first comes last.
    stack = [(step, False) for step in followers if step not in reached]
    while stack:
        step, is_done = stack.pop()
        if is_done:
            finished.append(step)
        elif step not in seen:
            seen.add(step)
            stack.append((step, True))
            stack.extend((after, False) for after in followers[step])
    loops_without_beginning = [step for step in followers if step not in seen]
    return finished[::-1] + loops_without_beginning


def _followers(model: Model) -> dict[str, list[str]]:
    """What comes after each step: what happens inside it, where it leads, and what may happen meanwhile."""
    steps = {element.id: element for element in model.elements.values() if element.type in FLOW_NODES}
    targets = {flow.target for ways in model.ways.values() for flow in ways}
    followers: dict[str, list[str]] = {identity: [] for identity in steps}
    for step in steps.values():
        if step.inside in followers and step.id not in targets and not step.host:
            followers[step.inside].append(step.id)
    for identity in steps:
        followers[identity] += [flow.target for flow in _ways(model, identity)]
    for step in steps.values():
        if step.host in followers:
            followers[step.host].append(step.id)
    return followers
