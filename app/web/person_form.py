"""The form for a person whom the register has not sent yet: its questions, and the facts that come out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.municipalities import find_municipality, municipalities
from app.domain.regions import of_municipality
from app.domain.vocabulary import Region, Register, ResidenceStatus
from app.forms import FieldError, Form
from app.web import fact_fields, questions
from app.web.case_words import language_name, sex_name
from app.web.questions import Component, group

REGIONS = ("Vlaanderen", "Brussel")
LANGUAGES = ("nl", "fr", "en", "de")
_FIRST = {Region.FLANDERS: "first_registered_flanders", Region.BRUSSELS: "first_registered_brussels"}
_REGISTERED = ("first_registered_belgium", *_FIRST.values())
_YES_NO = ("temporary_stay", "parent_born_abroad", "minister_of_religion")


def person_form(today: date) -> Form:
    """The form in the language of this request; municipalities are those of today."""
    return questions.form("persoon", *_who(), *_where(today), *_stay(), *_more())


def impossible_days(values: Mapping[str, Any], today: date) -> list[FieldError]:
    """What a form cannot know by itself: nobody is born tomorrow, no title ends before it begins.

    Since when somebody is registered there is asked of the region of the municipality.
    """
    first = _FIRST[of_municipality(values["nis_code"]) or Region.FLANDERS]
    return [
        *fact_fields.in_the_future(values, today, ("birth_date", *_REGISTERED)),
        *([] if values[first] else [FieldError(first, "verplicht")]),
        *fact_fields.title_backwards(values),
    ]


def facts_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of the person, from the answers."""
    known = find_municipality(values["nis_code"])
    return {
        **values,
        "municipality": known.name if known else None,
        **fact_fields.days_of(values, ("title_from", "title_to", *_REGISTERED)),
        **fact_fields.yes_or_no_of(values, _YES_NO),
    }


def _who() -> list[Component]:
    return [
        group(
            _("Wie"),
            fact_fields.text(
                "national_number",
                required=True,
                longest=20,
                help_=_("Rijksregisternummer of BIS-nummer, 11 cijfers. Punten en streepjes mogen."),
            ),
            fact_fields.text("last_name", required=True),
            fact_fields.text("first_name"),
            fact_fields.day("birth_date", _("Laat leeg als alleen het jaar bekend is.")),
            fact_fields.choice("sex", [(code, sex_name(code)) for code in ("M", "V", "X")], kind="radio"),
            fact_fields.nationality(),
        )
    ]


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
            fact_fields.text("street"),
            fact_fields.text("house_number", longest=20),
            fact_fields.text("box", longest=20),
            fact_fields.text("postcode", longest=10),
            fact_fields.choice(
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
            fact_fields.choice("register", ((each.value, each.value) for each in Register)),
            fact_fields.choice("residence_status", ((each.value, each.value) for each in ResidenceStatus)),
            fact_fields.text("card_type", longest=20, help_=_("Bijvoorbeeld A, B, F of F+.")),
            fact_fields.day("title_from"),
            fact_fields.day("title_to"),
            fact_fields.day(
                "first_registered_belgium", _("Samen met het statuut bepaalt deze dag de doelgroep.")
            ),
            fact_fields.day(
                "first_registered_flanders",
                _("Nodig voor wie in Vlaanderen woont: hieruit volgt welke regeling geldt."),
            ),
            fact_fields.day("first_registered_brussels", _("Nodig voor wie in Brussel woont.")),
            fact_fields.yes_no("temporary_stay"),
        )
    ]


def _more() -> list[Component]:
    return [
        group(
            _("Meer over de persoon"),
            fact_fields.choice("contact_language", ((code, language_name(code)) for code in LANGUAGES)),
            fact_fields.text("birth_country"),
            fact_fields.yes_no("parent_born_abroad"),
            fact_fields.yes_no("minister_of_religion"),
        )
    ]
