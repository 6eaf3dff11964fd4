"""Questions about the facts of a person, called as they are everywhere, and their answers as columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.names import folded
from app.domain.nationalities import nationalities
from app.forms import FieldError
from app.web import questions
from app.web.case_words import country_name
from app.web.labels import fact_label
from app.web.questions import Component

_YES_NO = {"ja": True, "nee": False}


def text(key: str, *, required: bool = False, longest: int = 200, help_: str = "") -> Component:
    return questions.line(key, fact_label(key), longest, help_, required=required)


def day(key: str, help_: str = "", *, required: bool = False) -> Component:
    return questions.day(key, fact_label(key), help_, required=required)


def choice(
    key: str,
    options: Iterable[tuple[str, str]],
    *,
    kind: str = "select",
    required: bool = False,
    label: str | None = None,
    help_: str = "",
) -> Component:
    return questions.choice(key, label or fact_label(key), options, help_, kind=kind, required=required)


def yes_no(key: str) -> Component:
    return choice(key, [("ja", _("Ja")), ("nee", _("Nee"))], kind="radio")


def nationality() -> Component:
    """By their names in the language of the screens, accents aside."""
    named = [(each.label, country_name(each.label)) for each in nationalities()]
    return choice("nationality", sorted(named, key=lambda each: folded(each[1])), required=True)


def days_of(values: Mapping[str, Any], names: Collection[str]) -> dict[str, date | None]:
    """Answered days as a column holds them."""
    return {name: date.fromisoformat(values[name]) if values[name] else None for name in names}


def yes_or_no_of(values: Mapping[str, Any], names: Collection[str]) -> dict[str, bool | None]:
    """Answers of `yes_no` as a column holds them."""
    return {name: _YES_NO.get(values[name] or "") for name in names}


def answer_of_yes_no(value: bool | None) -> str | None:
    """What a column holds, as `yes_no` asks it."""
    return next((answer for answer, meant in _YES_NO.items() if meant is value), None)


def in_the_future(values: Mapping[str, Any], today: date, names: Collection[str]) -> list[FieldError]:
    """Of days that have been: nobody is born tomorrow."""
    return [
        FieldError(key, "datum_in_toekomst")
        for key in names
        if values[key] and date.fromisoformat(values[key]) > today
    ]


def title_backwards(values: Mapping[str, Any]) -> list[FieldError]:
    """No residence title ends before it begins."""
    if values["title_from"] and values["title_to"] and values["title_to"] < values["title_from"]:
        return [FieldError("title_to", "eindigt_voor_begin")]
    return []
