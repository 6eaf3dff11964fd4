"""One letter in French: asked for expressly, each time anew, in a municipality with facilities."""

from __future__ import annotations

from datetime import date

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import mail_room
from app.casework.actors import Refused
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError, without_conditions
from app.insight.letters import letter_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.letters.base import blueprint
from app.web.letters.forms import french_form
from app.web.rendering import page
from app.web.wording import words


@blueprint.get("/brieven/<int:letter_id>/frans")
@requires(Action.ASK_FRENCH)
def french(letter_id: int) -> str:
    """The form for the day of the request; elsewhere, why it cannot be."""
    return _page(letter_id)


@blueprint.post("/brieven/<int:letter_id>/frans")
@requires(Action.ASK_FRENCH)
def record_french(letter_id: int) -> ResponseReturnValue:
    """Ask for the French version; on to the new letter."""
    answers = french_form().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _page(letter_id, answers.errors), 422
    day = date.fromisoformat(answers.values["verzoek_op"])
    try:
        with database().transaction() as tx:
            new = mail_room.ask_french(tx, letter_id, day, viewer().actor)
    except DomainError as problem:
        if isinstance(problem, Refused) or problem.code == "brief_onbekend":
            raise
        flash(words(problem), "warning")
        return redirect(url_for("letters.french", letter_id=letter_id))
    flash(_("De Franse versie wordt gemaakt."), "success")
    return redirect(url_for("letters.letter", letter_id=new))


def _page(letter_id: int, errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        line = letter_of(tx, viewer().actor, letter_id)
    posted = request.form if request.method == "POST" else None
    view = show(french_form(), posted=posted, errors=errors or ())
    return page("letters/french.html", letter=line, view=view)
