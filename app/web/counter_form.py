"""The form of the counter: facts that the table of the duty asks, the ground that was shown, the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.casework.obligations import LANGUAGES
from app.domain.municipalities import find_municipality
from app.domain.vocabulary import Register, ResidenceStatus
from app.forms import FieldError, Form
from app.web import fact_fields, questions
from app.web.case_words import language_name, sex_name
from app.web.questions import Component, group

NUMBER, GROUND, LANGUAGE = "national_number", "vrijstellingsgrond", "taal"
_DAYS = ("title_from", "title_to", "first_registered_belgium", "first_registered_brussels")


def check_form(grounds: Mapping[str, str]) -> Form:
    """Three groups: the stay, who it is, what is shown and chosen here; `grounds` by code, in words."""
    return questions.form("balie", _stay(), _who(), _shown(grounds))


def answers_of(person: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of somebody, as the form asks it."""
    known = {name: person.get(name) for name in (*_FACTS, *_DAYS)}
    known |= {name: day.isoformat() for name in _DAYS if (day := known[name]) is not None}
    if "-00" in (known["birth_date"] or ""):
        known["birth_date"] = None  # a calendar has no such day; `facts_of` keeps what was known
    return known | {"temporary_stay": fact_fields.answer_of_yes_no(person.get("temporary_stay"))}


def facts_of(values: Mapping[str, Any], nis_code: str, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The columns of the person from the answers; who stands here lives in this municipality.

    `before` is the row of somebody who is known: of an incomplete birth date only that tells.
    """
    known = find_municipality(nis_code)
    return {
        **{name: values[name] for name in _FACTS},
        "first_name": values["first_name"] or "",
        "birth_date": values["birth_date"] or (before or {}).get("birth_date"),
        **fact_fields.days_of(values, _DAYS),
        **fact_fields.yes_or_no_of(values, ("temporary_stay",)),
        "nis_code": nis_code,
        "municipality": known.name if known else None,
    }


def impossible_days(values: Mapping[str, Any], today: date) -> list[FieldError]:
    """What a form cannot know by itself."""
    past = ("first_registered_belgium", "first_registered_brussels")
    return [*fact_fields.in_the_future(values, today, past), *fact_fields.title_backwards(values)]


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
    return group(
        _("Verblijf"),
        fact_fields.nationality(),
        fact_fields.choice("register", ((each.value, each.value) for each in Register)),
        fact_fields.text("card_type", longest=20, help_=_("Bijvoorbeeld A, B, F, F+ of M.")),
        fact_fields.choice("residence_status", ((each.value, each.value) for each in ResidenceStatus)),
        fact_fields.day("title_from"),
        fact_fields.day("title_to"),
        fact_fields.day("first_registered_belgium", _("Vanaf deze dag telt het wettig verblijf.")),
        fact_fields.day(
            "first_registered_brussels", _("De eerste inschrijving in een van de negentien gemeenten.")
        ),
        fact_fields.yes_no("temporary_stay"),
    )


def _who() -> Component:
    return group(
        _("Wie en waar"),
        fact_fields.text("last_name", required=True),
        fact_fields.text("first_name"),
        fact_fields.day("birth_date", _("Laat leeg als alleen het jaar bekend is.")),
        fact_fields.choice("sex", [(code, sex_name(code)) for code in ("M", "V", "X")], kind="radio"),
        fact_fields.text("street"),
        fact_fields.text("house_number", longest=20),
        fact_fields.text("box", longest=20),
        fact_fields.text("postcode", longest=10),
    )


def _shown(grounds: Mapping[str, str]) -> Component:
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
            [(code, language_name(code)) for code in LANGUAGES],
            _("De persoon kiest. Ook latere brieven van de gemeente en de GGC zijn in deze taal."),
            required=True,
        ),
    )
