"""How far the letters of a desk are, what waits too long, and trying again what could not be made."""

from __future__ import annotations

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework import incoming_files, mail_room
from app.casework.incoming_mail import MAIL
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.insight.letter_delays import Delay
from app.insight.letters import delayed, mail_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.letters.base import blueprint
from app.web.rendering import page
from app.web.wording import words, words_for

FILES = 5  # shown on the overview; the page of files has more


@blueprint.get("/brieven")
@requires(Action.PRINT_LETTERS)
def overview() -> str:
    """How far the letters of the viewer's desk are."""
    return overview_page()


@blueprint.get("/brieven/te-lang/<delay>")
@requires(Action.PRINT_LETTERS)
def late(delay: str) -> ResponseReturnValue:
    """The letters that wait too long in one place."""
    if delay not in set(Delay):
        abort(404)
    if delay == Delay.ADDRESS:
        return redirect(url_for("letters.addresses"))
    with database().read() as tx:
        lines = delayed(tx, viewer().actor, Delay(delay))
    reasons = {each.id: words_for(each.code, dict(each.facts or {})) for each in lines if each.code}
    return page("letters/late.html", delay=Delay(delay), lines=lines, reasons=reasons)


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


@blueprint.post("/brieven/opnieuw")
@requires(Action.PRINT_LETTERS)
def retry_all() -> ResponseReturnValue:
    """Make all letters that could not be made before; a worker does it."""
    with database().transaction() as tx:
        number = mail_room.retry_all(tx, viewer().actor)
    told = ngettext(
        "%(num)s brief wordt opnieuw gemaakt. Wat weer niet lukt, komt terug in de lijst.",
        "%(num)s brieven worden opnieuw gemaakt. Wat weer niet lukt, komt terug in de lijst.",
        number,
    )
    flash(told, "success")
    return redirect(url_for("letters.overview"))


def overview_page(problem: str | None = None) -> str:
    """The page, with why a file was refused where that is so."""
    actor = viewer().actor
    with database().read() as tx:
        mail = mail_of(tx, actor)
        files = incoming_files.listing(tx, MAIL, actor.organisation, FILES)
    reasons = {each.id: words_for(each.code, dict(each.facts or {})) for each in mail.stuck if each.code}
    return page("letters/overview.html", mail=mail, reasons=reasons, problem=problem, files=files)
