"""Decision tables (DMN) evaluated with FEEL; the library's own glue Python strings and decide wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import orjson
from lxml import etree

from app.domain.errors import DomainError
from app.engine.errors import EngineError
from app.engine.feel import REMEMBERED, Question, feel, reachable
from app.engine.xml import NS

HIT_POLICIES = {"UNIQUE", "FIRST", "ANY"}
ANYTHING = {"", "-"}


@dataclass(frozen=True)
class Rule:
    """One row: a unary test per input, an expression per output, and why."""

    id: str
    tests: tuple[str, ...]
    results: tuple[str, ...]
    description: str = ""


@dataclass(frozen=True)
class Decided:
    """What a table answered: its outputs, and the rule and inputs that explain them."""

    table: str
    outputs: dict[str, Any]
    rule: str
    row: int
    description: str
    inputs: dict[str, Any]


@dataclass(frozen=True)
class DecisionTable:
    """A table by its file's name; inputs and outputs in column order."""

    name: str
    title: str
    hit_policy: str
    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    outputs: tuple[str, ...]
    rules: tuple[Rule, ...]
    _answers: dict[bytes, Decided] = field(default_factory=dict, compare=False, repr=False)

    def decide(self, context: Mapping[str, Any]) -> Decided:
        """The answer to these values, remembered: a month of detection asks the same few questions.

        Raises EngineError `tabel_geen_regel` or `tabel_meer_regels`, FeelError.
        """
        key = orjson.dumps(reachable(self._names, context))
        known = self._answers.get(key)
        if known is None:
            if len(self._answers) >= REMEMBERED:
                self._answers.clear()
            known = self._answers[key] = self._decide(context)
        return replace(known, outputs=deepcopy(known.outputs))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        texts = [*self.inputs, *(text for rule in self.rules for text in (*rule.tests, *rule.results))]
        return tuple(dict.fromkeys(name for text in texts for name in feel.names_in(text)))

    def _decide(self, context: Mapping[str, Any]) -> Decided:
        values = feel.ask([Question(text, context) for text in self.inputs])
        hits = self._hits(values, context)
        if not hits:
            raise EngineError(
                "tabel_geen_regel", tabel=self.name, invoer=dict(zip(self.labels, values, strict=True))
            )
        compared = hits if self.hit_policy == "ANY" else hits[:1]
        results = [
            feel.ask([Question(text, context) for text in self.rules[hit].results]) for hit in compared
        ]
        clash = self.hit_policy == "UNIQUE" or any(result != results[0] for result in results)
        if len(hits) > 1 and clash:
            raise EngineError("tabel_meer_regels", tabel=self.name, regels=[hit + 1 for hit in hits])
        rule = self.rules[hits[0]]
        return Decided(
            table=self.name,
            outputs=dict(zip(self.outputs, results[0], strict=True)),
            rule=rule.id,
            row=hits[0] + 1,
            description=rule.description,
            inputs=dict(zip(self.labels, values, strict=True)),
        )

    def _hits(self, values: list[Any], context: Mapping[str, Any]) -> list[int]:
        cells: dict[tuple[str, int], bool] = {}
        questions: list[tuple[tuple[str, int], Question]] = []
        for rule in self.rules:
            for column, test in enumerate(rule.tests):
                key = (test, column)
                if key in cells:
                    continue
                value = values[column]
                cells[key] = test in ANYTHING
                if test in ANYTHING:
                    continue
                if value is None:
                    cells[key] = fits_null(test)
                else:
                    questions.append((key, Question(test, context, unary=True, value=value)))
        answers = feel.ask([question for _, question in questions])
        cells |= {key: answer is True for (key, _), answer in zip(questions, answers, strict=True)}
        return [
            number
            for number, rule in enumerate(self.rules)
            if all(cells[test, column] for column, test in enumerate(rule.tests))
        ]


def fits_null(test: str) -> bool:
    """Null fits a cell only where it says so: FEEL makes a comparison with null null, without a word."""
    return "null" in (part.strip() for part in test.split(","))


def read(root: etree._Element, path: str) -> DecisionTable:
    """The one decision table of a DMN file. Raises DomainError `tabel_onbruikbaar`."""
    found = root.xpath("//dmn:decisionTable", namespaces=NS)
    if len(found) != 1:
        raise DomainError(
            "tabel_onbruikbaar", bestand=path, uitleg=f"{len(found)} beslissingstabellen, 1 verwacht"
        )
    node = found[0]
    policy = node.get("hitPolicy", "UNIQUE")
    if policy not in HIT_POLICIES or node.get("aggregation"):
        raise DomainError(
            "tabel_onbruikbaar", bestand=path, uitleg=f"hit policy {policy} wordt niet uitgevoerd"
        )
    inputs = node.findall(f"{{{NS['dmn']}}}input")
    outputs = [output.get("name") for output in node.findall(f"{{{NS['dmn']}}}output")]
    rules = tuple(_rule(rule) for rule in node.findall(f"{{{NS['dmn']}}}rule"))
    if not rules or not all(outputs):
        raise DomainError("tabel_onbruikbaar", bestand=path, uitleg="geen regels, of een uitvoer zonder naam")
    for number, rule in enumerate(rules, 1):
        if (len(rule.tests), len(rule.results)) != (len(inputs), len(outputs)):
            raise DomainError(
                "tabel_onbruikbaar", bestand=path, uitleg=f"regel {number} heeft niet alle kolommen"
            )
    expressions = tuple(_text(item, "dmn:inputExpression/dmn:text") for item in inputs)
    return DecisionTable(
        name=path.rpartition("/")[2].removesuffix(".dmn"),
        title=node.getparent().get("name") or "",
        hit_policy=policy,
        inputs=expressions,
        labels=tuple(item.get("label") or text for item, text in zip(inputs, expressions, strict=True)),
        outputs=tuple(outputs),
        rules=rules,
    )


def _rule(node: etree._Element) -> Rule:
    return Rule(
        id=node.get("id", ""),
        tests=tuple(_text(entry, "dmn:text") for entry in node.findall(f"{{{NS['dmn']}}}inputEntry")),
        results=tuple(_text(entry, "dmn:text") for entry in node.findall(f"{{{NS['dmn']}}}outputEntry")),
        description=" ".join(_text(node, "dmn:description").split()),
    )


def _text(node: etree._Element, path: str) -> str:
    found = node.xpath(path, namespaces=NS)
    return (found[0].text or "").strip() if found else ""
