"""The people of the demo: drawn as the published tables spread them, each with chances of their own."""

from __future__ import annotations

import io
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from app.casework.demo_life.behaviour import DATA, FILE, behaviour, draw_days
from app.casework.demo_life.extracts import PopulationRegister
from app.casework.demo_life.fates import Drawn, Response
from app.casework.demo_life.plan import Plan, earliest
from app.casework.demo_life.stories import stories
from app.domain.municipalities import find_municipality
from app.domain.national_number import is_valid_number
from app.domain.vocabulary import DecisionOutcome, Mutation
from app.exchange import register
from app.exchange.register import Rejection, Row

UNTIL = date(2026, 11, 21)


def extracts(plan: Plan) -> tuple[PopulationRegister, list[Row | Rejection]]:
    people = PopulationRegister(plan)
    files = [people.extract(back, day) for back, day in plan.extracts()]
    return people, [row for file in files for row in register.read(io.BytesIO(file))]


def test_one_in_a_hundred() -> None:
    """SV 113 table 1, 2022: 42,377 people, so that two years of 1:100 are 848."""
    people, rows = extracts(Plan(UNTIL))
    new = [row for row in rows if isinstance(row, Row) and row.mutation is Mutation.NEW]
    assert abs(len({row.facts["national_number"] for row in new}) - 848) <= 2
    assert {row.mutation for row in rows if isinstance(row, Row)} == set(Mutation)
    assert 20 < sum(isinstance(row, Rejection) for row in rows) < 60
    assert all(is_valid_number(number) for number in people.people)


def test_they_live_where_the_tables_say() -> None:
    people, _ = extracts(Plan(UNTIL, scale=10, months=6))
    drawn = [each for each in people.people.values() if isinstance(each.fate, Drawn)]
    found = Counter(each.agency for each in drawn)
    weights = tomllib.loads((DATA / FILE).read_text())["agentschappen"]["gewichten"]
    total = sum(weights.values())
    for agency, weight in weights.items():
        assert found[agency] / len(drawn) == pytest.approx(weight / total, abs=0.03), agency
    regions = {find_municipality(each.cells["nis_gemeente"]) for each in drawn}
    assert {town.region for town in regions if town} == {"Vlaanderen", "Brussel"}  # some have left since


def test_they_do_what_the_tables_say() -> None:
    plan = Plan(UNTIL, scale=1)  # the stories, which stand in for drawn infringements, count for little
    many = [Drawn(plan, f"iemand/{number}") for number in range(4_000)]
    chances = behaviour().chances
    in_time = sum(fate.comes("plicht") is not None for fate in many) / len(many)
    assert in_time == pytest.approx(chances["aangemeld_plicht"], abs=0.03)
    outcomes = Counter(fate.outcome(0) for fate in many)
    assert outcomes[DecisionOutcome.FINE] / len(many) == pytest.approx(chances["boete"], abs=0.03)
    assert set(outcomes) == set(DecisionOutcome)
    responses = Counter(fate.response(0)[0] for fate in many)
    assert set(responses) == set(Response)
    notice = responses[Response.AFTER_NOTICE] / (len(many) - responses[Response.BEFORE_FINDING])
    assert notice == pytest.approx(chances["in_regel_na_ingebrekestelling"], abs=0.03)


def test_one_answer_never_changes_another() -> None:
    """Each question has a stream of its own: who is asked more answers the rest as before."""
    plan = Plan(UNTIL)
    asked, silent = Drawn(plan, "3/7"), Drawn(plan, "3/7")
    for nth in range(10):
        asked.waits("intake_voeren", nth)
        asked.response(nth)
    assert asked.comes("plicht") == silent.comes("plicht")
    assert asked.pays(0) == silent.pays(0)
    assert [Drawn(plan, f"3/{n}").waits("intake_voeren", 0) for n in range(20)] != [8] * 20


def test_the_same_people_at_another_scale() -> None:
    """A larger demo adds people; it does not change those who were there."""
    small, _ = extracts(Plan(UNTIL, scale=400, months=3))
    large, _ = extracts(Plan(UNTIL, scale=100, months=3))
    by_label = {each.label: each.cells["naam"] for each in large.people.values()}
    drawn = [each for each in small.people.values() if isinstance(each.fate, Drawn)]
    assert len(drawn) > 5
    assert all(by_label[each.label] == each.cells["naam"] for each in drawn)


def test_every_number_says_where_it_comes_from() -> None:
    rows = tomllib.loads(Path(DATA / FILE).read_text(encoding="utf-8"))
    groups = {name: rows.pop(name) for name in ("kansen", "dagen", "werkdagen")}
    each = [*rows.values(), *(row for group in groups.values() for row in group.values())]
    assert len(each) > 60
    assert {row["bron"] for row in each} == {"tabel", "afgeleid", "aanname"}
    assert all(len(row["herkomst"]) > 5 for row in each)
    assert all(0 < row["waarde"] < 1 for row in groups["kansen"].values())
    for spread in (*groups["dagen"].values(), *groups["werkdagen"].values()):
        assert spread["spreiding"] == sorted(spread["spreiding"])


def test_days_stay_within_their_spread() -> None:
    random = Plan(UNTIL).stream("spreiding")
    assert {draw_days((1, 2, 4), random) for _ in range(300)} == {1, 2, 3, 4}


def test_a_story_comes_whatever_the_scale() -> None:
    people, _ = extracts(Plan(UNTIL, scale=1_000_000))
    told = {label for label, story in stories().items() if story.agency != "bon"}
    assert {each.label for each in people.people.values()} == told


def test_a_life_is_under_the_decree_of_now() -> None:
    assert earliest() == date(2024, 3, 1)
    Plan(earliest())
    with pytest.raises(ValueError, match="old decree"):
        Plan(date(2024, 2, 29))
    with pytest.raises(ValueError, match="one of 0"):
        Plan(UNTIL, scale=0)
