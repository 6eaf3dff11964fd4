"""The questions that are asked before the clock of a case is moved, and where a refusal belongs in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.errors import DomainError
from app.domain.vocabulary import Unit
from app.forms import FieldError, Form
from app.web.labels import unit_label
from app.web.questions import Component, choice, day, form, text

LONGEST_REASON = 1000  # characters

_FIELD_OF = {
    "opschorting_onmogelijk_einde_voor_begin": "tot",
    "opschorting_onmogelijk_te_ver": "van",
    "verlenging_onmogelijk": "lengte",
    "uitstel_onmogelijk_voorbij": "tot",
    "uitstel_onmogelijk_korter": "tot",
    "uitstel_onmogelijk_te_ver": "tot",
    "reden_ontbreekt": "reden",
}


def suspension() -> Form:
    """From when, until when if that is known, and why."""
    first = day("van", _("Eerste dag van de opschorting"), required=True)
    last = day(
        "tot",
        _("Laatste dag van de opschorting"),
        _("Laat leeg zolang niemand de einddatum kent. Beide dagen horen bij de opschorting."),
    )
    return form("opschorting", first, last, _reason(_("Waarom wordt het dossier opgeschort?")))


def end_of_suspension() -> Form:
    """Until when."""
    hint = _("Deze dag hoort nog bij de opschorting. De dag erna tellen de termijnen verder.")
    return form("einde_opschorting", day("tot", _("Laatste dag van de opschorting"), hint, required=True))


def extension() -> Form:
    """How long, and why."""
    length = {
        "type": "number",
        "key": "lengte",
        "label": _("Met hoeveel wordt de termijn verlengd?"),
        "decimalDigits": 0,
        "validate": {"required": True},
    }
    units = [(each.value, unit_label(each.value)) for each in Unit]
    unit = choice("eenheid", _("Geteld in"), units, required=True)
    return form("verlenging", length, unit, _reason(_("Waarom wordt de termijn verlengd?")))


def postponement() -> Form:
    """Until when, and why."""
    hint = _(
        "De datum op het attest. Is dat een zaterdag, zondag of feestdag, dan wordt het de eerste werkdag "
        "erna. Dagen waarop het dossier vanaf nu geschorst is, komen erbij."
    )
    until = day("tot", _("Nieuwe uiterste dag"), hint, required=True)
    return form("uitstel", until, _reason(_("Waarom wordt uitstel verleend?")))


def withdrawal() -> Form:
    """Why it no longer counts."""
    return form("intrekking", _reason(_("Waarom wordt dit ingetrokken?")))


def new_length() -> Form:
    """Why a new length also counts for terms that run already."""
    hint = _("Dit komt in elk dossier te staan waarvan een termijn verschuift.")
    label = _("Waarom geldt de nieuwe lengte ook voor termijnen die al lopen?")
    return form("nieuwe_lengte", _reason(label, hint))


def day_of(answer: str | None) -> date | None:
    """A day as a form gives it."""
    return date.fromisoformat(answer) if answer else None


def days_of(answers: Mapping[str, Any]) -> tuple[date, date | None]:
    """The first and the last day of a suspension."""
    return date.fromisoformat(answers["van"]), day_of(answers["tot"])


def error_in(form: Form, refused: DomainError) -> FieldError | None:
    """The refusal as an error of one of the form's fields; None when it is about the case itself."""
    code = "_".join(filter(None, (refused.code, refused.facts.get("waarom"))))
    known = {field.key for field in form.fields}
    field = _FIELD_OF.get(code)
    if field is None:
        return None
    place = field if field in known else "tot"  # an end is asked without its beginning
    return FieldError(place, code, {**refused.facts, "dag": day_of(refused.facts.get("dag"))})


def _reason(label: str, hint: str = "") -> Component:
    usual = _(
        "Dit staat in het dossier, bij elke termijn die verschuift. Noem het stuk waarop u steunt; "
        "schrijf niet meer over iemands gezondheid dan nodig is."
    )
    return text("reden", label, LONGEST_REASON, hint or usual, required=True)
