"""The forms of Brussels with answers: what an officer can and cannot hand in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from app.domain.organisations import PROFILES
from app.engine.feel import feel
from app.forms import Answers, compile_form
from tests.processes.files import flemish, forms

TEXT = "Een uitleg die lang genoeg is."
TODAY = "2026-06-01"


def test_every_ground_of_the_request_has_its_row_and_a_partner_may_name_none() -> None:
    request = compile_form(forms("brussel")["brussel_opschorting_gevraagd"])
    offered = next(each for each in request.fields if each.key == "opschorting_grond").options
    table = flemish().table("brussel_opschortingsgrond")
    found = {each.value: table.decide({"opschorting_grond": each.value}).outputs for each in offered}
    months = {ground: outputs["opschorting_maanden"] for ground, outputs in found.items()}
    assert months == {
        "werk of opleiding": 3,
        "ziekte": None,
        "verblijf in het buitenland om medische redenen": 6,
        "geboorte": 3,
        "geboorte en borstvoeding": 12,
        "onderbreking van het verblijf": None,
    }
    assert table.decide({"opschorting_grond": None}).outputs["opschorting_bron"] == "onbekend"


def test_the_offices_of_the_form_are_organisations_that_receive_registrations() -> None:
    registered = compile_form(forms("brussel")["brussel_aangemeld"])
    offered = next(each for each in registered.fields if each.key == "bureau").options
    assert [each.value for each in offered] == ["bon", "bapa_bxl", "bapa_convivial", "bapa_via"]
    assert {each.value for each in offered} <= set(PROFILES)


GRANTED = {
    "opschorting_besluit": "toegekend",
    "opschorting_van": "2026-03-02",
    "opschorting_tot": "2026-06-02",
    "opschorting_bewijs": "true",
}
WORK = {"opschorting_maanden": 3, "opschorting_bron": "wet", "opschorting_grond": "werk of opleiding"}
ILL = {"opschorting_maanden": None, "opschorting_bron": "wet", "opschorting_grond": "ziekte"}

# A form, the case's data, the answers, and what is then said to be wrong.
ANSWERED: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("brussel_opschorting_beoordelen", WORK, GRANTED, {}),
    (
        "brussel_opschorting_beoordelen",
        WORK,
        GRANTED | {"opschorting_tot": "2026-06-03"},
        {"opschorting_tot": "controle"},
    ),
    ("brussel_opschorting_beoordelen", ILL, GRANTED | {"opschorting_tot": "2027-03-01"}, {}),
    (
        "brussel_opschorting_beoordelen",
        ILL,
        GRANTED | {"opschorting_tot": "2026-03-01"},
        {"opschorting_tot": "controle"},
    ),
    (
        "brussel_opschorting_beoordelen",
        ILL,
        {"opschorting_besluit": "geweigerd"},
        {"opschorting_motivering": "verplicht"},
    ),
    (
        "brussel_attest_overhandigen",
        {"nagekeken_op": "2026-05-01"},
        {"overhandigd_op": "2026-04-30", "ontvangst_getekend": "true", "brochure_uitgelegd": "true"},
        {"overhandigd_op": "controle"},
    ),
    (
        "brussel_attest_van_beeindiging",
        {"aangemeld_op": "2026-05-01"},
        {"beeindigd_op": "2026-05-01", "attest_gezien": "true"},
        {},
    ),
    (
        "weigering_vaststellen",
        {},
        {"weigering": "ja", "vaststelling": TEXT},
        {"register_nagekeken": "bevestiging_verplicht"},
    ),
    ("weigering_vaststellen", {}, {"weigering": "nee", "vaststelling": TEXT}, {}),
    (
        "sanctie_beslissen",
        {"voorstel_bedrag": 100},
        {"besluit": "boete", "bedrag": "150", "motivering": TEXT},
        {"afwijking_reden": "verplicht"},
    ),
    (
        "sanctie_beslissen",
        {"voorstel_bedrag": 100},
        {"besluit": "boete", "bedrag": "99", "motivering": TEXT, "afwijking_reden": TEXT},
        {"bedrag": "te_klein"},
    ),
    ("sanctie_beslissen", {"voorstel_bedrag": 100}, {"besluit": "geen boete", "motivering": TEXT}, {}),
    (
        "brussel_betaling_ontvangen",
        {"openstaand": 100},
        {"ontvangen_bedrag": "12,50", "ontvangen_op": TODAY},
        {},
    ),
]


@pytest.mark.parametrize(("name", "data", "raw", "wrong"), ANSWERED)
def test_what_may_be_handed_in(
    name: str, data: dict[str, Any], raw: dict[str, Any], wrong: dict[str, str]
) -> None:
    assert {error.key: error.code for error in _hand_in(name, data, raw).errors} == wrong


def test_free_text_never_enters_the_case() -> None:
    for name, data, raw, wrong in ANSWERED:
        assert wrong or TEXT not in _hand_in(name, data, raw).structured.values(), name


def _hand_in(name: str, data: Mapping[str, Any], raw: Mapping[str, Any]) -> Answers:
    def evaluate(text: str, answers: Mapping[str, Any]) -> Any:
        return feel.evaluate(text, {**data, "vandaag": TODAY, **answers})

    return compile_form(forms("brussel")[name]).validate(raw, evaluate)
