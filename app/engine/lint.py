"""The lint of diagrams: the same bpmnlint rules that the editor runs, inside a V8 of their own.

The rules are JavaScript (app/web/ui/lint); what only this side knows, its roles and effects, goes in with
each diagram. What comes back is a code, an element and facts; app/web/release_wording.py has the sentences.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import Any

import orjson
from lxml import etree
from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from app.domain.effects import EFFECTS
from app.domain.errors import DomainError
from app.domain.vocabulary import Role
from app.engine import v8
from app.engine.checks import Problem
from app.engine.xml import parse

BUNDLE = Path(__file__).parent / "dist" / "lint.js"
SECONDS = 10.0  # for one diagram; the largest of the release takes 0.1 s
REMEMBERED = 500  # diagrams, by content: a release is read more often than it changes

_KNOWN = {
    "banen": [role.lane.casefold() for role in Role],
    "rollen": [role.value for role in Role],
    "handelingen": {name: list(parameters) for name, parameters in EFFECTS.items()},
}


def lint(xml: bytes, path: str, readable: bool) -> list[Problem]:
    """What is wrong with one diagram: what the engine would refuse or silently do otherwise (`uitvoerbaar`).

    With `readable` also how it reads (`leesbaar`): left to right, lanes, labels, words. Raises DomainError
    `xml_onleesbaar` where the file is no safe XML, `lint_te_zwaar` where it asks too much time or memory,
    `lint_mislukt` where a rule fails.
    """
    root = parse(xml, path)
    sets = ["uitvoerbaar", "leesbaar"] if readable else ["uitvoerbaar"]
    found = _linter.run(etree.tostring(root, encoding="unicode"), sets, path)
    return [Problem(path, **each) for each in found]


class _Linter:
    """One V8 per process; started at the first diagram, never before a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._racer: MiniRacer | None = None
        self._found: OrderedDict[tuple[str, ...], bytes] = OrderedDict()

    def run(self, text: str, sets: list[str], path: str) -> list[dict[str, Any]]:
        key = (text, *sets)
        with self._lock:
            if key not in self._found:
                self._found[key] = orjson.dumps(self._ask(text, sets, path))
                if len(self._found) > REMEMBERED:
                    self._found.popitem(last=False)
            found: list[dict[str, Any]] = orjson.loads(self._found[key])
        return found

    def _ask(self, text: str, sets: list[str], path: str) -> list[dict[str, Any]]:
        try:
            if self._racer is None:
                self._racer = v8.start(BUNDLE.read_text("utf-8"))
            self._racer.call("lint", text, sets, _KNOWN, timeout_sec=SECONDS)
            answer = orjson.loads(str(self._racer.call("answer", timeout_sec=SECONDS)))
        except (JSTimeoutException, JSOOMException):
            self._racer = None
            raise DomainError("lint_te_zwaar", bestand=path) from None
        except JSEvalException as problem:
            raise DomainError("lint_mislukt", bestand=path, uitleg=str(problem)) from None
        if answer is None or "error" in answer:
            uitleg = "geen antwoord" if answer is None else answer["error"]
            raise DomainError("lint_mislukt", bestand=path, uitleg=uitleg)
        found: list[dict[str, Any]] = answer["found"]
        return found


_linter = _Linter()  # of this process
