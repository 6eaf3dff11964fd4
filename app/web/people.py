"""A person: who it is, what changed, which cases there are; made by hand and registered at the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import detection, people, releases, walk_in
from app.casework.accounts import list_organisations
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError
from app.insight.people import PersonPage, known_at, page_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.forms import posted_answers
from app.web.forms import show as show_form
from app.web.labels import case_url
from app.web.person_form import facts_of, impossible_days, person_form
from app.web.rendering import page
from app.web.wording import add_words, words

blueprint = Blueprint("people", __name__)

add_words(
    {
        "rijksregisternummer_ongeldig": _l(
            "Dit is geen geldig rijksregister- of BIS-nummer: de controlecijfers kloppen niet. "
            "Kijk de 11 cijfers na op de kaart."
        ),
        "geboortedatum_past_niet": _l(
            "Deze geboortedatum past niet bij het rijksregisternummer. Kijk beide na op de kaart."
        ),
        "geboortedatum_ongeldig": _l("Deze geboortedatum bestaat niet."),
        "persoon_bestaat": _l("Er is al iemand met dit nummer."),
        "persoon_onbekend": _l("Deze persoon bestaat niet (meer)."),
        "persoon_andere_organisatie": _l(
            "Deze persoon heeft een dossier bij een andere organisatie: %(organisaties)s. "
            "Neem contact op met die organisatie."
        ),
        "datum_in_toekomst": _l("“%(veld)s” kan niet in de toekomst liggen."),
        "eindigt_voor_begin": _l("“%(veld)s” ligt voor het begin."),
    }
)
add_statuses({"persoon_onbekend": 404, "persoon_andere_organisatie": 403})

# The field of the form to which a refusal belongs.
_FIELD_OF = {
    "rijksregisternummer_ongeldig": "national_number",
    "persoon_bestaat": "national_number",
    "geboortedatum_past_niet": "birth_date",
}


@blueprint.get("/personen/nieuw")
@requires(Action.CREATE_PERSON)
def new() -> str:
    """An empty form."""
    with database().read() as tx:
        form = person_form(tx.today)
    return page("people/form.html", view=show_form(form), known=None)


@blueprint.post("/personen/nieuw")
@requires(Action.CREATE_PERSON)
def create() -> ResponseReturnValue:
    """Check and keep somebody; a refusal shows the form again with what to do."""
    with database().transaction() as tx:
        form = person_form(tx.today)
        answers = form.validate(posted_answers(request.form), lambda _text, _values: None)
        errors = list(answers.errors) or impossible_days(answers.values, tx.today)
        known: dict[str, Any] | None = None
        if not errors:
            try:
                person_id = walk_in.create_person(tx, facts_of(answers.values), viewer().actor)["id"]
                flash(_("%(naam)s is toegevoegd.", naam=_name(answers.values)), "success")
                return redirect(url_for("people.show", person_id=person_id))
            except DomainError as refused:
                if refused.code not in _FIELD_OF:
                    raise
                errors = [FieldError(_FIELD_OF[refused.code], refused.code, refused.facts)]
                known = _existing(tx, refused)
    view = show_form(form, posted=request.form, errors=errors)
    return page("people/form.html", view=view, known=known), 422


@blueprint.get("/personen/<int:person_id>")
@requires(Action.SEE_PERSON)
def show(person_id: int) -> str:
    """One person."""
    with database().read() as tx:
        found = page_of(tx, viewer().actor, person_id)
    return page("people/show.html", person=found.facts, name=_name(found.facts), found=found)


@blueprint.get("/personen/<int:person_id>/aanmelden")
@requires(Action.REGISTER_AT_DESK)
def confirm(person_id: int) -> str:
    """What registering will do, before it is done."""
    with database().read() as tx:
        found = page_of(tx, viewer().actor, person_id)
        running = next((line for line in found.cases if line.running and line.process == "inburgering"), None)
        elsewhere = None if running else _competent_elsewhere(tx, found)
        today = tx.today
    return page(
        "people/confirm.html",
        person=found.facts,
        name=_name(found.facts),
        found=found,
        running=running,
        elsewhere=elsewhere,
        today=today,
    )


@blueprint.post("/personen/<int:person_id>/aanmelden")
@requires(Action.REGISTER_AT_DESK)
def register(person_id: int) -> ResponseReturnValue:
    """**Aanmelding aan de balie**, and on to the case."""
    try:
        with database().transaction() as tx:
            found = page_of(tx, viewer().actor, person_id)
            case_id = walk_in.register(tx, person_id, viewer().actor)
    except DomainError as refused:
        if refused.code in ("persoon_onbekend", "persoon_andere_organisatie"):
            raise
        flash(words(refused), "warning")
        return redirect(url_for("people.show", person_id=person_id))
    flash(_("%(naam)s is aangemeld.", naam=_name(found.facts)), "success")
    return redirect(case_url(case_id))


def _existing(tx: Transaction, refused: DomainError) -> dict[str, Any] | None:
    """Who already has the number: a link for who may see them, else the organisation to turn to."""
    person_id = refused.facts.get("persoon")
    if person_id is None:
        return None
    try:
        found = page_of(tx, viewer().actor, person_id)
    except DomainError:
        return {"id": None, "organisations": known_at(tx, person_id)}
    return {"id": person_id, "name": _name(found.facts)}


def _competent_elsewhere(tx: Transaction, found: PersonPage) -> str | None:
    """The name of the organisation of the person's municipality, when it is not the viewer's."""
    _release_id, release = releases.current(tx)
    code = detection.competent_agency(tx, release, people.get(tx, found.facts["id"]))
    if code == viewer().organisation:
        return None
    return next((each.name for each in list_organisations(tx) if each.code == code), code)


def _name(facts: Any) -> str:
    return f"{facts['first_name'] or ''} {facts['last_name']}".strip()
