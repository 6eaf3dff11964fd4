"""The decision tables: each rule of the law decides somebody, and every fact pattern gets an answer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.vocabulary import InfringementType, NationalityGroup, Register, ResidenceStatus
from tests.processes.files import flemish

REFUGEE: dict[str, Any] = {
    "regime": "NIEUW",
    "gewest": "Vlaanderen",
    "provincie": "Antwerpen",
    "nis_gemeente": "11002",
    "register": "vreemdelingenregister",
    "kaarttype": "B",
    "verblijfsstatuut": "erkend vluchteling",
    "tijdelijk_verblijf": None,
    "leeftijd": 30,
    "wordt_18_binnen_12_maanden": False,
    "bedienaar_eredienst": None,
    "nationaliteitsgroep": "derdelander",
    "titel_langer_dan_3_maanden": True,
    "eerder_elders_ingeschreven": "nee",
    "geboren_buitenland": True,
    "ouder_geboren_buitenland": None,
    "maanden_ingeschreven": 1,
}
BELGIAN = REFUGEE | {
    "nationaliteitsgroep": "Belg",
    "verblijfsstatuut": "Belg nieuwkomer",
    "register": "bevolkingsregister",
    "ouder_geboren_buitenland": True,
}
STUDENT = REFUGEE | {"verblijfsstatuut": "student derdelander", "tijdelijk_verblijf": False}
WORKER = REFUGEE | {"verblijfsstatuut": "arbeidsmigrant derdelander", "tijdelijk_verblijf": False}
EUROPEAN = REFUGEE | {"nationaliteitsgroep": "EU+", "verblijfsstatuut": "arbeidsmigrant EU+"}

# What is different about this person, and what follows: the lines of the law in their order.
EXAMPLES: list[tuple[str, dict[str, Any], str]] = [
    ("regeling_oud", REFUGEE | {"regime": "OUD"}, "onbepaald"),
    ("regeling_onbekend", REFUGEE | {"regime": None}, "onbepaald"),
    ("gewest_onbekend", REFUGEE | {"gewest": "Wallonie"}, "onbepaald"),
    ("gewest_onbekend", REFUGEE | {"gewest": None}, "onbepaald"),
    ("register_onbekend", REFUGEE | {"register": None}, "onbepaald"),
    ("niet_ingeschreven", REFUGEE | {"register": "geen"}, "geen_doelgroep"),
    ("bijzonder_document", REFUGEE | {"kaarttype": "bijlage 3"}, "geen_doelgroep"),
    ("asielzoeker", REFUGEE | {"verblijfsstatuut": "asielzoeker"}, "geen_doelgroep"),
    ("tijdelijk_verblijf", STUDENT | {"tijdelijk_verblijf": True}, "geen_doelgroep"),
    ("overplaatsing", WORKER | {"kaarttype": "I"}, "geen_doelgroep"),
    ("tijdelijk_onbekend", STUDENT | {"tijdelijk_verblijf": None}, "onbepaald"),
    ("leeftijd_onbekend", REFUGEE | {"leeftijd": None}, "onbepaald"),
    ("wordt_18_onbekend", REFUGEE | {"leeftijd": 17, "wordt_18_binnen_12_maanden": None}, "onbepaald"),
    ("minderjarig", REFUGEE | {"leeftijd": 16}, "geen_doelgroep"),
    ("wordt_18", REFUGEE | {"leeftijd": 17, "wordt_18_binnen_12_maanden": True}, "plicht"),
    ("eu_burger", EUROPEAN | {"leeftijd": 17, "wordt_18_binnen_12_maanden": True}, "recht"),
    ("bedienaar", EUROPEAN | {"bedienaar_eredienst": True}, "plicht"),
    ("nationaliteit_onbekend", REFUGEE | {"nationaliteitsgroep": "onbepaald"}, "onbepaald"),
    ("eu_burger", EUROPEAN, "recht"),
    ("familie_eu", REFUGEE | {"verblijfsstatuut": "gezinshereniging met EU+"}, "recht"),
    ("vanaf_65", REFUGEE | {"leeftijd": 65}, "recht"),
    ("vanaf_65", REFUGEE | {"leeftijd": 80, "verblijfsstatuut": "overige"}, "recht"),
    ("arbeidsmigrant", WORKER, "recht"),
    ("brussel", REFUGEE | {"gewest": "Brussel"}, "recht"),
    ("titel_onbekend", REFUGEE | {"titel_langer_dan_3_maanden": None}, "onbepaald"),
    ("eerder_onbekend", REFUGEE | {"eerder_elders_ingeschreven": None}, "onbepaald"),
    ("eerste_inschrijving", REFUGEE, "plicht"),
    ("eerste_inschrijving", REFUGEE | {"leeftijd": 18}, "plicht"),
    ("eerste_inschrijving", REFUGEE | {"leeftijd": 64}, "plicht"),
    ("eerder_elders", REFUGEE | {"eerder_elders_ingeschreven": "binnen_5_jaar"}, "plicht"),
    ("ander_verblijf", REFUGEE | {"eerder_elders_ingeschreven": "langer"}, "recht"),
    ("geboorteland_onbekend", BELGIAN | {"geboren_buitenland": None}, "onbepaald"),
    ("belg_van_hier", BELGIAN | {"geboren_buitenland": False}, "geen_doelgroep"),
    ("ouder_onbekend", BELGIAN | {"ouder_geboren_buitenland": None}, "onbepaald"),
    ("ouders_van_hier", BELGIAN | {"ouder_geboren_buitenland": False}, "geen_doelgroep"),
    ("maanden_onbekend", BELGIAN | {"maanden_ingeschreven": None}, "onbepaald"),
    ("belg_nieuwkomer", BELGIAN | {"maanden_ingeschreven": 12}, "plicht"),
    ("belg_recht", BELGIAN | {"maanden_ingeschreven": 13}, "recht"),
    ("ander_statuut", REFUGEE | {"verblijfsstatuut": "overige"}, "onbepaald"),
    ("ander_verblijf", STUDENT, "recht"),
    ("rest", REFUGEE | {"verblijfsstatuut": "arbeidsmigrant EU+"}, "onbepaald"),
]


@pytest.mark.parametrize(("rule", "person", "expected"), EXAMPLES)
def test_the_rule_that_fits_decides(rule: str, person: dict[str, Any], expected: str) -> None:
    decided = flemish().table("doelgroep").decide({"persoon": person})
    assert (decided.rule, decided.outputs["doelgroep"]) == (f"regel_{rule}", expected)


def test_every_rule_decides_one_of_the_examples() -> None:
    rules = [rule.id.removeprefix("regel_") for rule in flemish().table("doelgroep").rules]
    assert set(rules) == {rule for rule, _, _ in EXAMPLES}


def test_every_rule_says_why() -> None:
    tables = flemish().tables.values()
    assert [rule.id for table in tables for rule in table.rules if not rule.description] == []


maybe = st.sampled_from([True, False, None])
people = st.fixed_dictionaries(
    {
        "regime": st.sampled_from(["OUD", "NIEUW", "NIEUW", "NIEUW", None]),
        "gewest": st.sampled_from(["Vlaanderen", "Vlaanderen", "Brussel", "Wallonie", None]),
        "register": st.sampled_from([*Register, None]),
        "kaarttype": st.sampled_from(["A", "B", "F", "I", "EU", "AI", "bijlage 3", None]),
        "verblijfsstatuut": st.sampled_from([*ResidenceStatus, None]),
        "tijdelijk_verblijf": maybe,
        "leeftijd": st.sampled_from([None, 0, 17, 18, 40, 64, 65, 99]),
        "wordt_18_binnen_12_maanden": maybe,
        "bedienaar_eredienst": maybe,
        "nationaliteitsgroep": st.sampled_from([*NationalityGroup, None]),
        "titel_langer_dan_3_maanden": maybe,
        "eerder_elders_ingeschreven": st.sampled_from(["nee", "binnen_5_jaar", "langer", None]),
        "geboren_buitenland": maybe,
        "ouder_geboren_buitenland": maybe,
        "maanden_ingeschreven": st.sampled_from([None, 0, 12, 13, 100]),
    }
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(people)
def test_nobody_is_left_without_a_class_and_no_european_is_obliged(person: dict[str, Any]) -> None:
    outputs = flemish().table("doelgroep").decide({"persoon": person}).outputs
    assert outputs["doelgroep"] in {"plicht", "recht", "geen_doelgroep", "onbepaald"}
    assert outputs["doelgroep_reden"]
    obliged = outputs["doelgroep"] == "plicht"
    if obliged and person["nationaliteitsgroep"] == "EU+":
        assert person["bedienaar_eredienst"] is True
    if obliged:
        assert (person["regime"], person["gewest"]) == ("NIEUW", "Vlaanderen")


@pytest.mark.parametrize(
    ("region", "province", "nis", "agency"),
    [
        ("Vlaanderen", "Antwerpen", "11002", "atlas"),
        ("Vlaanderen", "Antwerpen", "12025", "va_antwerpen"),
        ("Vlaanderen", "Oost-Vlaanderen", "44021", "in_gent"),
        ("Vlaanderen", "Oost-Vlaanderen", "41002", "va_oost_vlaanderen"),
        ("Vlaanderen", "Limburg", "71022", "va_limburg"),
        ("Vlaanderen", "Vlaams-Brabant", "24062", "va_vlaams_brabant"),
        ("Vlaanderen", "West-Vlaanderen", "35013", "va_west_vlaanderen"),
        ("Vlaanderen", None, "99999", "abb"),
        ("Brussel", None, "21004", "bon"),
        ("Wallonie", None, "62063", "abb"),
        (None, None, None, "abb"),
    ],
)
def test_the_municipality_decides_the_agency(
    region: str | None, province: str | None, nis: str | None, agency: str
) -> None:
    person = {"gewest": region, "provincie": province, "nis_gemeente": nis}
    decided = flemish().table("bevoegd_agentschap").decide({"persoon": person})
    assert decided.outputs == {"agentschap": agency}


FIRST = {
    "niet tijdig aangemeld": 100,
    "geweigerd te ondertekenen": 125,
    "niet regelmatig deelgenomen": 75,
    "onregelmatige deelname": 75,
    "niet tijdig aangemeld na opschorting": 100,
    "onrechtmatig vroegtijdig beëindigd": 150,
    "na inbreuk niet tijdig aangemeld": 375,
}
AGAIN = {2: 375, 3: 750, 4: 1500, 5: 3000, 6: 5000, 11: 5000}


def test_the_tariff_knows_every_type() -> None:
    assert set(FIRST) == set(InfringementType)


@pytest.mark.parametrize("kind", list(InfringementType))
def test_the_tariff_rises_with_the_rank(kind: str) -> None:
    table = flemish().table("boete")
    for rank, amount in ({1: FIRST[kind]} | AGAIN).items():
        decided = table.decide({"inbreuk_type": kind, "rang": rank})
        assert decided.outputs == {
            "voorstel_bedrag": amount,
            "minimum_bedrag": 50,
            "maximum_bedrag": 5000,
        }
        assert "Aanname" in decided.description


def test_a_type_without_tariff_leaves_the_amount_to_the_officer() -> None:
    decided = flemish().table("boete").decide({"inbreuk_type": "b1 niet bewezen", "rang": 1})
    assert decided.outputs["voorstel_bedrag"] is None
