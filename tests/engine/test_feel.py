"""FEEL: remembering and passing fewer values must never change an answer; nothing of the machine shows."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine import feel as module
from app.engine.errors import FeelError
from app.engine.feel import Feel, Question

NAMES = ["a", "b", "lijst", "persoon", "doelgroep", "x", "date", "if_dan", "élan", "_n1", "null_waarde"]
TEXTS = ["", "a", "persoon.leeftijd", 'zeg "a"', "// b", "/* x", "élan", "2026-01-31"]

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-5, 5), st.sampled_from([0.5, 2.25]), st.sampled_from(TEXTS)
)
values = st.one_of(
    scalars,
    st.lists(scalars, max_size=3),
    st.dictionaries(st.sampled_from([*NAMES, "leeftijd"]), scalars, max_size=3),
)
contexts = st.dictionaries(st.sampled_from(NAMES), values, max_size=6)


def _text(value: str) -> str:
    return orjson.dumps(value).decode()


leaves = st.one_of(
    st.sampled_from(NAMES),
    st.sampled_from(["persoon.leeftijd", "persoon.a.b", "lijst[1]", "lijst.a", "persoon . leeftijd"]),
    st.sampled_from(["1", "2.5", "true", "false", "null", '@"2026-01-31"', 'date("2026-01-31")']),
    st.sampled_from(["lijst[a > 1]", "lijst[item = a]"]),
    st.sampled_from(TEXTS).map(_text),
)  # fmt: skip


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    def made(form: str, count: int) -> st.SearchStrategy[str]:
        return st.tuples(*[inner] * count).map(lambda parts: form.format(*parts))

    return st.one_of(
        made("({} = {})", 2),
        made("({} + {})", 2),
        made("({} and {})", 2),
        made("(if {} then {} else {})", 3),
        made("{{a: {}, leeftijd: {}}}", 2),
        made("{{a: {}, b: a}}.b", 1),
        made("[{}, {}]", 2),
        made("count([{}])", 1),
        made("list contains([{}], {})", 2),
        made("(some x in [{}, a] satisfies x = {})", 2),
        made("(for x in lijst return [x, {}])", 1),
        made('string({}) /* een "losse aanhaling */', 1),
        made('contains(string({}), "a.b")', 1),
        made("get value(persoon, string({}))", 1),
        made('({} in ("a", "b"))', 1),
    )


expressions = st.recursive(leaves, _grown, max_leaves=6)


class Whole(Feel):
    """Gives every question all values and remembers nothing."""

    def _project(self, question: Question) -> dict[str, Any]:
        asked: dict[str, Any] = {"text": question.text, "context": dict(question.context)}
        return asked | ({"unary": True, "value": question.value} if question.unary else {})

    def ask(self, questions: Any) -> list[Any]:
        self._answers.clear()
        return super().ask(questions)


remembering, whole = Feel(), Whole()


def answer(one: Feel, question: Question) -> Any:
    try:
        return one.ask([question])[0]
    except FeelError as problem:
        return problem.code, problem.facts


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(expressions, st.lists(contexts, min_size=1, max_size=4))
def test_memory_and_fewer_values_never_change_an_answer(text: str, each: list[dict[str, Any]]) -> None:
    for context in [*each, *each]:
        question = Question(text, context)
        assert answer(remembering, question) == answer(whole, question)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["5", "not(5)", '"a", "b"', "[1..3]", "a", "> a", "null", "true", "? = a", "not(a, 1)"]),
    scalars,
    contexts,
)
def test_nor_that_of_a_cell(test: str, value: Any, context: dict[str, Any]) -> None:
    question = Question(test, context, unary=True, value=value)
    assert answer(remembering, question) == answer(whole, question)
    assert answer(remembering, question) == answer(whole, question)


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("persoon.adres.straat", {"persoon": {"adres": {"straat": "Kerkstraat"}}}, "Kerkstraat"),
        ("persoon.a + persoon.b", {"persoon": {"a": 1, "b": 2, "c": 3}}, 3),
        ("count(persoon) + persoon.a", {"persoon": {"a": 1}}, 2),
        ('"a + b"', {"a": 1}, "a + b"),
        (r'"zeg \"a\""', {"a": 1}, 'zeg "a"'),
        ('date("2026-01-31") + duration("P1M")', {"date": 1, "duration": 2, "P1M": 3}, None),
        ('date("2026-01-31") + duration("P1M")', {"dag": "x"}, "2026-02-28"),
        ("list contains(lijst, 2)", {"lijst": [1, 2]}, True),
        ("{a: b}", {"b": 4, "a": 9}, {"a": 4}),
        ("{a: 1, b: a + 1}.b", {"a": 9}, 2),
        ("some x in lijst satisfies x.n > drempel", {"lijst": [{"n": 1}, {"n": 5}], "drempel": 3}, True),
        ("every x in lijst satisfies x > 0", {"lijst": [1, 2], "x": -1}, True),
        ("for x in lijst return x * factor", {"lijst": [1, 2], "factor": 3}, [3, 6]),
        ("if ja then geïnd else nee", {"ja": True, "geïnd": 1, "nee": 2}, 1),
        ("a // en b", {"a": 1}, 1),
        ('a /* "b */ + b', {"a": 1, "b": 2}, 3),
        ("p.leeftijd >= 18 and vandaag > dag", {"p": {"leeftijd": 20}, "vandaag": "2", "dag": "1"}, True),
        ("decimal(a - b, 2)", {"a": 0.3, "b": 0.1}, 0.2),
        ('time("10:00:00")', {}, "10:00:00"),
        ("null", {}, None),
    ],
)  # fmt: skip
def test_meanings(text: str, context: dict[str, Any], expected: Any) -> None:
    found = answer(Feel(), Question(text, context))
    assert found == expected or (expected is None and isinstance(found, tuple))


def test_what_is_remembered_cannot_be_changed_by_who_asked() -> None:
    feel = Feel()
    feel.evaluate("{lijst: [1]}", {})["lijst"].append(2)
    feel.evaluate("[1]", {}).append(2)
    assert feel.evaluate("{lijst: [1]}", {}) == {"lijst": [1]}
    assert feel.evaluate("[1]", {}) == [1]


def test_one_true_and_the_number_one_are_remembered_apart() -> None:
    feel = Feel()
    assert [feel.evaluate("a", {"a": value}) for value in (1, True, "1", None)] == [1, True, "1", None]


def test_memory_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REMEMBERED", 10)
    feel = Feel()
    assert [feel.evaluate("a * 2", {"a": number}) for number in range(30)] == [n * 2 for n in range(30)]
    assert len(feel._answers) == 10


@pytest.mark.parametrize("text", ["today()", "now()", "day of week(today())", "now() - now()"])
def test_there_is_no_clock(text: str) -> None:
    with pytest.raises(FeelError) as refused:
        Feel().evaluate(text, {})
    assert refused.value.code == "feel_fout"
    assert "vandaag" in refused.value.facts["uitleg"]


@pytest.mark.parametrize("text", ["function(x) x", "date", "[1..5]", "{f: function() 1}", "[date]"])
def test_what_is_no_value_is_refused(text: str) -> None:
    with pytest.raises(FeelError):
        Feel().evaluate(text, {})


@pytest.mark.parametrize(
    "text", ["globalThis", "constructor.constructor", "require", "process", "feelin", "this", "__proto__"]
)
def test_nothing_of_javascript_shows(text: str) -> None:
    with pytest.raises(FeelError):
        Feel().evaluate(text, {})
    with pytest.raises(FeelError):
        Feel().evaluate(f"a.{text}", {"a": {}})


def test_a_condition_is_true_or_false() -> None:
    assert Feel().condition("a", {"a": True}) is True
    assert Feel().condition("a", {"a": False}) is False


@pytest.mark.parametrize("value", [None, 1, 0, "ja", "true", []])
def test_and_nothing_else(value: Any) -> None:
    with pytest.raises(FeelError) as refused:
        Feel().condition("a", {"a": value})
    assert refused.value.code == "feel_geen_ja_of_nee"
    assert refused.value.facts["namen"] == (["a"] if value is None else [])


def test_a_failure_names_what_was_null_or_unknown() -> None:
    feel = Feel()
    for text, names in (("a + 1", ["a"]), ("p.q > 1 and weg", ["q", "weg", "p.q"]), ("p.r + 1", ["p.r"])):
        with pytest.raises(FeelError) as refused:
            feel.evaluate(text, {"a": None, "p": {"r": None}})
        assert refused.value.facts["namen"] == names
        assert refused.value.facts["expressie"] == text


def test_one_bad_question_does_not_spoil_the_others() -> None:
    feel = Feel()
    with pytest.raises(FeelError):
        feel.ask([Question("1 + 1", {}), Question("1 +", {})])
    assert feel.ask([Question("1 + 1", {}), Question("2 + 2", {})]) == [2, 4]


def test_only_what_can_never_be_answered_is_a_fault() -> None:
    found = Feel().faults([Question(text, {}) for text in ("a >", "a > 1", "a.b.c", "today()", "1/0", "")])
    assert [fault is not None for fault in found] == [True, False, False, True, False, True]
    assert Feel().faults([]) == []


HEAVY = {
    "long": "count(for a in 1..3000, b in 1..3000, c in 1..3000 return a)",
    "deep": "count([" + "[" * 20_000 + "]" * 20_000 + "])",
}


@pytest.mark.parametrize("what", HEAVY)
def test_too_heavy_is_stopped_and_what_follows_works(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.3)
    feel, text = Feel(), HEAVY[what]
    with pytest.raises(FeelError) as stopped:
        feel.evaluate(text, {})
    assert stopped.value.code in ("feel_te_lang", "feel_te_groot", "feel_fout")
    assert feel.evaluate("1 + 1", {}) == 2
    assert feel.evaluate("a", {"a": 3}) == 3
