"""What colleagues of a demo fill in about an infringement, and in the enforcement file that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.casework.demo_life.fates import Fate
from app.domain.calendar import next_working_day
from app.domain.vocabulary import DecisionOutcome, InfringementType

TASKS = frozenset(
    (
        "inbreuk_vaststellen",
        "ingebrekestelling_ondertekenen",
        "dossier_overdragen",
        "dossier_onderzoeken",
        "hoorzitting_plannen",
        "hoorzitting_houden",
        "besluit_nemen",
        "besluit_ondertekenen",
        "bedrag_vastleggen",
        "bedrag_ondertekenen",
        "besluit_wijzigen",
        "wijziging_ondertekenen",
        "terugbetaling_noteren",
        "terugbetaling_na_herziening",
        "belastingdienst_overdragen",
    )
)
HEARING_IN = timedelta(days=24)  # longer than the fifteen days of the summons
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
_REVISION = "Uit het medisch attest blijkt dat betrokkene in die maanden niet kon komen."


def handled(
    element: str, fate: Fate, data: Mapping[str, Any], today: date, nth: int, breach: int
) -> dict[str, Any]:
    """The form of a task about a breach, for the `nth` time."""
    if element == "inbreuk_vaststellen":
        return _finding(fate.is_found(breach), data)
    if element == "besluit_nemen":
        return _decision(fate, data, breach)
    if element == "besluit_wijzigen":
        return _revised(fate.revision(breach)[1])
    if element == "besluit_ondertekenen" and not fate.second_officer_agrees(nth):
        return {"akkoord": "nee", "reden_terug": "De motivering noemt de ingebrekestelling niet."}
    return _usual(element, data, today)


def _usual(element: str, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    day = today.isoformat()
    if element.startswith("terugbetaling"):
        return {"terugbetaald_bedrag": -data["openstaand"], "terugbetaald_op": day}
    answers: dict[str, dict[str, Any]] = {
        "ingebrekestelling_ondertekenen": {"ingebrekestelling_ondertekend": True},
        "dossier_overdragen": {
            "ingebrekestelling_in_dossier": True,
            "niet_in_regel": True,
            "vaststellingsformulier": "Betrokkene reageerde niet op de aangetekende ingebrekestelling.",
        },
        "dossier_onderzoeken": {"dossier_volledig": True},
        "hoorzitting_plannen": {
            "hoorzitting_op": next_working_day(today + HEARING_IN).isoformat(),
            "hoorzitting_uur": "10:00",
            "hoorzitting_plaats": "VAC Gent, Voorbeeldplein 1, 9000 Gent",
            "tolk_bij_hoorzitting": "nee",
        },
        "hoorzitting_houden": {
            "verloop_hoorzitting": "gehouden",
            "hoorzitting_gehouden_op": day,
            "verslag": "Betrokkene licht toe waarom hij niet kwam, en legt stukken voor.",
        },
        "besluit_ondertekenen": {"akkoord": "ja"},
        "bedrag_vastleggen": {"bedrag": data.get("voorstel_bedrag")},
        "bedrag_ondertekenen": {"akkoord": "ja"},
        "wijziging_ondertekenen": {"akkoord": "ja"},
        "belastingdienst_overdragen": {"dossier_bij_belastingdienst": True, "overgedragen_op": day},
    }
    return answers[element]


def _revised(how: str) -> dict[str, Any]:
    if how == "blijft":
        return {"herziening": how, "herziening_nota": _REVISION}
    if how == "ingetrokken":
        return {"herziening": how, "intrekking_reden": _REVISION}
    lower = {"gewijzigd_besluit": "boete", "gewijzigd_bedrag": 50}
    return {"herziening": how, "wijziging_reden": _REVISION, **lower}


def _finding(is_found: bool, data: Mapping[str, Any]) -> dict[str, Any]:
    found = _FOUND.get(data.get("inbreuk_type", ""), _NOT_REGISTERED)
    return {
        "adres_bekend": "ja" if is_found else "onvindbaar",
        "nog_doelgroep": "ja",
        "vaststelling": found if is_found else _UNTRACEABLE,
    }


def _decision(fate: Fate, data: Mapping[str, Any], breach: int) -> dict[str, Any]:
    nothing = DecisionOutcome.NO_FOLLOW_UP
    if data.get("rechtgezet") or data.get("vervallen"):
        reason = data.get("geen_gevolg_reden") or "andere"
        return {"besluit": nothing.value, "geen_gevolg_reden": reason, "motivering": _RECTIFIED}
    outcome = DecisionOutcome(fate.outcome(breach))
    answers: dict[str, Any] = {"besluit": outcome.value, "motivering": _MOTIVATIONS[outcome]}
    if outcome is nothing:
        return answers | {"geen_gevolg_reden": "onvindbaar"}
    if outcome is DecisionOutcome.NO_FINE:
        return answers
    if fate.amount_follows(breach):
        return answers | {"bedrag_later": True}
    proposed = int(data["voorstel_bedrag"])
    amount = fate.amount(proposed, breach)
    deviating = {"afwijking_reden": "Alleenstaande ouder zonder inkomen; de ernst is beperkt."}
    return answers | {"bedrag": amount} | (deviating if amount != proposed else {})
