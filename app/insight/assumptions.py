"""Everything in a release that no source confirms (`aanname`, `onbevestigd`), in one list."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.parameters import Parameter
from app.domain.term_rules import TermRule
from app.domain.vocabulary import Provenance
from app.engine.release import Release

_SAID = re.compile(r"\b(aanname|onbevestigd)", re.IGNORECASE)
_LABELLED = {source.value for source in Provenance if not source.confirmed}


@dataclass(frozen=True)
class Assumption:
    """One thing that nobody confirmed: in what kind of file, of what, how it reads, and which of the two."""

    kind: str  # termijn | getal | tabel | diagram | formulier
    title: str
    text: str
    source: Provenance


def assumptions(release: Release) -> list[Assumption]:
    """The whole list: terms, numbers, decision tables, diagrams, forms; each sentence once per file."""
    found = [
        *_terms(release.terms),
        *_numbers(release.parameters),
        *_tables(release),
        *_diagrams(release),
        *_forms(release.schemas),
    ]
    return list(dict.fromkeys(found))


def _terms(rules: Iterable[TermRule]) -> Iterator[Assumption]:
    for rule in rules:
        if not rule.source.confirmed:
            text = f"{rule.length} {rule.unit.value}. {rule.note}".strip()
            yield Assumption("termijn", rule.name, text, rule.source)


def _numbers(parameters: Iterable[Parameter]) -> Iterator[Assumption]:
    for each in parameters:
        if not each.source.confirmed:
            unit = "" if isinstance(each.value, str) else f" ({each.unit})" if each.unit else ""
            text = f"{each.value}{unit}".rstrip(".")
            yield Assumption("getal", each.name, f"{text}. {each.note}".strip(), each.source)


def _tables(release: Release) -> Iterator[Assumption]:
    """A rule says it in its description, or in a column of its own."""
    for table in release.tables.values():
        for rule in table.rules:
            labelled = [text.strip('"') for text in rule.results if text.strip('"') in _LABELLED]
            if labelled:
                yield Assumption("tabel", table.title, rule.description, Provenance(labelled[0]))
            elif _SAID.search(rule.description):
                yield Assumption("tabel", table.title, rule.description, _source(rule.description))


def _diagrams(release: Release) -> Iterator[Assumption]:
    for process in release.processes.values():
        for element in process.elements.values():
            if _SAID.search(element.documentation):
                text = f"{element.name}: {element.documentation}" if element.name else element.documentation
                yield Assumption("diagram", process.name, text, _source(element.documentation))


def _forms(schemas: Mapping[str, Mapping[str, Any]]) -> Iterator[Assumption]:
    for name, schema in sorted(schemas.items()):
        title = name.replace("_", " ").capitalize()
        for text in _texts(schema.get("components") or []):
            if _SAID.search(text):
                yield Assumption("formulier", title, text.replace("**", ""), _source(text))


def _texts(components: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The Dutch words of a form, in the order of the page."""
    for each in components:
        yield from (each[name] for name in ("label", "text", "description") if each.get(name))
        yield from (value["label"] for value in each.get("values") or [])
        yield from _texts(each.get("components") or [])


def _source(text: str) -> Provenance:
    found = _SAID.search(text)
    return Provenance(found.group(1).lower()) if found else Provenance.ASSUMPTION


def as_markdown(found: Iterable[Assumption]) -> str:
    """The list for the README: a heading per kind of file, a line per assumption."""
    lines: list[str] = []
    kind = ""
    for each in found:
        if each.kind != kind:
            kind = each.kind
            lines += ["", f"**{_HEADINGS[kind]}**", ""]
        lines.append(f"- *{each.title}* ({each.source}): {' '.join(each.text.split())}")
    return "\n".join(lines).strip() + "\n"


_HEADINGS = {
    "termijn": "Termijnen",
    "getal": "Getallen",
    "tabel": "Beslissingstabellen",
    "diagram": "Diagrammen",
    "formulier": "Formulieren",
}
