"""The facts about a person that decision tables read as `persoon.*` (target group, legal.md 3.2 and 6.1).

Only facts are computed here; the classification itself is a decision table that process owners edit.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.calendar import add_months, months_between
from app.domain.municipalities import find_municipality
from app.domain.national_number import parse_birth_date
from app.domain.nationalities import find_nationality
from app.domain.vocabulary import NationalityGroup, Regime

NEW_REGIME_FROM = date(2022, 3, 1)  # decree of 9-7-2021
_ADULT, _LIMITS = 18, (18, 65)
_WINDOW_MONTHS = {"turns_18": 12, "elsewhere": 60, "title": 3}
_FLEMISH, _BRUSSELS = "Vlaanderen", "Brussel"


def feel_facts(person: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The dictionary `persoon` of the expressions, from the columns of the table `person`.

    Every name is always there; None means unknown. Days come in as `date`, the birth date as text with 00
    for unknown parts. `leeftijd` is that on the day of the first registration in Flanders,
    `leeftijd_vandaag` that of today. `maanden_ingeschreven` counts begun months, so that `<= 12` holds up to
    and including the day twelve months after the registration; `maanden_verblijf` counts whole months since
    the first registration in Belgium, so that `< 36` holds up to and including the day before three years.
    """
    first = person["first_registered_flanders"]
    municipality = find_municipality(person["nis_code"])
    flemish = municipality is not None and municipality.region == _FLEMISH
    return {
        "leeftijd": _age(person["birth_date"], first),
        "wordt_18_binnen_12_maanden": _turns_18_soon(person["birth_date"], first),
        "leeftijd_vandaag": _age(person["birth_date"], today),
        "nationaliteit": person["nationality"] or None,
        "nationaliteitsgroep": _nationality_group(person["nationality"]),
        "register": person["register"] or None,
        "verblijfsstatuut": person["residence_status"] or None,
        "kaarttype": person["card_type"] or None,
        "tijdelijk_verblijf": person["temporary_stay"],
        "bedienaar_eredienst": person["minister_of_religion"],
        "geboren_buitenland": _born_abroad(person["birth_country"]),
        "ouder_geboren_buitenland": person["parent_born_abroad"],
        "maanden_ingeschreven": _begun_months(first, today),
        "maanden_verblijf": _months_of_stay(person["first_registered_belgium"], today),
        "ingeschreven_in_brussel": _in_brussels(
            municipality.region if municipality else None, person["first_registered_brussels"]
        ),
        "eerder_elders_ingeschreven": _registered_elsewhere(person["first_registered_belgium"], first),
        "titel_langer_dan_3_maanden": _long_title(person["title_from"], person["title_to"]),
        "regime": regime(first),
        "nis_gemeente": person["nis_code"],
        "provincie": municipality.province if municipality and flemish else None,
        "gewest": municipality.region if municipality else None,
    }


def regime(first_registered: date | None) -> str | None:
    """`OUD` or `NIEUW`, fixed by the first registration in Flanders; None when that day is unknown."""
    if first_registered is None:
        return None
    return (Regime.OLD if first_registered < NEW_REGIME_FROM else Regime.NEW).value


def _age(birth_date: str | None, on: date | None) -> int | None:
    """Whole years; of an incomplete birth date the youngest possible age, unless a limit lies in between."""
    if not birth_date or on is None:
        return None
    earliest, latest = _birth_window(birth_date)
    youngest, oldest = months_between(latest, on) // 12, months_between(earliest, on) // 12
    if any(youngest < limit <= oldest for limit in _LIMITS):
        return None
    return youngest


def _turns_18_soon(birth_date: str | None, on: date | None) -> bool | None:
    """Whether the eighteenth birthday is in the twelve months after that day; None when it may be."""
    if not birth_date or on is None:
        return None
    until = add_months(on, _WINDOW_MONTHS["turns_18"])
    possible = {on < add_months(birth, 12 * _ADULT) <= until for birth in _birth_window(birth_date)}
    return possible.pop() if len(possible) == 1 else None


def look_again_on(person: Mapping[str, Any], today: date) -> date | None:
    """The eighteenth birthday of who turns 18 within twelve months of the registration (legal.md 6.1 row 5).

    None for others, and once that day is here. Of an incomplete birth date: the last day that it can be.
    """
    first = person["first_registered_flanders"]
    if not _turns_18_soon(person["birth_date"], first):
        return None
    birthday = add_months(_birth_window(person["birth_date"])[1], 12 * _ADULT)
    return birthday if birthday > today else None


def _birth_window(birth_date: str) -> tuple[date, date]:
    """The first and the last day on which somebody with this birth date can have been born."""
    year, month, day = parse_birth_date(birth_date)
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), add_months(date(year, 1, 31), month - 1)
    return date(year, month, day), date(year, month, day)


def _nationality_group(label: str | None) -> str | None:
    if not label:
        return None
    nationality = find_nationality(label)
    return (nationality.group if nationality else NationalityGroup.UNDETERMINED).value


def _born_abroad(country: str | None) -> bool | None:
    if not country:
        return None
    found = find_nationality(country)
    if found is not None and found.group is NationalityGroup.UNDETERMINED:
        return None
    return found is None or found.group is not NationalityGroup.BELGIAN


def _begun_months(first: date | None, today: date) -> int | None:
    if first is None:
        return None
    whole = months_between(first, today)
    return whole + 1 if add_months(first, whole) < today else whole


def _months_of_stay(belgium: date | None, today: date) -> int | None:
    return None if belgium is None else months_between(belgium, today)


def _in_brussels(region: str | None, first: date | None) -> bool | None:
    """Whether somebody is registered in a municipality of Brussels; None where the day of it is unknown."""
    if region is None:
        return None
    if region != _BRUSSELS:
        return False
    return None if first is None else True


def _registered_elsewhere(belgium: date | None, flanders: date | None) -> str | None:
    """Registered in another region before: the five-year rule of the decree of 29-5-2015."""
    if belgium is None or flanders is None:
        return None
    if belgium >= flanders:
        return "nee"
    return "binnen_5_jaar" if flanders <= add_months(belgium, _WINDOW_MONTHS["elsewhere"]) else "langer"


def _long_title(title_from: date | None, title_to: date | None) -> bool | None:
    """Whether the residence title lasts more than three months; None when one of its days is unknown."""
    if title_from is None or title_to is None:
        return None
    return title_to > add_months(title_from, _WINDOW_MONTHS["title"])
