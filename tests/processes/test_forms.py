"""The shipped forms with answers: what a caseworker can and cannot hand in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from app.engine.feel import feel
from app.forms import Answers, compile_form
from app.forms.model import Field
from tests.processes.files import MODELS, components, forms

FLEXIBLE = "recht op een flexibel traject"
TEXT = "Een uitleg die lang genoeg is."
PARAMETERS = {"deelname_minimum": 80}

TODAY = "2026-06-01"

# A form, the case's data, and answers that may be handed in.
GOOD: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "uitstel_gevraagd",
        {},
        {"uitstel_van": "aanmelding", "uitstel_aangevraagd_op": "2026-03-02", "uitstel_aanleiding": TEXT},
    ),
    (
        "opschorting_gevraagd",
        {},
        {"opschorting_aangevraagd_op": "2026-03-02", "opschorting_aanleiding": TEXT},
    ),
    (
        "onregelmatige_deelname",
        {},
        {
            "deelname_onderdeel": "maatschappelijke oriëntatie",
            "deelname_percentage": "62,5",
            "deelname_vastgesteld_op": "2026-03-02",
            "deelname_toelichting": TEXT,
        },
    ),
    (
        "vrijstelling_gevraagd",
        {},
        {"vrijstelling_aangevraagd_op": "2026-03-02", "vrijstelling_aanleiding": TEXT},
    ),
    (
        "doorverwezen",
        {},
        {"doorverwezen_naar": "OCMW", "doorverwezen_op": "2026-03-02", "doorverwezen_waarvoor": TEXT},
    ),
    ("hervat", {"opschorting_van": "2026-02-02"}, {"hervat_op": "2026-03-02"}),
    ("neemt_weer_deel", {}, {"neemt_weer_deel_op": "2026-03-02"}),
    ("b1_aangetoond", {}, {"b1_op": "2026-03-02", "b1_bewijs": "taaltest"}),
    ("adres_gevonden", {}, {"adres_gevonden_op": "2026-03-02", "adres_gevonden_hoe": TEXT}),
    (
        "uitstel_beoordelen",
        {"uitstel_van": "aanmelding"},
        {
            "uitstel_besluit": "toegekend",
            "uitstel_grond": FLEXIBLE,
            "uitstel_tot": "2026-06-30",
            "uitstel_bewijs": "true",
        },
    ),
    (
        "uitstel_beoordelen",
        {"uitstel_van": "ondertekening"},
        {"uitstel_besluit": "geweigerd", "uitstel_motivering": TEXT},
    ),
    (
        "opschorting_beoordelen",
        {},
        {
            "opschorting_besluit": "toegekend",
            "opschorting_grond": "medische redenen",
            "opschorting_van": "2026-03-02",
            "opschorting_einde_bekend": "ja",
            "opschorting_tot": "2026-05-31",
            "opschorting_bewijs": "true",
        },
    ),
    (
        "opschorting_beoordelen",
        {},
        {
            "opschorting_besluit": "toegekend",
            "opschorting_grond": "persoonlijke redenen",
            "opschorting_van": "2026-03-02",
            "opschorting_einde_bekend": "nee",
            "opschorting_bewijs": "true",
        },
    ),
    ("opschorting_beoordelen", {}, {"opschorting_besluit": "geweigerd", "opschorting_motivering": TEXT}),
    (
        "deelname_beoordelen",
        {"deelname_percentage": 62.5},
        {"deelname_oordeel": "onregelmatig", "deelname_motivering": TEXT},
    ),
    (
        "vrijstelling_beoordelen",
        {},
        {
            "vrijstelling_besluit": "toegekend",
            "vrijstelling_grond": "een volledig jaar onthaalonderwijs",
            "vrijstelling_op": "2026-03-02",
            "vrijstelling_bewijs": "true",
        },
    ),
    ("vrijstelling_beoordelen", {}, {"vrijstelling_besluit": "geweigerd", "vrijstelling_motivering": TEXT}),
    ("doelgroep_opnieuw_bepalen", {}, {"nieuwe_doelgroep": "recht", "reden_nieuwe_doelgroep": TEXT}),
    ("doelgroep_oud_bepalen", {}, {"doelgroep": "plicht", "reden_doelgroep": TEXT}),
    ("opschorting_einde_vastleggen", {"opschorting_van": "2026-03-02"}, {"opschorting_tot": "2026-05-31"}),
    ("mo_opvolgen", {}, {"mo_weg": "vrijstellingstoets", "mo": "behaald", "mo_op": "2026-03-02"}),
    (
        "nt2_opvolgen",
        {"laaggeletterd": True, "nt2_niveau": "geen"},
        {"nt2": "niet behaald", "nt2_op": "2026-03-02"},
    ),
    ("vdab_opvolgen", {}, {"vdab": "behaald", "vdab_dienst": "Actiris", "vdab_op": "2026-03-02"}),
    ("vdab_opvolgen", {}, {"vdab": "niet behaald", "vdab_op": "2026-03-02", "vdab_toelichting": TEXT}),
    (
        "pnt_opvolgen",
        {},
        {"pnt": "behaald", "pnt_uren": "40", "pnt_bewijs": "true", "pnt_op": "2026-03-02"},
    ),
    ("pnt_opvolgen", {}, {"pnt": "niet behaald", "pnt_op": "2026-03-02"}),
    ("resultaat_beoordelen", {}, {"resultaat": "beperkte leercapaciteit", "resultaat_motivering": TEXT}),
    ("b1_nakijken", {}, {"b1": "aangetoond", "b1_op": "2026-03-02"}),
    ("b1_nakijken", {}, {"b1": "niet aangetoond", "b1_toelichting": TEXT}),
    (
        "deelname_oud_opvolgen",
        {},
        {
            "deelname_oud": "vroegtijdig gestopt",
            "deelname_oud_op": "2026-03-02",
            "deelname_oud_toelichting": TEXT,
        },
    ),
]

# A form, what is different from its first good answers above, and what is then said to be wrong.
BAD: list[tuple[str, dict[str, Any], dict[str, str]]] = [
    ("uitstel_gevraagd", {"uitstel_van": "attest"}, {"uitstel_van": "keuze_ongeldig"}),
    ("uitstel_gevraagd", {"uitstel_aanleiding": "ziek"}, {"uitstel_aanleiding": "te_kort"}),
    ("onregelmatige_deelname", {"deelname_percentage": "101"}, {"deelname_percentage": "te_groot"}),
    ("onregelmatige_deelname", {"deelname_percentage": "-1"}, {"deelname_percentage": "te_klein"}),
    ("uitstel_beoordelen", {"uitstel_bewijs": ""}, {"uitstel_bewijs": "bevestiging_verplicht"}),
    ("uitstel_beoordelen", {"uitstel_tot": "2026-02-29"}, {"uitstel_tot": "datum_bestaat_niet"}),
    ("uitstel_beoordelen", {"uitstel_besluit": "geweigerd"}, {"uitstel_motivering": "verplicht"}),
    ("opschorting_beoordelen", {"opschorting_tot": ""}, {"opschorting_tot": "verplicht"}),
    (
        "opschorting_beoordelen",
        {"opschorting_einde_bekend": ""},
        {"opschorting_einde_bekend": "keuze_verplicht"},
    ),
    ("deelname_beoordelen", {"deelname_motivering": ""}, {"deelname_motivering": "verplicht"}),
    ("vrijstelling_beoordelen", {"vrijstelling_grond": "kent A2"}, {"vrijstelling_grond": "keuze_ongeldig"}),
    (
        "vrijstelling_beoordelen",
        {"vrijstelling_bewijs": ""},
        {"vrijstelling_bewijs": "bevestiging_verplicht"},
    ),
    ("doelgroep_opnieuw_bepalen", {"nieuwe_doelgroep": "onbepaald"}, {"nieuwe_doelgroep": "keuze_ongeldig"}),
    ("mo_opvolgen", {"mo": "te volgen"}, {"mo": "keuze_ongeldig"}),
    ("vdab_opvolgen", {"vdab_dienst": ""}, {"vdab_dienst": "keuze_verplicht"}),
    ("vdab_opvolgen", {"vdab": "niet behaald"}, {"vdab_toelichting": "verplicht"}),
    ("pnt_opvolgen", {"pnt_uren": "39,5"}, {"pnt_uren": "te_klein"}),
    ("pnt_opvolgen", {"pnt_bewijs": ""}, {"pnt_bewijs": "bevestiging_verplicht"}),
    ("b1_nakijken", {"b1_op": ""}, {"b1_op": "verplicht"}),
    ("b1_nakijken", {"b1": "niet aangetoond"}, {"b1_toelichting": "verplicht"}),
]

# A form, one of its texts, and situations in which that text is and is not on the page.
TEXTS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "uitstel_beoordelen",
        "tekst_grond_past_niet",
        {"uitstel_van": "ondertekening", "uitstel_besluit": "toegekend", "uitstel_grond": FLEXIBLE},
        {"uitstel_van": "aanmelding", "uitstel_besluit": "toegekend", "uitstel_grond": FLEXIBLE},
    ),
    (
        "opschorting_beoordelen",
        "tekst_einde_voor_begin",
        {"opschorting_van": "2026-03-02", "opschorting_tot": "2026-03-01"},
        {"opschorting_van": "2026-03-02", "opschorting_tot": "2026-03-02"},
    ),
    (
        "opschorting_einde_vastleggen",
        "tekst_einde_voor_begin",
        {"opschorting_van": "2026-03-02", "opschorting_tot": "2025-12-31"},
        {"opschorting_van": "2026-03-02", "opschorting_tot": None},
    ),
    (
        "deelname_beoordelen",
        "tekst_boven_de_drempel",
        {"deelname_percentage": 80, "parameters": PARAMETERS},
        {"deelname_percentage": 79.5, "parameters": PARAMETERS},
    ),
    ("nt2_opvolgen", "tekst_laaggeletterd", {"laaggeletterd": True}, {"laaggeletterd": False}),
    ("nt2_opvolgen", "tekst_al_a2", {"nt2_niveau": "B2 of hoger"}, {"nt2_niveau": "A1"}),
    (
        "mo_opvolgen",
        "tekst_toets_niet_behaald",
        {"mo_weg": "vrijstellingstoets", "mo": "niet behaald"},
        {"mo_weg": "cursus en test", "mo": "niet behaald"},
    ),
    ("b1_nakijken", "tekst_geen_inbreuk", {"b1": "niet aangetoond"}, {"b1": "aangetoond"}),
    (
        "contract_opmaken",
        "tekst_nt2_zonder_niveau",
        {"nt2": "vrijgesteld", "nt2_niveau": "A1"},
        {"nt2": "vrijgesteld", "nt2_niveau": "A2"},
    ),
    (
        "contract_opmaken",
        "tekst_pnt_niet_vrijgesteld",
        {"pnt": "vrijgesteld", "werkt": False, "studeert": False},
        {"pnt": "vrijgesteld", "werkt": False, "studeert": True},
    ),
]


def hand_in(name: str, data: Mapping[str, Any], raw: Mapping[str, Any]) -> Answers:
    """What the desk does with answers: the form's conditions see the case's data under them."""

    def evaluate(text: str, answers: Mapping[str, Any]) -> Any:
        return feel.evaluate(text, {**data, "parameters": PARAMETERS, "vandaag": TODAY, **answers})

    return compile_form(forms()[name]).validate(raw, evaluate)


@pytest.mark.parametrize(("name", "data", "raw"), GOOD)
def test_what_may_be_handed_in(name: str, data: dict[str, Any], raw: dict[str, Any]) -> None:
    assert hand_in(name, data, raw).errors == []


@pytest.mark.parametrize(("name", "other", "wrong"), BAD)
def test_what_is_asked_again(name: str, other: dict[str, Any], wrong: dict[str, str]) -> None:
    data, good = next((data, raw) for known, data, raw in GOOD if known == name)
    errors = hand_in(name, data, {**good, **other}).errors
    assert {error.key: error.code for error in errors} == wrong


@pytest.mark.parametrize("name", sorted({name for name, _, _ in GOOD}))
def test_an_empty_form_is_asked_again(name: str) -> None:
    assert hand_in(name, {"uitstel_van": "aanmelding"}, {}).errors


def test_what_does_not_apply_is_dropped() -> None:
    refused = {"opschorting_besluit": "geweigerd", "opschorting_motivering": TEXT}
    answers = hand_in(
        "opschorting_beoordelen",
        {},
        {**refused, "opschorting_einde_bekend": "ja", "opschorting_tot": "2026-05-31"},
    )
    assert answers.errors == []
    assert answers.structured["opschorting_tot"] is None


@pytest.mark.parametrize(("name", "block", "shown", "hidden"), TEXTS)
def test_a_warning_is_on_the_page_when_it_matters(
    name: str, block: str, shown: dict[str, Any], hidden: dict[str, Any]
) -> None:
    found = next(each for each in forms()[name]["components"] if each["id"] == block)
    condition = found["conditional"]["hide"].removeprefix("=").strip()
    assert feel.evaluate(condition, shown) is False
    assert feel.evaluate(condition, hidden) is True


def test_free_text_never_enters_the_case() -> None:
    for name, data, raw in GOOD:
        answers = hand_in(name, data, raw)
        assert TEXT not in answers.structured.values(), name


EVERY_FORM = {**forms(), **forms("brussel")}


def _fields() -> list[tuple[str, Field]]:
    return [(name, field) for name, form in EVERY_FORM.items() for field in compile_form(form).fields]


def test_help_speaks_in_short_sentences_and_ends_them() -> None:
    for name, form in EVERY_FORM.items():
        for each in components(form):
            for said in (each.get("description"), each.get("text")):
                assert not said or re.search(r"[.?]\**$", said), f"{name}: {said}"


def test_a_question_is_answered_or_clearly_voluntary() -> None:
    for name, field in _fields():
        if not field.required:
            assert field.kind in ("textarea", "checkbox"), f"{name}: {field.key}"


def test_a_number_that_a_parameter_gives_is_that_number() -> None:
    parameters = (MODELS / "parameters.toml").read_text()
    hours = next(field for name, field in _fields() if name == "pnt_opvolgen" and field.key == "pnt_uren")
    least = re.search(r'code = "pnt_uren"\n.*\nwaarde = (\d+)', parameters)
    assert least
    assert hours.schema["minimum"] == int(least[1])
