"""An independent judge: plays the tokens of our BPMN subset straight from the XML, without the library.

What it shares with the engine is FEEL and the decision tables; how tokens move is written here from the BPMN
specification (2.0.2, chapter 13) alone. It keeps its own data, so a wrong value shows like a wrong task.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from lxml import etree

from app.engine.catalogue import read as read_catalogue
from app.engine.feel import feel
from app.engine.release import Release
from app.engine.xml import NS, short
from app.engine.xml import parse as parse_xml

_RESTING = {"userTask", "intermediateCatchEvent", "eventBasedGateway", "subProcess"}


@dataclass(eq=False)
class Scope:
    """One entry into a process or sub-process; `owner` is the token that rests on the sub-process."""

    owner: Token | None = None


@dataclass(eq=False)
class Token:
    """A token on a node; `via` is the flow it came along (a join counts flows), `spent` its fired terms."""

    node: str
    scope: Scope
    via: str | None = None
    moving: bool = True
    number: int = field(default_factory=count().__next__)
    spent: set[str] = field(default_factory=set)
    heard: Counter[str] = field(default_factory=Counter)


class Diagram:
    """The nodes and flows of one executable process, as the file has them."""

    def __init__(self, content: bytes) -> None:
        root = parse_xml(content, "oracle.bpmn")
        process = root.xpath("//bpmn:process[@isExecutable='true']", namespaces=NS)[0]
        found = read_catalogue(root)
        assert found is not None
        self.elements = found.elements
        self.flows: dict[str, list[tuple[str, str, str | None]]] = {}
        self.incoming: dict[str, list[str]] = {}
        self.source: dict[str, str] = {}
        for flow in process.iterfind(".//bpmn:sequenceFlow", NS):
            source, target = flow.get("sourceRef"), flow.get("targetRef")
            self.flows.setdefault(source, []).append(
                (flow.get("id"), target, flow.findtext("bpmn:conditionExpression", None, NS))
            )
            self.incoming.setdefault(target, []).append(flow.get("id"))
            self.source[flow.get("id")] = source
        nodes = {node.get("id"): node for node in process.iter() if node.get("id") in self.elements}
        self.default = {name: node.get("default") for name, node in nodes.items()}
        self.terminates = {
            name for name, node in nodes.items() if node.find("bpmn:terminateEventDefinition", NS) is not None
        }
        self.boundaries: dict[str, list[str]] = {}
        for name, element in self.elements.items():
            if element.attached_to:
                self.boundaries.setdefault(element.attached_to, []).append(name)
        self.starts = {_container(node): name for name, node in nodes.items() if short(node) == "startEvent"}
        self.start = self.starts[process.get("id")]


def _container(node: etree._Element) -> str:
    return str(node.getparent().get("id"))


class Oracle:
    """A case played by hand. `complete` and `deliver` are told which token by its number."""

    def __init__(self, release: Release, diagram: Diagram, names: Mapping[str, Any]) -> None:
        self.release, self.diagram, self.names = release, diagram, names
        self.data: dict[str, Any] = {}
        self.tokens: list[Token] = []
        self.passed: Counter[str] = Counter()
        self.thrown: list[tuple[str, Any]] = []
        self.asked: list[tuple[str, Any]] = []

    def begin(self, payload: Mapping[str, Any]) -> None:
        self.data.update(payload)
        self._leave(self.diagram.start, Scope())
        self._play()

    def complete(self, number: int, element: str, values: Mapping[str, Any]) -> None:
        token = next(t for t in self.tokens if (t.number, t.node) == (number, element))
        self.data.update(values)
        self.tokens.remove(token)
        self._leave(element, token.scope)
        self._play()

    def deliver(self, number: tuple[int, int], element: str, payload: Mapping[str, Any]) -> None:
        self.data.update(payload)
        found = self.diagram.elements[element]
        token = next(t for t in self.tokens if t.number == number[0] and element in self._heard_by(t))
        if token.node == found.attached_to and not found.interrupting:
            if found.term:
                token.spent.add(element)
            token.heard[element] += 1
        else:
            self._take_away(token)
        if self.diagram.elements[token.node].kind == "eventBasedGateway":
            self.passed[token.node] += 1
        self._leave(element, token.scope)
        self._play()

    # -- what can be seen --------------------------------------------------------------------------------

    def open_tasks(self) -> Counter[str]:
        return Counter(t.node for t in self.tokens if self.diagram.elements[t.node].kind == "userTask")

    def task_keys(self) -> list[tuple[Any, str]]:
        """(number, element) of each open task."""
        return [(t.number, t.node) for t in self.tokens if self.diagram.elements[t.node].kind == "userTask"]

    def wait_keys(self) -> list[tuple[Any, str]]:
        """((number, times heard before), element) of each wait: a boundary that hears again is a new one."""
        return [((t.number, t.heard[name]), name) for t in self.tokens for name in self._heard_by(t)]

    def waits(self) -> Counter[tuple[str, str, str]]:
        return Counter(
            (
                name,
                "termijn" if self.diagram.elements[name].term else "bericht",
                self.diagram.elements[name].term or self.diagram.elements[name].message or "",
            )
            for token in self.tokens
            for name in self._heard_by(token)
        )

    @property
    def ended(self) -> bool:
        return not self.tokens

    def positions(self) -> tuple[list[str], list[tuple[str, str]], set[str]]:
        """Where the tokens rest, which arrived at a join from where, which terms of boundaries have fired."""
        kinds = self.diagram.elements
        resting = [t.node for t in self.tokens if kinds[t.node].kind in _RESTING - {"subProcess"}]
        arrived = [
            (self.diagram.source[t.via or ""], t.node)
            for t in self.tokens
            if kinds[t.node].kind == "parallelGateway"
        ]
        return resting, arrived, {name for t in self.tokens for name in t.spent}

    # -- how tokens move ---------------------------------------------------------------------------------

    def _heard_by(self, token: Token) -> list[str]:
        kind = self.diagram.elements[token.node].kind
        heard = [b for b in self.diagram.boundaries.get(token.node, []) if b not in token.spent]
        if kind == "intermediateCatchEvent":
            heard.append(token.node)
        if kind == "eventBasedGateway":
            heard += [target for _, target, _ in self.diagram.flows[token.node]]
        return heard

    def _leave(self, node: str, scope: Scope) -> None:
        """The node is done: a token for each flow out of it."""
        self.passed[node] += 1
        outcome = self.diagram.elements[node].outcome
        if outcome:
            self.data["uitkomst"] = outcome
        for flow, target, _ in self.diagram.flows.get(node, []):
            self.tokens.append(Token(target, scope, flow))

    def _play(self) -> None:
        while True:
            token = next((t for t in self.tokens if t.moving), None)
            if token is None:
                break
            self._arrive(token)

    def _arrive(self, token: Token) -> None:
        element = self.diagram.elements[token.node]
        token.moving = False
        if element.kind == "subProcess":
            self.tokens.append(Token(self.diagram.starts[element.id], Scope(token)))
        elif element.kind == "parallelGateway":
            self._join(token)
        elif element.kind not in _RESTING:
            self.tokens.remove(token)
            if element.kind == "exclusiveGateway":
                self._choose(token)
            elif element.kind == "endEvent":
                self._end(token)
            else:
                self._do(token.node)
                self._leave(token.node, token.scope)

    def _join(self, token: Token) -> None:
        here = [t for t in self.tokens if (t.node, t.scope) == (token.node, token.scope) and not t.moving]
        one_each = {t.via: t for t in reversed(here)}
        if set(one_each) == set(self.diagram.incoming[token.node]):
            for arrived in one_each.values():
                self.tokens.remove(arrived)
            self._leave(token.node, token.scope)

    def _choose(self, token: Token) -> None:
        flows = self.diagram.flows[token.node]
        default = next((f for f in flows if f[0] == self.diagram.default[token.node]), None)
        others = (f for f in flows if f is not default)
        chosen = next((f for f in others if f[2] is None or feel.condition(f[2], self._context())), default)
        assert chosen is not None, f"no flow out of {token.node}"
        self.passed[token.node] += 1
        self.tokens.append(Token(chosen[1], token.scope, chosen[0]))

    def _end(self, token: Token) -> None:
        self._do(token.node)
        self._leave(token.node, token.scope)
        if token.node in self.diagram.terminates:
            for other in [t for t in self.tokens if t.scope is token.scope]:
                self._take_away(other)
        owner = token.scope.owner
        if owner is not None and not any(t.scope is token.scope for t in self.tokens):
            self.tokens.remove(owner)
            self._leave(owner.node, owner.scope)

    def _take_away(self, token: Token) -> None:
        """The token, and all that lives inside the sub-process it rests on."""
        if token in self.tokens:
            self.tokens.remove(token)
        for inner in [t for t in self.tokens if t.scope.owner is token]:
            self._take_away(inner)

    def _do(self, node: str) -> None:
        element = self.diagram.elements[node]
        if element.script:
            self.data.update(feel.evaluate(element.script, self._context()))
        elif element.table:
            self.data.update(self.release.table(element.table).decide(self._context()).outputs)
        elif element.letter:
            registered = feel.evaluate(element.registered or "false", self._context())
            self.asked.append(("brief", {"sjabloon": element.letter, "aangetekend": registered}))
        elif element.effect:
            values = {name: feel.evaluate(text, self._context()) for name, text in element.parameters}
            self.asked.append((element.effect, values))
        elif element.message and element.kind in ("intermediateThrowEvent", "endEvent"):
            payload = feel.evaluate(element.payload, self._context()) if element.payload else {}
            self.thrown.append((element.message, payload))

    def _context(self) -> dict[str, Any]:
        return self.data | dict(self.names)
