"""The tray: messages of partners that fit no case, each brought to one, answered or let go by a person."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import releases, tray
from app.casework.actors import Actor, Refused
from app.casework.partner_messages import Receipt
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import PartnerMessageStatus
from app.insight import tray as insight
from app.web import tray_words
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.rendering import page
from app.web.wording import words

CHOICES = ("bericht", "afzender", "staat")

blueprint = Blueprint("tray", __name__)
tray_words.install(blueprint)


def waiting() -> int:
    """How many messages lie in the viewer's tray, for the navigation."""
    with database().read() as tx:
        return insight.count(tx, viewer().actor)


@blueprint.get("/postvak")
@requires(Action.ANSWER_TRAY)
def overview() -> str:
    """What lies in the tray of the own desk, the oldest first; or what was closed."""
    chosen = {name: request.args[name] for name in CHOICES if request.args.get(name)}
    with database().read() as tx:
        listing = insight.listing(tx, viewer().actor, chosen, request.args.get("pagina", 1, type=int))
    return page("tray/overview.html", listing=listing, chosen=chosen, undo=_just_closed())


@blueprint.get("/postvak/<int:message_id>")
@requires(Action.ANSWER_TRAY)
def show(message_id: int) -> ResponseReturnValue:
    """One message: what it says, about whom, and where it can go."""
    return _show(message_id)


@blueprint.post("/postvak/<int:message_id>/dossier")
@requires(Action.ANSWER_TRAY)
def match(message_id: int) -> ResponseReturnValue:
    """Bring it to a case: one that was proposed, or one whose number was typed."""
    command = posted_command()

    def bring(tx: Transaction, actor: Actor) -> Receipt:
        case_id = request.form.get("dossier", type=int)
        if case_id is None:
            case_id = tray.case_by_number(tx, request.form.get("nummer", ""), actor)
        return tray.match(tx, message_id, case_id, actor, command.id)

    return _bring(message_id, bring, "nummer")


@blueprint.post("/postvak/<int:message_id>/traject")
@requires(Action.ANSWER_TRAY)
def begin(message_id: int) -> ResponseReturnValue:
    """A trajectory that begins with this registration."""
    command = posted_command()
    return _bring(message_id, lambda tx, actor: tray.begin(tx, message_id, actor, command.id), "traject")


@blueprint.post("/postvak/<int:message_id>/antwoord")
@requires(Action.ANSWER_TRAY)
def answer(message_id: int) -> ResponseReturnValue:
    """Close it with an answer to the sender."""
    text = request.form.get("antwoord", "")
    return _close(message_id, lambda tx, actor: tray.answer(tx, message_id, text, actor), "antwoord")


@blueprint.post("/postvak/<int:message_id>/sluiten")
@requires(Action.ANSWER_TRAY)
def let_go(message_id: int) -> ResponseReturnValue:
    """Close it without an answer, with the reason."""
    why = request.form.get("reden", "")
    return _close(message_id, lambda tx, actor: tray.let_go(tx, message_id, why, actor), "reden")


@blueprint.post("/postvak/<int:message_id>/terug")
@requires(Action.ANSWER_TRAY)
def undo(message_id: int) -> ResponseReturnValue:
    """Back in the tray what was just closed."""
    try:
        with database().transaction() as tx:
            tray.undo(tx, message_id, viewer().actor)
    except Refused:
        raise
    except DomainError as problem:
        flash(words(problem), "warning")
        return redirect(url_for("tray.overview"))
    flash(_("Het bericht ligt terug in het postvak."), "success")
    return redirect(url_for("tray.show", message_id=message_id))


def _show(
    message_id: int, problem: DomainError | None = None, field: str = "", status: int = 200
) -> ResponseReturnValue:
    with database().read() as tx:
        _release_id, current = releases.current(tx)
        found = insight.one(tx, viewer().actor, releases.load, current, message_id)
    content = page(
        "tray/show.html",
        told=found,
        message=found.row,
        problem=words(problem) if problem else None,
        field=field,
        typed=request.form,
        command_id=new_command_id(),
    )
    return content, status


def _bring(message_id: int, act: Callable[[Transaction, Actor], Receipt], field: str) -> ResponseReturnValue:
    try:
        with database().transaction() as tx:
            receipt = act(tx, viewer().actor)
    except Refused:
        raise
    except DomainError as problem:
        if problem.code == "niet_in_postvak":
            return _too_late(message_id, problem)
        return _show(message_id, problem, field, 422)
    if receipt.status == PartnerMessageStatus.KEPT:
        flash(_("Het dossier wacht hier nog niet op. Het bericht gaat erheen zodra dat zo is."), "success")
    elif receipt.status == PartnerMessageStatus.REPEATED:
        flash(_("Het dossier %(nummer)s wist dit al.", nummer=receipt.case_number), "success")
    else:
        flash(_("Het bericht staat in dossier %(nummer)s.", nummer=receipt.case_number), "success")
    return redirect(url_for("tray.overview"))


def _close(message_id: int, act: Callable[[Transaction, Actor], None], field: str) -> ResponseReturnValue:
    try:
        with database().transaction() as tx:
            act(tx, viewer().actor)
    except Refused:
        raise
    except DomainError as problem:
        if problem.code == "niet_in_postvak":
            return _too_late(message_id, problem)
        return _show(message_id, problem, field, 422)
    return redirect(url_for("tray.overview", gesloten=message_id))


def _too_late(message_id: int, problem: DomainError) -> ResponseReturnValue:
    """A colleague was first: what became of it stands on its page."""
    flash(words(problem), "warning")
    return redirect(url_for("tray.show", message_id=message_id))


def _just_closed() -> insight.Told | None:
    """The message that this viewer closed a moment ago, while that can be undone."""
    message_id = request.args.get("gesloten", type=int)
    if message_id is None:
        return None
    with database().read() as tx:
        _release_id, current = releases.current(tx)
        try:
            found = insight.one(tx, viewer().actor, releases.load, current, message_id)
        except DomainError:
            return None
    return found if found.undo else None
