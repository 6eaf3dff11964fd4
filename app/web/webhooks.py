"""Webhooks: who is told of what happens in cases, whether it arrives, and what a receiver has to do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework import steps, webhooks
from app.casework.accounts import list_organisations
from app.casework.actors import Actor, Refused
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.webhook_events import FACTS, FRESH, DeliveryStatus, WebhookEvent
from app.insight import webhooks as told
from app.insight.webhooks import Hook
from app.web import webhook_wording
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.rendering import page
from app.web.wording import words, words_for

blueprint = Blueprint("webhooks", __name__)
webhook_wording.install(blueprint)

# The fields of the form, and what is said of one that was left empty.
_EMPTY = {
    "organisatie": "organisatie_onbekend",
    "url": "webhook_adres_ongeldig",
    "gebeurtenis": "webhook_zonder_gebeurtenis",
}
_EXAMPLE = Path(__file__).parent / "templates/webhooks/receive.py.txt"


@blueprint.get("/beheer/webhooks")
@requires(Action.MANAGE_CONNECTIONS)
def overview() -> str:
    """Every webhook, with what waits for it."""
    with database().read() as tx:
        return page("webhooks/overview.html", hooks=told.all_webhooks(tx))


@blueprint.get("/beheer/webhooks/uitleg")
@requires(Action.MANAGE_CONNECTIONS)
def explanation() -> str:
    """What a receiver gets and has to do, with the ten lines that check a signature."""
    return page(
        "webhooks/explanation.html",
        example=_EXAMPLE.read_text(encoding="utf-8"),
        minutes=int(FRESH.total_seconds()) // 60,
        facts=FACTS,
    )


@blueprint.get("/beheer/webhooks/nieuw")
@requires(Action.MANAGE_CONNECTIONS)
def new() -> str:
    """An empty form."""
    return _form_page({"url": "", "organisatie": "", "gebeurtenis": []}, {})


@blueprint.post("/beheer/webhooks/nieuw")
@requires(Action.MANAGE_CONNECTIONS)
def create() -> ResponseReturnValue:
    """Make it, and show its secret this once; the same click again shows the webhook only."""
    answers: dict[str, Any] = {
        "url": request.form.get("url", "").strip()[:600],
        "organisatie": request.form.get("organisatie", ""),
        "gebeurtenis": request.form.getlist("gebeurtenis"),
    }
    errors, command = _missing(answers), posted_command()
    if errors:
        return _form_page(answers, errors), 422
    try:
        with database().transaction() as tx:
            if steps.seen(tx, command.id):
                return redirect(url_for("webhooks.overview"))
            made = webhooks.make(
                tx, answers["organisatie"], answers["url"], answers["gebeurtenis"], viewer().actor
            )
            steps.mark(tx, command.id, None)
    except Refused:
        raise
    except DomainError as problem:
        return _form_page(answers, _at_its_field(problem)), 422
    return _secret_page(*made)


@blueprint.get("/beheer/webhooks/<int:webhook_id>")
@requires(Action.MANAGE_CONNECTIONS)
def show(webhook_id: int) -> str:
    """One webhook, and what became of its events."""
    status = request.args.get("status", "")
    chosen = status if status in set(DeliveryStatus) else None
    with database().read() as tx:
        hook = _hook(tx, webhook_id)
        listing = told.deliveries(tx, webhook_id, chosen, request.args.get("pagina", 1, type=int))
    return page(
        "webhooks/show.html",
        hook=hook,
        listing=listing,
        chosen=chosen,
        statuses=list(DeliveryStatus),
        command_id=new_command_id(),
    )


@blueprint.post("/beheer/webhooks/<int:webhook_id>/proef")
@requires(Action.MANAGE_CONNECTIONS)
def send_test(webhook_id: int) -> ResponseReturnValue:
    """An event about no case, sent as any other."""
    _change(webhook_id, webhooks.send_test)
    flash(_("De proef staat klaar. Over enkele seconden ziet u hieronder of ze aankwam."))
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/beheer/webhooks/<int:webhook_id>/pauze")
@requires(Action.MANAGE_CONNECTIONS)
def pause(webhook_id: int) -> ResponseReturnValue:
    """Send nothing for a while."""
    _change(webhook_id, webhooks.pause)
    flash(_("De webhook is gepauzeerd. Wat intussen gebeurt, wordt bijgehouden."), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/beheer/webhooks/<int:webhook_id>/hervatten")
@requires(Action.MANAGE_CONNECTIONS)
def resume(webhook_id: int) -> ResponseReturnValue:
    """Send again."""
    _change(webhook_id, webhooks.resume)
    flash(_("De webhook verstuurt weer, ook wat bijgehouden werd."), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/beheer/webhooks/<int:webhook_id>/geheim")
@requires(Action.MANAGE_CONNECTIONS)
def rotate(webhook_id: int) -> ResponseReturnValue:
    """A new secret, shown this once; the same click again changes nothing."""
    command = posted_command()
    with database().transaction() as tx:
        if steps.seen(tx, command.id):
            return redirect(url_for("webhooks.show", webhook_id=webhook_id))
        secret = webhooks.rotate(tx, webhook_id, viewer().actor)
        steps.mark(tx, command.id, None)
    return _secret_page(webhook_id, secret)


@blueprint.post("/beheer/webhooks/<int:webhook_id>/bezorgingen/<int:delivery_id>")
@requires(Action.MANAGE_CONNECTIONS)
def replay(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    """Send one event again."""
    _change(webhook_id, lambda tx, of, actor: webhooks.replay(tx, of, delivery_id, actor))
    flash(_("De gebeurtenis wordt opnieuw verstuurd."), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.post("/beheer/webhooks/<int:webhook_id>/bezorgingen")
@requires(Action.MANAGE_CONNECTIONS)
def replay_failed(webhook_id: int) -> ResponseReturnValue:
    """Try again whatever did not arrive."""
    number = _change(webhook_id, webhooks.replay_failed)
    text = "%(num)s gebeurtenis wordt opnieuw verstuurd.", "%(num)s gebeurtenissen worden opnieuw verstuurd."
    flash(ngettext(*text, number), "success")
    return redirect(url_for("webhooks.show", webhook_id=webhook_id))


@blueprint.get("/beheer/webhooks/<int:webhook_id>/verwijderen")
@requires(Action.MANAGE_CONNECTIONS)
def ask_removal(webhook_id: int) -> str:
    """Whether it is really to go, and what goes with it."""
    with database().read() as tx:
        return page("webhooks/remove.html", hook=_hook(tx, webhook_id))


@blueprint.post("/beheer/webhooks/<int:webhook_id>/verwijderen")
@requires(Action.MANAGE_CONNECTIONS)
def remove(webhook_id: int) -> ResponseReturnValue:
    """Take it away."""
    _change(webhook_id, webhooks.remove)
    flash(_("De webhook is verwijderd."), "success")
    return redirect(url_for("webhooks.overview"))


def _change(webhook_id: int, change: Callable[[Transaction, int, Actor], Any]) -> Any:
    with database().transaction() as tx:
        return change(tx, webhook_id, viewer().actor)


def _hook(tx: Transaction, webhook_id: int) -> Hook:
    found = told.one(tx, webhook_id)
    return found if found is not None else abort(404)


def _missing(answers: dict[str, Any]) -> dict[str, str]:
    """Everything that was left empty, so that nobody has to send the form once for each field."""
    empty = {field: code for field, code in _EMPTY.items() if not answers[field]}
    return {field: words_for(code, {}) for field, code in empty.items()}


def _at_its_field(problem: DomainError) -> dict[str, str]:
    field = next((field for field, code in _EMPTY.items() if code == problem.code), "url")
    return {field: words(problem)}


def _form_page(answers: dict[str, Any], errors: dict[str, str]) -> str:
    with database().read() as tx:
        organisations = list_organisations(tx)
    return page(
        "webhooks/form.html",
        answers=answers,
        errors=errors,
        organisations=organisations,
        events=list(WebhookEvent),
        command_id=new_command_id(),
    )


def _secret_page(webhook_id: int, secret: str) -> str:
    with database().read() as tx:
        return page("webhooks/secret.html", hook=_hook(tx, webhook_id), secret=secret)
