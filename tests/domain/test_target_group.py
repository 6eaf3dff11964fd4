"""The facts that decision tables read about a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.domain.target_group import feel_facts

TODAY = date(2026, 11, 22)
PERSON: dict[str, Any] = {
    "national_number": "85073003328",
    "birth_date": "1985-07-30",
    "nationality": "Marokko",
    "nis_code": "44021",
    "register": "vreemdelingenregister",
    "residence_status": "gezinshereniging met Belg",
    "card_type": "F",
    "title_from": date(2026, 9, 1),
    "title_to": date(2027, 9, 1),
    "first_registered_belgium": date(2026, 9, 1),
    "first_registered_flanders": date(2026, 9, 1),
    "first_registered_brussels": None,
    "birth_country": "Marokko",
    "parent_born_abroad": None,
    "minister_of_religion": False,
    "temporary_stay": False,
}


def facts(**changes: Any) -> dict[str, Any]:
    return feel_facts({**PERSON, **changes}, TODAY)


def test_all_facts_of_somebody_known() -> None:
    assert facts() == {
        "leeftijd": 41,
        "wordt_18_binnen_12_maanden": False,
        "leeftijd_vandaag": 41,
        "nationaliteit": "Marokko",
        "nationaliteitsgroep": "derdelander",
        "register": "vreemdelingenregister",
        "verblijfsstatuut": "gezinshereniging met Belg",
        "kaarttype": "F",
        "tijdelijk_verblijf": False,
        "bedienaar_eredienst": False,
        "geboren_buitenland": True,
        "ouder_geboren_buitenland": None,
        "maanden_ingeschreven": 3,
        "maanden_verblijf": 2,
        "ingeschreven_in_brussel": False,
        "eerder_elders_ingeschreven": "nee",
        "titel_langer_dan_3_maanden": True,
        "regime": "NIEUW",
        "nis_gemeente": "44021",
        "provincie": "Oost-Vlaanderen",
        "gewest": "Vlaanderen",
    }


def test_unknown_is_null_and_every_name_is_there() -> None:
    nothing = dict.fromkeys(PERSON) | {"nationality": "onbepaald", "nis_code": "44021"}
    empty = feel_facts(nothing, TODAY)
    assert set(empty) == set(facts())
    known = {name for name, value in empty.items() if value is not None}
    assert known == {
        "nationaliteit",
        "nationaliteitsgroep",
        "ingeschreven_in_brussel",
        "nis_gemeente",
        "provincie",
        "gewest",
    }


@pytest.mark.parametrize(
    ("born", "first", "age"),
    [
        ("2008-09-01", date(2026, 9, 1), 18),
        ("2008-09-02", date(2026, 9, 1), 17),
        ("1961-09-01", date(2026, 9, 1), 65),
        ("1961-09-02", date(2026, 9, 1), 64),
        ("1985-00-00", date(2026, 9, 1), 40),  # 40 or 41: no limit in between
        ("2008-00-00", date(2026, 9, 1), None),  # 17 or 18
        ("1961-00-00", date(2026, 9, 1), None),  # 64 or 65
        ("2008-09-00", date(2026, 9, 15), None),
        ("2008-08-00", date(2026, 9, 15), 18),
        (None, date(2026, 9, 1), None),
        ("1985-07-30", None, None),
    ],
)
def test_age_on_the_first_registration(born: str | None, first: date | None, age: int | None) -> None:
    assert facts(birth_date=born, first_registered_flanders=first)["leeftijd"] == age


@pytest.mark.parametrize(
    ("born", "soon"),
    [
        ("2008-09-01", False),  # eighteen on the day itself
        ("2008-09-02", True),
        ("2009-09-01", True),
        ("2009-09-02", False),
        ("2009-00-00", None),
        ("2008-10-00", True),
        ("2012-00-00", False),
    ],
)
def test_turning_eighteen_within_twelve_months(born: str, soon: bool | None) -> None:
    assert facts(birth_date=born)["wordt_18_binnen_12_maanden"] is soon


@pytest.mark.parametrize(
    ("first", "months"),
    [
        (date(2026, 11, 22), 0),
        (date(2026, 11, 21), 1),
        (date(2025, 11, 22), 12),
        (date(2025, 11, 21), 13),
        (date(2026, 12, 1), 0),
    ],
)
def test_begun_months_since_the_registration(first: date, months: int) -> None:
    assert facts(first_registered_flanders=first)["maanden_ingeschreven"] == months


@pytest.mark.parametrize(
    ("belgium", "months"),
    [
        (TODAY, 0),
        (date(2023, 11, 23), 35),  # tomorrow three years
        (date(2023, 11, 22), 36),
        (date(2026, 12, 1), 0),
        (None, None),
    ],
)
def test_whole_months_of_stay(belgium: date | None, months: int | None) -> None:
    assert facts(first_registered_belgium=belgium)["maanden_verblijf"] == months


@pytest.mark.parametrize(
    ("nis", "first", "there"),
    [
        ("21015", date(2026, 11, 1), True),
        ("21015", None, None),  # lives there, and nobody knows since when
        ("44021", date(2026, 11, 1), False),  # has moved since
        ("99999", date(2026, 11, 1), None),
    ],
)
def test_registered_in_brussels(nis: str, first: date | None, there: bool | None) -> None:
    assert facts(nis_code=nis, first_registered_brussels=first)["ingeschreven_in_brussel"] is there


@pytest.mark.parametrize(("born", "age"), [("2008-11-22", 18), ("2008-11-23", 17), ("2008-00-00", None)])
def test_age_of_today(born: str, age: int | None) -> None:
    assert facts(birth_date=born, first_registered_flanders=None)["leeftijd_vandaag"] == age


@pytest.mark.parametrize(
    ("belgium", "where"),
    [
        (date(2026, 9, 1), "nee"),
        (date(2026, 10, 1), "nee"),
        (date(2026, 8, 31), "binnen_5_jaar"),
        (date(2021, 9, 1), "binnen_5_jaar"),
        (date(2021, 8, 31), "langer"),
        (None, None),
    ],
)
def test_registered_elsewhere_before(belgium: date | None, where: str | None) -> None:
    assert facts(first_registered_belgium=belgium)["eerder_elders_ingeschreven"] == where


@pytest.mark.parametrize(
    ("changes", "name", "value"),
    [
        ({"first_registered_flanders": date(2022, 2, 28)}, "regime", "OUD"),
        ({"first_registered_flanders": date(2022, 3, 1)}, "regime", "NIEUW"),
        ({"title_to": date(2026, 12, 1)}, "titel_langer_dan_3_maanden", False),
        ({"title_to": date(2026, 12, 2)}, "titel_langer_dan_3_maanden", True),
        ({"title_to": None}, "titel_langer_dan_3_maanden", None),
        ({"nationality": "België"}, "nationaliteitsgroep", "Belg"),
        ({"nationality": "Polen"}, "nationaliteitsgroep", "EU+"),
        ({"birth_country": "België"}, "geboren_buitenland", False),
        ({"birth_country": "BE"}, "geboren_buitenland", False),
        ({"birth_country": "onbepaald"}, "geboren_buitenland", None),
        ({"nis_code": "21004"}, "gewest", "Brussel"),
        ({"nis_code": "21004"}, "provincie", None),
        ({"nis_code": "62063"}, "gewest", "Wallonie"),
        ({"nis_code": "62063"}, "provincie", None),
    ],
)
def test_single_facts(changes: dict[str, Any], name: str, value: object) -> None:
    assert facts(**changes)[name] == value
