"""What stands in the database about a case, in the words of the screens.

The names of steps, tasks and processes come from the diagrams and stay Dutch; only what Traject itself says
is translated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint
from flask.sansio.app import App
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.domain.national_number import format_number
from app.domain.nationalities import find_nationality
from app.domain.vocabulary import Provenance
from app.forms import Field
from app.insight.task_page import TaskPage
from app.insight.terms import Term
from app.web.i18n import language, region
from app.web.rendering import write_day, write_number

_LETTERS = {
    "uitnodiging_startgesprek": _l("Uitnodiging voor het startgesprek"),
    "inburgeringscontract": _l("Inburgeringscontract"),
    "inburgeringscontract_oud": _l("Inburgeringscontract (regels van voor 1 maart 2022)"),
    "attest_aanmelding": _l("Attest van aanmelding"),
    "attest_uitstel_aanmelding": _l("Attest van uitstel van aanmelding"),
    "attest_uitstel_ondertekening": _l("Attest van uitstel van ondertekening"),
    "attest_opschorting": _l("Attest van opschorting"),
    "attest_vrijstelling": _l("Attest van vrijstelling"),
    "inburgeringsattest": _l("Inburgeringsattest"),
    "inburgeringsattest_oud": _l("Inburgeringsattest (regels van voor 1 maart 2022)"),
    "verklaring_geleverde_inspanning": _l("Verklaring van geleverde inspanning"),
    "ingebrekestelling": _l("Ingebrekestelling"),
    "vaststellingsformulier": _l("Vaststellingsformulier"),
    "kennisgevingsformulier": _l("Kennisgevingsformulier"),
    "uitnodiging_verweer": _l("Uitnodiging tot verweer"),
    "uitnodiging_hoorzitting": _l("Uitnodiging voor een hoorzitting"),
    "verslag_hoorzitting": _l("Verslag van de hoorzitting"),
    "besluit": _l("Besluit"),
    "besluit_gewijzigd": _l("Gewijzigd besluit"),
    "besluit_ingetrokken": _l("Intrekking van het besluit"),
    "betalingsherinnering": _l("Betalingsherinnering"),
    "tweede_betalingsherinnering": _l("Tweede betalingsherinnering"),
    "overdracht_belastingdienst": _l("Overdracht aan de Vlaamse Belastingdienst"),
    "attest_van_verplichting": _l("Attest van verplichting"),
    "infobrochure": _l("Infobrochure"),
    "brussel_aanmaning_aanmelding": _l("Aanmaning over de aanmelding"),
    "brussel_aanmaning_voltooiing": _l("Aanmaning over de voltooiing"),
    "brussel_attest_van_aanmelding": _l("Attest van aanmelding"),
    "brussel_attest_van_beeindiging": _l("Attest van beëindiging"),
    "brussel_beslissing_opschorting": _l("Beslissing over een opschorting"),
    "brussel_overdracht_ggc": _l("Overdracht aan de GGC"),
    "brussel_uitnodiging_hoorzitting": _l("Uitnodiging voor een hoorzitting"),
    "brussel_verslag_hoorzitting": _l("Verslag van de hoorzitting"),
    "brussel_sanctiebesluit": _l("Sanctiebesluit"),
    "brussel_betalingsherinnering": _l("Betalingsherinnering"),
}
# value: (word, colour of its tag)
_STATUS = {
    "lopend": (_l("Lopend"), "blue"),
    "beeindigd": (_l("Beëindigd"), "grey"),
    "gevraagd": (_l("Aangevraagd"), "yellow"),
    "gemaakt": (_l("Klaar voor de post"), "blue"),
    "in_batch": (_l("Bij de post"), "blue"),
    "verzonden": (_l("Verzonden"), "green"),
    "geannuleerd": (_l("Geannuleerd"), "grey"),
    "wacht": (_l("Nog niet begonnen"), "grey"),
    "loopt": (_l("Loopt"), "blue"),
    "verstreken": (_l("Verstreken"), "orange"),
    "vervallen": (_l("Niet meer nodig"), "grey"),
    "vastgesteld": (_l("Vastgesteld"), "blue"),
    "in_gebreke_gesteld": (_l("In gebreke gesteld"), "blue"),
    "doorgestuurd": (_l("Doorgestuurd naar handhaving"), "blue"),
    "rechtgezet": (_l("Rechtgezet"), "green"),
    "niet_vervolgd": (_l("Niet vervolgd"), "grey"),
    "besloten": (_l("Besloten"), "grey"),
    "te_betalen": (_l("Te betalen"), "blue"),
    "herinnerd": (_l("Herinnerd"), "orange"),
    "tweede_herinnering": (_l("Twee keer herinnerd"), "orange"),
    "geind": (_l("Geïnd"), "green"),
    "oninvorderbaar": (_l("Oninvorderbaar"), "grey"),
    "stopgezet": (_l("Inning stopgezet"), "grey"),
    "gewijzigd": (_l("Gewijzigd"), "orange"),
    "ingetrokken": (_l("Ingetrokken"), "grey"),
    "overgedragen": (_l("Bij de Vlaamse Belastingdienst"), "grey"),
}
_SOURCES = {
    Provenance.LAW: _l("wet"),
    Provenance.PRACTICE: _l("praktijk"),
    Provenance.ANALOGY: _l("naar analogie"),
    Provenance.UNCONFIRMED: _l("onbevestigd"),
    Provenance.ASSUMPTION: _l("aanname"),
}
_TARGET_GROUPS = {
    "plicht": _l("Verplicht"),
    "recht": _l("Rechthebbend"),
    "geen_doelgroep": _l("Geen doelgroep"),
    "onbepaald": _l("Nog te bepalen"),
}
_OUTCOMES = {
    "boete": _l("Boete"),
    "geen boete": _l("Geen boete (overmacht)"),
    "geen gevolg": _l("Geen gevolg"),
}
_REASONS = {  # why an infringement stops, or why there is no follow-up
    "onvindbaar": _l("Onvindbaar"),
    "geen_officieel_adres": _l("Geen officieel adres"),
    "geen_doelgroep": _l("Niet meer verplicht"),
    "type_niet_geldig": _l("Deze inbreuk bestond niet op die dag"),
    "type_niet_bevestigd": _l("Deze inbreuk is nog niet bevestigd"),
    "type_onbekend": _l("Deze inbreuk staat niet in de tabel"),
    "geen_inbreuk_van_deze_doelgroep": _l("Deze doelgroep kan deze inbreuk niet plegen"),
    "rechthebbende_na_28_2_2022": _l("Rechthebbend: geen inbreuk meer sinds 1 maart 2022"),
    "tweede_boete_rechthebbende": _l("Rechthebbend: er was al een boete"),
    "rechtgezet_na_doorsturen": _l("Rechtgezet na het doorsturen"),
    "onvoldoende_bewezen": _l("Niet voldoende bewezen"),
    "overleden": _l("Overleden"),
    "geschrapt": _l("Geschrapt uit het register"),
    "verhuisd_buiten_gewest": _l("Verhuisd buiten het gewest"),
    "belg_geworden": _l("Belg geworden"),
    "vrijgesteld": _l("Vrijgesteld"),
    "andere": _l("Andere reden"),
}
_PROCESSES = {"sanctie_ggc": "Sanctie GGC"}  # of which the id does not give the name
_SEXES = {"M": _l("Man"), "V": _l("Vrouw"), "X": _l("X")}


def letter_name(template: str) -> str:
    """A letter as people call it; one that a process owner added is called after its file."""
    return str(_LETTERS.get(template) or template.replace("_", " ").capitalize())


def process_name(process: str) -> str:
    """A process by its id, where the diagram is not at hand."""
    return _PROCESSES.get(process) or process.replace("_", " ").capitalize()


def status_tag(status: str) -> dict[str, str]:
    """The parameters of the tag for a status: what it says and its colour."""
    word, colour = _STATUS.get(status, (status.replace("_", " "), "grey"))
    return {"text": str(word), "classes": f"govuk-tag--{colour} t-tag"}


def source_name(source: str) -> str:
    """On what a term rests."""
    return str(_SOURCES[Provenance(source)])


def target_group_name(value: str | None) -> str:
    return str(_TARGET_GROUPS.get(value or "", value or ""))


def outcome_of_decision(value: str) -> str:
    return str(_OUTCOMES.get(value, value))


def reason_name(code: str) -> str:
    """Why an infringement goes no further, or a file has no follow-up; a new one reads as it is."""
    return str(_REASONS.get(code) or code.replace("_", " ").capitalize())


def sex_name(value: str | None) -> str:
    return str(_SEXES.get(value or "", value or ""))


def language_name(code: str | None) -> str:
    """A language by its two letters, in the language of the screens."""
    return str(region().languages.get(code or "", code or "")).capitalize()


def country_name(label: str | None) -> str:
    """A nationality of the register in the language of the screens; what has no code stays as it is."""
    known = find_nationality(label or "") if language() != "nl" else None
    return str(region().territories.get(known.iso or "", label)) if known else label or ""


def national_number(digits: str) -> str:
    """A register number with its signs."""
    return format_number(digits)


def birth_day(value: str | None) -> str:
    """A birth date of which sometimes only the year is known."""
    if value and value.endswith("-00-00"):
        return value[:4]
    return write_day(value)


def answer_text(field: Field, value: Any) -> str:
    """An answer as the form showed it."""
    labels = {option.value: option.label(language()) for option in field.options}
    if isinstance(value, bool):
        return _("Ja") if value else _("Nee")
    if isinstance(value, list):
        return ", ".join(labels.get(each, str(each)) for each in value)
    if field.kind == "datetime":
        return write_day(value)
    if isinstance(value, int | float):
        return write_number(value)
    return labels.get(value, str(value))


def due_tag(days_left: int | None) -> dict[str, str] | None:
    """How near a last day is: the parameters of a tag, None while there is time."""
    if days_left is None or days_left > 7:
        return None
    if days_left < 0:
        late = -days_left
        text = _("1 dag te laat") if late == 1 else _("%(dagen)s dagen te laat", dagen=late)
        return {"text": text, "classes": "govuk-tag--red t-tag"}
    if days_left == 0:
        return {"text": _("Vandaag de laatste dag"), "classes": "govuk-tag--orange t-tag"}
    text = _("Nog 1 dag") if days_left == 1 else _("Nog %(dagen)s dagen", dagen=days_left)
    return {"text": text, "classes": "govuk-tag--yellow t-tag"}


def age_words(days: int) -> str:
    """How long something waits already."""
    if days <= 0:
        return _("vandaag")
    return _("gisteren") if days == 1 else _("%(dagen)s dagen", dagen=days)


def waits_for(term: Term) -> str:
    """Why a term has not begun."""
    if term.letter:
        return _("Begint op de dag dat de brief “%(brief)s” verzonden is.", brief=letter_name(term.letter))
    return _("Begint zodra de dag bekend is waarop de termijn ingaat.")


def why_closed(task: TaskPage) -> str:
    """What became of a task that is not open any more."""
    if task.status == "voltooid":
        return _("Deze taak is voltooid.")
    return _("Deze taak is niet meer nodig: het dossier is intussen verder gegaan.")


def moment_of(at: datetime) -> str:
    """For the `datetime` of a time element."""
    return at.isoformat()


_FILTERS = (
    letter_name,
    process_name,
    status_tag,
    source_name,
    target_group_name,
    outcome_of_decision,
    reason_name,
    sex_name,
    language_name,
    birth_day,
    country_name,
    national_number,
    due_tag,
    age_words,
    waits_for,
    why_closed,
    moment_of,
)


def install(blueprint: Blueprint) -> None:
    """Give these words to the templates, as filters of the same name and `answer_text(field, value)`."""

    def add(app: App) -> None:
        app.jinja_env.filters.update({function.__name__: function for function in _FILTERS})
        app.jinja_env.globals["answer_text"] = answer_text

    blueprint.record_once(lambda state: add(state.app))
