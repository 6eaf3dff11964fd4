"""What stands in the database about people, imports and releases, as people call it."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.national_number import format_number
from app.domain.terms import TermRule
from app.domain.vocabulary import TermStart
from app.web import case_words
from app.web.case_words import country_name, language_name, letter_name, sex_name
from app.web.rendering import write_day

blueprint = Blueprint("labels", __name__)
case_words.install(blueprint)

_FACTS = {
    "national_number": _l("Rijksregisternummer"),
    "last_name": _l("Naam"),
    "first_name": _l("Voornaam"),
    "birth_date": _l("Geboortedatum"),
    "sex": _l("Geslacht"),
    "nationality": _l("Nationaliteit"),
    "nis_code": _l("NIS-code van de gemeente"),
    "street": _l("Straat"),
    "house_number": _l("Huisnummer"),
    "box": _l("Bus"),
    "postcode": _l("Postcode"),
    "municipality": _l("Gemeente"),
    "register": _l("Register"),
    "residence_status": _l("Verblijfsstatuut"),
    "card_type": _l("Kaarttype"),
    "title_from": _l("Verblijfstitel vanaf"),
    "title_to": _l("Verblijfstitel tot"),
    "first_registered_belgium": _l("Eerste inschrijving in België"),
    "first_registered_flanders": _l("Eerste inschrijving in Vlaanderen"),
    "first_registered_brussels": _l("Eerste inschrijving in Brussel"),
    "contact_language": _l("Contacttaal"),
    "birth_country": _l("Geboorteland"),
    "parent_born_abroad": _l("Ouder geboren in het buitenland"),
    "minister_of_religion": _l("Bedienaar van de eredienst"),
    "temporary_stay": _l("Tijdelijk verblijf"),
    "status": _l("Toestand volgens het register"),
}
_PERSON_STATUS = {
    "actief": _l("Actief"),
    "overleden": _l("Overleden"),
    "geschrapt": _l("Geschrapt"),
    "verhuisd": _l("Verhuisd"),
    "teruggedraaid": _l("Niet bekend: het bestand is teruggedraaid"),
}
_YES_NO = {"True": _l("Ja"), "False": _l("Nee")}
_IMPORT_STATUS = {
    "bekijken": _l("Wordt nagekeken"),
    "voorstel": _l("Nog niet ingevoerd"),
    "weggegooid": _l("Weggegooid"),
    "wachtend": _l("Wacht"),
    "bezig": _l("Bezig"),
    "klaar": _l("Klaar"),
    "geweigerd": _l("Geweigerd"),
    "terugdraaien": _l("Wordt teruggedraaid"),
    "teruggedraaid": _l("Teruggedraaid"),
}
_UNITS = {"kalenderdagen": _l("kalenderdagen"), "werkdagen": _l("werkdagen"), "maanden": _l("maanden")}
_RELEASE_STATUS = {"concept": _l("Concept"), "gepubliceerd": _l("Gepubliceerd")}
_DAYS = {
    "birth_date",
    "title_from",
    "title_to",
    "first_registered_belgium",
    "first_registered_flanders",
    "first_registered_brussels",
}
_REGIONS = {"vlaanderen": _l("Vlaanderen"), "brussel": _l("Brussel")}
_OBLIGATIONS = {
    "verplicht": _l("Verplicht"),
    "vrijgesteld": _l("Vrijgesteld"),
    "vrijwillig": _l("Vrijwillig"),
    "geen_doelgroep": _l("Geen doelgroep"),
    "onbepaald": _l("Nog te bepalen"),
}


@blueprint.app_template_filter()
def import_status_label(status: str) -> str:
    """How far an import has come."""
    return str(_IMPORT_STATUS[status])


@blueprint.app_template_filter()
def release_status_label(status: str) -> str:
    """Whether cases run on a release."""
    return str(_RELEASE_STATUS[status])


@blueprint.app_template_filter()
def region_name(region: str) -> str:
    """Whose law it is."""
    return str(_REGIONS[region])


@blueprint.app_template_filter()
def obligation_label(outcome: str) -> str:
    """What a municipality of Brussels found."""
    return str(_OBLIGATIONS.get(outcome, outcome))


@blueprint.app_template_filter()
def unit_label(unit: str) -> str:
    """In what something is counted; what is no unit of terms stays as the release says it."""
    return str(_UNITS.get(unit, unit))


@blueprint.app_template_filter()
def term_start_label(rule: TermRule) -> str:
    """What makes a term start."""
    if rule.start is TermStart.LETTER_SENT:
        return _("Verzending van: %(brief)s", brief=letter_name(rule.letter or ""))
    if rule.start is TermStart.FACT:
        return _("De dag in het gegeven “%(feit)s”", feit=(rule.fact or "").replace("_", " "))
    return _("De dag waarop het dossier begint te wachten")


@blueprint.app_template_filter()
def fact_label(name: str) -> str:
    """A column of the person."""
    return str(_FACTS.get(name, name))


@blueprint.app_template_filter()
def fact_value(value: Any, name: str) -> str:
    """A fact of a person as it is read; also as the history keeps it, as text."""
    if value is None or value == "":
        return ""
    if name in _DAYS:
        return _day(str(value))
    if name == "national_number":
        return format_number(str(value))
    if name == "sex":
        return sex_name(str(value))
    if name in ("nationality", "birth_country"):
        return country_name(str(value))
    if name == "contact_language":
        return language_name(str(value))
    words = _PERSON_STATUS if name == "status" else _YES_NO if name in _YES_NO_FACTS else {}
    return str(words.get(str(value), value))


_YES_NO_FACTS = {"parent_born_abroad", "minister_of_religion", "temporary_stay"}


def _day(text: str) -> str:
    """A birth date may lack its day and month."""
    year, month, day = text.split("-")
    if "00" in (month, day):
        return year if month == "00" else f"{month}/{year}"
    return write_day(date.fromisoformat(text))


@blueprint.app_template_global()
def case_url(case_id: int) -> str:
    """The page of a case."""
    return url_for("cases.show_case", case_id=case_id)


@blueprint.app_template_global()
def letter_url(letter_id: int) -> str:
    """The PDF of a letter."""
    return url_for("cases.letter_pdf", letter_id=letter_id)
