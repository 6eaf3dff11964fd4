"""What the pages of the mail share: their blueprint, the words for refusals, names of delays and outcomes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.sansio.app import App
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.domain.vocabulary import AddressOutcome
from app.exchange.mail import MailKind
from app.insight.letter_delays import PATIENCE, Delay
from app.web import casework_wording  # noqa: F401 - the sentences for what casework refuses
from app.web.errors import add_statuses
from app.web.incoming import add_kinds
from app.web.wording import add_words

blueprint = Blueprint("letters", __name__)

add_words(
    {
        "batch_onbekend": _l("Deze afdrukbundel bestaat niet, of is niet van uw organisatie."),
        "batch_leeg": _l("Er zijn geen brieven om te drukken."),
        "brief_al_gemaakt": _l("Deze brief is intussen al gemaakt of geannuleerd."),
        "lettertypes_ontbreken": _l("De lettertypes van de brieven ontbreken. Verwittig uw beheerder."),
        "brief_al_verzonden": _l("Deze brief is al verzonden op een andere dag: %(dag)s."),
        "brief_ander_nummer": _l(
            "Deze brief heeft al een ander nummer van de aangetekende zending: %(nummer)s."
        ),
        "brief_niet_verzonden": _l(
            "Deze brief kan niet terugkeren: zijn verzenddatum is nog niet bekend. Lees die eerst in."
        ),
        "brief_al_teruggekeerd": _l("Van deze brief is al vastgelegd dat hij terugkwam op %(dag)s."),
        "terugkeer_onmogelijk": _l(
            "Deze dag kan niet: een brief keert terug na zijn verzending, en niet in de toekomst."
        ),
        "brief_niet_te_annuleren": _l("Deze brief is al vertrokken of al geannuleerd."),
        "brief_geannuleerd": _l("Deze brief is geannuleerd."),
        "brief_al_frans": _l("Van deze brief is er al een Franse versie."),
        "brief_frans_niet_hier": _l(
            "Deze persoon woont in %(gemeente)s. Dat is geen faciliteitengemeente: de brief blijft in het "
            "Nederlands."
        ),
        "brief_zonder_frans": _l(
            "Van deze brief bestaat geen Frans sjabloon, of hij gaat naar een andere dienst. Hij blijft in "
            "het Nederlands."
        ),
        "verzoek_onmogelijk": _l(
            "Deze dag kan niet: het verzoek gaat over deze brief, dus het kwam niet voor de brief gevraagd "
            "werd en niet in de toekomst."
        ),
        "brief_nodig": _l(
            "Het dossier wacht tot deze brief vertrokken is: zonder brief begint zijn termijn nooit. Vraag "
            "een nieuwe brief in de plaats, of laat deze vertrekken."
        ),
        "brief_beschadigd": _l(
            "De bewaarde brief is niet meer wat hij was toen hij gemaakt werd: zijn controlegetal klopt "
            "niet. Gebruik hem niet en verwittig uw beheerder."
        ),
        "bestand_zonder_soort": _l(
            "De kopregel noemt geen “verzonden_op” en geen “teruggekeerd_op”. Er is niets vastgelegd. Kijk "
            "na of dit het juiste bestand is."
        ),
        "bestand_twee_soorten": _l(
            "De kopregel noemt “verzonden_op” en “teruggekeerd_op”. Er is niets vastgelegd. Lever twee "
            "bestanden in."
        ),
        "bestand_andere_soort": _l("Dit bestand gaat over iets anders: de kopregel noemt “%(kolom)s”."),
        "adresonderzoek_onbekend": _l("Dit adresonderzoek bestaat niet, of is niet van uw organisatie."),
        "adresonderzoek_gesloten": _l("Een collega heeft dit adres al nagekeken."),
        "adres_ongewijzigd": _l(
            "Dit is het adres dat we al kenden. Kies “Het adres klopt”, of verbeter het."
        ),
        "toelichting_ontbreekt": _l(
            "Schrijf wat u geprobeerd hebt. Dit staat bij de vaststelling van een inbreuk."
        ),
    }
)
add_statuses(
    {
        "batch_onbekend": 404,
        "adresonderzoek_onbekend": 404,
        "brief_beschadigd": 500,
    }
)

_OUTCOMES = {
    AddressOutcome.CONFIRMED: (_l("Het adres klopt"), "green"),
    AddressOutcome.NEW_ADDRESS: (_l("Nieuw adres"), "green"),
    AddressOutcome.UNTRACEABLE: (_l("Onvindbaar"), "red"),
}
_OPEN = (_l("Adres nakijken"), "yellow")
add_kinds({MailKind.SENT: _l("Verzenddatums"), MailKind.RETURNED: _l("Teruggekeerde brieven")})


def address_tag(outcome: str | None) -> dict[str, str]:
    """What a look into an address found: the parameters of a tag."""
    word, colour = _OUTCOMES[AddressOutcome(outcome)] if outcome else _OPEN
    return {"text": str(word), "classes": f"govuk-tag--{colour} t-tag"}


def delay_words(delay: Delay, number: int) -> str:
    """How many letters wait too long, and where."""
    texts = {
        Delay.NOT_MADE: ngettext(
            "%(num)s brief is gevraagd en nog niet gemaakt",
            "%(num)s brieven zijn gevraagd en nog niet gemaakt",
            number,
        ),
        Delay.NOT_PRINTED: ngettext(
            "%(num)s brief is gemaakt en zit in geen afdrukbundel",
            "%(num)s brieven zijn gemaakt en zitten in geen afdrukbundel",
            number,
        ),
        Delay.NOT_SENT: ngettext(
            "%(num)s brief zit in een afdrukbundel en heeft geen verzenddatum",
            "%(num)s brieven zitten in een afdrukbundel en hebben geen verzenddatum",
            number,
        ),
        Delay.ADDRESS: ngettext(
            "%(num)s adres is nog niet nagekeken", "%(num)s adressen zijn nog niet nagekeken", number
        ),
    }
    return texts[delay]


def delay_patience(delay: Delay) -> str:
    """After how long something counts as late."""
    return ngettext("langer dan %(num)s werkdag", "langer dan %(num)s werkdagen", PATIENCE[delay])


_FILTERS = (address_tag, delay_words, delay_patience)


def _add(app: App) -> None:
    filters: dict[str, Any] = {function.__name__: function for function in _FILTERS}
    app.jinja_env.filters.update(filters)


blueprint.record_once(lambda state: _add(state.app))
