"""FEEL, by feelin inside V8: limited in time and memory, no input or output, each question asked once.

A call over the boundary to V8 costs half a millisecond, so questions go over in one call and their answers
are remembered: an expression by its text and the values it uses, a cell of a table by its text and input.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from py_mini_racer import JSEvalException, JSOOMException, JSTimeoutException, MiniRacer

from app.engine import v8
from app.engine.errors import FeelError

BUNDLE = Path(__file__).parent / "dist" / "feelin.js"
SECONDS = 10.0  # for one call, on the wall's clock: a busy machine is no fault; the longest table takes 5 ms
REMEMBERED = 50_000

# The clock and the dice of V8 are taken away: an answer that is remembered must not depend on them, and the
# day of a step is `vandaag`.
_NO_CLOCK = """
class Refused extends Error {}
const refuse = what => { throw new Refused(what + ' is niet toegestaan; de dag van vandaag heet vandaag'); };
globalThis.Date = class extends Date {
  constructor(...given) { if (given.length === 0) refuse('de klok'); super(...given); }
  static now() { return refuse('de klok'); }
};
delete globalThis.Temporal;
Math.random = () => refuse('toeval');
"""

_ASK = """
const plain = v => {
  if (v === undefined || v === null) return null;
  if (typeof v === 'function') throw new Error('een functie is geen waarde');
  if (typeof v !== 'object') return v;
  if (Array.isArray(v)) return v.map(plain);
  if (typeof v.toJSON === 'function') return v.toJSON();
  if (Object.getPrototypeOf(v) !== Object.prototype) throw new Error('geen gewone waarde');
  return Object.fromEntries(Object.entries(v).map(([k, w]) => [k, plain(w)]));
};
const nameless = new Set(['NO_VARIABLE_FOUND', 'NO_CONTEXT_ENTRY_FOUND', 'NO_PROPERTY_FOUND']);
const ask = text => JSON.stringify(JSON.parse(text).map(q => {
  try {
    const a = q.unary ? feelin.unaryTest(q.text, {...q.context, '?': q.value})
                      : feelin.evaluate(q.text, q.context);
    return {
      value: plain(a.value),
      warnings: a.warnings.map(w => w.message),
      unknown: a.warnings.filter(w => nameless.has(w.type))
                         .map(w => q.text.slice(w.position.from, w.position.to)),
    };
  } catch (e) {
    return {error: String(e.message || e), never: 'position' in e || e instanceof Refused};
  }
}));
"""

_NAME = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_NO_NAMES = re.compile(r'"(?:[^"\\]|\\.)*"|//[^\n]*|/\*.*?\*/', re.DOTALL)  # strings and comments


@dataclass(frozen=True)
class Question:
    """An expression with the values it may use, or (with `value`) a unary test of one input."""

    text: str
    context: Mapping[str, Any]
    unary: bool = False
    value: Any = None


class Feel:
    """One V8 per process; started at the first question, never before a fork."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._racer: MiniRacer | None = None
        self._answers: OrderedDict[bytes, Any] = OrderedDict()
        self._names: dict[str, tuple[str, ...]] = {}

    def evaluate(self, text: str, context: Mapping[str, Any]) -> Any:
        """The value of one expression; dates come back as ISO days. Raises FeelError."""
        return self.ask([Question(text, context)])[0]

    def condition(self, text: str, context: Mapping[str, Any]) -> bool:
        """The value of a condition: true or false and nothing else (null would silently take the default)."""
        value = self.evaluate(text, context)
        if not isinstance(value, bool):
            nulls = self._nulls(text, context)
            raise FeelError("feel_geen_ja_of_nee", expressie=text, waarde=value, namen=nulls)
        return value

    def ask(self, questions: Sequence[Question]) -> list[Any]:
        """The answers in order; all that are not remembered go to V8 in one call. Raises FeelError."""
        asked = [self._project(question) for question in questions]
        keys = [orjson.dumps(question) for question in asked]
        with self._lock:
            missing = {
                key: question for key, question in zip(keys, asked, strict=True) if key not in self._answers
            }
            if missing:
                self._remember(missing)
            answers = [self._answers[key] for key in keys]
        for question, answer in zip(questions, answers, strict=True):
            if isinstance(answer, FeelError):
                names = answer.facts.get("namen", []) + self._nulls(question.text, question.context)
                raise FeelError(answer.code, expressie=question.text, **answer.facts | {"namen": names})
        # a list or context goes into somebody's data: what is remembered must stay as it was
        return [deepcopy(answer) if isinstance(answer, list | dict) else answer for answer in answers]

    def faults(self, questions: Sequence[Question]) -> list[str | None]:
        """Why each can never be answered, whatever the values (bad syntax, the clock); None where it may."""
        asked = [self._project(question) for question in questions]
        with self._lock:
            replies = orjson.loads(self._call(orjson.dumps(asked).decode())) if asked else []
        return [reply["error"] if reply.get("never") else None for reply in replies]

    def _remember(self, missing: dict[bytes, dict[str, Any]]) -> None:
        replies = orjson.loads(self._call(orjson.dumps(list(missing.values())).decode()))
        for key, reply in zip(missing, replies, strict=True):
            self._answers[key] = _answer(reply)
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)

    def _call(self, text: str) -> str:
        try:
            if self._racer is None:
                self._racer = v8.start(_NO_CLOCK, BUNDLE.read_text("utf-8"), _ASK)
            return str(self._racer.call("ask", text, timeout_sec=SECONDS))
        except JSTimeoutException:
            self._racer = None
            raise FeelError("feel_te_lang", seconden=SECONDS) from None
        except JSOOMException:
            self._racer = None
            raise FeelError("feel_te_groot") from None
        except JSEvalException as problem:
            raise FeelError("feel_fout", uitleg=str(problem)) from None

    def _project(self, question: Question) -> dict[str, Any]:
        """Only the values that the text can use: a smaller question was more often asked before."""
        context = reachable(self.names_in(question.text), question.context)
        asked: dict[str, Any] = {"text": question.text, "context": context}
        if question.unary:
            asked |= {"unary": True, "value": question.value}
        return asked

    def names_in(self, text: str) -> tuple[str, ...]:
        """The names in a text, with their paths; words of FEEL itself among them do no harm."""
        names = self._names.get(text)
        if names is None:
            names = tuple(dict.fromkeys(_NAME.findall(_NO_NAMES.sub('""', text))))
            self._names[text] = names
        return names

    def _nulls(self, text: str, context: Mapping[str, Any]) -> list[str]:
        """The names in the text that are null: what somebody must look at when an expression gives null."""
        return [name for name in self.names_in(text) if _is_null(name, context)]


def reachable(names: Iterable[str], context: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a context that these names can reach."""
    found: dict[str, Any] = {}
    for name in names:
        head, _, rest = name.partition(".")
        if head not in context:
            continue
        value = context[head]
        if rest and isinstance(value, Mapping):
            key = rest.partition(".")[0]
            kept = found.setdefault(head, {})
            if isinstance(kept, dict) and key in value:
                kept[key] = value[key]
        else:
            found[head] = value
    return found


def _is_null(name: str, context: Mapping[str, Any]) -> bool:
    """Whether the context has this name, with null at its end or on the way there."""
    head, *rest = name.split(".")
    if head not in context:
        return False
    value = context[head]
    for key in rest:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value is None


def _answer(reply: dict[str, Any]) -> Any:
    if "error" in reply:
        return FeelError("feel_fout", uitleg=reply["error"])
    if reply["warnings"]:
        return FeelError("feel_waarschuwing", uitleg="; ".join(reply["warnings"]), namen=reply["unknown"])
    return reply["value"]


feel = Feel()  # of this process
