"""What colleagues of a demo fill in along the course: intake, contract, parts, certificate, B1."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.casework.demo_life.fates import FOLLOWED_UP, PARTS, Fate

TASKS = frozenset(
    (
        "intake_voeren",
        "contract_opmaken",
        *FOLLOWED_UP,
        "resultaat_beoordelen",
        "attest_uitreiken",
        "b1_nakijken",
        "deelname_oud_opvolgen",
    )
)
_ACHIEVED: dict[str, dict[str, Any]] = {
    "mo": {"mo_weg": "cursus en test"},
    "nt2": {},
    "vdab": {"vdab_dienst": "VDAB"},
    "pnt": {"pnt_uren": 40, "pnt_bewijs": True},
}


def followed(element: str, fate: Fate, today: date, nth: int) -> dict[str, Any]:
    """The form of a task of the course, for the `nth` time."""
    if element in FOLLOWED_UP:
        return _part(element.removesuffix("_opvolgen"), fate, today, nth)
    if element == "b1_nakijken":
        return _b1(fate, today)
    return _other(element, fate, today, nth)


def _other(element: str, fate: Fate, today: date, nth: int) -> dict[str, Any]:
    exempt = {part: fate.result(part, 0) == "vrijgesteld" for part in PARTS}
    goes_on = fate.goes_on(nth)
    why = "Volgt de module Nederlands nog eens." if goes_on else "Leert heel traag, volgens het centrum."
    took_part = fate.took_part(nth)
    answers: dict[str, dict[str, Any]] = {
        "intake_voeren": {
            "nt2_niveau": "A2" if exempt["nt2"] else "A1",
            "laaggeletterd": False,
            "werkt": exempt["pnt"],
            "studeert": False,
        },
        "contract_opmaken": {part: "vrijgesteld" if exempt[part] else "te volgen" for part in PARTS},
        "resultaat_beoordelen": {
            "resultaat": "verder volgen" if goes_on else "beperkte leercapaciteit",
            "resultaat_motivering": why,
        },
        "attest_uitreiken": {"attest_op": today.isoformat(), "attest_overhandigd": True},
        "deelname_oud_opvolgen": {
            "deelname_oud": took_part,
            "deelname_oud_op": today.isoformat(),
            "deelname_oud_toelichting": f"Volgens de lijsten van het centrum: {took_part}.",
        },
    }
    return answers[element]


def _part(part: str, fate: Fate, today: date, nth: int) -> dict[str, Any]:
    result = fate.result(part, nth)
    day = {part: result, f"{part}_op": today.isoformat()}
    if result == "behaald":
        return day | _ACHIEVED[part]
    return day | ({"mo_weg": "cursus en test"} if part == "mo" else {})


def _b1(fate: Fate, today: date) -> dict[str, Any]:
    if fate.has_b1():
        return {"b1": "aangetoond", "b1_op": today.isoformat()}
    return {"b1": "niet aangetoond", "b1_toelichting": "Nam aan geen taaltest deel."}
