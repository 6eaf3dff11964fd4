"""Sample letters of Brussels: the duty and its attests, notices, suspension, and the sanction of the GGC."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from app.letters.samples.base import APPEAL, APPEAL_FR, DAY, Facts, facts, registered, terms_of

MUNICIPALITY = {
    "organisatie": "Gemeente Schaarbeek",
    "adresregels": ["Voorbeeldplein 15", "1030 Schaarbeek"],
    "telefoon": "02 000 02 15",
    "e_mail": "vreemdelingen@gemeente.example",
    "website": "www.gemeente.example",
    "behandelaar": "Nadia Peeters",
}
GGC: dict[str, Any] = {
    "organisatie": "Gemeenschappelijke Gemeenschapscommissie",
    "adresregels": ["Voorbeeldkaai 1", "1000 Brussel"],
    "telefoon": "02 000 01 01",
    "e_mail": "inburgering@ggc.example",
    "website": "www.ggc.example",
    "behandelaar": "Marc Dubois",
}
BON: dict[str, Any] = {
    "organisatie": "bon, inburgering Brussel",
    "adresregels": ["Voorbeeldstraat 8", "1000 Brussel"],
    "telefoon": "02 000 00 08",
    "e_mail": "bon@inburgering.example",
    "website": "www.inburgering.example",
    "behandelaar": "Sofie Maes",
}
BUREAUS = [
    {"naam": BON["organisatie"], "adresregels": BON["adresregels"], "telefoon": BON["telefoon"]},
    {"naam": "BAPA BXL", "adresregels": ["Voorbeeldkaai 2", "1000 Brussel"], "telefoon": "02 000 01 02"},
    {
        "naam": "BAPA Convivial",
        "adresregels": ["Voorbeeldkaai 3", "1000 Brussel"],
        "telefoon": "02 000 01 03",
    },
    {"naam": "BAPA VIA", "adresregels": ["Voorbeeldkaai 4", "1000 Brussel"], "telefoon": "02 000 01 04"},
]
BASIS = "ordonnantie 11-5-2017; ordonnantie 20-7-2023"
TERMS = {
    "brussel_aanmelding": ("Aanmelding bij een onthaalbureau", 6, "maanden"),
    "brussel_voltooiing": ("Voltooiing van het traject", 18, "maanden"),
    "brussel_aanmaning": ("In regel na de aanmaning (aanmelding)", 2, "maanden"),
    "brussel_aanmaning_voltooiing": ("In regel na de aanmaning (voltooiing)", 2, "maanden"),
    "brussel_betaling": ("Betaling van de boete (GGC)", 30, "kalenderdagen"),
    "brussel_betaling_na_herinnering": ("Betaling na de herinnering (GGC)", 30, "kalenderdagen"),
}
PARAMETERS = {
    "brussel_boete_minimum": 100,
    "brussel_boete_maximum": 2500,
    "brussel_beroepsclausule": APPEAL,
    "brussel_beroepsclausule_fr": APPEAL_FR,
    "brussel_betaling_begunstigde": "Gemeenschappelijke Gemeenschapscommissie",
    "brussel_betaling_begunstigde_fr": "Commission communautaire commune",
    "brussel_betaling_rekeningnummer": "BE68 5390 0754 7034",
}
HANDED_OVER: dict[str, Any] = {"nagekeken_op": "2026-02-16", "overhandigd_op": "2026-02-16"}
REGISTERED: dict[str, Any] = HANDED_OVER | {"aangemeld_op": "2026-05-04", "bureau": "bapa_via"}
HEARING: dict[str, Any] = {
    "hoorzitting_op": "2026-12-17",
    "hoorzitting_uur": "10:00",
    "hoorzitting_plaats": "Voorbeeldkaai 1, 1000 Brussel, zaal 3",
    "tolk_bij_hoorzitting": "nee",
}
FINE_REASON = (
    "U kreeg op 16 februari 2026 een attest van verplichting. Op 16 augustus 2026 had u zich niet aangemeld. "
    "De gemeente stuurde u op 24 augustus 2026 een aanmaning. Ook daarna hebt u zich niet aangemeld.\n\n"
    "Op de hoorzitting zei u dat u de aanmaning had gelezen. U had geen reden die u verhinderde."
)
FINE_REASON_FR = (
    "Vous avez reçu une attestation d’obligation le 16 février 2026. Le 16 août 2026, vous n’étiez pas "
    "inscrit(e). La commune vous a envoyé un rappel le 24 août 2026. Ensuite non plus, vous ne vous "
    "êtes pas inscrit(e).\n\n"
    "À l’audition, vous avez dit que vous aviez lu le rappel. Rien ne vous en empêchait."
)
FINDINGS = "De aanmaning is niet teruggekeerd. In het register staat hetzelfde adres."
FINDINGS_FR = "Le rappel n’est pas revenu. L’adresse au registre est la même."
MINUTES = (
    "De heer Diallo verscheen in persoon, met een tolk.\n\n"
    "Hij verklaart dat hij de aanmaning las, maar dat hij op zoek was naar werk."
)
MINUTES_FR = (
    "Monsieur Diallo a comparu en personne, avec un interprète.\n\n"
    "Il déclare qu’il a lu le rappel, mais qu’il cherchait du travail."
)
REFUSED = "Het uurrooster van uw werk laat u vrij op de dagen waarop u les hebt."
REFUSED_FR = "L’horaire de votre travail vous laisse libre les jours où vous avez cours."


def brussels() -> dict[str, Facts]:
    """Every variant by its name: `<template>[.<variant>]` in Dutch, `<template>_fr[.<variant>]` in French."""
    dutch = _duty() | _notices() | _suspensions() | _sanction()
    french = {_french_name(name): _in_french(letter) for name, letter in dutch.items()}
    return dutch | french


def _facts(template: str, *, sender: dict[str, Any] = MUNICIPALITY, **data: Any) -> Facts:
    letter = facts(template, sender=sender, **{"taal": "nl", **data})
    letter["brief"]["kenmerk"] = "BRU-2026-000123/1"
    return letter | {
        "persoon": {
            "naam": "Diallo",
            "voornaam": "Mamadou",
            "adresregels": ["Voorbeeldlaan 41 bus 3", "1030 Schaarbeek"],
            "rijksregisternummer": "85.07.30-033.28",
        },
        "dossier": {"nummer": "BRU-2026-000123", "agentschap_naam": MUNICIPALITY["organisatie"]},
        "termijnen": terms_of(TERMS, BASIS),
        "parameters": dict(PARAMETERS),
        "onthaalbureaus": deepcopy(BUREAUS),
        "onthaalbureau": deepcopy(BUREAUS[3]),
    }


def _duty() -> dict[str, Facts]:
    attest = _facts("attest_van_verplichting", nagekeken_op=DAY.isoformat())
    reprint = _facts("attest_van_verplichting", **HANDED_OVER)
    reprint["termijnen"]["brussel_aanmelding"]["uiterste_datum"] = "2026-12-16"
    example = deepcopy(attest)
    example["brief"]["voorbeeld"] = True
    old_law = _facts("attest_van_verplichting", nagekeken_op="2023-11-20")
    old_law["brief"]["datum"] = "2023-11-20"
    via: dict[str, Any] = {"sender": BON, **REGISTERED}
    return {
        "attest_van_verplichting": attest,
        "attest_van_verplichting.opnieuw": reprint,
        "attest_van_verplichting.voorbeeld": example,
        "attest_van_verplichting.voor_2024": old_law,
        "infobrochure": _facts("infobrochure", nagekeken_op=DAY.isoformat()),
        "brussel_attest_van_aanmelding": _facts("brussel_attest_van_aanmelding", **via),
        "brussel_attest_van_beeindiging": _facts(
            "brussel_attest_van_beeindiging", **via, beeindigd_op="2026-11-20"
        ),
    }


def _notices() -> dict[str, Facts]:
    dated = registered(_facts("brussel_aanmaning_aanmelding", **HANDED_OVER))
    dated["termijnen"]["brussel_aanmaning"]["uiterste_datum"] = "2027-01-25"
    register = _refusal("brussel_overdracht_ggc", "aanmelding")
    complete = _refusal("brussel_overdracht_ggc", "voltooiing")
    for letter in (register, complete):
        letter["geadresseerde"] = {"naam": GGC["organisatie"], "adresregels": GGC["adresregels"]}
    return {
        "brussel_aanmaning_aanmelding": registered(_facts("brussel_aanmaning_aanmelding", **HANDED_OVER)),
        "brussel_aanmaning_aanmelding.met_datum": dated,
        "brussel_aanmaning_voltooiing": registered(_facts("brussel_aanmaning_voltooiing", **REGISTERED)),
        "brussel_overdracht_ggc.aanmelding": register,
        "brussel_overdracht_ggc.voltooiing": complete,
    }


def _suspensions() -> dict[str, Facts]:
    template = "brussel_beslissing_opschorting"
    asked: dict[str, Any] = REGISTERED | {"opschorting_grond": "werk of opleiding"}
    days: dict[str, Any] = {"opschorting_van": "2026-12-01", "opschorting_tot": "2027-02-28"}
    refused = _facts(template, **asked, opschorting_besluit="geweigerd")
    refused["antwoorden"]["opschorting_motivering"] = REFUSED
    return {
        f"{template}.toegekend": _facts(template, **asked, **days, opschorting_besluit="toegekend"),
        f"{template}.geweigerd": refused,
    }


def _refusal(template: str, about: str, sender: dict[str, Any] = MUNICIPALITY, **data: Any) -> Facts:
    """A letter about a refusal: to register, or to complete."""
    known = HANDED_OVER if about == "aanmelding" else REGISTERED
    letter = _facts(template, sender=sender, **known, weigering_over=about, weigering_op="2026-11-05", **data)
    letter["verzonden"][f"brussel_aanmaning_{about}"] = "2026-08-24"
    letter["antwoorden"]["vaststelling"] = FINDINGS
    return letter


def _sanction() -> dict[str, Facts]:
    held = HEARING | {"hoorzitting_gehouden_op": "2026-12-17"}
    minutes = _refusal("brussel_verslag_hoorzitting", "aanmelding", GGC, **held)
    interpreted = HEARING | {"tolk_bij_hoorzitting": "ja"}
    minutes["antwoorden"]["verslag"] = MINUTES
    partly = _decided("boete", "brussel_betalingsherinnering", openstaand=60.0)
    return {
        "brussel_uitnodiging_hoorzitting.aanmelding": registered(
            _refusal("brussel_uitnodiging_hoorzitting", "aanmelding", GGC, **HEARING)
        ),
        "brussel_uitnodiging_hoorzitting.voltooiing": registered(
            _refusal("brussel_uitnodiging_hoorzitting", "voltooiing", GGC, **interpreted)
        ),
        "brussel_verslag_hoorzitting": minutes,
        "brussel_sanctiebesluit.boete": registered(_decided("boete")),
        "brussel_sanctiebesluit.boete_voltooiing": registered(_decided("boete", about="voltooiing")),
        "brussel_sanctiebesluit.geen_boete": registered(_decided("geen boete")),
        "brussel_sanctiebesluit.geen_gevolg": registered(_decided("geen gevolg")),
        "brussel_betalingsherinnering": _decided("boete", "brussel_betalingsherinnering", openstaand=100.0),
        "brussel_betalingsherinnering.deel_betaald": partly,
    }


def _decided(
    outcome: str, template: str = "brussel_sanctiebesluit", about: str = "aanmelding", **data: Any
) -> Facts:
    letter = _refusal(template, about, GGC, **data)
    letter["besluit"] = {
        "besluit": outcome,
        "bedrag_centen": 10_000 if outcome == "boete" else None,
        "beslist_op": "2026-11-20",
        "beslist_door": "Marc Dubois",
        "ondertekend_door": "Els Janssens",
        "motivering": FINE_REASON,
    }
    return letter


def _french_name(name: str) -> str:
    template, point, variant = name.partition(".")
    return f"{template}_fr{point}{variant}"


_FRENCH = {
    FINE_REASON: FINE_REASON_FR,
    MINUTES: MINUTES_FR,
    FINDINGS: FINDINGS_FR,
    REFUSED: REFUSED_FR,
    "nl": "fr",
    MUNICIPALITY["organisatie"]: "Commune de Schaerbeek",
    GGC["organisatie"]: "Commission communautaire commune",
}


def _in_french(value: Any) -> Any:
    """The same letter of a person who chose French; who writes it, writes in that language."""
    if isinstance(value, dict):
        return {name: _in_french(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_in_french(item) for item in value]
    return _FRENCH.get(value, value) if isinstance(value, str) else value
