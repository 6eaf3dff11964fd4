"""Sample letters of the trajectory: invitation, contract, postponements, exemption, attests."""

from __future__ import annotations

from typing import Any

from app.letters.samples.base import Facts, facts, registered

PILLARS: dict[str, Any] = {"mo": "behaald", "nt2": "behaald", "vdab": "behaald"}


def trajectory() -> dict[str, Facts]:
    """Every variant by its name, `<template>` or `<template>.<variant>`."""
    return _invitations() | _contracts() | _attests() | _final_attests()


def _invitations() -> dict[str, Facts]:
    example = registered(facts("uitnodiging_startgesprek", doelgroep="plicht"))
    example["brief"]["voorbeeld"] = True
    return {
        "uitnodiging_startgesprek.plicht": registered(facts("uitnodiging_startgesprek", doelgroep="plicht")),
        "uitnodiging_startgesprek.recht": facts("uitnodiging_startgesprek", doelgroep="recht"),
        "uitnodiging_startgesprek.voorbeeld": example,
    }


def _contracts() -> dict[str, Facts]:
    chosen: dict[str, Any] = {
        "mo": "te volgen",
        "nt2": "vrijgesteld",
        "vdab": "te volgen",
        "pnt": "te volgen",
    }
    contract = facts("inburgeringscontract", doelgroep="plicht", **chosen)
    old = facts("inburgeringscontract_oud", doelgroep="plicht", regime="OUD", mo="te volgen")
    for letter in (contract, old):
        letter["antwoorden"]["afspraken_contract"] = "U volgt de cursus op dinsdag- en donderdagavond."
    return {
        "inburgeringscontract.plicht": contract,
        "inburgeringscontract.recht": facts("inburgeringscontract", doelgroep="recht"),
        "inburgeringscontract_oud.plicht": old,
        "inburgeringscontract_oud.recht": facts("inburgeringscontract_oud", doelgroep="recht", regime="OUD"),
    }


def _attests() -> dict[str, Facts]:
    postponed: dict[str, Any] = {"uitstel_tot": "2027-02-26", "uitstel_grond": "medische redenen"}
    suspended: dict[str, Any] = {"opschorting_van": "2026-12-01", "opschorting_grond": "persoonlijke redenen"}
    until = suspended | {"opschorting_tot": "2027-03-31"}
    return {
        "attest_aanmelding.plicht": facts("attest_aanmelding", doelgroep="plicht", aangemeld_op="2026-11-19"),
        "attest_aanmelding.recht": facts("attest_aanmelding", doelgroep="recht", aangemeld_op="2026-11-19"),
        "attest_uitstel_aanmelding": facts("attest_uitstel_aanmelding", doelgroep="plicht", **postponed),
        "attest_uitstel_ondertekening.plicht": facts(
            "attest_uitstel_ondertekening", doelgroep="plicht", **postponed
        ),
        "attest_uitstel_ondertekening.recht": facts(
            "attest_uitstel_ondertekening", doelgroep="recht", **postponed
        ),
        "attest_opschorting.plicht": facts("attest_opschorting", doelgroep="plicht", **until),
        "attest_opschorting.recht": facts("attest_opschorting", doelgroep="recht", **until),
        "attest_opschorting.zonder_einde": facts("attest_opschorting", doelgroep="plicht", **suspended),
        "attest_vrijstelling": facts(
            "attest_vrijstelling",
            doelgroep="plicht",
            vrijstelling_op="2026-11-18",
            vrijstelling_grond="ernstige ziekte",
        ),
    }


def _final_attests() -> dict[str, Facts]:
    dated: dict[str, Any] = {"attest_op": "2026-11-20", "laaggeletterd": False}
    oral = dated | {"laaggeletterd": True}
    duty: dict[str, Any] = {"doelgroep": "plicht"}
    tried = PILLARS | {"mo": "niet behaald", "nt2": "niet behaald"}
    return {
        "inburgeringsattest.plicht": facts("inburgeringsattest", **duty, **dated, **PILLARS, pnt="behaald"),
        "inburgeringsattest.recht": facts(
            "inburgeringsattest", doelgroep="recht", **dated, **(PILLARS | {"mo": "vrijgesteld"})
        ),
        "inburgeringsattest.laaggeletterd": facts("inburgeringsattest", **duty, **oral, **PILLARS),
        "inburgeringsattest_oud": facts("inburgeringsattest_oud", **duty, regime="OUD", **dated),
        "verklaring_geleverde_inspanning": facts(
            "verklaring_geleverde_inspanning", **duty, **oral, **tried, pnt="behaald"
        ),
    }
