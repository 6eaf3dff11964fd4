"""Complete sample facts per letter: what a template may rely on, and what the golden files show."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import Any

Facts = dict[str, Any]
DAY = date(2026, 11, 23)

AGENCY = {
    "organisatie": "Vlaams Agentschap Oost-Vlaanderen",
    "adresregels": ["Voorbeeldstraat 12", "9000 Gent"],
    "telefoon": "09 000 00 00",
    "e_mail": "oostvlaanderen@inburgering.example",
    "website": "www.inburgering.example",
    "behandelaar": "Lotte Vermeersch",
}
ENFORCEMENT = {
    "organisatie": "Agentschap Binnenlands Bestuur, Handhaving",
    "adresregels": ["Voorbeeldlaan 88", "1000 Brussel"],
    "telefoon": "02 000 00 00",
    "e_mail": "handhaving@inburgering.example",
    "website": "www.inburgering.example",
    "behandelaar": "Pieter Claes",
}
BASIS = "art. 27 decreet 7-6-2013"
TERMS = {
    "aanmelding": ("Aanmelding", 3, "maanden"),
    "aanmelding_na_inbreuk": ("Aanmelding na inbreuk", 3, "maanden"),
    "ondertekening_contract": ("Ondertekening contract", 30, "kalenderdagen"),
    "inschrijving_vdab": ("Inschrijving VDAB", 60, "kalenderdagen"),
    "b1_mondeling": ("B1 mondeling", 24, "maanden"),
    "ingebrekestelling": ("Ingebrekestelling", 20, "werkdagen"),
    "verweer": ("Verweer", 30, "kalenderdagen"),
    "betaling": ("Betaling", 30, "kalenderdagen"),
    "tweede_herinnering": ("Tweede herinnering", 30, "kalenderdagen"),
}
APPEAL = (
    "U kunt tegen dit besluit beroep instellen bij de Raad van State, afdeling Bestuursrechtspraak, "
    "Wetenschapsstraat 33, 1040 Brussel. Dat doet u met een verzoekschrift, aangetekend of via de digitale "
    "procedure, binnen zestig dagen nadat u dit besluit hebt ontvangen. Het beroep schort de boete niet op."
)


def facts(template: str, *, sender: dict[str, Any] = AGENCY, **data: Any) -> Facts:
    """The facts of one letter; `data` is the flat case data."""
    return {
        "brief": {
            "kenmerk": "INB-2026-000123/1",
            "datum": DAY.isoformat(),
            "sjabloon": template,
            "taal": "nl",
            "aangetekend": False,
            "voorbeeld": False,
        },
        "persoon": {
            "naam": "El Idrissi",
            "voornaam": "Amina",
            "adresregels": ["Korenlei 14 bus 2", "9000 Gent"],
            "rijksregisternummer": "85.07.30-033.28",
        },
        "afzender": deepcopy(sender),
        "dossier": {"nummer": "INB-2026-000123", "agentschap_naam": AGENCY["organisatie"]},
        "gegevens": data,
        "termijnen": {
            code: {
                "naam": name,
                "lengte": length,
                "eenheid": unit,
                "uiterste_datum": None,
                "basis": BASIS,
                "bron": "aanname",
                "doorschuiven": True,
            }
            for code, (name, length, unit) in TERMS.items()
        },
        "parameters": {
            "boete_minimum": 50,
            "boete_maximum": 5000,
            "beroepsclausule": APPEAL,
            "betaling_begunstigde": "Agentschap Binnenlands Bestuur",
            "betaling_rekeningnummer": "BE68 5390 0754 7034",
        },
        "antwoorden": {},
    }


def registered(letter: Facts) -> Facts:
    letter["brief"]["aangetekend"] = True
    return letter


def decision(outcome: str, motivation: str, *, cents: int | None = None, rank: int = 1) -> Facts:
    letter = registered(
        facts(
            "besluit",
            sender=ENFORCEMENT,
            doelgroep="plicht",
            inbreuk_type="niet tijdig aangemeld",
            feit_datum="2026-06-04",
        )
    )
    letter["besluit"] = {
        "besluit": outcome,
        "bedrag_centen": cents,
        "type": "niet tijdig aangemeld",
        "rang": rank,
        "beslist_op": "2026-11-20",
        "beslist_door": "Pieter Claes",
        "ondertekend_door": "Hilde Wouters",
        "motivering": motivation,
    }
    return letter


def infringement(template: str, sender: dict[str, Any] = AGENCY, rank: int = 1) -> Facts:
    return registered(
        facts(
            template, sender=sender, inbreuk_type="niet tijdig aangemeld", feit_datum="2026-06-04", rang=rank
        )
    )


def reminder(number: int, outstanding: float) -> Facts:
    letter = decision("boete", "zie besluit", cents=37_500, rank=2)
    letter["brief"] |= {"sjabloon": "betalingsherinnering", "aangetekend": number > 1}
    letter["gegevens"] |= {"openstaand": outstanding, "herinnering": number}
    return letter


FINE_REASON = (
    "U kreeg op 3 maart 2026 een aangetekende uitnodiging om u aan te melden. U had drie maanden tijd. "
    "Op 4 juni 2026 had u zich niet aangemeld. Op 15 juni 2026 stelde het agentschap u in gebreke. "
    "Ook daarna hebt u niets laten weten.\n\n"
    "Wij hebben u op 4 september 2026 uitgenodigd om u te verdedigen. U hebt geen verweer ingediend. Het "
    "dossier bevat geen aanwijzing van overmacht. Het is uw eerste inbreuk van deze soort. Daarom leggen wij "
    "het bedrag op dat daarvoor geldt."
)


def samples() -> dict[str, Facts]:
    """Every letter variant by the name of its golden file, `<template>` or `<template>.<variant>`."""
    contract = facts(
        "inburgeringscontract",
        doelgroep="plicht",
        mo="te volgen",
        nt2="vrijgesteld",
        vdab="te volgen",
        pnt="te volgen",
    )
    contract["antwoorden"]["afspraken_contract"] = "U volgt de cursus op dinsdag- en donderdagavond."
    example = registered(facts("uitnodiging_startgesprek", doelgroep="plicht"))
    example["brief"]["voorbeeld"] = True
    dated = infringement("ingebrekestelling", rank=2)
    dated["termijnen"]["ingebrekestelling"]["uiterste_datum"] = "2026-12-21"
    return {
        "uitnodiging_startgesprek.plicht": registered(facts("uitnodiging_startgesprek", doelgroep="plicht")),
        "uitnodiging_startgesprek.recht": facts("uitnodiging_startgesprek", doelgroep="recht"),
        "uitnodiging_startgesprek.voorbeeld": example,
        "inburgeringscontract.plicht": contract,
        "inburgeringscontract.recht": facts("inburgeringscontract", doelgroep="recht"),
        "ingebrekestelling": infringement("ingebrekestelling"),
        "ingebrekestelling.met_datum": dated,
        "uitnodiging_verweer": infringement("uitnodiging_verweer", ENFORCEMENT, rank=3),
        "besluit.boete": decision("boete", FINE_REASON, cents=10_000),
        "besluit.geen_boete": decision(
            "geen boete",
            "U lag van 1 april tot 20 juli 2026 in het ziekenhuis. Dat blijkt uit het medisch attest bij uw "
            "verweer. U kon zich in die periode niet aanmelden.",
        ),
        "besluit.geen_gevolg": decision(
            "geen gevolg",
            "Uw agentschap heeft gemeld dat u zich op 12 oktober 2026 hebt aangemeld. Uw dossier is in orde.",
        ),
        "betalingsherinnering.eerste": reminder(1, 375.0),
        "betalingsherinnering.laatste": reminder(2, 225.5),
    }
