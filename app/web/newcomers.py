"""A person by hand: somebody at the desk whom the register has not sent yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import walk_in
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError, without_conditions
from app.insight.people import known_at, page_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.forms import posted_answers
from app.web.forms import show as show_form
from app.web.people import full_name
from app.web.person_form import facts_of, impossible_days, person_form
from app.web.rendering import page
from app.web.wording import add_words

blueprint = Blueprint("newcomers", __name__)

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
        "datum_in_toekomst": _l("“%(veld)s” kan niet in de toekomst liggen."),
        "eindigt_voor_begin": _l("“%(veld)s” ligt voor het begin."),
    }
)

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
        answers = form.validate(posted_answers(request.form), without_conditions)
        errors = list(answers.errors) or impossible_days(answers.values, tx.today)
        known: dict[str, Any] | None = None
        if not errors:
            try:
                person_id = walk_in.create_person(tx, facts_of(answers.values), viewer().actor)["id"]
                flash(_("%(naam)s is toegevoegd.", naam=full_name(answers.values)), "success")
                return redirect(url_for("people.show", person_id=person_id))
            except DomainError as refused:
                if refused.code not in _FIELD_OF:
                    raise
                errors = [FieldError(_FIELD_OF[refused.code], refused.code, refused.facts)]
                known = _existing(tx, refused)
    view = show_form(form, posted=request.form, errors=errors)
    return page("people/form.html", view=view, known=known), 422


def _existing(tx: Transaction, refused: DomainError) -> dict[str, Any] | None:
    """Who already has the number: a link for who may see them, else the organisation to turn to."""
    person_id = refused.facts.get("persoon")
    if person_id is None:
        return None
    try:
        found = page_of(tx, viewer().actor, person_id)
    except DomainError:
        return {"id": None, "organisations": known_at(tx, person_id)}
    return {"id": person_id, "name": full_name(found.facts)}
