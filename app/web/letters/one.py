"""One letter: where it is, the day on which it left or came back, and cancelling it before it leaves."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import letter_cancelling, letters, mail_room
from app.casework.actors import Refused
from app.casework.case_rows import look
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError, Form, without_conditions
from app.insight.letters import Line, letter_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.letters.base import blueprint
from app.web.letters.batches import Sent, record
from app.web.letters.forms import REPLACED, cancel_form, returned_form, sent_form
from app.web.rendering import page
from app.web.wording import words, words_for


@blueprint.get("/brieven/<int:letter_id>")
@requires(Action.PRINT_LETTERS)
def letter(letter_id: int) -> str:
    """Where one letter is, and what may be done with it."""
    line = _line(letter_id)
    reason = words_for(line.code, dict(line.facts or {})) if line.code else None
    return page("letters/letter.html", letter=line, reason=reason)


@blueprint.get("/brieven/<int:letter_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def sent(letter_id: int) -> str:
    """The form for the day on which one letter left."""
    return _form_page("letters/sent.html", letter_id, sent_form())


@blueprint.post("/brieven/<int:letter_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def record_sent(letter_id: int) -> ResponseReturnValue:
    """Record the day on which one letter left."""
    form = sent_form()
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _form_page("letters/sent.html", letter_id, form, answers.errors), 422
    values = answers.values
    day = date.fromisoformat(values["verzonden_op"])
    if not record([Sent(letter_id, day, values["aangetekend_nummer"])]):
        return redirect(url_for("letters.sent", letter_id=letter_id))
    return redirect(url_for("letters.overview"))


@blueprint.get("/brieven/<int:letter_id>/teruggekeerd")
@requires(Action.RECORD_SENT_DATES)
def returned(letter_id: int) -> str:
    """The form for the day on which one letter came back."""
    return _form_page("letters/returned.html", letter_id, returned_form())


@blueprint.post("/brieven/<int:letter_id>/teruggekeerd")
@requires(Action.RECORD_SENT_DATES)
def record_returned(letter_id: int) -> ResponseReturnValue:
    """Record that one letter came back; on to the look into the address."""
    form = returned_form()
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _form_page("letters/returned.html", letter_id, form, answers.errors), 422
    day = date.fromisoformat(answers.values["teruggekeerd_op"])
    try:
        with database().transaction() as tx:
            mail_room.record_returned(tx, letter_id, day, answers.values["reden"], viewer().actor)
    except DomainError as problem:
        return _refused(problem, url_for("letters.returned", letter_id=letter_id))
    flash(_("Vastgelegd. Kijk nu na waar de persoon woont."), "success")
    return redirect(url_for("letters.address", check_id=_line(letter_id).check_id))


@blueprint.get("/brieven/<int:letter_id>/annuleren")
@requires(Action.CANCEL_LETTER)
def cancel(letter_id: int) -> str:
    """The form to take a letter out before it leaves."""
    return _cancel_page(letter_id)


@blueprint.post("/brieven/<int:letter_id>/annuleren")
@requires(Action.CANCEL_LETTER)
def record_cancelled(letter_id: int) -> ResponseReturnValue:
    """Take a letter out, with another in its place where that is asked."""
    line = _line(letter_id)
    is_needed = line.may_be_cancelled and _is_needed(line)
    form = cancel_form(is_needed=is_needed)
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _cancel_page(letter_id, answers.errors), 422
    replace = is_needed or answers.values["hoe"] == REPLACED
    try:
        with database().transaction() as tx:
            mail_room.cancel(tx, letter_id, answers.values["reden"], viewer().actor, replace=replace)
    except DomainError as problem:
        return _refused(problem, url_for("letters.letter", letter_id=letter_id))
    told = (
        _("De brief is geannuleerd. Een nieuwe wordt gemaakt.") if replace else _("De brief is geannuleerd.")
    )
    flash(told, "success")
    return redirect(url_for("letters.letter", letter_id=letter_id))


def _refused(problem: DomainError, back: str) -> ResponseReturnValue:
    """Say why, where the form was; who may not touch the letter gets the page of that refusal."""
    if isinstance(problem, Refused) or problem.code == "brief_onbekend":
        raise problem
    flash(words(problem), "warning")
    return redirect(back)


def _line(letter_id: int) -> Line:
    with database().read() as tx:
        return letter_of(tx, viewer().actor, letter_id)


def _is_needed(line: Line) -> bool:
    with database().read() as tx:
        return letter_cancelling.is_needed(tx, look(tx, line.case_id), letters.row_of(tx, line.id))


def _form_page(template: str, letter_id: int, form: Form, errors: list[FieldError] | None = None) -> str:
    line = _line(letter_id)
    posted: Any = request.form if request.method == "POST" else None
    return page(template, letter=line, view=show(form, posted=posted, errors=errors or ()))


def _cancel_page(letter_id: int, errors: list[FieldError] | None = None) -> str:
    line = _line(letter_id)
    is_needed = line.may_be_cancelled and _is_needed(line)
    posted: Any = request.form if request.method == "POST" else None
    view = show(cancel_form(is_needed=is_needed), posted=posted, errors=errors or ())
    return page("letters/cancel.html", letter=line, view=view, is_needed=is_needed)
