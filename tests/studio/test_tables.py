"""Tables judged as a whole, beside trying every combination of values one by one."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.errors import EngineError
from app.engine.tables import DecisionTable, Rule
from app.studio.checking import tables
from tests.processes.files import flemish

TEXTS = ["-", '"a"', '"b"', '"a", "b"', 'not("a")', "null", 'null, "b"']
NUMBERS = ["-", "1", "2", "< 2", ">= 2", "[1..2]", "(1..3)"]
FLAGS = ["-", "true", "false"]
VALUES: list[list[Any]] = [["a", "b", "z", None], [0, 1, 2, 3, 4, None], [True, False, None]]


def table(policy: str, rows: list[tuple[str, str, str]]) -> DecisionTable:
    rules = tuple(Rule(f"r{number}", tests, (str(number),)) for number, tests in enumerate(rows))
    return DecisionTable("t", "T", policy, ("x", "y", "z"), ("X", "Y", "Z"), ("uit",), rules)


rows = st.lists(
    st.tuples(st.sampled_from(TEXTS), st.sampled_from(NUMBERS), st.sampled_from(FLAGS)),
    min_size=1,
    max_size=5,
)


def decided(found: DecisionTable) -> tuple[set[int], bool, bool]:
    """By trying everything: the rows that answered, whether some facts had none, whether some had several."""
    hit, hole, several = set(), False, False
    for x, y, z in product(*VALUES):
        try:
            hit.add(found.decide({"x": x, "y": y, "z": z}).row)
        except EngineError as problem:
            hole = hole or problem.code == "tabel_geen_regel"
            several = several or problem.code == "tabel_meer_regels"
    return hit, hole, several


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows)
def test_first_tables(found: list[tuple[str, str, str]]) -> None:
    made = table("FIRST", found)
    problems = tables.faults(made, "t.dmn", {})
    hit, hole, _ = decided(made)
    never = {problem.facts["rij"] for problem in problems if problem.code == "tabel_dode_rij"}
    assert never == set(range(1, len(found) + 1)) - hit
    assert ("tabel_gat" in {problem.code for problem in problems}) == hole


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows)
def test_unique_tables(found: list[tuple[str, str, str]]) -> None:
    made = table("UNIQUE", found)
    overlap = "tabel_overlap" in {problem.code for problem in tables.faults(made, "t.dmn", {})}
    assert overlap == decided(made)[2]


def test_an_overlap_names_both_rows_and_an_example() -> None:
    made = table("UNIQUE", [('"a"', "-", "-"), ("-", ">= 2", "true")])
    (problem,) = [each for each in tables.faults(made, "t.dmn", {}) if each.code == "tabel_overlap"]
    assert (problem.element, problem.facts) == (
        "r1",
        {"rij": 1, "andere": 2, "voorbeeld": "X = a, Y = 2, Z = ja"},
    )


def test_the_same_answer_twice_is_no_fault_where_the_table_says_so() -> None:
    rules = (Rule("een", ('"a"',), ("1",)), Rule("twee", ('"a", "b"',), ("1",)))
    made = DecisionTable("t", "T", "ANY", ("x",), ("X",), ("uit",), rules)
    assert tables.faults(made, "t.dmn", {}) == []


def test_a_limit_may_come_from_the_parameters() -> None:
    rules = (
        Rule("jong", ("< parameters.grens",), ("1",)),
        Rule("oud", ("> parameters.grens",), ("2",)),
    )
    made = DecisionTable("t", "T", "UNIQUE", ("x",), ("Leeftijd",), ("uit",), rules)
    (problem,) = tables.faults(made, "t.dmn", {"grens": 18})
    assert (problem.code, problem.facts["voorbeeld"]) == ("tabel_gat", "Leeftijd = 18")


@pytest.mark.parametrize("name", ["doelgroep", "boete", "bevoegd_agentschap"])
def test_the_shipped_tables_are_whole(name: str) -> None:
    assert tables.faults(flemish().table(name), name, {}) == []
