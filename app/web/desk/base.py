"""What the pages of the partner's desk share: blueprint, refusals in words, names of parts and months."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date
from flask import Blueprint
from flask.sansio.app import App
from flask_babel import lazy_gettext as _l

from app.casework import releases
from app.db.session import Transaction
from app.domain.enrolments import EndReason, Part, registers_for_brussels, seen_since
from app.insight.partner_desk import kind_of
from app.web import casework_wording  # noqa: F401 - the sentences for what casework refuses
from app.web.context import viewer
from app.web.errors import add_statuses
from app.web.i18n import region
from app.web.rendering import write_number
from app.web.wording import add_words

blueprint = Blueprint("desk", __name__)

add_words(
    {
        "inschrijving_onbekend": _l(
            "Deze inschrijving bestaat niet, is niet van uw organisatie, of is te lang voorbij."
        ),
        "inschrijving_niet_gevonden": _l(
            "Niemand met dit nummer volgt dit onderdeel bij u op die dag. Vraag de begeleider van het "
            "agentschap om uw organisatie te betrekken."
        ),
        "inschrijving_meer_dan_een": _l(
            "Deze persoon heeft toen twee inschrijvingen bij u voor dit onderdeel. Vul de uren op het "
            "scherm in."
        ),
        "inschrijving_gestopt": _l("Deze partner is al niet meer betrokken."),
        "inschrijving_eindigt_voor_begin": _l("De laatste dag ligt voor de eerste."),
        "inschrijving_te_ver": _l("Deze dag ligt meer dan vijf jaar van vandaag. Kijk het jaartal na."),
        "laatste_dag_onmogelijk": _l(
            "Deze dag kan niet: de laatste dag ligt niet voor de eerste, en niet in de toekomst."
        ),
        "partner_al_betrokken": _l(
            "%(partner)s is voor dit onderdeel al betrokken. Stop die inschrijving eerst als er een nieuwe "
            "komt."
        ),
        "partner_onbekend": _l("Kies een partner uit de lijst: deze geeft dit onderdeel niet."),
        "traject_zonder_partners": _l(
            "In dit dossier worden geen partners betrokken: het is geen lopend traject van Vlaanderen."
        ),
        "uren_geen_getal": _l("Vul een aantal lesuren in, zoals 20 of 12,5."),
        "uren_te_veel": _l("Vul een aantal lesuren in van 0 tot %(maximum)s."),
        "uren_meer_dan_gegeven": _l("Aanwezig en gewettigd afwezig zijn samen meer dan wat gegeven is."),
        "uren_onvolledig": _l("Vul ook de gegeven en de aanwezige uren in."),
        "uren_ongewijzigd": _l("Dit zijn de uren die er al stonden."),
        "uren_niet_hier": _l("Bij een inschrijving voor werk horen geen lesuren."),
        "lesmaand_ongeldig": _l("Kies een maand, zoals 2026-10."),
        "maand_buiten_inschrijving": _l("In die maand volgde deze persoon hier geen les."),
        "maand_al_ingevuld": _l(
            "Deze maand is al ingevuld met andere uren. Verbeter ze op het scherm, met de reden."
        ),
        "maand_niet_ingevuld": _l("Voor deze maand zijn nog geen uren ingevuld."),
        "resultaat_niet_hier": _l("Dit resultaat past niet bij dit onderdeel."),
    }
)
add_statuses({"inschrijving_onbekend": 404, "lesmaand_ongeldig": 404})

_PARTS = {
    Part.ORIENTATION: _l("Maatschappelijke oriëntatie"),
    Part.DUTCH: _l("Nederlands tweede taal"),
    Part.WORK: _l("Inschrijving bij VDAB of Actiris"),
    Part.NETWORK: _l("Participatie- en netwerktraject"),
}
_ENDS = {
    EndReason.OVER: _l("Afgelopen"),
    EndReason.STOPPED: _l("De persoon is gestopt"),
    EndReason.OTHER_PARTNER: _l("Naar een andere partner"),
    EndReason.MISTAKE: _l("Bij vergissing betrokken"),
}


def part_name(part: str) -> str:
    """A part of the trajectory as people call it."""
    return str(_PARTS[Part(part)])


def end_reason(reason: str) -> str:
    """Why a partner is no longer involved."""
    return str(_ENDS[EndReason(reason)])


def month_name(month: date) -> str:
    """oktober 2026."""
    return format_date(month, "MMMM yyyy", locale=region())


def month_code(month: date) -> str:
    """For an address and a file: 2026-10."""
    return f"{month:%Y-%m}"


def lesson_hours(hundredths: int) -> str:
    """12,5 for 1250."""
    return write_number(hundredths / 100)


_FILTERS = (part_name, end_reason, month_name, month_code, lesson_hours)


def since(tx: Transaction) -> date:
    """The first day of which somebody who stopped is still seen."""
    _, release = releases.current(tx)
    return seen_since(release.parameters_on(tx.today), tx.today)


def registers(tx: Transaction) -> bool:
    """Whether the viewer's organisation receives registrations of Brussels."""
    return registers_for_brussels(str(viewer().organisation), kind_of(tx, viewer()))


def _add(app: App) -> None:
    filters: dict[str, Any] = {function.__name__: function for function in _FILTERS}
    app.jinja_env.filters.update(filters)


blueprint.record_once(lambda state: _add(state.app))
