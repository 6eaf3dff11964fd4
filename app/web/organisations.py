"""The organisations of Traject: partners that are added, and the contact that letters print."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import organisations
from app.casework.actors import Refused
from app.casework.organisations import Contact, Organisation, contact_of
from app.domain.errors import DomainError
from app.domain.organisations import OrganisationKind
from app.domain.permissions import Action
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.rendering import page
from app.web.wording import add_words, words

blueprint = Blueprint("organisations", __name__)

add_words(
    {
        "organisatie_bestaat_niet": _l("Deze organisatie bestaat niet."),
        "organisatiecode_ongeldig": _l(
            "Kies een code van hoogstens %(maximum)s tekens: kleine letters, cijfers en _, en een letter "
            "vooraan. Bijvoorbeeld cvo_gent."
        ),
        "organisatiecode_bestaat": _l("Er is al een organisatie met de code %(organisatie)s."),
        "organisatienaam_leeg": _l("Vul de naam van de organisatie in."),
        "adresregels_ongeldig": _l("Vul het adres in, op één tot %(maximum)s regels."),
        "contact_te_lang": _l("Hou elke regel korter dan %(maximum)s tekens."),
        "organisatie_vast": _l(
            "Alleen een partner kan buiten gebruik: de andere organisaties staan in de wet of in de "
            "diagrammen."
        ),
        "organisatie_in_gebruik": _l(
            "Deze organisatie is nog in gebruik: %(accounts)s actieve accounts, %(dossiers)s lopende "
            "dossiers, %(inschrijvingen)s lopende inschrijvingen. Sluit die eerst af."
        ),
    }
)
add_statuses({"organisatie_bestaat_niet": 404})

_FIELD_OF = {
    "organisatiecode_ongeldig": "code",
    "organisatiecode_bestaat": "code",
    "organisatienaam_leeg": "naam",
    "adresregels_ongeldig": "adresregels",
    "contact_te_lang": "adresregels",
}
_KINDS = {
    OrganisationKind.AGENCY: _l("Agentschap"),
    OrganisationKind.ENFORCEMENT: _l("Handhaving"),
    OrganisationKind.CENTRAL: _l("Centraal"),
    OrganisationKind.MUNICIPALITY: _l("Gemeente"),
    OrganisationKind.RECEPTION: _l("Onthaalbureau"),
    OrganisationKind.GGC: _l("GGC"),
    OrganisationKind.PARTNER: _l("Partner"),
}
_FIELDS = {
    "adresregels": _l("Adres"),
    "telefoon": _l("Telefoon"),
    "e_mail": _l("E-mailadres"),
    "website": _l("Website"),
}


@blueprint.app_template_filter()
def organisation_kind(kind: str) -> str:
    """What an organisation is for."""
    return str(_KINDS[OrganisationKind(kind)])


@blueprint.app_template_filter()
def contact_field(name: str) -> str:
    """A field of the contact."""
    return str(_FIELDS[name])


@blueprint.get("/beheer/organisaties")
@requires(Action.MANAGE_PEOPLE)
def overview() -> str:
    """All organisations, partners first: they are the ones that come and go."""
    with database().read() as tx:
        found = organisations.listing(tx)
    return page(
        "organisations/overview.html",
        partners=[each for each in found if each.is_partner],
        others=[each for each in found if not each.is_partner],
    )


@blueprint.get("/beheer/organisaties/nieuw")
@requires(Action.MANAGE_PEOPLE)
def new() -> str:
    """An empty form for a partner."""
    return page("organisations/form.html", answers={}, errors={})


@blueprint.post("/beheer/organisaties/nieuw")
@requires(Action.MANAGE_PEOPLE)
def create() -> ResponseReturnValue:
    """Add a partner."""
    answers = _answers("code", "naam")
    try:
        with database().transaction() as tx:
            code = organisations.add_partner(
                tx, answers["code"], answers["naam"], _contact(answers), viewer().actor
            )
    except DomainError as refused:
        return page("organisations/form.html", answers=answers, errors=_error(refused)), 422
    told = _("%(naam)s is toegevoegd. Geef nu een account aan wie daar werkt.", naam=answers["naam"])
    flash(told, "success")
    return redirect(url_for("organisations.show", code=code))


@blueprint.get("/beheer/organisaties/<code>")
@requires(Action.MANAGE_PEOPLE)
def show(code: str) -> str:
    """One organisation: its contact, and what uses it."""
    found = _organisation(code)
    return _page(found, _typed(found))


@blueprint.post("/beheer/organisaties/<code>/nakijken")
@requires(Action.MANAGE_PEOPLE)
def look(code: str) -> ResponseReturnValue:
    """What another contact would change; nothing is kept yet."""
    answers = _answers()
    try:
        with database().read() as tx:
            found = organisations.get(tx, code)
            preview = organisations.preview(tx, code, _contact(answers), viewer().actor)
    except DomainError as refused:
        return _page(_organisation(code), answers, _error(refused)), 422
    if not preview.differences:
        flash(_("Er is niets veranderd."))
        return redirect(url_for("organisations.show", code=code))
    return page("organisations/preview.html", organisation=found, preview=preview, answers=answers)


@blueprint.post("/beheer/organisaties/<code>")
@requires(Action.MANAGE_PEOPLE)
def change(code: str) -> ResponseReturnValue:
    """Keep another contact, after it was looked at."""
    answers = _answers()
    try:
        with database().transaction() as tx:
            organisations.change_contact(tx, code, _contact(answers), viewer().actor)
    except DomainError as refused:
        return _page(_organisation(code), answers, _error(refused)), 422
    flash(_("Bewaard. De volgende brieven dragen deze gegevens."), "success")
    return redirect(url_for("organisations.show", code=code))


@blueprint.post("/beheer/organisaties/<code>/gebruik")
@requires(Action.MANAGE_PEOPLE)
def use(code: str) -> ResponseReturnValue:
    """Put a partner out of use, or back in."""
    is_active = request.form.get("actief") == "ja"
    try:
        with database().transaction() as tx:
            organisations.set_active(tx, code, is_active, viewer().actor)
    except DomainError as refused:
        if refused.code not in ("organisatie_vast", "organisatie_in_gebruik"):
            raise
        flash(words(refused), "warning")
        return redirect(url_for("organisations.show", code=code))
    flash(_("De organisatie is weer in gebruik.") if is_active else _("De organisatie is buiten gebruik."))
    return redirect(url_for("organisations.show", code=code))


def _page(found: Organisation, answers: dict[str, str], errors: dict[str, str] | None = None) -> str:
    return page("organisations/show.html", organisation=found, answers=answers, errors=errors or {})


def _organisation(code: str) -> Organisation:
    with database().read() as tx:
        return organisations.get(tx, code)


def _answers(*more: str) -> dict[str, str]:
    return {name: request.form.get(name, "").strip()[:2000] for name in (*more, *_FIELDS)}


def _contact(answers: dict[str, str]) -> Contact:
    return contact_of(answers["adresregels"], answers["telefoon"], answers["e_mail"], answers["website"])


def _typed(found: Organisation) -> dict[str, Any]:
    kept = found.contact
    return {
        "adresregels": "\n".join(kept.address),
        "telefoon": kept.phone,
        "e_mail": kept.email,
        "website": kept.website,
    }


def _error(refused: DomainError) -> dict[str, str]:
    """The sentence at the field that it is about. Who may not do this at all gets that page."""
    if isinstance(refused, Refused) or refused.code not in _FIELD_OF:
        raise refused
    return {_FIELD_OF[refused.code]: words(refused)}
