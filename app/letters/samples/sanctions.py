"""Sample letters of infringement and enforcement: notice, defence, hearing, decisions, collection."""

from __future__ import annotations

from typing import Any

from app.letters.samples.base import (
    AGENCY,
    ENFORCEMENT,
    ENFORCEMENT_ADDRESS,
    TAX_ADDRESS,
    Facts,
    facts,
    registered,
)

TYPES = (
    "niet tijdig aangemeld",
    "geweigerd te ondertekenen",
    "niet regelmatig deelgenomen",
    "onregelmatige deelname",
    "niet tijdig aangemeld na opschorting",
    "onrechtmatig vroegtijdig beëindigd",
    "na inbreuk niet tijdig aangemeld",
)
FINE_REASON = (
    "U kreeg op 3 maart 2026 een aangetekende uitnodiging om u aan te melden. U had drie maanden tijd. "
    "Op 4 juni 2026 had u zich niet aangemeld. Op 15 juni 2026 stelde het agentschap u in gebreke. "
    "Ook daarna hebt u niets laten weten.\n\n"
    "Wij hebben u op 4 september 2026 uitgenodigd om u te verdedigen. U hebt geen verweer ingediend. Het "
    "dossier bevat geen aanwijzing van overmacht. Het is uw eerste inbreuk van deze soort. Daarom leggen wij "
    "het bedrag op dat daarvoor geldt."
)
FORCE_MAJEURE = (
    "U lag van 1 april tot 20 juli 2026 in het ziekenhuis. Dat blijkt uit het medisch attest bij uw verweer. "
    "U kon zich in die periode niet aanmelden."
)
IN_ORDER = "Uw agentschap heeft gemeld dat u zich op 12 oktober 2026 hebt aangemeld. Uw dossier is in orde."
DAY_OF_TRANSFER = "2026-11-23"
HEARING = {
    "hoorzitting_op": "2026-12-10",
    "hoorzitting_uur": "14:30",
    "hoorzitting_plaats": "Voorbeeldlaan 88, 1000 Brussel, lokaal 2.14",
}
MINUTES = (
    "Mevrouw El Idrissi verscheen in persoon, zonder raadsman. Zij spreekt voldoende Nederlands.\n\n"
    "Zij verklaart dat zij de uitnodiging van 3 maart 2026 wel kreeg, maar dacht dat ze eerst werk moest "
    "zoeken. Op 12 oktober 2026 heeft zij zich aangemeld. Zij legt haar arbeidscontract voor.\n\n"
    "De handhavingsambtenaar legt uit wat het traject inhoudt en welke beslissingen mogelijk zijn."
)


def sanctions() -> dict[str, Facts]:
    """Every variant by its name, `<template>` or `<template>.<variant>`."""
    return _notices() | _between_desks() | _defence() | _decisions() | _changed() | _collection()


def infringement(
    template: str,
    sender: dict[str, Any] = AGENCY,
    rank: int = 1,
    kind: str = TYPES[0],
) -> Facts:
    """A letter about one infringement."""
    found = {"doelgroep": "plicht", "inbreuk_type": kind, "feit_datum": "2026-06-04", "rang": rank}
    return registered(facts(template, sender=sender, **found))


def decision(
    outcome: str, motivation: str, *, cents: int | None = None, rank: int = 1, kind: str = TYPES[0]
) -> Facts:
    """The decision on one infringement; `cents` only for a fine."""
    letter = infringement("besluit", ENFORCEMENT, rank, kind)
    letter["besluit"] = {
        "besluit": outcome,
        "bedrag_centen": cents,
        "type": kind,
        "rang": rank,
        "beslist_op": "2026-11-20",
        "beslist_door": "Pieter Claes",
        "ondertekend_door": "Hilde Wouters",
        "motivering": motivation,
    }
    return letter


def _notices() -> dict[str, Facts]:
    dated = infringement("ingebrekestelling", rank=2)
    dated["termijnen"]["ingebrekestelling"]["uiterste_datum"] = "2026-12-21"
    return {
        **{
            f"ingebrekestelling.{_slug(kind)}": infringement("ingebrekestelling", kind=kind) for kind in TYPES
        },
        "ingebrekestelling.met_datum": dated,
    }


def _between_desks() -> dict[str, Facts]:
    findings = infringement("vaststellingsformulier", rank=2)
    findings["antwoorden"]["vaststellingsformulier"] = (
        "De uitnodiging werd afgehaald op het postkantoor. Na de ingebrekestelling belde de "
        "trajectbegeleider op 18 en 25 juni 2026, zonder antwoord.\n\nHet adres is nagekeken en klopt."
    )
    findings["verzonden"]["ingebrekestelling"] = "2026-06-15"
    notified = infringement("kennisgevingsformulier")
    notified["gegevens"]["in_regel_op"] = "2026-10-12"
    crossing = infringement("kennisgevingsformulier")
    notified["verzonden"]["vaststellingsformulier"] = "2026-07-20"
    for letter in (findings, notified, crossing):
        letter["brief"]["aangetekend"] = False
        letter["geadresseerde"] = ENFORCEMENT_ADDRESS
    return {
        "vaststellingsformulier": findings,
        "kennisgevingsformulier": notified,
        "kennisgevingsformulier.overdracht_niet_verzonden": crossing,
    }


