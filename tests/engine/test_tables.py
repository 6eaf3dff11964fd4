"""Decision tables: what the library gets wrong (hit policies, unary tests, nulls) must be right here."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.errors import DomainError
from app.engine import checks, tables
from app.engine.errors import EngineError
from app.engine.tables import DecisionTable
from app.engine.xml import DMN, parse


def dmn(*rules: tuple[str, ...], policy: str = "", inputs: tuple[str, ...] = ("x",), more: str = "") -> bytes:
    """A table over `inputs` with one output `uit`; a rule is its tests and then its result."""

    def cell(tag: str, text: str) -> str:
        return f"<{tag}><text>{text}</text></{tag}>"

    columns = "".join(f'<input label="{i}">{cell("inputExpression", i)}</input>' for i in inputs)
    rows = "".join(
        f'<rule id="r{number}">'
        + "".join(cell("inputEntry", test) for test in tests)
        + cell("outputEntry", result)
        + "</rule>"
        for number, (*tests, result) in enumerate(rules, 1)
    )
    return (
        f'<definitions xmlns="{DMN}" id="d" name="d" namespace="urn:test"><decision id="proef" name="Proef">'
        f'<decisionTable id="t"{policy}>{columns}<output name="uit"/>{rows}</decisionTable></decision>{more}'
        "</definitions>"
    ).encode()


def table(*rules: tuple[str, ...], policy: str = "UNIQUE", inputs: tuple[str, ...] = ("x",)) -> DecisionTable:
    content = dmn(*rules, policy=f' hitPolicy="{policy}"', inputs=inputs)
    return tables.read(parse(content, "proef.dmn"), "processes/vlaanderen/proef.dmn")


def hits(test: str, value: Any) -> bool:
    """Whether a value meets a unary test."""
    found = table((test, '"raak"'), ("-", '"mis"'), policy="FIRST").decide({"x": value})
    return bool(found.outputs["uit"] == "raak")


@pytest.mark.parametrize(
    ("test", "yes", "no"),
    [
        ("5", [5, 5.0], [6, None, "5"]),
        ("not(5)", [6, 4], [5, None]),
        ("1,5,7", [1, 5, 7], [2, None]),
        ('"A","B"', ["A", "B"], ["C", "a", None]),
        ('not("A", "B")', ["C"], ["A", "B", None]),
        ("[1..10]", [1, 5, 10], [0, 11, None]),
        ("(1..10)", [2, 9.5], [1, 10]),
        ("]1..10[", [2], [1, 10]),
        ("&gt;= 6", [6, 60], [5.99, None]),
        ("&lt; 0", [-1], [0, None]),
        ("true", [True], [False, None]),
        ("false", [False], [True, None]),
        ("null", [None], [0, "", False]),
        ('null, "Wallonie"', [None, "Wallonie"], ["Vlaanderen"]),
        ("-", [None, 1, "x", False], []),
        ("", [None, 1], []),
        ('&gt; "2026-01-01"', ["2026-01-02"], ["2025-12-31", None]),
        ("[1..3], 7", [1, 3, 7], [5]),
    ],
)
def test_unary_tests(test: str, yes: list[Any], no: list[Any]) -> None:
    assert [value for value in yes if not hits(test, value)] == []
    assert [value for value in no if hits(test, value)] == []


def test_unique_refuses_two_hits_even_with_the_same_answer() -> None:
    overlapping = table(("&gt; 1", "1"), ("&gt; 2", "1"))
    assert overlapping.decide({"x": 2}).row == 1
    with pytest.raises(EngineError) as refused:
        overlapping.decide({"x": 3})
    assert refused.value.code == "tabel_meer_regels"
    assert refused.value.facts == {"tabel": "proef", "regels": [1, 2]}


def test_any_refuses_two_hits_that_differ() -> None:
    rules = (("&gt; 1", "1"), ("&gt; 2", "1"), ("&gt; 3", "2"))
    assert table(*rules, policy="ANY").decide({"x": 3}).outputs == {"uit": 1}
    with pytest.raises(EngineError) as refused:
        table(*rules, policy="ANY").decide({"x": 4})
    assert refused.value.code == "tabel_meer_regels"


def test_first_takes_the_first_in_order() -> None:
    rules = (("&gt; 1", '"ruim"'), ("&gt; 5", '"nauw"'))
    assert table(*rules, policy="FIRST").decide({"x": 9}).outputs == {"uit": "ruim"}
    assert table(*rules[::-1], policy="FIRST").decide({"x": 9}).outputs == {"uit": "nauw"}


def test_no_rule_is_an_error_with_the_inputs() -> None:
    with pytest.raises(EngineError) as refused:
        table(("1", "1")).decide({"x": 2})
    assert (refused.value.code, refused.value.facts) == (
        "tabel_geen_regel",
        {"tabel": "proef", "invoer": {"x": 2}},
    )


def test_the_answer_says_which_rule_and_why() -> None:
    found = table(("1", "10"), ("2", "20")).decide({"x": 2})
    assert (found.table, found.rule, found.row, found.inputs) == ("proef", "r2", 2, {"x": 2})


def test_the_same_cell_in_two_columns_is_asked_of_each_input() -> None:
    two = table(("1", "-", '"links"'), ("-", "1", '"rechts"'), policy="FIRST", inputs=("x", "y"))
    assert two.decide({"x": 2, "y": 1}).outputs == {"uit": "rechts"}


def test_an_unknown_input_is_an_error_not_a_null() -> None:
    with pytest.raises(EngineError) as refused:
        table(("-", "1")).decide({})
    assert (refused.value.code, refused.value.facts["namen"]) == ("feel_waarschuwing", ["x"])


@pytest.mark.parametrize("policy", ["PRIORITY", "COLLECT", "RULE ORDER", "OUTPUT ORDER"])
def test_other_hit_policies_are_refused(policy: str) -> None:
    with pytest.raises(DomainError) as refused:
        table(("1", "1"), policy=policy)
    assert refused.value.code == "tabel_onbruikbaar"
    assert policy in refused.value.facts["uitleg"]


@pytest.mark.parametrize(
    "content",
    [
        dmn(("1", "1"), policy=' hitPolicy="COLLECT" aggregation="SUM"'),
        dmn(("1", "1"), more='<decision id="b"><decisionTable><output name="y"/></decisionTable></decision>'),
        dmn(),
        dmn(("1",)),
        dmn(("1", "2", "3")),
        dmn(("1", "1")).replace(b' name="uit"', b""),
        f'<definitions xmlns="{DMN}"><decision id="a"><literalExpression/></decision></definitions>'.encode(),
        b"<definitions/>",
    ],
    ids=["sum", "two tables", "no rules", "short rule", "long rule", "nameless", "literal", "no dmn"],
)
def test_a_table_that_cannot_be_decided_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        tables.read(parse(content, "proef.dmn"), "proef.dmn")
    assert refused.value.code == "tabel_onbruikbaar"
    assert refused.value.facts["bestand"] == "proef.dmn"


@pytest.mark.parametrize("rule", [("&gt;=", "1"), ("5 6", "1"), ("1", '"open'), ("1", "today()")])
def test_a_cell_that_cannot_be_read_is_refused_with_its_rule(rule: tuple[str, str]) -> None:
    found = checks.table(table(("1", "1"), rule), "proef.dmn")
    assert [(problem.path, problem.element, problem.code) for problem in found] == [
        ("proef.dmn", "r2", "feel_onleesbaar")
    ]
