"""Invented newcomers as the register tells of them, spread as in the published tables."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from app.casework.demo_life.behaviour import DATA, Behaviour, Weighted, behaviour, read_table
from app.casework.demo_life.plan import Plan
from app.domain.calendar import add_months
from app.domain.municipalities import Municipality, find_municipality
from app.domain.national_number import with_check_digits
from app.domain.organisations import PROFILES, Organisation
from app.domain.vocabulary import NationalityGroup, Register, ResidenceStatus

Cells = dict[str, str]

BORN_HERE = "België"
_EU = {status for status in ResidenceStatus if status.endswith("EU+")} - {ResidenceStatus.FAMILY_OF_EU}
_PROTECTED = {ResidenceStatus.REFUGEE, ResidenceStatus.SUBSIDIARY_PROTECTION, ResidenceStatus.ASYLUM_SEEKER}
_MAYBE_TEMPORARY = {ResidenceStatus.STUDENT_THIRD_COUNTRY, ResidenceStatus.WORK_THIRD_COUNTRY}
_CARDS = {
    ResidenceStatus.FAMILY_OF_BELGIAN: "F",
    ResidenceStatus.FAMILY_OF_EU: "F",
    ResidenceStatus.WORK_THIRD_COUNTRY: "H",
    ResidenceStatus.ASYLUM_SEEKER: "AI",
    ResidenceStatus.NEW_BELGIAN: "",
}


def newcomer(plan: Plan, label: str, day: date, agency: str, wishes: Mapping[str, str]) -> Cells:
    """The cells of somebody's first row in the extract of `day`, without a number yet; `wishes` win."""
    numbers, random = behaviour(), plan.stream(label, "persoon")
    status = wishes.get("verblijfsstatuut") or numbers.statuses.draw(random)
    nationality = wishes.get("nationaliteit") or _nationality(numbers, status, random)
    sex = wishes.get("geslacht") or numbers.sexes.draw(random)
    registered = day - timedelta(days=random.randint(3, 30))
    if numbers.happens("oude_regeling", random):
        registered = date(2021, random.randint(1, 12), random.randint(1, 28))
    first, last, language = _name(numbers, nationality, sex, random)
    cells = {
        "naam": last,
        "voornaam": first,
        "geboortedatum": _birth_date(numbers, registered, random),
        "geslacht": sex,
        "nationaliteit": nationality,
        **address(agency, day, random),
        "register": _register(status),
        "verblijfsstatuut": "" if status == ResidenceStatus.UNDETERMINED else status,
        "kaarttype": _CARDS.get(ResidenceStatus(status), "EU" if status in _EU else "A"),
        **_title(numbers, status, registered, random),
        "eerste_inschrijving_belgie": _in_belgium(numbers, registered, random).isoformat(),
        "eerste_inschrijving_vlaanderen": registered.isoformat(),
        "contacttaal": language,
        "geboorteland": "Marokko" if nationality == BORN_HERE else nationality,
        "ouder_geboren_buitenland": "ja" if nationality == BORN_HERE else "",
        "bedienaar_eredienst": _yes(numbers.happens("bedienaar_eredienst", random)),
        "tijdelijk_verblijf": _yes(
            status in _MAYBE_TEMPORARY and numbers.happens("tijdelijk_verblijf", random)
        ),
        "extractiedatum": (day - timedelta(days=1)).isoformat(),
        "mutatie": "nieuw",
    }
    return {**cells, **wishes}


def number_of(plan: Plan, label: str, cells: Mapping[str, str], taken: set[str]) -> str:
    """A valid number that nobody has yet: it tells birthday and sex; a BIS number adds 40 to the month."""
    random = plan.stream(label, "nummer")
    year, month, day = (int(part) for part in cells["geboortedatum"].split("-"))
    month += 40 * behaviour().happens("bis_nummer", random)
    while True:
        serial = random.randrange(1 if cells["geslacht"] == "M" else 2, 998, 2)
        number = with_check_digits(f"{year % 100:02d}{month:02d}{day:02d}{serial:03d}", year)
        if number not in taken:
            taken.add(number)
            return number


def address(agency: str, day: date, random: Random) -> Cells:
    """Somewhere in the area of an agency."""
    nis = _towns()[agency].draw(random)
    town = next(row for row in read_towns() if row["nis"] == nis)
    box = str(random.randint(1, 12)) if random.random() < 0.15 else ""
    return {
        "nis_gemeente": nis,
        "straat": random.choice(_read_names()["straten"]),
        "huisnummer": str(random.randint(1, 240)) + random.choice(("", "", "", "A")),
        "busnummer": box,
        "postcode": town["postcode"],
        "gemeente": town["gemeente"],
    }


