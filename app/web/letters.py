"""The mail of a desk: what is ready, what is stuck, print batches, and the days on which letters left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.casework import letters, mail_room
from app.casework.tasks import Refused
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import LetterStatus
from app.forms import Form, compile_form
from app.insight.letters import Line, batch_of, letter_of, mail_of
from app.letters.returned import parse_sent
from app.web import casework_wording  # noqa: F401 - the sentences for what casework refuses
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.forms import posted_answers, show
from app.web.imports import download, file_problem, uploaded
from app.web.rendering import page
from app.web.wording import add_words, words, words_for

blueprint = Blueprint("letters", __name__)

add_words(
    {
        "batch_onbekend": _l("Deze afdrukbundel bestaat niet, of is niet van uw organisatie."),
        "batch_leeg": _l("Er zijn geen brieven om te drukken."),
        "brief_al_gemaakt": _l("Deze brief is intussen al gemaakt of geannuleerd."),
        "lettertypes_ontbreken": _l("De lettertypes van de brieven ontbreken. Verwittig uw beheerder."),
    }
)
add_statuses({"batch_onbekend": 404})


@dataclass(frozen=True)
class _Sent:
    """A letter that a colleague says has left; shaped as the rows of the printer's file."""

    letter_id: int
    sent_on: date
    registered_number: str | None


@dataclass(frozen=True)
class RefusedRow:
    """A row of the printer's file that could not be used: where, why, and what it held."""

    row: int
    column: str
    reason: str
    content: str


@blueprint.get("/brieven")
@requires(Action.PRINT_LETTERS)
def overview() -> str:
    """How far the letters of the viewer's desk are."""
    return _overview_page()


@blueprint.post("/brieven/<int:letter_id>/opnieuw")
@requires(Action.PRINT_LETTERS)
def retry(letter_id: int) -> ResponseReturnValue:
    """Make a letter that could not be made before."""
    try:
        mail_room.retry(database(), letter_id, viewer().actor)
    except DomainError as problem:
        flash(_("De brief kon weer niet gemaakt worden. %(uitleg)s", uitleg=words(problem)), "warning")
    else:
        flash(_("De brief is gemaakt."), "success")
    return redirect(url_for("letters.overview"))


@blueprint.post("/brieven/bundels")
@requires(Action.PRINT_LETTERS)
def make_batch() -> ResponseReturnValue:
    """Put all that is ready in one print batch."""
    with database().transaction() as tx:
        batch_id = mail_room.create_batch(tx, viewer().actor)
    if batch_id is None:
        flash(_("Er zijn geen brieven om te drukken."), "warning")
        return redirect(url_for("letters.overview"))
    return redirect(url_for("letters.batch", batch_id=batch_id))


@blueprint.get("/brieven/bundels/<int:batch_id>")
@requires(Action.PRINT_LETTERS)
def batch(batch_id: int) -> str:
    """A print batch: its files and its letters."""
    return _batch_page(batch_id)


@blueprint.get("/brieven/bundels/<int:batch_id>.pdf")
@requires(Action.PRINT_LETTERS)
def batch_pdf(batch_id: int) -> Response:
    """All letters of a batch behind each other, for the printer."""
    with database().read() as tx:
        batch_of(tx, viewer().actor, batch_id)
        files = letters.batch_files(tx, batch_id)
    answer = Response(files.pdf, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"bundel-{batch_id}.pdf")
    return answer


@blueprint.get("/brieven/bundels/<int:batch_id>.csv")
@requires(Action.PRINT_LETTERS)
def batch_manifest(batch_id: int) -> Response:
    """Which letter is which: identification, address, registered or not, pages, hash."""
    with database().read() as tx:
        batch_of(tx, viewer().actor, batch_id)
        files = letters.batch_files(tx, batch_id)
    return download(files.manifest, f"bundel-{batch_id}.csv")


