"""Who is mentioned to DVZ: its own rule, and in doubt nobody."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.vocabulary import NationalityGroup, PersonStatus, ResidenceStatus
from tests.processes.files import flemish

FAMILY: dict[str, Any] = {
    "contract_ondertekend": True,
    "attest_behaald": False,
    "toestand": "actief",
    "eerste_inschrijving_belgie": "2026-10-01",
    "nationaliteitsgroep": "derdelander",
    "nationaliteit": "Marokko",
    "verblijfsstatuut": "gezinshereniging met Belg",
    "kaarttype": "F",
}

EXAMPLES: list[tuple[str, dict[str, Any], str]] = [
    ("geen_feit", {"contract_ondertekend": False}, "nee"),
    ("valt_eronder", {"contract_ondertekend": False, "attest_behaald": True}, "ja"),
    ("overleden", {"toestand": "overleden"}, "nee"),
    ("belg", {"nationaliteitsgroep": "Belg"}, "nee"),
    ("staatloos", {"nationaliteit": "Staatloos"}, "nee"),
    ("eu_burger", {"nationaliteitsgroep": "EU+"}, "nee"),
    ("nationaliteit_onbekend", {"nationaliteitsgroep": "onbepaald"}, "onbepaald"),
    ("nationaliteit_onbekend", {"nationaliteitsgroep": None}, "onbepaald"),
    ("internationale_bescherming", {"verblijfsstatuut": "erkend vluchteling"}, "nee"),
    ("internationale_bescherming", {"verblijfsstatuut": "gezinshereniging met erkend vluchteling"}, "nee"),
    ("familie_eu", {"verblijfsstatuut": "gezinshereniging met EU+"}, "nee"),
    ("langdurig_ingezetene", {"kaarttype": "L"}, "nee"),
    ("terugtrekkingsakkoord", {"kaarttype": "M"}, "nee"),
    ("ingeschreven_onbekend", {"eerste_inschrijving_belgie": None}, "onbepaald"),
    ("voor_26_1_2017", {"eerste_inschrijving_belgie": "2017-01-25"}, "onbepaald"),
    ("valt_eronder", {"eerste_inschrijving_belgie": "2017-01-26"}, "ja"),
    ("student", {"verblijfsstatuut": "student derdelander"}, "onbepaald"),
    ("valt_eronder", {}, "ja"),
    ("valt_eronder", {"toestand": "geschrapt"}, "ja"),
    ("ander_statuut", {"verblijfsstatuut": "overige"}, "onbepaald"),
    ("ander_statuut", {"verblijfsstatuut": None}, "onbepaald"),
]


def decide(facts: dict[str, Any]) -> Any:
    own = {name: facts[name] for name in list(FAMILY)[:4]}
    person = {name: facts[name] for name in list(FAMILY)[4:]}
    return flemish().table("dvz").decide(own | {"persoon": person})


@pytest.mark.parametrize(("rule", "facts", "expected"), EXAMPLES)
def test_the_rule_that_fits_decides(rule: str, facts: dict[str, Any], expected: str) -> None:
    decided = decide(FAMILY | facts)
    assert (decided.rule, decided.outputs["artikel_1_2"]) == (f"regel_{rule}", expected)


def test_every_rule_decides_one_of_the_examples() -> None:
    rules = [rule.id.removeprefix("regel_") for rule in flemish().table("dvz").rules]
    assert set(rules) == {rule for rule, _, _ in EXAMPLES}


def test_what_no_source_confirms_is_labelled() -> None:
    sources = {rule.results[2].strip('"') for rule in flemish().table("dvz").rules}
    assert sources == {"wet", "praktijk", "onbevestigd", "aanname"}


people = st.fixed_dictionaries(
    {
        "contract_ondertekend": st.booleans(),
        "attest_behaald": st.booleans(),
        "toestand": st.sampled_from([status.value for status in PersonStatus]),
        "eerste_inschrijving_belgie": st.sampled_from([None, "1999-12-31", "2017-01-26", "2026-10-01"]),
        "nationaliteitsgroep": st.sampled_from([*(group.value for group in NationalityGroup), None]),
        "nationaliteit": st.sampled_from(["Marokko", "Staatloos", None]),
        "verblijfsstatuut": st.sampled_from([*(status.value for status in ResidenceStatus), None]),
        "kaarttype": st.sampled_from(["A", "B", "D", "F", "L", "M", None]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_everybody_gets_an_answer_and_nobody_is_mentioned_in_doubt(facts: dict[str, Any]) -> None:
    outputs = decide(facts).outputs
    assert outputs["artikel_1_2"] in {"ja", "nee", "onbepaald"}
    assert outputs["reden"]
    if outputs["artikel_1_2"] == "ja":
        assert facts["nationaliteitsgroep"] == "derdelander"
        assert facts["contract_ondertekend"] or facts["attest_behaald"]
        assert None not in (facts["verblijfsstatuut"], facts["eerste_inschrijving_belgie"])
        assert "vluchteling" not in facts["verblijfsstatuut"]
