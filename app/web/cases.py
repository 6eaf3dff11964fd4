"""Cases: one case whole, what may be recorded in it by hand, and its letters as they were sent."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import case_rows, incidents, letters, recording, releases, tasks
from app.casework.actors import Refused
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.engine.errors import EngineError
from app.forms import FieldError
from app.insight.cases import case_page, letter_case, message_element
from app.insight.task_page import carried_out
from app.web import case_words, casework_wording, incident_words  # noqa: F401 - they bring the sentences
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import words

STORY = 40  # events that are shown before somebody asks for all

blueprint = Blueprint("cases", __name__)
case_words.install(blueprint)


@blueprint.get("/dossiers/<int:case_id>")
@requires(Action.SEE_CASE)
def show_case(case_id: int) -> str:
    """One case: where it stands, what is to be done, until when, and what happened."""
    with database().read() as tx:
        found = case_page(tx, viewer().actor, case_id, releases.load)
    shown = len(found.history.entries) if "alles" in request.args else STORY
    return page(
        "cases/case.html",
        case=found,
        entries=found.history.entries[:shown],
        reasons=incident_words.reasons_by_term(found.reasons),
        problems={
            trouble.id: words(DomainError(trouble.code, **trouble.facts)) for trouble in found.incidents
        },
    )


@blueprint.get("/dossiers/<int:case_id>/bericht/<name>")
@requires(Action.RECORD_MESSAGE)
def message(case_id: int, name: str) -> ResponseReturnValue:
    """The form of a message that came in outside Traject: by post, by telephone, at the desk."""
    return _message_page(case_id, name)


@blueprint.post("/dossiers/<int:case_id>/bericht/<name>")
@requires(Action.RECORD_MESSAGE)
def record(case_id: int, name: str) -> ResponseReturnValue:
    """Record the message; what was typed stays on the page whenever that fails."""
    command = posted_command()
    try:
        with database().transaction() as tx:
            answers = posted_answers(request.form)
            errors = recording.record(tx, case_id, name, answers, viewer().actor, command.id)
    except EngineError as problem:
        with database().transaction() as tx:
            incidents.open_incident(tx, case_id, problem, {"vastleggen": name})
        return _message_page(case_id, name, failure=problem, status=500)
    except Refused:
        raise
    except DomainError as problem:
        if problem.code.startswith("formulier_"):
            raise
        with database().read() as tx:
            if carried_out(tx, command.id, case_id):
                return _recorded(case_id)
        return _message_page(case_id, name, failure=problem, status=409)
    return _message_page(case_id, name, errors=errors, status=422) if errors else _recorded(case_id)


@blueprint.get("/brieven/<int:letter_id>.pdf")
@requires(Action.SEE_CASE)
def letter_pdf(letter_id: int) -> Response:
    """A letter as it was made, byte for byte."""
    with database().read() as tx:
        row = letter_case(tx, viewer().actor, letter_id)
        content = letters.pdf_of(tx, letter_id)
    name = (row.reference or f"brief-{letter_id}").replace("/", "-")
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _recorded(case_id: int) -> ResponseReturnValue:
    flash(_("Het is vastgelegd in het dossier."), "success")
    return redirect(url_for("cases.show_case", case_id=case_id))


def _message_page(
    case_id: int,
    name: str,
    *,
    errors: list[FieldError] | None = None,
    failure: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """The form; or, when the case no longer waits for it, a page that says so and keeps the answers."""
    with database().read() as tx:
        row, element, release = message_element(tx, viewer().actor, case_id, name, releases.load)
        case_row = case_rows.look(tx, case_id)
        form = release.form(element.form or "") if element else None
        own = {field.key for field in form.fields} if form else set()
        known = {key: value for key, value in row.data.items() if key not in own}
        known |= {key: text for key, text in request.args.items() if key in own}  # as another page suggests
        evaluate = tasks.evaluate_in(tx, release, case_row)
        posted = request.form or None
        view = (
            show(form, posted=posted, errors=errors or (), known=known, evaluate=evaluate) if form else None
        )
    if element is None and failure is None:
        failure, status = DomainError("bericht_niet_verwacht", bericht=name), 409
    answered = [(key, text) for key, text in request.form.items(multi=True) if text and key[0] != "_"]
    content = page(
        "cases/message.html",
        case=row,
        name=name,
        element=element,
        form=view,
        failure=words(failure) if failure else None,
        typed=[each for each in answered if each[0] != "csrf_token"] if element is None else [],
        command_id=new_command_id(),
    )
    return content, status
