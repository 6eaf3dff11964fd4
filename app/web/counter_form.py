"""The form of the counter: facts that the table of the duty asks, the ground that was shown, the language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.casework.obligations import LANGUAGES
from app.domain.municipalities import find_municipality
from app.domain.names import folded
from app.domain.nationalities import nationalities
from app.domain.vocabulary import Register, ResidenceStatus
from app.forms import FieldError, Form
from app.web import questions
from app.web.case_words import country_name, sex_name
from app.web.labels import fact_label
from app.web.questions import Component, group

NUMBER, GROUND, LANGUAGE = "national_number", "vrijstellingsgrond", "taal"
STAY, WHO, SHOWN = 0, 1, 2  # the groups of the form, in their order
_DAYS = ("title_from", "title_to", "first_registered_belgium", "first_registered_brussels")
_YES_NO = {True: "ja", False: "nee"}


def check_form(grounds: Mapping[str, str]) -> Form:
    """In the language of this request; `grounds` are the codes of exemption with their words."""
    return questions.form("balie", _stay(), _who(), _shown(grounds))


def answers_of(person: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of somebody, as the form asks it."""
    known = {name: person.get(name) for name in (*_FACTS, *_DAYS)}
    known |= {name: day.isoformat() for name in _DAYS if (day := known[name]) is not None}
    if "-00" in (known["birth_date"] or ""):
        known["birth_date"] = None  # a calendar has no such day; `facts_of` keeps what was known
    return known | {"temporary_stay": _YES_NO.get(person.get("temporary_stay"))}  # type: ignore[arg-type]


def facts_of(values: Mapping[str, Any], nis_code: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of the person from the answers; who stands here lives in this municipality.

    `before` is the row of somebody who is known: of an incomplete birth date only that tells.
    """
    known = find_municipality(nis_code)
    facts: dict[str, Any] = {name: values[name] for name in _FACTS}
    facts["first_name"] = values["first_name"] or ""
    facts["birth_date"] = values["birth_date"] or (before or {}).get("birth_date")
    facts |= {name: date.fromisoformat(values[name]) if values[name] else None for name in _DAYS}
    facts["temporary_stay"] = {"ja": True, "nee": False}.get(values["temporary_stay"] or "")
    return facts | {"nis_code": nis_code, "municipality": known.name if known else None}


def impossible_days(values: Mapping[str, Any], today: date) -> list[FieldError]:
    """What a form cannot know by itself."""
    errors = [
        FieldError(key, "datum_in_toekomst")
        for key in ("first_registered_belgium", "first_registered_brussels")
        if values[key] and date.fromisoformat(values[key]) > today
    ]
    if values["title_from"] and values["title_to"] and values["title_to"] < values["title_from"]:
        errors.append(FieldError("title_to", "eindigt_voor_begin"))
    return errors


_FACTS = (
    "last_name",
    "first_name",
    "birth_date",
    "sex",
    "nationality",
    "street",
    "house_number",
    "box",
    "postcode",
    "register",
    "residence_status",
    "card_type",
)


def _stay() -> Component:
    by_name = sorted(((each.label, country_name(each.label)) for each in nationalities()), key=_by_name)
    return group(
        _("Verblijf"),
        _choice("nationality", by_name, required=True),
        _choice("register", ((each.value, each.value) for each in Register)),
        _line("card_type", 20, _("Bijvoorbeeld A, B, F, F+ of M.")),
        _choice("residence_status", ((each.value, each.value) for each in ResidenceStatus)),
        _day("title_from"),
        _day("title_to"),
        _day("first_registered_belgium", _("Vanaf deze dag telt het wettig verblijf.")),
        _day("first_registered_brussels", _("De eerste inschrijving in een van de negentien gemeenten.")),
        _choice("temporary_stay", [("ja", _("Ja")), ("nee", _("Nee"))], kind="radio"),
    )


def _who() -> Component:
    return group(
        _("Wie en waar"),
        _line("last_name", 200, required=True),
        _line("first_name", 200),
        _day("birth_date", _("Laat leeg als alleen het jaar bekend is.")),
        _choice("sex", [(code, sex_name(code)) for code in ("M", "V", "X")], kind="radio"),
        _line("street", 200),
        _line("house_number", 20),
        _line("box", 20),
        _line("postcode", 10),
    )


def _shown(grounds: Mapping[str, str]) -> Component:
    languages = {"nl": _("Nederlands"), "fr": _("Frans")}
    return group(
        "",
        questions.choice(
            GROUND,
            _("Vrijstelling waarvoor de persoon hier een bewijs toont"),
            grounds.items(),
            _("Laat leeg als er geen bewijs is. Wat uit het register blijkt, hoeft niemand te bewijzen."),
            kind="select",
        ),
        questions.choice(
            LANGUAGE,
            _("In welke taal wil de persoon de brieven?"),
            [(code, languages[code]) for code in LANGUAGES],
            _("De persoon kiest. Ook latere brieven van de gemeente en de GGC zijn in deze taal."),
            required=True,
        ),
    )


def _by_name(option: tuple[str, str]) -> list[str]:
    return folded(option[1])


def _line(key: str, longest: int, hint: str = "", *, required: bool = False) -> Component:
    return questions.line(key, fact_label(key), longest, hint, required=required)


def _day(key: str, hint: str = "") -> Component:
    return questions.day(key, fact_label(key), hint)


def _choice(
    key: str, options: Iterable[tuple[str, str]], *, kind: str = "select", required: bool = False
) -> Component:
    return questions.choice(key, fact_label(key), options, kind=kind, required=required)