def _defence() -> dict[str, Facts]:
    invited = infringement("uitnodiging_hoorzitting", ENFORCEMENT)
    minutes = infringement("verslag_hoorzitting", ENFORCEMENT)
    for letter in (invited, minutes):
        letter["gegevens"] |= HEARING
    minutes["antwoorden"]["verslag"] = MINUTES
    minutes["brief"]["aangetekend"] = False
    return {
        "uitnodiging_verweer": infringement("uitnodiging_verweer", ENFORCEMENT),
        "uitnodiging_verweer.derde": infringement("uitnodiging_verweer", ENFORCEMENT, rank=3),
        "uitnodiging_hoorzitting": invited,
        "verslag_hoorzitting": minutes,
    }


def _decisions() -> dict[str, Facts]:
    kinds = {
        f"besluit.boete_{_slug(kind)}": decision("boete", FINE_REASON, cents=12_500, kind=kind)
        for kind in TYPES[1:]
    }
    return {
        "besluit.boete": decision("boete", FINE_REASON, cents=10_000),
        "besluit.boete_herhaling": decision("boete", FINE_REASON, cents=37_550, rank=2),
        "besluit.boete_maximum": decision("boete", FINE_REASON, cents=500_000, rank=6),
        **kinds,
        "besluit.geen_boete": decision("geen boete", FORCE_MAJEURE),
        "besluit.geen_gevolg": decision("geen gevolg", IN_ORDER),
    }


def _changed() -> dict[str, Facts]:
    def amended(outcome: str, amount: float | None, why: str) -> Facts:
        letter = decision("boete", FINE_REASON, cents=37_500, rank=2)
        letter["brief"]["sjabloon"] = "besluit_gewijzigd"
        letter["gegevens"] |= {"gewijzigd_besluit": outcome, "gewijzigd_bedrag": amount}
        letter["antwoorden"]["wijziging_reden"] = why
        return letter

    withdrawn = decision("boete", FINE_REASON, cents=37_500, rank=2)
    withdrawn["brief"]["sjabloon"] = "besluit_ingetrokken"
    withdrawn["antwoorden"]["intrekking_reden"] = (
        "De ingebrekestelling ging naar een adres waar u niet woonde."
    )
    less = "Een eerdere inbreuk werd meegeteld die was ingetrokken. Dit is uw eerste inbreuk."
    return {
        "besluit_gewijzigd.boete": amended("boete", 100.0, less),
        "besluit_gewijzigd.geen_boete": amended("geen boete", None, FORCE_MAJEURE),
        "besluit_gewijzigd.geen_gevolg": amended("geen gevolg", None, IN_ORDER),
        "besluit_ingetrokken": withdrawn,
    }


def _collection() -> dict[str, Facts]:
    def collecting(template: str, outstanding: float, **data: Any) -> Facts:
        letter = decision("boete", FINE_REASON, cents=37_500, rank=2)
        letter["brief"] |= {"sjabloon": template, "aangetekend": template == "tweede_betalingsherinnering"}
        letter["gegevens"] |= {"openstaand": outstanding, **data}
        return letter

    transferred = collecting("overdracht_belastingdienst", 375.0, overgedragen_op=DAY_OF_TRANSFER)
    partly = collecting("overdracht_belastingdienst", 225.5, overgedragen_op=DAY_OF_TRANSFER)
    for letter in (transferred, partly):
        letter["geadresseerde"] = TAX_ADDRESS
        letter["verzonden"] |= {"besluit": "2026-08-24", "betalingsherinnering": "2026-09-28"}
    transferred["verzonden"]["tweede_betalingsherinnering"] = "2026-11-02"
    return {
        "betalingsherinnering": collecting("betalingsherinnering", 375.0),
        "betalingsherinnering.deel_betaald": collecting("betalingsherinnering", 225.5),
        "tweede_betalingsherinnering": collecting("tweede_betalingsherinnering", 375.0),
        "tweede_betalingsherinnering.deel_betaald": collecting("tweede_betalingsherinnering", 225.5),
        "overdracht_belastingdienst": transferred,
        "overdracht_belastingdienst.deel_betaald": partly,
    }


def _slug(kind: str) -> str:
    return kind.replace(" ", "_").replace("ë", "e")
