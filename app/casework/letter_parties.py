"""Who writes a letter, to which service it goes, and where somebody in Brussels can register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.casework.letter_language import FRENCH
from app.domain.errors import DomainError
from app.domain.french_names import french_name
from app.domain.organisations import Organisation, OrganisationKind

Facts = dict[str, Any]

TO_ENFORCEMENT = {"vaststellingsformulier", "kennisgevingsformulier"}
TO_TAX_SERVICE = {"overdracht_belastingdienst"}
TO_GGC = {"brussel_overdracht_ggc"}
BY_OFFICE = {"brussel_attest_van_aanmelding", "brussel_attest_van_beeindiging"}
OFFICE = "bureau"  # the case data that say where somebody registered: the code of an organisation


def sender(
    organisations: Mapping[str, Any], template: str, case_organisation: str | None, data: Facts, language: str
) -> Facts:
    """The organisation that owns the case; of an attest of Brussels the office that received the person."""
    code = data.get(OFFICE) if template in BY_OFFICE else case_organisation
    found = organisations.get(code or "")
    if found is None:
        raise DomainError("brief_mist_gegeven", gegeven="afzender.organisatie")
    name = name_of(found, language)
    return {"organisatie": name, **found.contact, "behandelaar": name}


def addressee(
    organisations: Mapping[str, Any], template: str, parameters: Mapping[str, Any], language: str
) -> Facts | None:
    """The service to which a letter about a person goes; None for a letter to the person."""
    if template in TO_ENFORCEMENT:
        return _on_envelope(organisations[Organisation.ENFORCEMENT], language)
    if template in TO_GGC:
        return _on_envelope(organisations[Organisation.GGC], language)
    if template in TO_TAX_SERVICE:
        lines = str(parameters["belastingdienst_adres"]).split(",")
        return {"naam": "Vlaamse Belastingdienst", "adresregels": [line.strip() for line in lines]}
    return None


def offices(organisations: Mapping[str, Any], data: Facts, language: str) -> Facts:
    """Where one may register in Brussels, and the office that somebody chose once that is known."""
    listed = [found for found in organisations.values() if found.active and _receives(found)]
    facts: Facts = {"onthaalbureaus": [_on_envelope(found, language) for found in listed]}
    chosen = organisations.get(data.get(OFFICE) or "")
    if chosen is not None:
        facts["onthaalbureau"] = _on_envelope(chosen, language)
    return facts


def name_of(found: Any, language: str) -> str:
    """The name of an organisation in the language of a letter."""
    french = french_name(found.code) if language == FRENCH else None
    return french or str(found.name)


def _receives(found: Any) -> bool:
    return found.code == Organisation.BON or found.kind == OrganisationKind.RECEPTION


def _on_envelope(found: Any, language: str) -> Facts:
    known = {"naam": name_of(found, language), "adresregels": found.contact["adresregels"]}
    phone = found.contact.get("telefoon")
    return known | ({"telefoon": phone} if phone else {})
