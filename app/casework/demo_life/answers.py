"""What colleagues of a demo fill in: at a task, and when a message comes in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.casework.demo_life import course_answers as course
from app.casework.demo_life import enforcement_answers as enforced
from app.casework.demo_life import request_answers as requests
from app.casework.demo_life.fates import Fate

END_KNOWN_BEFORE = timedelta(days=10)  # so many days ahead somebody knows when a suspension ends
_REFUSAL = "Wil het contract niet ondertekenen zonder advies van een advocaat."
_GROUPS = {
    "plicht": "Gezinshereniging, stukken nagekeken.",
    "recht": "Student met verblijfsrecht: mag volgen, hoeft niet.",
    "geen_doelgroep": "Verblijf is tijdelijk, volgens de kaart die is voorgelegd.",
}


def to_task(
    element: str,
    fate: Fate,
    data: Mapping[str, Any],
    today: date,
    nth: int = 0,
    breach: int = 0,
    last_day: date | None = None,
) -> dict[str, Any]:
    """The answers to a task that this person brings for the `nth` time, in their infringement `breach`.

    `last_day` is that of the term whose postponement is asked.
    """
    day = today.isoformat()
    if element == "contract_ondertekenen":
        signs = fate.signs(data.get("doelgroep", ""), nth)
        refused = {} if signs else {"reden_weigering": _REFUSAL}
        return {"ondertekening": "getekend" if signs else "geweigerd", "ondertekening_op": day, **refused}
    if element in enforced.TASKS:
        return enforced.handled(element, fate, data, today, nth, breach)
    if element in requests.TASKS:
        return requests.judged(requests.TASKS[element], fate, today, nth, last_day)
    if element in course.TASKS:
        return course.followed(element, fate, today, nth)
    answers: dict[str, dict[str, Any]] = {
        "doelgroep_bepalen": {"doelgroep": fate.group(), "reden_doelgroep": _GROUPS[fate.group()]},
        "doelgroep_opnieuw_bepalen": {
            "nieuwe_doelgroep": data.get("doelgroep_was"),
            "reden_nieuwe_doelgroep": "Het verblijf is verlengd: aan de plicht of het recht verandert niets.",
        },
        "aanmelding_registreren": {
            "identiteit_gecontroleerd": True,
            "attest_van_aanmelding": "ja",
            "tolk_nodig": "nee",
        },
    }
    return answers[element]


def to_message(
    name: str, today: date, kind: str = "schriftelijk", amount: float = 100, about: str = "aanmelding"
) -> dict[str, Any]:
    """What they note down of a message; `amount` in euro, of a payment; `about`, of a postponement."""
    day = today.isoformat()
    if name in requests.NAMES:
        return requests.noted(requests.Request(name), today, about)
    answers: dict[str, dict[str, Any]] = {
        "aangemeld": {"aangemeld_op": day},
        "in_regel_gesteld": {"in_regel_op": day, "hoe_in_regel": "Bericht van het Huis van het Nederlands."},
        "verweer_ontvangen": {
            "verweer_ontvangen_op": day,
            "verweer_soort": kind or "schriftelijk",
            "gehoord": "ja" if kind == "mondeling" else "nee",
            "verweer_samenvatting": "Betrokkene was zwaar ziek en kon zich niet aanmelden; zie attest.",
        },
        "betaling_ontvangen": {"ontvangen_bedrag": amount, "ontvangen_op": day},
        "hoorzitting_gevraagd": {
            "hoorzitting_gevraagd_op": day,
            "hoorzitting_vraag": "Belde: wil het liever zelf uitleggen.",
        },
        "herziening_gevraagd": {
            "herziening_gevraagd_op": day,
            "herziening_vraag": "Legt alsnog een medisch attest voor.",
        },
        "oninvorderbaar_gemeld": {"oninvorderbaar_reden": "insolvent", "oninvorderbaar_op": day},
        "adres_gevonden": {"adres_gevonden_op": day, "adres_gevonden_hoe": "Opnieuw ingeschreven."},
        "opschorting_einde_bekend": {"opschorting_tot": (today + END_KNOWN_BEFORE).isoformat()},
        "hervat": {"hervat_op": day},
        "neemt_weer_deel": {"neemt_weer_deel_op": day},
        "b1_aangetoond": {"b1_op": day, "b1_bewijs": "taaltest"},
    }
    return answers[name]
