"""Print batches: made, fetched as one PDF or one per letter, and the day on which all of it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from tempfile import TemporaryFile
from typing import Any

from flask import Response, flash, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework import incoming_files, mail_room, print_batches
from app.casework.actors import Refused
from app.casework.incoming_mail import MAIL
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.exchange.csv_out import write_csv
from app.exchange.mail import MailKind, columns_of
from app.forms import without_conditions
from app.insight.letters import Line, batch_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.imports import download
from app.web.letters.base import blueprint
from app.web.letters.forms import sent_form
from app.web.rendering import page
from app.web.wording import words

AT_ONCE = 100  # letters; the sent dates of a larger batch are taken in by a worker


@dataclass(frozen=True)
class Sent:
    """A letter that a colleague says has left."""

    letter_id: int
    sent_on: date
    registered_number: str | None


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
        content = print_batches.pdf(tx, batch_id)
    _fetched(batch_id)
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"bundel-{batch_id}.pdf")
    return answer


@blueprint.get("/brieven/bundels/<int:batch_id>.zip")
@requires(Action.PRINT_LETTERS)
def batch_zip(batch_id: int) -> Response:
    """One PDF per letter, and the manifest."""
    with database().read() as tx:
        batch_of(tx, viewer().actor, batch_id)
        packed = TemporaryFile()  # noqa: SIM115 - closed by the server when it has been sent
        try:
            print_batches.archive(tx, batch_id, packed)
        except DomainError:
            packed.close()
            raise
    _fetched(batch_id)
    packed.seek(0)
    name = f"bundel-{batch_id}.zip"
    return send_file(packed, mimetype="application/zip", as_attachment=True, download_name=name)


@blueprint.get("/brieven/bundels/<int:batch_id>.csv")
@requires(Action.PRINT_LETTERS)
def batch_manifest(batch_id: int) -> Response:
    """Which letter is which: identification, address, registered or not, pages, hash."""
    with database().read() as tx:
        batch_of(tx, viewer().actor, batch_id)
        listed = print_batches.manifest(tx, batch_id)
    return download(listed, f"bundel-{batch_id}.csv")


@blueprint.post("/brieven/bundels/<int:batch_id>/verzonden")
@requires(Action.RECORD_SENT_DATES)
def batch_sent(batch_id: int) -> ResponseReturnValue:
    """One day for all letters of a batch that were not recorded yet."""
    form = sent_form(with_number=False)
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _batch_page(batch_id, errors=answers.errors), 422
    with database().read() as tx:
        lines = batch_of(tx, viewer().actor, batch_id)[1]
    day = date.fromisoformat(answers.values["verzonden_op"])
    waiting = [line for line in lines if line.may_be_sent]
    if len(waiting) > AT_ONCE:
        return _by_worker(batch_id, waiting, day)
    record([Sent(line.id, day, None) for line in waiting])
    return redirect(url_for("letters.batch", batch_id=batch_id))


def record(rows: Sequence[Sent]) -> bool:
    """Record what colleagues say; tells how it went. True when nothing was refused."""
    taken, refused = mail_room.record_sent(database(), rows, viewer().actor)
    for problem in [each.problem for each in refused]:
        if isinstance(problem, Refused) or problem.code == "brief_onbekend":
            raise problem
    if taken:
        flash(
            ngettext(
                "De verzenddatum van %(num)s brief is vastgelegd. Haar termijnen lopen.",
                "De verzenddatum van %(num)s brieven is vastgelegd. Hun termijnen lopen.",
                taken,
            ),
            "success",
        )
    for reason in sorted({words(each.problem) for each in refused}):
        flash(reason, "warning")
    return not refused


def _by_worker(batch_id: int, waiting: Sequence[Line], day: date) -> ResponseReturnValue:
    """As if the printer had sent a file with this day: it is seen first, and taken in beside the request."""
    text = StringIO()
    write_csv(text, columns_of(MailKind.SENT), [(line.id, day.isoformat(), "") for line in waiting])
    actor = viewer().actor
    name = f"bundel-{batch_id}-{day.isoformat()}.csv"
    with database().transaction() as tx:
        content = text.getvalue().encode()
        file_id = incoming_files.propose(tx, MAIL, content, name, actor, actor.organisation)
    return redirect(url_for("letters.file", file_id=file_id))


def _fetched(batch_id: int) -> None:
    with database().transaction() as tx:
        print_batches.note_download(tx, batch_id)


def _batch_page(batch_id: int, errors: Any = ()) -> str:
    with database().read() as tx:
        found, lines = batch_of(tx, viewer().actor, batch_id)
    posted = request.form if request.method == "POST" else None
    return page(
        "letters/batch.html",
        batch=found,
        lines=lines,
        in_vain=[line for line in lines if line.printed_in_vain],
        view=show(sent_form(with_number=False), posted=posted, errors=errors),
    )
