"""The questions about a letter: when it left or came back, why it must not leave, where somebody lives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.casework.people import ADDRESS
from app.domain.vocabulary import AddressOutcome
from app.exchange.mail import LONGEST_NUMBER, LONGEST_REASON
from app.forms import Form
from app.web.labels import fact_label
from app.web.questions import Component, choice, day, form, group, line, text

LONGEST_NOTE = 1000  # characters
ALONE, REPLACED = "weglaten", "vervangen"


def sent_form(*, with_number: bool = True) -> Form:
    """When it left, and with which registered number."""
    hint = _("De dag waarop de brief naar de post ging. De termijnen tellen vanaf deze dag.")
    left = day("verzonden_op", _("Verzonden op"), hint, required=True)
    number = line("aangetekend_nummer", _("Nummer van de aangetekende zending"), LONGEST_NUMBER)
    return form("verzonden", left, *([number] if with_number else []))


def returned_form() -> Form:
    """When it came back, and what stood on it."""
    which = _("De dag waarop de post de brief terugbracht.")
    came = day("teruggekeerd_op", _("Teruggekeerd op"), which, required=True)
    hint = _("Wat de post erop schreef, bijvoorbeeld “onbekend op dit adres” of “niet afgehaald”.")
    return form("teruggekeerd", came, line("reden", _("Reden"), LONGEST_REASON, hint))


def cancel_form(*, is_needed: bool) -> Form:
    """Why, and whether another comes in its place; of what the case waits for that is no question."""
    options = [
        (REPLACED, _("Maak een nieuwe brief in de plaats, met de gegevens van nu")),
        (ALONE, _("Deze brief is niet nodig")),
    ]
    how = choice("hoe", _("Wat moet er gebeuren?"), options, required=True)
    why = _note("reden", _("Waarom vertrekt deze brief niet?"), required=True)
    return form("annuleren", *([] if is_needed else [how]), why)


def french_form() -> Form:
    """When somebody expressly asked for this letter in French."""
    hint = _("De dag van het uitdrukkelijke verzoek. Het verzoek geldt voor deze ene brief.")
    return form("frans", day("verzoek_op", _("Gevraagd op"), hint, required=True))


def address_form(*, may_send: bool) -> Form:
    """What was found; a new address where there is one, and whether the letter goes out again."""
    outcomes = [
        (AddressOutcome.CONFIRMED.value, _("Het adres klopt: de persoon woont er")),
        (AddressOutcome.NEW_ADDRESS.value, _("De persoon woont ergens anders")),
        (AddressOutcome.UNTRACEABLE.value, _("De persoon is onvindbaar")),
    ]
    found = choice("uitkomst", _("Wat hebt u gevonden?"), outcomes, required=True)
    address = [line(name, fact_label(name), 200, required=name in _REQUIRED) for name in ADDRESS]
    where = {
        **group(_("Nieuw adres"), *address),
        "conditional": {"hide": f'=uitkomst != "{AddressOutcome.NEW_ADDRESS}"'},
    }
    again = {
        "type": "checkbox",
        "key": "opnieuw_versturen",
        "label": _("Stuur een nieuwe brief, naar het adres van nu"),
        "description": _("De termijnen blijven tellen vanaf de dag waarop de eerste brief verzonden is."),
        "conditional": {"hide": f'=uitkomst = "{AddressOutcome.UNTRACEABLE}" or uitkomst = null'},
    }
    note = _note("toelichting", _("Wat hebt u nagekeken?"))
    return form("adres", found, where, *([again] if may_send else []), note)


_REQUIRED = ("street", "postcode", "municipality")


def address_of(values: Mapping[str, Any]) -> dict[str, str | None]:
    """The columns of the person, from the answers."""
    return {name: values[name] for name in ADDRESS}


def _note(key: str, label: str, *, required: bool = False) -> Component:
    hint = _("Dit staat in het dossier. Schrijf niet meer over iemand dan nodig is.")
    return text(key, label, LONGEST_NOTE, hint, required=required)
