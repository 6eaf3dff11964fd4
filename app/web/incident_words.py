"""Incidents and repairs in the words of the screens: what was being done, what to do, how far it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint
from flask.sansio.app import App
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework.correctable import Fact
from app.casework.term_counting import TOO_LATE
from app.insight.term_reasons import Reason
from app.web.case_words import letter_name
from app.web.errors import add_statuses
from app.web.i18n import language
from app.web.rendering import write_day, write_number
from app.web.wording import add_words, words_for

add_words(
    {
        "opnieuw_proberen_loopt": _l(
            "Er loopt al een ronde die incidenten opnieuw probeert. Wacht tot die klaar is."
        ),
        "opnieuw_proberen_per_dossier": _l(
            "Een termijn die te laat bekend werd, laat u per dossier verstrijken: vraag eerst wat het team "
            "wil."
        ),
        "opnieuw_proberen_onbekend": _l("Deze ronde bestaat niet."),
        "niets_opnieuw_te_proberen": _l("Er is geen open incident meer dat hierbij past."),
        "herstel_onbekend": _l("Dit voorstel bestaat niet."),
        "herstel_niet_open": _l("Over dit voorstel is al beslist, of het is niet meer nodig."),
        "herstel_eigen_voorstel": _l(
            "U hebt dit zelf voorgesteld. Een tweede persoon beslist: vraag het aan een collega."
        ),
        "herstel_niet_eigen": _l("Alleen wie een voorstel deed, kan het intrekken."),
        "herstel_loopt": _l("Voor dit incident wacht al een voorstel op een tweede persoon."),
        "herstel_gegeven_onbekend": _l("Het proces van dit dossier kent geen gegeven “%(gegeven)s”."),
        "herstel_waarde_onmogelijk": _l("Deze waarde past niet bij het gegeven “%(gegeven)s”."),
        "herstel_zonder_verschil": _l("Deze waarde staat al in het dossier. Kies de juiste waarde."),
        "herstel_dossier_beeindigd": _l("Dit dossier is beëindigd: zijn gegevens liggen vast."),
        "herstel_achterhaald": _l("Wat u wilde loslaten, wacht niet meer. Er is niets meer te herstellen."),
        "loslaten_onmogelijk": _l(
            "Hier valt niets los te laten: de medewerker vult het formulier opnieuw in."
        ),
        "termijn_nodig": _l(
            "Het dossier wacht alleen op deze termijn. Zonder die termijn staat het voor altijd stil: "
            "verbeter een gegeven in de plaats."
        ),
    }
)
add_statuses(
    {"herstel_onbekend": 404, "opnieuw_proberen_onbekend": 404, "incident_onbekend": 404}
    | dict.fromkeys(("herstel_eigen_voorstel", "herstel_niet_eigen"), 403)
)

_KINDS = {
    "taak": _l("Taak"),
    "vastleggen": _l("Vastlegging met de hand"),
    "bericht": _l("Bericht"),
    "termijn": _l("Termijn"),
    "brief": _l("Brief"),
}
_STATES = {
    "voorstel": (_l("Wacht op een tweede persoon"), "yellow"),
    "uitgevoerd": (_l("Uitgevoerd"), "green"),
    "geweigerd": (_l("Geweigerd"), "red"),
    "ingetrokken": (_l("Ingetrokken"), "grey"),
    "vervallen": (_l("Niet meer nodig"), "grey"),
}
_LET_GO = {
    "bericht": _l("Het bericht laten vallen"),
    "termijn": _l("De termijn laten vervallen"),
    "brief": _l("De brief niet maken"),
}
_EVENTS = {
    "herstel_voorgesteld": _l("Herstel voorgesteld"),
    "herstel_uitgevoerd": _l("Herstel goedgekeurd en uitgevoerd"),
    "herstel_geweigerd": _l("Herstel geweigerd"),
    "herstel_ingetrokken": _l("Voorstel tot herstel ingetrokken"),
    "herstel_mislukt": _l("Herstel goedgekeurd, maar de stap mislukte opnieuw"),
}
_LINES = {
    "taak": _l("Open taak"),
    "termijn": _l("Termijn"),
    "wacht_op": _l("Wacht op"),
    "brief": _l("Brief die nog vertrekt"),
    "bericht": _l("Bericht dat nog bezorgd wordt"),
}
_BY_FORM = _l("Een medewerker opent de taak en vult het formulier opnieuw in. U hoeft niets te herhalen.")
_PROCESS = _l(
    "Laat de proceseigenaar kijken. Een dossier houdt de uitgave waarmee het begon: klopt een gegeven van "
    "het dossier niet, stel dan een herstel voor."
)
_ADVICE = {
    TOO_LATE: _l(
        "Vraag eerst wat het team van dit dossier wil: in het dossier kan de termijn nog verlengd of "
        "uitgesteld worden. Laat u ze verstrijken, dan gaat het dossier verder alsof de persoon te laat was."
    ),
    "onverwachte_fout": _l(
        "Meld dit aan wie Traject onderhoudt, met het nummer van het incident. Probeer daarna opnieuw."
    ),
    "brief_mist_gegeven": _l("Laat het team het gegeven aanvullen, en probeer daarna opnieuw."),
    "brief_teken_niet_afdrukbaar": _l(
        "Laat het team de naam of de tekst verbeteren. Probeer daarna opnieuw."
    ),
    "geen_datum": _l("Zoek welke datum ontbreekt of fout is, en stel een herstel voor."),
}


def incident_kind(kind: str) -> str:
    """What was being done."""
    return str(_KINDS[kind])


def incident_place(each: Any) -> str:
    """Where it went wrong: the step of the diagram, or of a letter its name."""
    if each.kind == "brief" and each.step is None and each.place:
        return letter_name(each.place)
    return str(each.step or incident_kind(each.kind))


def incident_reason(each: Any) -> str:
    """Why it failed, in a sentence."""
    return words_for(each.code, dict(each.facts))


def incident_advice(each: Any) -> str:
    """What somebody can do about it."""
    return str(_BY_FORM if each.by_form else _ADVICE.get(each.code, _PROCESS))


def repair_state(status: str) -> dict[str, str]:
    """How far a proposal is: the parameters of a tag."""
    word, colour = _STATES[status]
    return {"text": str(word), "classes": f"govuk-tag--{colour} t-tag"}


def repair_event(event: str) -> str:
    """An event of the timeline."""
    return str(_EVENTS[event])


def let_go_words(kind: str) -> str:
    """What letting go would do."""
    return str(_LET_GO[kind])


def line_kind(what: str) -> str:
    """What stands open in a case."""
    return str(_LINES[what])


def case_value(value: Any, fact: Fact | None = None) -> str:
    """A fact of the case data for a reader."""
    if value is None:
        return _("niets")
    if isinstance(value, bool):
        return _("Ja") if value else _("Nee")
    if isinstance(value, int | float):
        return write_number(value)
    known = str(fact.text(value, language()) if fact else value)
    try:
        return write_day(date.fromisoformat(known))
    except ValueError:
        return known


def reason_words(each: Any) -> str:
    """Why a term has not fired, in a sentence; a letter by its name."""
    facts = dict(each.facts)
    if "brief" in facts:
        facts["brief"] = letter_name(facts["brief"])
    return words_for(each.code, facts)


def reasons_by_term(reasons: list[Reason]) -> dict[int, Reason]:
    """Why each term has not fired, by its id."""
    return {each.term.id: each for each in reasons}


_FILTERS = (
    incident_kind,
    incident_place,
    incident_reason,
    incident_advice,
    repair_state,
    repair_event,
    let_go_words,
    line_kind,
    case_value,
    reason_words,
)


def install(blueprint: Blueprint) -> None:
    """Give these words to the templates, as filters of the same name."""

    def add(app: App) -> None:
        app.jinja_env.filters.update({function.__name__: function for function in _FILTERS})

    blueprint.record_once(lambda state: add(state.app))
