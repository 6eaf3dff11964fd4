"""What officers of the municipalities and of the GGC fill in, in a demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

WAITS = {  # working days before somebody does the task: assumptions; the attest is handed over at once
    "attest_overhandigen": 0,
    "verplichting_bepalen": 3,
    "verplichting_opnieuw_bepalen": 2,
    "weigering_vaststellen": 3,
    "weigering_voltooiing_vaststellen": 3,
    "brussel_opschorting_beoordelen": 4,
    "brussel_vrijstelling_beoordelen": 4,
    "sanctiedossier_onderzoeken": 6,
    "brussel_hoorzitting_plannen": 2,
    "brussel_hoorzitting_houden": 10,  # the task is there when the notice is over, before the day itself
    "sanctie_beslissen": 5,
    "sanctie_ondertekenen": 2,
}
_PLACE = "Gemeenschappelijke Gemeenschapscommissie, Voorbeeldkaai 1, 1000 Brussel"
_HEARD_AFTER = timedelta(days=30)
_ILL_FOR = timedelta(days=45)


def to_task(element: str, today: date, data: Mapping[str, Any]) -> dict[str, Any]:
    """The form of a task of `WAITS`."""
    day = today.isoformat()
    answers: dict[str, dict[str, Any]] = {
        "attest_overhandigen": {
            "overhandigd_op": day,
            "ontvangst_getekend": True,
            "brochure_uitgelegd": True,
        },
        "verplichting_bepalen": {
            "verplichting": "verplicht",
            "reden_verplichting": "De verblijfskaart is gezien: ze geldt een jaar.",
        },
        "verplichting_opnieuw_bepalen": {
            "nieuwe_verplichting": "verplicht",
            "reden_nieuwe_verplichting": "Alleen de kaart is vernieuwd, de rest bleef gelijk.",
        },
        "brussel_opschorting_beoordelen": {
            "opschorting_besluit": "toegekend",
            "opschorting_van": day,
            "opschorting_tot": (today + _ILL_FOR).isoformat(),
            "opschorting_bewijs": True,
        },
        "brussel_vrijstelling_beoordelen": {
            "vrijstelling_besluit": "geweigerd",
            "vrijstelling_motivering": "Er is geen bewijs voorgelegd.",
        },
        "sanctiedossier_onderzoeken": {"sanctiedossier_volledig": True},
        "brussel_hoorzitting_plannen": {
            "hoorzitting_op": (today + _HEARD_AFTER).isoformat(),
            "hoorzitting_uur": "10:00",
            "hoorzitting_plaats": _PLACE,
            "tolk_bij_hoorzitting": "ja",
        },
        "brussel_hoorzitting_houden": {
            "verloop_hoorzitting": "gehouden",
            "hoorzitting_gehouden_op": day,
            "verslag": "De persoon verscheen met een tolk en lichtte de toestand toe.",
        },
        "sanctie_beslissen": {
            "besluit": "boete",
            "bedrag": data.get("voorstel_bedrag"),
            "motivering": "De persoon kreeg het attest en de aanmaning en meldde zich niet aan.",
        },
        "sanctie_ondertekenen": {"akkoord": "ja"},
    }
    refused = {
        "weigering": "ja",
        "register_nagekeken": True,
        "vaststelling": "Geen attest ontvangen na de aanmaning; niemand nam contact op.",
    }
    return answers.get(element, refused)


def to_message(name: str, today: date, bureau: str, amount: float) -> dict[str, Any]:
    """The form of a message that somebody notes down; `amount` in euro, of a payment."""
    day = today.isoformat()
    answers: dict[str, dict[str, Any]] = {
        "aangemeld": {"aangemeld_op": day, "bureau": bureau},
        "attest_van_beeindiging": {"beeindigd_op": day, "attest_gezien": True},
        "betaling_ontvangen": {"ontvangen_bedrag": amount, "ontvangen_op": day},
        "opschorting_gevraagd": {
            "opschorting_aangevraagd_op": day,
            "opschorting_grond": "ziekte",
            "opschorting_aanleiding": "Ligt in het ziekenhuis; het getuigschrift is er bij.",
        },
    }
    return answers[name]
