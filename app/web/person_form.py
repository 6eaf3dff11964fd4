"""The form for a person whom the register has not sent yet: its questions, and the facts that come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.municipalities import find_municipality, municipalities
from app.domain.names import folded
from app.domain.nationalities import nationalities
from app.domain.regions import of_municipality
from app.domain.vocabulary import Region, Register, ResidenceStatus
from app.forms import FieldError, Form
from app.web import questions
from app.web.case_words import country_name, language_name, sex_name
from app.web.labels import fact_label
from app.web.questions import Component, group

REGIONS = ("Vlaanderen", "Brussel")
LANGUAGES = ("nl", "fr", "en", "de")
_FIRST = {Region.FLANDERS: "first_registered_flanders", Region.BRUSSELS: "first_registered_brussels"}
_REGISTERED = ("first_registered_belgium", *_FIRST.values())


def person_form(today: date) -> Form:
    """The form in the language of this request; municipalities are those of today."""
    return questions.form("persoon", *_who(), *_where(today), *_stay(), *_more())


def impossible_days(values: Mapping[str, Any], today: date) -> list[FieldError]:
    """What a form cannot know by itself: nobody is born tomorrow, no title ends before it begins.

    Since when somebody is registered there is asked of the region of the municipality.
    """
    past = ("birth_date", *_REGISTERED)
    errors = [
        FieldError(key, "datum_in_toekomst")
        for key in past
        if values[key] and date.fromisoformat(values[key]) > today
    ]
    first = _FIRST[of_municipality(values["nis_code"]) or Region.FLANDERS]
    if not values[first]:
        errors.append(FieldError(first, "verplicht"))
    if values["title_from"] and values["title_to"] and values["title_to"] < values["title_from"]:
        errors.append(FieldError("title_to", "eindigt_voor_begin"))
    return errors


def facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the person, from the answers."""
    days = ("title_from", "title_to", *_REGISTERED)
    known = find_municipality(values["nis_code"])
    facts = {**values, "municipality": known.name if known else None}
    facts |= {name: date.fromisoformat(values[name]) if values[name] else None for name in days}
    yes_no = ("temporary_stay", "parent_born_abroad", "minister_of_religion")
    return facts | {name: {"ja": True, "nee": False}.get(values[name] or "") for name in yes_no}


def _who() -> list[Component]:
    return [
        group(
            _("Wie"),
            _text(
                "national_number",
                required=True,
                longest=20,
                help_=_("Rijksregisternummer of BIS-nummer, 11 cijfers. Punten en streepjes mogen."),
            ),
            _text("last_name", required=True),
            _text("first_name"),
            _day("birth_date", _("Laat leeg als alleen het jaar bekend is.")),
            _choice("sex", [(code, sex_name(code)) for code in ("M", "V", "X")], kind="radio"),
            _choice("nationality", _nationalities(), required=True),
        )
    ]


def _nationalities() -> list[tuple[str, str]]:
    """By their names in the language of the screens, accents aside."""
    named = [(each.label, country_name(each.label)) for each in nationalities()]
    return sorted(named, key=lambda each: folded(each[1]))


def _where(today: date) -> list[Component]:
    found = sorted(
        (each.name, nis)
        for nis, each in municipalities().items()
        if each.region in REGIONS and (each.valid_to is None or each.valid_to >= today)
    )
    towns = [(nis, name) for name, nis in found]
    return [
        group(
            _("Waar"),
            _text("street"),
            _text("house_number", longest=20),
            _text("box", longest=20),
            _text("postcode", longest=10),
            _choice(
                "nis_code",
                towns,
                required=True,
                label=_("Gemeente"),
                help_=_("De gemeente bepaalt welke organisatie het dossier krijgt."),
            ),
        )
    ]


def _stay() -> list[Component]:
    return [
        group(
            _("Verblijf"),
            _choice("register", ((each.value, each.value) for each in Register)),
            _choice("residence_status", ((each.value, each.value) for each in ResidenceStatus)),
            _text("card_type", longest=20, help_=_("Bijvoorbeeld A, B, F of F+.")),
            _day("title_from"),
            _day("title_to"),
            _day("first_registered_belgium", _("Samen met het statuut bepaalt deze dag de doelgroep.")),
            _day(
                "first_registered_flanders",
                _("Nodig voor wie in Vlaanderen woont: hieruit volgt welke regeling geldt."),
            ),
            _day("first_registered_brussels", _("Nodig voor wie in Brussel woont.")),
            _yes_no("temporary_stay"),
        )
    ]


def _more() -> list[Component]:
    return [
        group(
            _("Meer over de persoon"),
            _choice("contact_language", ((code, language_name(code)) for code in LANGUAGES)),
            _text("birth_country"),
            _yes_no("parent_born_abroad"),
            _yes_no("minister_of_religion"),
        )
    ]


def _text(key: str, *, required: bool = False, longest: int = 200, help_: str = "") -> Component:
    return questions.line(key, fact_label(key), longest, help_, required=required)


def _day(key: str, help_: str = "", *, required: bool = False) -> Component:
    return questions.day(key, fact_label(key), help_, required=required)


def _choice(
    key: str,
    options: Iterable[tuple[str, str]],
    *,
    kind: str = "select",
    required: bool = False,
    label: str | None = None,
    help_: str = "",
) -> Component:
    return questions.choice(key, label or fact_label(key), options, help_, kind=kind, required=required)


def _yes_no(key: str) -> Component:
    return _choice(key, [("ja", _("Ja")), ("nee", _("Nee"))], kind="radio")