@cache
def read_towns() -> list[dict[str, str]]:
    """The municipalities where people of the demo live; their weights are an assumption."""
    return read_table("demo_gemeenten.csv")


@cache
def _towns() -> dict[str, Weighted]:
    found: dict[str, dict[str, int]] = {}
    for row in read_towns():
        town = find_municipality(row["nis"])
        if town is not None:
            found.setdefault(_agency_of(town), {})[town.nis] = int(row["gewicht"])
    return {agency: Weighted.of(weights) for agency, weights in found.items()}


def _agency_of(town: Municipality) -> str:
    if town.region == "Brussel":
        return Organisation.BON
    for code, name in ((Organisation.ATLAS, "Antwerpen"), (Organisation.IN_GENT, "Gent")):
        if town.name == name:
            return code
    return next(code for code, profile in PROFILES.items() if profile.report_region == town.province)


# -- who -------------------------------------------------------------------------------------------------


def _nationality(numbers: Behaviour, status: str, random: Random) -> str:
    if status in _EU:
        return numbers.nationalities[NationalityGroup.EU_PLUS].draw(random)
    if status == ResidenceStatus.NEW_BELGIAN:
        return BORN_HERE
    if status == ResidenceStatus.UNDETERMINED and random.random() < 0.15:
        return numbers.nationalities[NationalityGroup.UNDETERMINED].draw(random)
    if status in _PROTECTED:
        return numbers.protected.draw(random)
    return numbers.nationalities[NationalityGroup.THIRD_COUNTRY].draw(random)


@dataclass(frozen=True)
class _Names:
    language: str
    men: list[str]
    women: list[str]
    families: list[str]
    own_script: list[str]


@cache
def _read_names() -> dict[str, Any]:
    return tomllib.loads((DATA / "demo_namen.toml").read_text(encoding="utf-8"))


@cache
def _names() -> dict[str, _Names]:
    """The group of names of each country; under no name that of all others."""
    found: dict[str, _Names] = {}
    for row in _read_names()["groep"]:
        group = _Names(
            row["taal"], row["mannen"], row["vrouwen"], row["families"], row.get("eigen_schrift", [])
        )
        found |= dict.fromkeys(row["landen"] or [""], group)
    return found


def _name(numbers: Behaviour, nationality: str, sex: str, random: Random) -> tuple[str, str, str]:
    group = _names().get(nationality) or _names()[""]
    first = random.choice({"M": group.men, "V": group.women}.get(sex, group.men + group.women))
    last = random.choice(group.families)
    if numbers.happens("zonder_voornaam", random):
        first = ""
    if group.own_script and numbers.happens("eigen_schrift", random):
        last, first = group.own_script
    return first, last, group.language


def _birth_date(numbers: Behaviour, registered: date, random: Random) -> str:
    lowest = int(numbers.ages.draw(random))
    oldest = {16: 18, 58: 65}.get(lowest, lowest + 10)
    days = random.randrange(lowest * 365 + lowest // 4 + 1, oldest * 365 + oldest // 4)
    born = registered - timedelta(days=days)
    return f"{born.year}-00-00" if numbers.happens("alleen_geboortejaar", random) else born.isoformat()


def _register(status: str) -> str:
    if status == ResidenceStatus.ASYLUM_SEEKER:
        return Register.WAITING
    return Register.POPULATION if status == ResidenceStatus.NEW_BELGIAN else Register.ALIENS


def _title(numbers: Behaviour, status: str, registered: date, random: Random) -> Cells:
    if status == ResidenceStatus.NEW_BELGIAN or numbers.happens("titel_onbekend", random):
        return {"titel_van": "", "titel_tot": ""}
    begins = registered + timedelta(days=random.randint(0, 10))
    months = 4 if status == ResidenceStatus.ASYLUM_SEEKER else random.choice((12, 24, 60))
    return {"titel_van": begins.isoformat(), "titel_tot": add_months(begins, months).isoformat()}


def _in_belgium(numbers: Behaviour, registered: date, random: Random) -> date:
    if numbers.happens("eerst_elders", random):
        return registered - timedelta(days=random.randint(100, 2500))
    return registered


def _yes(answer: bool) -> str:
    return "ja" if answer else "nee"
