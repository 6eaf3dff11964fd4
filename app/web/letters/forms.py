"""The questions about a letter: when it left or came back, why it must not leave, where somebody lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.casework.address_checks import ADDRESS
from app.domain.vocabulary import AddressOutcome
from app.exchange.mail import LONGEST_NUMBER, LONGEST_REASON
from app.forms import Form, compile_form
from app.web.labels import fact_label

LONGEST_NOTE = 1000  # characters
ALONE, REPLACED = "weglaten", "vervangen"

Component = dict[str, Any]


def sent_form(*, with_number: bool = True) -> Form:
    """When it left, and with which registered number."""
    hint = _("De dag waarop de brief naar de post ging. De termijnen tellen vanaf deze dag.")
    day = _day("verzonden_op", _("Verzonden op"), hint)
    number = _text("aangetekend_nummer", _("Nummer van de aangetekende zending"), LONGEST_NUMBER)
    return _form("verzonden", day, *([number] if with_number else []))


def returned_form() -> Form:
    """When it came back, and what stood on it."""
    day = _day("teruggekeerd_op", _("Teruggekeerd op"), _("De dag waarop de post de brief terugbracht."))
    hint = _("Wat de post erop schreef, bijvoorbeeld “onbekend op dit adres” of “niet afgehaald”.")
    return _form("teruggekeerd", day, _text("reden", _("Reden"), LONGEST_REASON, hint))


def cancel_form(*, is_needed: bool) -> Form:
    """Why, and whether another comes in its place; of what the case waits for that is no question."""
    options = [
        (REPLACED, _("Maak een nieuwe brief in de plaats, met de gegevens van nu")),
        (ALONE, _("Deze brief is niet nodig")),
    ]
    how = {
        "type": "radio",
        "key": "hoe",
        "label": _("Wat moet er gebeuren?"),
        "values": [{"value": value, "label": label} for value, label in options],
        "validate": {"required": True},
    }
    why = _note("reden", _("Waarom vertrekt deze brief niet?"), required=True)
    return _form("annuleren", *([] if is_needed else [how]), why)


def address_form(*, may_send: bool) -> Form:
    """What was found; a new address where there is one, and whether the letter goes out again."""
    outcomes = [
        (AddressOutcome.CONFIRMED, _("Het adres klopt: de persoon woont er")),
        (AddressOutcome.NEW_ADDRESS, _("De persoon woont ergens anders")),
        (AddressOutcome.UNTRACEABLE, _("De persoon is onvindbaar")),
    ]
    found = {
        "type": "radio",
        "key": "uitkomst",
        "label": _("Wat hebt u gevonden?"),
        "values": [{"value": value.value, "label": label} for value, label in outcomes],
        "validate": {"required": True},
    }
    where = {
        "type": "group",
        "label": _("Nieuw adres"),
        "conditional": {"hide": f'=uitkomst != "{AddressOutcome.NEW_ADDRESS}"'},
        "components": [_text(name, fact_label(name), 200, required=name in _REQUIRED) for name in ADDRESS],
    }
    again = {
        "type": "checkbox",
        "key": "opnieuw_versturen",
        "label": _("Stuur een nieuwe brief, naar het adres van nu"),
        "description": _("De termijnen blijven tellen vanaf de dag waarop de eerste brief verzonden is."),
        "conditional": {"hide": f'=uitkomst = "{AddressOutcome.UNTRACEABLE}" or uitkomst = null'},
    }
    note = _note("toelichting", _("Wat hebt u nagekeken?"))
    return _form("adres", found, where, *([again] if may_send else []), note)


_REQUIRED = ("street", "postcode", "municipality")


def address_of(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns of the person, from the answers."""
    return {name: values[name] for name in ADDRESS}


def _form(name: str, *components: Component) -> Form:
    return compile_form({"id": name, "components": list(components)})


def _day(key: str, label: str, hint: str) -> Component:
    rules = {"required": True}
    return {
        "type": "datetime",
        "subtype": "date",
        "key": key,
        "label": label,
        "description": hint,
        "validate": rules,
    }


def _text(key: str, label: str, longest: int, hint: str = "", *, required: bool = False) -> Component:
    rules = {"maxLength": longest, "required": required}
    return {"type": "textfield", "key": key, "label": label, "description": hint, "validate": rules}


def _note(key: str, label: str, *, required: bool = False) -> Component:
    hint = _("Dit staat in het dossier. Schrijf niet meer over iemand dan nodig is.")
    rules = {"maxLength": LONGEST_NOTE, "required": required}
    return {"type": "textarea", "key": key, "label": label, "description": hint, "validate": rules}
