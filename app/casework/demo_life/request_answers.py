"""What colleagues of a demo note down of a request, and how they judge it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.casework.demo_life.fates import Fate, Request

TASKS = {
    "uitstel_beoordelen": Request.POSTPONEMENT,
    "opschorting_beoordelen": Request.SUSPENSION,
    "vrijstelling_beoordelen": Request.EXEMPTION,
    "deelname_beoordelen": Request.IRREGULAR,
}
NAMES = frozenset(request.value for request in Request)
POSTPONED_FOR = timedelta(days=45)
_ILL = "Ligt in het ziekenhuis; het medisch attest volgt."
_NOT_PROVEN = "Het attest werd na twee vragen niet voorgelegd."


def noted(request: Request, today: date, about: str) -> dict[str, Any]:
    """The form of the message; `about` is what a postponement is asked of."""
    day = today.isoformat()
    forms: dict[Request, dict[str, Any]] = {
        Request.POSTPONEMENT: {
            "uitstel_van": about,
            "uitstel_aangevraagd_op": day,
            "uitstel_aanleiding": _ILL,
        },
        Request.SUSPENSION: {"opschorting_aangevraagd_op": day, "opschorting_aanleiding": _ILL},
        Request.EXEMPTION: {
            "vrijstelling_aangevraagd_op": day,
            "vrijstelling_aanleiding": "Legt een diploma van een Belgische school voor.",
        },
        Request.IRREGULAR: {
            "deelname_onderdeel": "Nederlands tweede taal",
            "deelname_percentage": 55,
            "deelname_vastgesteld_op": day,
            "deelname_toelichting": "Het centrum meldt dat betrokkene wekenlang wegbleef.",
        },
        Request.REFERRAL: {
            "doorverwezen_naar": "NARIC-Vlaanderen",
            "doorverwezen_op": day,
            "doorverwezen_waarvoor": "Erkenning van een buitenlands diploma.",
        },
    }
    return forms[request]


def judged(
    request: Request, fate: Fate, today: date, nth: int, last_day: date | None = None
) -> dict[str, Any]:
    """The form of the task that the request brings, for the `nth` time; `last_day` of what is postponed.

    Without one that lies ahead there is nothing to postpone: the term is over, or it has not begun.
    """
    if request is Request.IRREGULAR:
        counts = fate.is_granted(request, nth)
        why = (
            "Geen attest voor de afwezigheden."
            if counts
            else "De afwezigheden zijn gewettigd met een attest."
        )
        return {
            "deelname_oordeel": "onregelmatig" if counts else "gewettigd",
            "deelname_motivering": why,
        }
    about = {
        Request.POSTPONEMENT: "uitstel",
        Request.SUSPENSION: "opschorting",
        Request.EXEMPTION: "vrijstelling",
    }[request]
    is_late = request is Request.POSTPONEMENT and (last_day is None or last_day <= today)
    if is_late or not fate.is_granted(request, nth):
        return {f"{about}_besluit": "geweigerd", f"{about}_motivering": _NOT_PROVEN}
    return {f"{about}_besluit": "toegekend", f"{about}_bewijs": True} | _granted(
        request, fate, today, nth, last_day or today
    )


def _granted(request: Request, fate: Fate, today: date, nth: int, last_day: date) -> dict[str, Any]:
    if request is Request.POSTPONEMENT:
        until = last_day + POSTPONED_FOR
        return {"uitstel_grond": "medische redenen", "uitstel_tot": until.isoformat()}
    if request is Request.EXEMPTION:
        return {"vrijstelling_grond": "Belgisch diploma", "vrijstelling_op": today.isoformat()}
    days = fate.pause(nth).days
    last = {} if days is None else {"opschorting_tot": (today + timedelta(days=days)).isoformat()}
    return {
        "opschorting_grond": "medische redenen",
        "opschorting_van": today.isoformat(),
        "opschorting_einde_bekend": "nee" if days is None else "ja",
        **last,
    }
