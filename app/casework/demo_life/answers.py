"""What colleagues of a demo fill in: at a task, and when a message comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.casework.demo_life.fates import Fate
from app.domain.vocabulary import DecisionOutcome, InfringementType

_FOUND = {
    InfringementType.REFUSED_TO_SIGN: "Weigerde het contract te ondertekenen; zie het verslag.",
    InfringementType.NOT_REGISTERED_AFTER_INFRINGEMENT: (
        "Meldde zich ook na het vorige besluit niet aan binnen de nieuwe termijn; adres nagekeken."
    ),
}
_NOT_REGISTERED = "Geen aanmelding binnen de termijn; adres en statuut nagekeken in het register."
_UNTRACEABLE = "Volgens het register ambtshalve geschrapt; de aangetekende zending keerde terug."
_MOTIVATIONS = {
    DecisionOutcome.FINE: (
        "Betrokkene meldde zich niet aan en gaf daarvoor geen reden op, ook niet na ingebrekestelling."
    ),
    DecisionOutcome.NO_FINE: (
        "Het medisch attest toont aan dat betrokkene door overmacht niet kon verschijnen."
    ),
    DecisionOutcome.NO_FOLLOW_UP: (
        "Betrokkene verblijft volgens de wijkagent niet meer op het adres; het dossier wordt gesloten."
    ),
}
_RECTIFIED = "Het agentschap meldt dat betrokkene intussen in regel is of niet langer verplicht is."
_REFUSAL = "Wil het contract niet ondertekenen zonder advies van een advocaat."
_GROUPS = {
    "plicht": "Gezinshereniging, stukken nagekeken.",
    "recht": "Student met verblijfsrecht: mag volgen, hoeft niet.",
    "geen_doelgroep": "Verblijf is tijdelijk, volgens de kaart die is voorgelegd.",
}


def to_task(
    element: str, fate: Fate, data: Mapping[str, Any], today: date, nth: int = 0, breach: int = 0
) -> dict[str, Any]:
    """The answers to a task that this person brings for the `nth` time, in their infringement `breach`."""
    day = today.isoformat()
    if element == "besluit_nemen":
        return _decision(fate, data, breach, nth)
    if element == "contract_ondertekenen":
        signs = fate.signs(data.get("doelgroep", ""), nth)
        refused = {} if signs else {"reden_weigering": _REFUSAL}
        return {"ondertekening": "getekend" if signs else "geweigerd", "ondertekening_op": day, **refused}
    if element == "inbreuk_vaststellen":
        return _finding(fate.is_found(breach), data)
    if element == "besluit_ondertekenen" and not fate.second_officer_agrees(nth):
        return {
            "akkoord": "nee",
            "reden_terug": "De motivering noemt de ingebrekestelling niet.",
        }
    answers: dict[str, dict[str, Any]] = {
        "doelgroep_bepalen": {"doelgroep": fate.group(), "reden_doelgroep": _GROUPS[fate.group()]},
        "aanmelding_registreren": {
            "identiteit_gecontroleerd": True,
            "attest_van_aanmelding": "ja",
            "tolk_nodig": "nee",
        },
        "intake_voeren": {"nt2_niveau": "A1", "laaggeletterd": False, "werkt": False, "studeert": False},
        "contract_opmaken": {
            part: "vrijgesteld" if result == "vrijgesteld" else "te volgen"
            for part, result in fate.results().items()
        },
        "onderdelen_opvolgen": _results(fate),
        "attest_uitreiken": {"attest_op": day, "attest_overhandigd": True},
        "ingebrekestelling_ondertekenen": {"ingebrekestelling_ondertekend": True},
        "dossier_overdragen": {
            "ingebrekestelling_in_dossier": True,
            "niet_in_regel": True,
            "vaststellingsformulier": "Betrokkene reageerde niet op de aangetekende ingebrekestelling.",
        },
        "dossier_onderzoeken": {"dossier_volledig": True},
        "besluit_ondertekenen": {"akkoord": "ja"},
        "belastingdienst_overdragen": {"dossier_bij_belastingdienst": True, "overgedragen_op": day},
    }
    return answers[element]


def _results(fate: Fate) -> dict[str, Any]:
    results = fate.results()
    return results | ({"geleverde_inspanning": True} if "niet behaald" in results.values() else {})


def _finding(is_found: bool, data: Mapping[str, Any]) -> dict[str, Any]:
    found = _FOUND.get(data.get("inbreuk_type", ""), _NOT_REGISTERED)
    return {
        "adres_bekend": "ja" if is_found else "onvindbaar",
        "nog_doelgroep": "ja",
        "vaststelling": found if is_found else _UNTRACEABLE,
    }


def _decision(fate: Fate, data: Mapping[str, Any], breach: int, nth: int) -> dict[str, Any]:
    if data.get("rechtgezet") or data.get("vervallen"):
        reason = data["geen_gevolg_reden"]
        return {"besluit": data["voorstel_besluit"], "geen_gevolg_reden": reason, "motivering": _RECTIFIED}
    outcome = DecisionOutcome(fate.outcome(breach))
    answers = {"besluit": outcome.value, "motivering": _MOTIVATIONS[outcome]}
    if outcome is DecisionOutcome.NO_FOLLOW_UP:
        return answers | {"geen_gevolg_reden": "onvindbaar"}
    if outcome is not DecisionOutcome.FINE:
        return answers
    proposed = int(data["voorstel_bedrag"])
    amount = fate.amount(proposed, breach)
    deviating = {"afwijking_reden": "Alleenstaande ouder zonder inkomen; de ernst is beperkt."}
    return answers | {"bedrag": amount} | (deviating if amount != proposed else {})


def to_message(name: str, today: date, kind: str = "schriftelijk", amount: float = 100) -> dict[str, Any]:
    """What they note down of a message; `amount` in euro, of a payment."""
    day = today.isoformat()
    answers: dict[str, dict[str, Any]] = {
        "aangemeld": {"aangemeld_op": day},
        "in_regel_gesteld": {"in_regel_op": day, "hoe_in_regel": "Bericht van het Huis van het Nederlands."},
        "verweer_ontvangen": {
            "verweer_ontvangen_op": day,
            "verweer_soort": kind,
            "gehoord": "nee",
            "verweer_samenvatting": "Betrokkene was zwaar ziek en kon zich niet aanmelden; zie attest.",
        },
        "betaling_ontvangen": {"ontvangen_bedrag": amount, "ontvangen_op": day},
    }
    return answers[name]
