"""The people, desks, terms and clauses that every sample letter shares, and the facts made of them."""

from __future__ import annotations

from collections.abc import Mapping
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
ENFORCEMENT_ADDRESS = {
    "naam": ENFORCEMENT["organisatie"],
    "adresregels": ENFORCEMENT["adresregels"],
}
TAX_ADDRESS = {"naam": "Vlaamse Belastingdienst", "adresregels": ["Voorbeeldkaai 3", "9300 Aalst"]}
BASIS = "art. 27 decreet 7-6-2013"
TERMS = {
    "aanmelding": ("Aanmelding", 3, "maanden"),
    "aanmelding_na_inbreuk": ("Aanmelding na inbreuk", 3, "maanden"),
    "ondertekening_contract": ("Ondertekening contract", 30, "kalenderdagen"),
    "inschrijving_vdab": ("Inschrijving VDAB", 60, "kalenderdagen"),
    "heraanmelding_na_opschorting": ("Heraanmelding na opschorting", 14, "kalenderdagen"),
    "b1_mondeling": ("B1 mondeling", 24, "maanden"),
    "ingebrekestelling": ("Ingebrekestelling", 20, "werkdagen"),
    "verweer": ("Verweer", 30, "kalenderdagen"),
    "betaling": ("Betaling", 30, "kalenderdagen"),
    "betaling_na_wijziging": ("Betaling na een gewijzigd besluit", 30, "kalenderdagen"),
    "tweede_herinnering": ("Tweede herinnering", 30, "kalenderdagen"),
}
APPEAL = (
    "U kunt tegen dit besluit beroep instellen bij de Raad van State, afdeling Bestuursrechtspraak, "
    "Wetenschapsstraat 33, 1040 Brussel. Dat doet u met een verzoekschrift, aangetekend of via de digitale "
    "procedure, binnen zestig dagen nadat u dit besluit hebt ontvangen."
)
APPEAL_FR = (
    "Vous pouvez introduire un recours contre cette décision devant le Conseil d’État, section du "
    "contentieux administratif, rue de la Science 33, 1040 Bruxelles. Vous le faites par une requête, "
    "recommandée ou par la procédure électronique, dans les soixante jours après avoir reçu cette décision."
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
        "termijnen": terms_of(TERMS, BASIS),
        "parameters": {
            "boete_minimum": 50,
            "boete_maximum": 5000,
            "beroepsclausule": APPEAL,
            "beroepsclausule_fr": APPEAL_FR,
            "betaling_begunstigde": "Agentschap Binnenlands Bestuur",
            "betaling_rekeningnummer": "BE68 5390 0754 7034",
        },
        "antwoorden": {},
        "verzonden": {},
    }


def terms_of(terms: Mapping[str, tuple[str, int, str]], basis: str) -> Facts:
    """Terms by their code, from name, length and unit; none of them has begun."""
    return {
        code: {
            "naam": name,
            "lengte": length,
            "eenheid": unit,
            "uiterste_datum": None,
            "basis": basis,
            "bron": "aanname",
            "doorschuiven": True,
        }
        for code, (name, length, unit) in terms.items()
    }


def registered(letter: Facts) -> Facts:
    """The same letter by registered post."""
    letter["brief"]["aangetekend"] = True
    return letter