@blueprint.post("/brieven/bundels/<int:batch_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def batch_sent(batch_id: int) -> ResponseReturnValue:
    """One day for all letters of a batch that were not recorded yet."""
    form = _sent_form(with_number=False)
    answers = form.validate(posted_answers(request.form), lambda _text, _values: None)
    if answers.errors:
        return _batch_page(batch_id, errors=answers.errors), 422
    with database().read() as tx:
        lines = batch_of(tx, viewer().actor, batch_id)[1]
    day = date.fromisoformat(answers.values["verzonden_op"])
    _record([_Sent(line.id, day, None) for line in lines if _may_be_sent(line)])
    return redirect(url_for("letters.batch", batch_id=batch_id))


@blueprint.get("/brieven/<int:letter_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def sent(letter_id: int) -> str:
    """The form for the day on which one letter left."""
    return _sent_page(letter_id)


@blueprint.post("/brieven/<int:letter_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def record(letter_id: int) -> ResponseReturnValue:
    """Record the day on which one letter left."""
    form = _sent_form()
    answers = form.validate(posted_answers(request.form), lambda _text, _values: None)
    if answers.errors:
        return _sent_page(letter_id, errors=answers.errors), 422
    values = answers.values
    day = date.fromisoformat(values["verzonden_op"])
    row = _Sent(letter_id, day, values["aangetekend_nummer"])
    if not _record([row]):
        return redirect(url_for("letters.sent", letter_id=letter_id))
    return redirect(url_for("letters.overview"))


@blueprint.post("/brieven/verzonden")
@requires(Action.RECORD_SENT_DATES)
def record_file() -> ResponseReturnValue:
    """The file of the printer with the days on which letters left."""
    try:
        _name, content = uploaded()
        found = parse_sent(content)
    except DomainError as refused:
        return _overview_page(file_problem(refused)), 422
    taken, not_taken = mail_room.record_sent(database(), found.rows, viewer().actor)
    refused_rows = [RefusedRow(each.row, each.column, each.reason, each.content) for each in found.errors]
    refused_rows += [_refused(each) for each in not_taken]
    if not refused_rows:
        flash(_taken_in_words(taken), "success")
        return redirect(url_for("letters.overview"))
    rows = sorted(refused_rows, key=lambda each: each.row)
    return page("letters/report.html", taken=taken, rows=rows)


def _refused(not_taken: mail_room.NotTaken) -> RefusedRow:
    row, problem = not_taken.row, not_taken.problem
    column = "verzonden_op" if problem.code == "verzenddatum_onmogelijk" else "brief_id"
    content = f"{row.letter_id};{row.sent_on.isoformat()};{row.registered_number or ''}"
    return RefusedRow(row.number, column, words(problem), content)


def _record(rows: list[_Sent]) -> bool:
    """Record what colleagues say; tells how it went. True when nothing was refused."""
    taken, refused = mail_room.record_sent(database(), rows, viewer().actor)
    for problem in [each.problem for each in refused]:
        if isinstance(problem, Refused) or problem.code == "brief_onbekend":
            raise problem
    if taken:
        flash(_taken_in_words(taken), "success")
    for reason in sorted({words(each.problem) for each in refused}):
        flash(reason, "warning")
    return not refused


def _taken_in_words(taken: int) -> str:
    return ngettext(
        "De verzenddatum van %(num)s brief is vastgelegd. Haar termijnen lopen.",
        "De verzenddatum van %(num)s brieven is vastgelegd. Hun termijnen lopen.",
        taken,
    )


def _may_be_sent(line: Line) -> bool:
    return line.status in (LetterStatus.MADE, LetterStatus.IN_BATCH)


def _overview_page(problem: str | None = None) -> str:
    with database().read() as tx:
        mail = mail_of(tx, viewer().actor)
    reasons = {each.id: words_for(each.code, dict(each.facts or {})) for each in mail.stuck if each.code}
    return page("letters/overview.html", mail=mail, reasons=reasons, problem=problem)


def _batch_page(batch_id: int, errors: Any = ()) -> str:
    with database().read() as tx:
        found, lines = batch_of(tx, viewer().actor, batch_id)
    posted = request.form if request.method == "POST" else None
    return page(
        "letters/batch.html",
        batch=found,
        lines=lines,
        waiting=[line.id for line in lines if _may_be_sent(line)],
        view=show(_sent_form(with_number=False), posted=posted, errors=errors),
    )


def _sent_page(letter_id: int, errors: Any = ()) -> str:
    with database().read() as tx:
        line = letter_of(tx, viewer().actor, letter_id)
    posted = request.form if request.method == "POST" else None
    view = show(_sent_form(), posted=posted, errors=errors)
    return page("letters/sent.html", letter=line, view=view, may_be_sent=_may_be_sent(line))


def _sent_form(*, with_number: bool = True) -> Form:
    day = {
        "type": "datetime",
        "subtype": "date",
        "key": "verzonden_op",
        "label": _("Verzonden op"),
        "description": _("De dag waarop de brief naar de post ging. De termijnen tellen vanaf deze dag."),
        "validate": {"required": True},
    }
    number = {
        "type": "textfield",
        "key": "aangetekend_nummer",
        "label": _("Nummer van de aangetekende zending"),
        "validate": {"maxLength": 40},
    }
    return compile_form({"id": "verzonden", "components": [day, number] if with_number else [day]})
