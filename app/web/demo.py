"""The clock of a demo database: the administrator lets days pass, everybody sees what happens."""

from __future__ import annotations

from threading import Event

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.casework import demo
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.web.access import requires, safe_target, signed_in
from app.web.context import database
from app.web.layout import demo_clock
from app.web.rendering import page
from app.web.wording import add_words, words

PATIENCE, PAUSE = 15, 0.1  # times, seconds

blueprint = Blueprint("demo", __name__)

add_words(
    {
        "geen_demo": _l("Alleen een demo heeft een klok die u kunt verzetten."),
        "geen_gebeurtenis": _l("Er is niets gepland: geen enkele termijn loopt. Kies een dag of een maand."),
        "stap_onbekend": _l("Kies een dag, een gebeurtenis of een maand."),
    }
)


@blueprint.post("/demo/klok")
@requires(Action.MOVE_DEMO_CLOCK)
def advance() -> ResponseReturnValue:
    """Ask for the next day, event or month; the worker lets the time pass, the banner shows how far it is."""
    try:
        demo.request(database(), request.form.get("stap", ""))
    except DomainError as refused:
        flash(words(refused), "warning")
    else:
        _wait_a_moment()
    return redirect(safe_target(request.form.get("verder")) or url_for("pages.home"))


def _wait_a_moment() -> None:
    """A step of a day is mostly done within this, and the next page then shows it."""
    for _turn in range(PATIENCE):
        with database().read() as tx:
            if demo.requested(tx) is None:
                return
        Event().wait(PAUSE)


@blueprint.get("/demo/klok")
@signed_in
def clock() -> ResponseReturnValue:
    """The banner alone, asked again and again while time passes; then the whole page is asked anew."""
    moving = demo_clock()
    if moving is None or moving.target is None:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return page("layout/demo_clock.html", clock=moving)
