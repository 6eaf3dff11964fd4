"""The models of Brussels: names that lead somewhere, its terms and bounds, its tables row by row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.effects import EFFECTS
from app.domain.parameters import read_parameters
from app.domain.term_rules import read_rules
from app.domain.vocabulary import (
    Milestone,
    NationalityGroup,
    Obligation,
    Provenance,
    Register,
    ResidenceStatus,
    Role,
)
from app.forms import compile_form
from tests.processes.files import (
    BRUSSELS,
    BRUSSELS_PROCESSES,
    NS,
    diagram,
    everywhere,
    flemish,
    forms,
    nodes,
)

RULES = {rule.code: rule for rule in read_rules((BRUSSELS / "termijnen.toml").read_text())}
NUMBERS = read_parameters((BRUSSELS / "parameters.toml").read_text())


def in_brussels(path: str) -> list[Any]:
    return everywhere(path, BRUSSELS_PROCESSES)


# -- names that lead somewhere ----------------------------------------------------------------------


def test_every_form_is_used_and_every_use_has_a_form() -> None:
    tasks = {task.get("id"): _form(task) for name in BRUSSELS_PROCESSES for task in nodes(name, "userTask")}
    by_hand = in_brussels("//traject:bericht/@formulier")
    assert {*tasks.values(), *by_hand} == set(forms("brussel"))
    assert {task: form for task, form in tasks.items() if task != form} == {
        "attest_overhandigen": "brussel_attest_overhandigen",
        "weigering_voltooiing_vaststellen": "weigering_vaststellen",  # the same, of the second term
    }
    assert set(in_brussels("//traject:bericht[@formulier]/@rol")) == {
        Role.MUNICIPAL_OFFICER,
        Role.GGC_OFFICER,
    }


def _form(task: Any) -> str:
    (found,) = task.iter(f"{{{NS['traject']}}}taak")
    return str(found.get("formulier"))


def test_letters_terms_tables_and_effects_exist() -> None:
    templates = {path.stem for path in (BRUSSELS / "brieven").glob("*.typ") if path.stem[0] != "_"}
    asked = set(in_brussels("//traject:brief/@sjabloon"))
    received = {"brussel_attest_van_aanmelding", "brussel_attest_van_beeindiging"}  # printed by the offices
    assert templates == {f"{name}{end}" for name in asked | received for end in ("", "_fr")}
    assert set(in_brussels("//traject:termijn/@code | //traject:taak/@termijn")) == set(RULES)
    assert {rule.letter for rule in RULES.values() if rule.letter} <= asked
    assert set(in_brussels("//traject:beslissing/@tabel")) == {path.stem for path in BRUSSELS.glob("*.dmn")}
    for effect in in_brussels("//traject:handeling"):
        given = tuple(parameter.get("naam") for parameter in effect)
        assert given == EFFECTS[effect.get("naam")]


def test_no_milestone_of_brussels_counts_as_a_flemish_one() -> None:
    path = "//traject:handeling/traject:parameter[@naam='soort']/@waarde"
    marked = {value.strip('"') for value in in_brussels(path)}
    assert marked == {kind for kind in Milestone if kind.startswith("brussel_")}
    assert not any(value.strip('"').startswith("brussel_") for value in everywhere(path))


def test_messages_between_cases_are_in_the_picture_of_their_coherence() -> None:
    between = "//bpmn:messageFlow[not(contains(@sourceRef, 'onthaalbureau'))]/@name"
    drawn = {name.replace(" ", "_") for name in diagram("samenhang_brussel").xpath(between, namespaces=NS)}
    thrown = in_brussels("//bpmn:intermediateThrowEvent/bpmn:messageEventDefinition/@messageRef")
    assert drawn == {name.removeprefix("bericht_") for name in thrown} - {"ggc_boete_voldaan"}


def test_what_ends_a_collection_is_heard_by_the_ggc_alone() -> None:
    """A message that only cases like the sender hear comes back to the sender: see `messages`."""
    assert flemish().hearing("ggc_boete_voldaan") == {"sanctie_ggc"}
    assert flemish().hearing("boete_voldaan") == {"handhaving"}


def test_who_decides_is_never_who_established_the_refusal() -> None:
    established = {"weigering_vaststellen", "weigering_voltooiing_vaststellen"}
    barred = {
        task: set(in_brussels(f"//bpmn:userTask[@id='{task}']//traject:taak/@nietDoor")[0].split())
        for task in ("brussel_hoorzitting_houden", "sanctie_beslissen", "sanctie_ondertekenen")
    }
    assert barred == {
        "brussel_hoorzitting_houden": established,
        "sanctie_beslissen": established,
        "sanctie_ondertekenen": established | {"sanctie_beslissen"},
    }


# -- numbers of the law -----------------------------------------------------------------------------


def test_six_eighteen_and_two_months_are_law() -> None:
    by_law = {rule.code: (rule.length, rule.unit) for rule in RULES.values() if rule.source is Provenance.LAW}
    assert by_law == {
        "brussel_aanmelding": (6, "maanden"),
        "brussel_voltooiing": (18, "maanden"),
        "brussel_aanmaning": (2, "maanden"),
        "brussel_aanmaning_voltooiing": (2, "maanden"),
    }
    assert {rule.source for rule in RULES.values()} == {Provenance.LAW, Provenance.ASSUMPTION}


def test_the_numbers_of_the_table_and_of_the_form_are_those_of_the_parameters() -> None:
    values = {each.code: each.value for each in NUMBERS}
    tests = {test for rule in flemish().table("verplichting").rules for test in rule.tests}
    least, most = values["brussel_leeftijd_minimum"], values["brussel_leeftijd_maximum"]
    longest = values["brussel_verblijf_maximum"]
    assert {f"< {least}", f">= {most}", f"[{least}..{most})", f"< {longest}", f">= {longest}"} <= tests
    amount = next(
        each for each in compile_form(forms("brussel")["sanctie_beslissen"]).fields if each.key == "bedrag"
    )
    bounds = (values["brussel_boete_minimum"], values["brussel_boete_maximum"])
    assert (amount.schema["minimum"], amount.schema["maximum"]) == bounds == (100, 2500)


# -- the duty ---------------------------------------------------------------------------------------

NEWCOMER: dict[str, Any] = {
    "ingeschreven_in_brussel": True,
    "nationaliteitsgroep": "derdelander",
    "register": "vreemdelingenregister",
    "kaarttype": "A",
    "verblijfsstatuut": "gezinshereniging met derdelander",
    "tijdelijk_verblijf": False,
    "titel_langer_dan_3_maanden": True,
    "leeftijd_vandaag": 30,
    "maanden_verblijf": 1,
}
STUDENT = NEWCOMER | {"verblijfsstatuut": "student derdelander"}

# Which rule decides somebody with these facts and this proof, and what it says; on a day since 2024.
EXAMPLES: list[tuple[str, dict[str, Any], str | None, str]] = [
    ("gemeente_onbekend", {"ingeschreven_in_brussel": None}, None, "onbepaald"),
    ("niet_in_brussel", {"ingeschreven_in_brussel": False}, None, "geen_doelgroep"),
    ("belg", {"nationaliteitsgroep": "Belg"}, "belgisch_diploma", "geen_doelgroep"),
    ("belgisch_diploma", {}, "belgisch_diploma", "vrijgesteld"),
    ("belgisch_diploma", {"nationaliteitsgroep": None}, "belgisch_diploma", "vrijgesteld"),
    ("attest_van_inburgering", {}, "attest_van_inburgering", "vrijgesteld"),
    ("familielid_eu", {"kaarttype": "AI"}, "familielid_eu", "vrijgesteld"),
    ("familielid_belg_vrij_verkeer", {}, "familielid_belg_vrij_verkeer", "vrijgesteld"),
    ("terugtrekkingsakkoord", {}, "terugtrekkingsakkoord", "vrijgesteld"),
    ("langdurig_ingezetene", {}, "langdurig_ingezetene", "vrijgesteld"),
    ("au_pair_of_werkvakantie", {}, "au_pair_of_werkvakantie", "vrijgesteld"),
    ("tijdelijke_bescherming", {}, "tijdelijke_bescherming", "vrijgesteld"),
    ("andere_grond", {}, "andere", "onbepaald"),
    ("nationaliteit_onbekend", {"nationaliteitsgroep": "onbepaald"}, None, "onbepaald"),
    ("eu_burger", {"nationaliteitsgroep": "EU+", "register": None}, None, "vrijgesteld"),
    ("register_onbekend", {"register": None}, None, "onbepaald"),
    ("wachtregister", {"register": "wachtregister"}, None, "geen_doelgroep"),
    ("m_kaart", {"kaarttype": "M"}, None, "vrijgesteld"),
    ("familie_eu", {"verblijfsstatuut": "gezinshereniging met EU+"}, None, "vrijgesteld"),
    ("tijdelijk", STUDENT | {"tijdelijk_verblijf": True}, None, "vrijgesteld"),
    ("niet_vreemdelingenregister", {"register": "bevolkingsregister"}, None, "geen_doelgroep"),
    ("leeftijd_onbekend", {"leeftijd_vandaag": None}, None, "onbepaald"),
    ("minderjarig", {"leeftijd_vandaag": 17}, None, "geen_doelgroep"),
    ("titel_onbekend", {"titel_langer_dan_3_maanden": None}, None, "onbepaald"),
    ("korte_titel", {"titel_langer_dan_3_maanden": False}, None, "geen_doelgroep"),
    ("vanaf_65", {"leeftijd_vandaag": 65}, None, "vrijwillig"),
    ("verblijf_onbekend", {"maanden_verblijf": None}, None, "onbepaald"),
    ("lang_verblijf", {"maanden_verblijf": 36}, None, "vrijwillig"),
    ("f_kaart_van_wie", {"kaarttype": "F", "verblijfsstatuut": None}, None, "onbepaald"),
    ("statuut_onbekend", {"kaarttype": None, "verblijfsstatuut": "onbepaald"}, None, "onbepaald"),
    ("tijdelijk_onbekend", STUDENT | {"tijdelijk_verblijf": None}, None, "onbepaald"),
    ("verplicht", {}, None, "verplicht"),
    ("verplicht", {"leeftijd_vandaag": 18, "maanden_verblijf": 35}, None, "verplicht"),
    ("verplicht", {"leeftijd_vandaag": 64, "maanden_verblijf": 0}, None, "verplicht"),
    ("verplicht", {"kaarttype": "F", "verblijfsstatuut": "gezinshereniging met Belg"}, None, "verplicht"),
    ("verplicht", {"kaarttype": "AI", "verblijfsstatuut": None}, None, "verplicht"),
    ("rest", {"nationaliteitsgroep": "iets nieuws"}, None, "onbepaald"),
]


def decide(person: Mapping[str, Any], ground: str | None, *, voluntary: int = 1) -> Any:
    context = {
        "persoon": {**NEWCOMER, **person},
        "vrijstellingsgrond": ground,
        "parameters": {"brussel_vrijwillig_aanbod": voluntary},
    }
    return flemish().table("verplichting").decide(context)


@pytest.mark.parametrize(("rule", "person", "ground", "expected"), EXAMPLES)
def test_the_rule_that_fits_decides(
    rule: str, person: dict[str, Any], ground: str | None, expected: str
) -> None:
    decided = decide(person, ground)
    assert (decided.rule, decided.outputs["verplichting"]) == (f"regel_{rule}", expected)
    assert decided.outputs["reden"]


@pytest.mark.parametrize("person", [{"leeftijd_vandaag": 70}, {"maanden_verblijf": 48}])
def test_nobody_was_voluntary_before_2024(person: dict[str, Any]) -> None:
    decided = decide(person, None, voluntary=0)
    assert decided.outputs["verplichting"] == "geen_doelgroep"
    assert decided.rule.endswith("_voor_2024")


def test_every_rule_decides_one_of_the_examples() -> None:
    rules = {rule.id.removeprefix("regel_") for rule in flemish().table("verplichting").rules}
    assert rules - {rule for rule, _, _, _ in EXAMPLES} == {"vanaf_65_voor_2024", "lang_verblijf_voor_2024"}


maybe = st.sampled_from([True, False, None])
people = st.fixed_dictionaries(
    {
        "ingeschreven_in_brussel": maybe,
        "nationaliteitsgroep": st.sampled_from([*NationalityGroup, None]),
        "register": st.sampled_from([*Register, None]),
        "kaarttype": st.sampled_from(["A", "B", "F", "M", "EU", "AI", None]),
        "verblijfsstatuut": st.sampled_from([*ResidenceStatus, None]),
        "tijdelijk_verblijf": maybe,
        "titel_langer_dan_3_maanden": maybe,
        "leeftijd_vandaag": st.sampled_from([None, 0, 17, 18, 40, 64, 65, 99]),
        "maanden_verblijf": st.sampled_from([None, 0, 35, 36, 100]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_only_who_meets_every_condition_is_obliged(person: dict[str, Any]) -> None:
    outcome = decide(person, None).outputs["verplichting"]
    assert outcome in set(Obligation)
    if outcome == Obligation.OBLIGED:
        assert person["ingeschreven_in_brussel"]
        assert person["titel_langer_dan_3_maanden"]
        assert (person["nationaliteitsgroep"], person["register"]) == ("derdelander", "vreemdelingenregister")
        assert 18 <= person["leeftijd_vandaag"] < 65
        assert person["maanden_verblijf"] < 36


# -- the sanction -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "amounts"),
    [
        ("aanmelding", {1: 100, 2: 500, 3: 1000, 4: 2500, 9: 2500}),
        ("voltooiing", {1: 250, 2: 500, 3: 1000, 4: 2500}),
    ],
)
def test_the_ladder_rises_between_the_bounds_and_says_that_it_is_an_assumption(
    about: str, amounts: dict[int, int]
) -> None:
    for rank, amount in amounts.items():
        decided = flemish().table("boete_ggc").decide({"weigering_over": about, "rang": rank})
        outputs = {"voorstel_bedrag": amount, "minimum_bedrag": 100, "maximum_bedrag": 2500}
        assert decided.outputs == outputs
        assert "Aanname" in decided.description
