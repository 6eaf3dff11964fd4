"""Sentences for what the API refuses; a programmer reads them, a person may have to."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.web.wording import add_words

add_words(
    {
        "token_ontbreekt": _l(
            "Stuur een token mee: de hoofding Authorization met Bearer, een spatie en het token."
        ),
        "token_onbekend": _l("Dit token bestaat niet. Vraag een nieuw token aan de beheerder van Traject."),
        "token_verlopen": _l(
            "Dit token werkte tot en met %(vervaldag)s. Vraag een nieuw token aan de beheerder van Traject."
        ),
        "token_ingetrokken": _l(
            "Dit token is ingetrokken. Vraag een nieuw token aan de beheerder van Traject."
        ),
        "token_zonder_bereik": _l("Dit token is niet gemaakt voor %(bereik)s."),
        "koppeling_naam_lang": _l("Kies een naam van hoogstens %(grens)s tekens."),
        "bereik_ontbreekt": _l("Kies minstens één gebruik."),
        "bereik_onbekend": _l("Het gebruik %(bereik)s bestaat niet."),
        "bereik_zonder_rol": _l("De gekozen rollen laten %(bereik)s niet toe."),
        "rol_niet_voor_koppeling": _l("De rol %(rol)s kan niet voor een koppeling."),
        "vervaldag_voorbij": _l("De laatste dag moet vandaag of later zijn."),
        "vervaldag_te_ver": _l("De laatste dag kan niet later zijn dan %(laatste)s."),
        "sleutel_ontbreekt": _l(
            "Geef elke aanvraag die iets verandert een eigen Idempotency-Key mee: 1 tot 100 zichtbare "
            "ASCII-tekens, bijvoorbeeld een UUID."
        ),
        "sleutel_hergebruikt": _l(
            "Deze Idempotency-Key hoort bij een andere aanvraag. Gebruik voor elke nieuwe aanvraag een "
            "nieuwe sleutel."
        ),
        "sleutel_bezig": _l(
            "Een aanvraag met deze Idempotency-Key is nog bezig. Vraag het antwoord straks opnieuw met "
            "dezelfde sleutel."
        ),
        "adres_onbekend": _l("Op dit adres is er niets. Controleer het adres en het nummer."),
        "methode_onbekend": _l("Dit adres kent deze methode niet. De hoofding Allow zegt welke wel."),
        "antwoordvorm_onbekend": _l("We antwoorden alleen met application/json. Vraag dat in Accept."),
        "aanvraag_onleesbaar": _l("De aanvraag is geen geldige JSON in UTF-8."),
        "aanvraag_te_groot": _l("Een aanvraag telt hoogstens %(grens)s kilobyte."),
        "geen_json": _l("Stuur JSON, en zeg dat in Content-Type: application/json."),
        "velden_ongeldig": _l(
            "Niet alles past bij de beschrijving van de API. Bij elk veld staat wat er is."
        ),
        "antwoorden_ongeldig": _l("Het formulier van de taak is niet goed ingevuld. Er is niets bewaard."),
        "te_veel_aanvragen": _l("Dit token vraagt te veel ineens. Wacht zo lang als Retry-After zegt."),
        "fout": _l("Er is niets bewaard. Probeer het later opnieuw met dezelfde Idempotency-Key."),
        "bladwijzer_ongeldig": _l(
            "Deze cursor komt niet uit een antwoord van ons. Begin opnieuw zonder cursor."
        ),
    }
)

# What marshmallow says about a field, in our words; anything else is told by WRONG.
FIELD_WORDS = {
    "Missing data for required field.": _l("Dit veld ontbreekt."),
    "Field may not be null.": _l("Dit veld mag niet null zijn."),
    "Unknown field.": _l("Dit veld bestaat niet."),
    "Not a valid string.": _l("Dit moet tekst zijn."),
    "Not a valid integer.": _l("Dit moet een geheel getal zijn."),
    "Not a valid boolean.": _l("Dit moet true of false zijn."),
    "Not a valid date.": _l("Dit moet een bestaande dag zijn, zoals 2026-03-27."),
    "Not a valid datetime.": _l("Dit moet een tijdstip met tijdzone zijn, zoals 2026-03-27T14:05:00Z."),
    "Not a valid mapping type.": _l("Dit moet een object zijn."),
    "Invalid input type.": _l("Dit moet een object zijn."),
}
WRONG = _l("Deze waarde past niet bij de beschrijving van dit veld.")

TITLES = {
    400: _l("Deze aanvraag kunnen we niet lezen"),
    401: _l("Geen geldig token"),
    403: _l("Dit mag niet met dit token"),
    404: _l("Dit bestaat niet"),
    405: _l("Dit kan niet op deze manier"),
    406: _l("In die vorm kunnen we niet antwoorden"),
    409: _l("Dit kan nu niet"),
    413: _l("Dit is te groot"),
    415: _l("Dit is geen JSON"),
    422: _l("Dit is niet goed ingevuld"),
    429: _l("Te veel aanvragen"),
    500: _l("Er ging iets mis bij ons"),
    503: _l("Traject kan even niet bij zijn gegevens"),
}
