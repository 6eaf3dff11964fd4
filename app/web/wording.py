"""The words for a refusal: lower rooms raise a code with facts, here it becomes a sentence for the user.

A sentence says what is wrong and what to do. Screens add theirs with `add_words`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.errors import DomainError
from app.forms.model import Words
from app.web.i18n import language
from app.web.rendering import write_day, write_moment, write_number

_WORDS: dict[str, Any] = {
    "aanmelden_mislukt": _l(
        "De gebruikersnaam of het wachtwoord klopt niet. Controleer beide en probeer opnieuw."
    ),
    "account_geblokkeerd": _l(
        "Er is vijf keer een verkeerd wachtwoord ingegeven. Dit account is geblokkeerd tot %(tot)s. "
        "Probeer het daarna opnieuw, of vraag uw beheerder om een nieuw wachtwoord."
    ),
    "wachtwoord_onjuist": _l("Het huidige wachtwoord klopt niet."),
    "wachtwoord_te_kort": _l("Kies een wachtwoord van minstens %(minimum)s tekens."),
    "wachtwoord_te_lang": _l("Kies een wachtwoord van hoogstens %(maximum)s tekens."),
    "wachtwoord_raadbaar": _l(
        "Dit wachtwoord is te gemakkelijk te raden. Gebruik uw gebruikersnaam er niet in en herhaal niet "
        "dezelfde tekens."
    ),
    "wachtwoorden_verschillen": _l("De twee nieuwe wachtwoorden zijn niet gelijk. Typ ze opnieuw."),
    "gebruikersnaam_leeg": _l("Vul een gebruikersnaam in van hoogstens 80 tekens."),
    "gebruikersnaam_bestaat": _l("De gebruikersnaam %(gebruikersnaam)s bestaat al. Kies een andere."),
    "naam_leeg": _l("Vul de naam in."),
    "organisatie_onbekend": _l("Kies een organisatie uit de lijst."),
    "rol_onbekend": _l("De rol %(rol)s bestaat niet."),
    "rol_ontbreekt": _l("Kies minstens één rol."),
    "rol_past_niet": _l(
        "De rol “%(rol)s” past niet bij %(organisatie)s. Wie voor een partner werkt, heeft alleen de rol van "
        "partnermedewerker, en die rol bestaat alleen daar."
    ),
    "organisatie_niet_in_gebruik": _l("Deze organisatie is buiten gebruik. Neem ze eerst weer in gebruik."),
    "laatste_beheerder": _l(
        "Dit is de laatste actieve beheerder. Maak eerst iemand anders beheerder, anders kan niemand nog "
        "accounts beheren."
    ),
    "account_onbekend": _l("Dit account bestaat niet (meer)."),
    "taal_onbekend": _l("Deze taal wordt niet ondersteund."),
    "verplicht": _l("Vul “%(veld)s” in."),
    "keuze_verplicht": _l("Maak een keuze bij “%(veld)s”."),
    "bevestiging_verplicht": _l("Vink “%(veld)s” aan om verder te gaan."),
    "te_kort": _l("“%(veld)s” moet minstens %(grens)s tekens lang zijn."),
    "te_lang": _l("“%(veld)s” mag hoogstens %(grens)s tekens lang zijn."),
    "te_klein": _l("“%(veld)s” moet %(grens)s of meer zijn."),
    "te_groot": _l("“%(veld)s” moet %(grens)s of minder zijn."),
    "controle": _l("%(tekst)s"),
    "datum_voorbij": _l("“%(veld)s” kan niet in het verleden liggen."),
    "patroon": _l("“%(veld)s” heeft niet de juiste vorm. Lees de uitleg bij het veld."),
    "geen_getal": _l("“%(veld)s” moet een getal zijn, zoals 250 of 12,50."),
    "getal_dubbelzinnig": _l(
        "“%(veld)s” kan op twee manieren gelezen worden. Schrijf %(als_duizendtal)s of %(als_decimaal)s."
    ),
    "te_veel_decimalen": _l("“%(veld)s” mag hoogstens %(grens)s cijfers na de komma hebben."),
    "datum_onvolledig": _l("“%(veld)s” moet een dag, een maand en een jaar hebben, zoals 27 3 2026."),
    "datum_bestaat_niet": _l("“%(veld)s” moet een bestaande datum zijn, zoals 27 3 2026."),
    "keuze_ongeldig": _l("Kies bij “%(veld)s” een van de mogelijkheden."),
    "meer_dan_een": _l("Geef bij “%(veld)s” maar één antwoord."),
    "tekens_ongeldig": _l("“%(veld)s” bevat tekens die we niet kunnen bewaren. Typ de tekst opnieuw."),
    "formulier_component": _l(
        "Het formulier %(formulier)s bevat een onderdeel dat hier niet gebruikt kan worden: %(onderdeel)s."
    ),
    "formulier_te_groot": _l("Dit formulier is groter dan toegelaten en is niet bewaard."),
    "formulier_onbekend_veld": _l(
        "Er kwamen antwoorden binnen op vragen die niet in dit formulier staan. Er is niets bewaard. "
        "Open het formulier opnieuw."
    ),
}


def add_words(sentences: dict[str, Any]) -> None:
    """Words for the codes of one screen's room; a code has one sentence only."""
    twice = _WORDS.keys() & sentences.keys()
    if twice:
        raise ValueError(f"worded twice: {sorted(twice)}")
    _WORDS.update(sentences)


def words(error: DomainError) -> str:
    """The sentence for a refusal."""
    return words_for(error.code, error.facts)


def words_for(code: str, facts: dict[str, Any]) -> str:
    """The sentence for a code with its facts; a code without one names itself, so it can be asked about."""
    sentence = _WORDS.get(code)
    if sentence is None:
        return _(
            "Dit kan niet: %(code)s. Neem contact op met uw beheerder als dit blijft gebeuren.", code=code
        )
    return str(sentence) % _Written({name: _written(value) for name, value in facts.items()})


class _Written(dict[str, Any]):
    """Facts for a sentence; one that was not given is left out, a sentence is still better than a code."""

    def __missing__(self, name: str) -> str:
        return "…"


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date):
        return write_day(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return write_number(value)
    if isinstance(value, Words):
        return value.of(language())
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    return value
