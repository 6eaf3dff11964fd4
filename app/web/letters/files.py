"""Files of the printer and the post: handed in, seen before anything is written, taken in, reported."""

from __future__ import annotations

from io import StringIO
from typing import Any

from flask import Response, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.casework import mail_files
from app.casework.accounts import get_account
from app.casework.actors import Refused
from app.casework.mail_files import NotTaken
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.exchange.csv_out import write_rejections
from app.exchange.register import Rejection
from app.web.access import requires
from app.web.context import database, viewer
from app.web.imports import SHOWN, download, file_problem, uploaded
from app.web.letters.base import blueprint
from app.web.letters.overview import overview_page
from app.web.rendering import page
from app.web.wording import words_for

FINISHED = (mail_files.DONE, mail_files.WITHDRAWN)


@blueprint.post("/brieven/bestanden")
@requires(Action.RECORD_SENT_DATES)
def upload() -> ResponseReturnValue:
    """Look at a file: nothing about a letter is written yet."""
    actor = viewer().actor
    try:
        name, content = uploaded()
        with database().transaction() as tx:
            file_id = mail_files.propose(tx, content, name, actor, actor.organisation)
    except Refused:
        raise
    except DomainError as refused:
        return overview_page(file_problem(refused)), 422
    return redirect(url_for("letters.file", file_id=file_id))


@blueprint.get("/brieven/bestanden")
@requires(Action.RECORD_SENT_DATES)
def files() -> str:
    """All files of the desk, newest first."""
    with database().read() as tx:
        found = mail_files.listing(tx, viewer().organisation, 100)
    return page("letters/files.html", files=found)


@blueprint.get("/brieven/bestanden/<int:file_id>")
@requires(Action.RECORD_SENT_DATES)
def file(file_id: int) -> str:
    """What a file would do, how far it is, or what it did."""
    with database().read() as tx:
        found = mail_files.of_desk(tx, file_id, viewer().organisation)
        refused = mail_files.not_taken(tx, file_id, SHOWN)
        by = get_account(tx, found["account_id"]).name
    return page(
        "letters/file.html",
        file=found,
        rows=[in_words(each) for each in refused],
        by=by,
        proposed=found["status"] == mail_files.PROPOSED,
        finished=found["status"] in FINISHED,
    )


@blueprint.get("/brieven/bestanden/<int:file_id>/stand")
@requires(Action.RECORD_SENT_DATES)
def file_progress(file_id: int) -> ResponseReturnValue:
    """The progress alone, asked again every second; at the end the whole page is asked anew."""
    with database().read() as tx:
        found = mail_files.of_desk(tx, file_id, viewer().organisation)
    if found["status"] in FINISHED:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return page("letters/file_progress.html", file=found)


@blueprint.post("/brieven/bestanden/<int:file_id>/inlezen")
@requires(Action.RECORD_SENT_DATES)
def confirm_file(file_id: int) -> ResponseReturnValue:
    """Take the file in; a worker does it."""
    return _decide(file_id, mail_files.confirm)


@blueprint.post("/brieven/bestanden/<int:file_id>/wegleggen")
@requires(Action.RECORD_SENT_DATES)
def withdraw_file(file_id: int) -> ResponseReturnValue:
    """Do not take the file in."""
    return _decide(file_id, mail_files.withdraw)


@blueprint.get("/brieven/bestanden/<int:file_id>/verworpen.csv")
@requires(Action.RECORD_SENT_DATES)
def rejected_rows(file_id: int) -> Response:
    """Every row that cannot be used, with the reason."""
    with database().read() as tx:
        found = mail_files.of_desk(tx, file_id, viewer().organisation)
        refused = mail_files.not_taken(tx, file_id)
    text = StringIO()
    with force_locale("nl"):  # a file goes on to others: its reasons are in one language
        write_rejections(text, [in_words(each) for each in refused])
    return download(text.getvalue(), f"{found['filename']}.verworpen.csv")


def in_words(row: NotTaken) -> Rejection:
    """A row that cannot be used with its reason as a sentence."""
    reason = row.reason or words_for(row.code or "", row.facts or {})
    return Rejection(row.row, row.column, reason, row.content)


def _decide(file_id: int, decision: Any) -> ResponseReturnValue:
    try:
        with database().transaction() as tx:
            decision(tx, file_id, viewer().organisation)
    except DomainError as refused:
        if refused.code != "bestand_niet_voorgesteld":
            raise
        flash(_("Over dit bestand is intussen al beslist."), "warning")
    return redirect(url_for("letters.file", file_id=file_id))
