"""Words of the tray: what partners tell, why a person has to look, and what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.vocabulary import PartnerMessageStatus
from app.forms import Field
from app.web.case_words import answer_text
from app.web.errors import add_statuses
from app.web.i18n import language
from app.web.rendering import write_day
from app.web.wording import add_words

_NAMES = {
    "aangemeld": _l("Aanmelding"),
    "attest_van_beeindiging": _l("Attest van beëindiging"),
    "b1_aangetoond": _l("Bewijs van B1 mondeling"),
    "betaling_ontvangen": _l("Betaling"),
    "contract_ondertekend": _l("Ondertekend contract"),
    "deelname": _l("Deelname"),
    "hervat": _l("Hervatting na opschorting"),
    "hoorzitting_gevraagd": _l("Vraag om gehoord te worden"),
    "mo_resultaat": _l("Resultaat van maatschappelijke oriëntatie"),
    "neemt_weer_deel": _l("Neemt weer deel"),
    "nt2_resultaat": _l("Resultaat van Nederlands als tweede taal"),
    "onregelmatige_deelname": _l("Onregelmatige deelname"),
    "pnt_voltooid": _l("Participatie- en netwerktraject"),
    "vdab_ingeschreven": _l("Inschrijving bij VDAB of Actiris"),
    "verweer_ontvangen": _l("Verweer"),
}
_REASONS = {
    "persoon_onbekend": _l("Niemand met dit nummer is hier bekend."),
    "meer_dossiers": _l("Meer dan één dossier wacht hierop: %(dossiers)s."),
    "dossier_past_niet": _l("De afzender noemt dossier %(dossier)s, en dat is niet van deze persoon."),
    "dossier_beeindigd": _l("Het dossier %(dossier)s was al beëindigd."),
    "al_gehoord": _l("Het dossier %(dossier)s kreeg dit op %(dag)s al te horen, met een andere inhoud."),
    "niet_te_zeggen": _l("Het dossier %(dossier)s wacht hierop, maar niet van een partner."),
    "inhoud_past_niet": _l("De inhoud past niet bij wat dossier %(dossier)s hier vraagt."),
    "dagen_verschillen": _l(
        "De afzender zegt dat het op %(dag)s gebeurde. In de inhoud staat een andere dag."
    ),
    "niet_gehoord": _l("Tot %(tot)s heeft geen dossier hierop gewacht."),
    "geen_doelgroep": _l("De persoon hoort volgens de gegevens niet tot de doelgroep."),
    "ander_agentschap": _l("De persoon woont in het werkgebied van een ander agentschap dan de afzender."),
    "traject_niet_begonnen": _l("Het traject kon niet beginnen: er ontbreken gegevens van de persoon."),
}
_ADVICE = {
    "persoon_onbekend": _l(
        "Kijk het nummer na. Komt de persoon later in het register, dan gaat dit bericht vanzelf naar het "
        "dossier. Is het nummer fout, antwoord dan de afzender."
    ),
    "meer_dossiers": _l("Kies voor welk dossier dit bericht is."),
    "dossier_past_niet": _l("Kies het juiste dossier, of antwoord de afzender."),
    "dossier_beeindigd": _l("Staat er iets in dat nog telt, antwoord dan de afzender of open het dossier."),
    "al_gehoord": _l(
        "Vergelijk met het dossier. Klopt wat daar staat niet, verbeter het in het dossier; klopt het wel, "
        "antwoord dan de afzender."
    ),
    "niet_te_zeggen": _l("Leg het vast in het dossier, als het daar hoort."),
    "inhoud_past_niet": _l(
        "Vraag de afzender om een verbeterd bericht, of leg het zelf vast in het dossier."
    ),
    "dagen_verschillen": _l("Brengt u het naar het dossier, dan telt de dag in de inhoud."),
    "niet_gehoord": _l("Kies een dossier, of sluit het bericht met een antwoord of een reden."),
    "geen_doelgroep": _l("Kijk de gegevens van de persoon na, of antwoord de afzender."),
    "ander_agentschap": _l("Neem contact op met de afzender of met het bevoegde agentschap."),
    "traject_niet_begonnen": _l("Vul de gegevens van de persoon aan en probeer opnieuw."),
}
_STATES = {
    PartnerMessageStatus.KEPT: _l("Wacht op een dossier"),
    PartnerMessageStatus.DELIVERED: _l("In het dossier"),
    PartnerMessageStatus.REPEATED: _l("Was al bekend"),
    PartnerMessageStatus.TRAY: _l("In het postvak"),
    PartnerMessageStatus.ANSWERED: _l("Beantwoord"),
    PartnerMessageStatus.LAPSED: _l("Gesloten zonder antwoord"),
}
_DAYS = ("dag", "tot")

add_words(
    {
        "bericht_onbekend": _l("Geen enkel proces luistert naar het bericht “%(bericht)s”."),
        "bericht_niet_voor_afzender": _l("Uw organisatie kan het bericht “%(bericht)s” niet sturen."),
        "bericht_ongeldig": _l("De inhoud van het bericht “%(bericht)s” klopt niet."),
        "gebeurd_in_toekomst": _l("De dag waarop het gebeurde, %(dag)s, ligt in de toekomst."),
        "sleutel_ongeldig": _l("De sleutel van het bericht is leeg of langer dan %(langste)s tekens."),
        "sleutel_met_andere_inhoud": _l(
            "De sleutel %(sleutel)s is al gebruikt voor een bericht met een andere inhoud. Geef een nieuw "
            "bericht een nieuwe sleutel."
        ),
        "partnerbericht_onbekend": _l("Dit bericht bestaat niet, of het is niet voor uw postvak."),
        "postvak_van_andere_organisatie": _l("Dit bericht ligt in het postvak van een andere organisatie."),
        "niet_in_postvak": _l("Dit bericht ligt niet meer in het postvak: iemand was u voor."),
        "dossier_niet_gevonden": _l(
            "Er is geen dossier %(dossier)s van uw organisatie. Kijk het nummer na, zoals INB-2026-000123."
        ),
        "dossier_hoort_dit_niet": _l(
            "Het dossier %(dossier)s kan dit bericht niet (meer) gebruiken. Kijk in het dossier wat er "
            "openstaat."
        ),
        "antwoord_ontbreekt": _l("Schrijf wat de afzender moet weten."),
        "notitie_te_lang": _l("Schrijf hoogstens %(langste)s tekens."),
        "niet_terug_te_zetten": _l(
            "Dit kan niet meer ongedaan gemaakt worden. Dat kan alleen wie het sloot, op dezelfde dag."
        ),
        "inhoud_past_niet": _REASONS["inhoud_past_niet"],
        "traject_niet_begonnen": _REASONS["traject_niet_begonnen"],
        "ander_agentschap": _l("De persoon woont in het werkgebied van een ander agentschap."),
    }
)
add_statuses({"partnerbericht_onbekend": 404, "postvak_van_andere_organisatie": 403})


def partner_message_name(name: str) -> str:
    """What is told, as a heading; a name that came with a newer release stands as it is."""
    return str(_NAMES.get(name, name.replace("_", " ").capitalize()))


def tray_reason(reason: str, facts: Mapping[str, Any] | None) -> str:
    """Why a person has to look."""
    sentence = _REASONS.get(reason)
    told = {name: write_day(value) if name in _DAYS else value for name, value in (facts or {}).items()}
    return reason if sentence is None else str(sentence) % _Told(told)


def tray_advice(reason: str) -> str:
    """What can be done about it."""
    return str(
        _ADVICE.get(reason, _("Kies een dossier, of sluit het bericht met een antwoord of een reden."))
    )


def partner_message_state(status: str) -> str:
    """What became of a message."""
    return str(_STATES[PartnerMessageStatus(status)])


def said_in_words(said: list[tuple[Field | None, str, Any]]) -> list[tuple[str, str]]:
    """What a message says, as the form would have shown it."""
    return [
        (key, str(value))
        if field is None
        else (field.label(language()).rstrip("?"), answer_text(field, value))
        for field, key, value in said
    ]


class _Told(dict[str, Any]):
    """Facts for a sentence; one that was not given is left out."""

    def __missing__(self, name: str) -> str:
        return "…"


def install(blueprint: Blueprint) -> None:
    """Give these words to the templates, as filters of the same name."""
    functions = (partner_message_name, tray_reason, tray_advice, partner_message_state, said_in_words)
    blueprint.record_once(
        lambda state: state.app.jinja_env.filters.update({each.__name__: each for each in functions})
    )
