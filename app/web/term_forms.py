"""The questions that are asked before the clock of a case is moved, and where a refusal belongs in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.domain.errors import DomainError
from app.domain.vocabulary import Unit
from app.forms import FieldError, Form, compile_form
from app.web.labels import unit_label

LONGEST_REASON = 1000  # characters

Component = dict[str, Any]

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
    first = _day("van", _("Eerste dag van de opschorting"))
    last = _day(
        "tot",
        _("Laatste dag van de opschorting"),
        _("Laat leeg zolang niemand de einddatum kent. Beide dagen horen bij de opschorting."),
        required=False,
    )
    return _form("opschorting", first, last, _reason(_("Waarom wordt het dossier opgeschort?")))


def end_of_suspension() -> Form:
    """Until when."""
    hint = _("Deze dag hoort nog bij de opschorting. De dag erna tellen de termijnen verder.")
    return _form("einde_opschorting", _day("tot", _("Laatste dag van de opschorting"), hint))


def extension() -> Form:
    """How long, and why."""
    length = {
        "type": "number",
        "key": "lengte",
        "label": _("Met hoeveel wordt de termijn verlengd?"),
        "decimalDigits": 0,
        "validate": {"required": True},
    }
    unit = {
        "type": "radio",
        "key": "eenheid",
        "label": _("Geteld in"),
        "values": [{"value": each.value, "label": unit_label(each.value)} for each in Unit],
        "validate": {"required": True},
    }
    return _form("verlenging", length, unit, _reason(_("Waarom wordt de termijn verlengd?")))


def postponement() -> Form:
    """Until when, and why."""
    hint = _(
        "De datum op het attest. Is dat een zaterdag, zondag of feestdag, dan wordt het de eerste werkdag "
        "erna. Dagen waarop het dossier vanaf nu geschorst is, komen erbij."
    )
    day = _day("tot", _("Nieuwe uiterste dag"), hint)
    return _form("uitstel", day, _reason(_("Waarom wordt uitstel verleend?")))


def withdrawal() -> Form:
    """Why it no longer counts."""
    return _form("intrekking", _reason(_("Waarom wordt dit ingetrokken?")))


def new_length() -> Form:
    """Why a new length also counts for terms that run already."""
    hint = _("Dit komt in elk dossier te staan waarvan een termijn verschuift.")
    label = _("Waarom geldt de nieuwe lengte ook voor termijnen die al lopen?")
    return _form("nieuwe_lengte", _reason(label, hint))


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


def _form(name: str, *components: Component) -> Form:
    return compile_form({"id": name, "components": list(components)})


def _day(key: str, label: str, hint: str = "", *, required: bool = True) -> Component:
    return {
        "type": "datetime",
        "subtype": "date",
        "key": key,
        "label": label,
        "description": hint,
        "validate": {"required": required},
    }


def _reason(label: str, hint: str = "") -> Component:
    usual = _(
        "Dit staat in het dossier, bij elke termijn die verschuift. Noem het stuk waarop u steunt; "
        "schrijf niet meer over iemands gezondheid dan nodig is."
    )
    return {
        "type": "textarea",
        "key": "reden",
        "label": label,
        "description": hint or usual,
        "validate": {"required": True, "maxLength": LONGEST_REASON},
    }
