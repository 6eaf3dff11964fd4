"""Plausible people and answers for walks, drawn from the forms of the release and what its tables read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from app.engine.catalogue import Element
from app.engine.release import Release
from app.engine.runtime import Situation

TODAY = date(2026, 11, 23)
_STRUCTURED = {"radio", "select", "checkbox", "number", "datetime"}

_STARTS: dict[str, tuple[str, Any]] = {
    "inburgering": ("persoon_gedetecteerd", lambda random: {}),
    "inburgering_oud": ("persoon_gedetecteerd_oud", lambda random: {}),
    "inbreuk": (
        "inbreuk_vastgesteld",
        lambda random: {
            "inbreuk_type": random.choice(
                ["niet tijdig aangemeld", "geweigerd te ondertekenen", "iets anders"]
            ),
            "feit_datum": _day(random),
            "doelgroep": random.choice(["plicht", "plicht", "plicht", "recht"]),
            "rang": random.randint(1, 7),
            "eerdere_boetes": random.randint(0, 2),
        },
    ),
    "handhaving": (
        "dossier_overgedragen",
        lambda random: {
            "inbreuk_type": random.choice(
                ["niet tijdig aangemeld", "onrechtmatig vroegtijdig beëindigd", "iets anders"]
            ),
            "feit_datum": _day(random),
            "rang": random.randint(1, 7),
        },
    ),
    "verplicht_traject": (
        "inschrijving_nagekeken",
        lambda random: {
            "nagekeken_op": _day(random),
            "vrijstellingsgrond": random.choice([None, None, None, None, "andere", "belgisch_diploma"]),
            "taal": random.choice(["nl", "fr"]),
        },
    ),
    "sanctie_ggc": (
        "weigering_vastgesteld",
        lambda random: {
            "weigering_over": random.choice(["aanmelding", "voltooiing"]),
            "rang": random.randint(1, 5),
            "weigering_op": _day(random),
            "taal": "fr",
        },
    ),
    "proef": ("start", lambda random: {"nummer": random.randint(1, 9)}),
}


def beginning(process: str, random: Random) -> tuple[str, dict[str, Any]]:
    """The message that starts a case and what it carries."""
    message, payload = _STARTS[process]
    return message, payload(random)


def situation(random: Random) -> Situation:
    """A person for whom the target group table may answer anything, on a day."""
    return Situation(_person(random), TODAY)


def values(release: Release, form: str | None, random: Random) -> dict[str, Any]:
    """Answers to the structured components of a form; a number for the models that have no forms."""
    if form not in release.schemas:
        return {"antwoord": random.randint(0, 3)} if form else {}
    components = _components(release.schemas[form]["components"])
    return {c["key"]: _value(c, random) for c in components if c["type"] in _STRUCTURED}


def payload(release: Release, element: Element, random: Random) -> dict[str, Any]:
    """What a delivered message carries: a form's answers, or what other processes and the host send."""
    if element.term:
        return {}
    if element.form:
        return values(release, element.form, random)
    sent = {
        "besluit_betekend": {"besluit": "boete", "besluit_verzonden_op": _day(random)},
        "besluit_verzonden": {"besluit_verzonden_op": _day(random)},
        "besluit_gewijzigd_verzonden": {"besluit_gewijzigd_verzonden_op": _day(random)},
        "besluit_ingetrokken_verzonden": {"besluit_ingetrokken_verzonden_op": _day(random)},
        "traject_vervallen": {"reden": random.choice(["overleden", "belg_geworden", "niet_meer_verplicht"])},
        "dossier_vervallen": {"verval_reden": random.choice(["verhuisd", "vrijgesteld"])},
        "niet_vervolgd": {"niet_vervolgd_reden": "onvindbaar"},
        "kennisgeving": {"in_regel_op": _day(random)},
        "gegevens_gewijzigd": {"gewijzigd": [random.choice(["straat", "verblijfsstatuut", "kaarttype"])]},
        "mo_resultaat": {"mo": _result(random), "mo_op": _day(random)},
        "nt2_resultaat": {"nt2": _result(random), "nt2_op": _day(random)},
        "vdab_ingeschreven": {"vdab": "behaald", "vdab_op": _day(random)},
        "pnt_voltooid": {"pnt": "behaald", "pnt_op": _day(random)},
        "boete_voldaan": {},
        "ggc_boete_voldaan": {},
        "in_regel_gesteld": {"in_regel_op": _day(random)},
        "sanctie_betekend": {"besluit": "boete", "besluit_verzonden_op": _day(random)},
        "brussel_sanctiebesluit_verzonden": {"brussel_sanctiebesluit_verzonden_op": _day(random)},
        "besluit_herzien": {
            "herziening": random.choice(["gewijzigd", "ingetrokken"]),
            "gewijzigd_besluit": random.choice(["boete", "geen boete"]),
            "gewijzigd_bedrag": random.choice([50, 250]),
        },
        "persoon_overleden": {},
    }
    return sent.get(element.message or "", {"ontvangen": random.randint(0, 9)})


def _components(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for component in found:
        yield component
        yield from _components(component.get("components", []))


def _value(component: dict[str, Any], random: Random) -> Any:
    if component["type"] in ("radio", "select"):
        return random.choice(component["values"])["value"]
    if component["type"] == "checkbox":
        return random.random() < 0.5
    if component["type"] == "datetime":
        return _day(random)
    limits = component.get("validate", {})
    low, high = limits.get("min", 0), limits.get("max", 1000)
    return round(random.uniform(low, min(high, low + 600)), 2)


def _result(random: Random) -> str:
    return random.choice(["behaald", "behaald", "niet behaald"])


def _day(random: Random) -> str:
    return (TODAY - timedelta(days=random.randint(0, 200))).isoformat()


def _person(random: Random) -> dict[str, Any]:
    likely: dict[str, list[Any]] = {
        "leeftijd": [34, 34, 34, 17, 70, None],
        "wordt_18_binnen_12_maanden": [False, False, True, None],
        "nationaliteitsgroep": ["derdelander", "derdelander", "derdelander", "EU+", "Belg", "onbepaald"],
        "register": ["vreemdelingenregister", "bevolkingsregister", "vreemdelingenregister", None],
        "verblijfsstatuut": [
            "gezinshereniging met derdelander",
            "gezinshereniging met EU+",
            "asielzoeker",
            None,
        ],
        "kaarttype": ["A", "B", "F", "A", "bijlage 3", None],
        "tijdelijk_verblijf": [False, False, False, True, None],
        "bedienaar_eredienst": [False, False, False, True, None],
        "geboren_buitenland": [True, True, False, None],
        "ouder_geboren_buitenland": [True, False, None],
        "maanden_ingeschreven": [2, 2, 30, None],
        "eerder_elders_ingeschreven": ["nee", "nee", "nee", "binnen_5_jaar", "langer"],
        "titel_langer_dan_3_maanden": [True, True, True, False, None],
        "regime": ["NIEUW"] * 6 + ["OUD", None],
        "nis_gemeente": ["44021", "11002", "24062", "71022"],
        "provincie": ["Oost-Vlaanderen", "Antwerpen", "Limburg", "Vlaams-Brabant", None],
        "gewest": ["Vlaanderen"] * 6 + ["Brussel", "Wallonie", None],
        "leeftijd_vandaag": [34, 34, 34, 17, 70, None],
        "maanden_verblijf": [2, 2, 2, 40, None],
        "ingeschreven_in_brussel": [True, True, True, False, None],
    }
    plain = random.random() < 0.4  # the first of each: a person who is certainly obliged
    return {name: options[0] if plain else random.choice(options) for name, options in likely.items()}
