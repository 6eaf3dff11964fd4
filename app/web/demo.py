"""The clock of a demo database: the administrator lets days pass, everybody sees what happens."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import demo
from app.domain.permissions import Action
from app.web.access import requires, safe_target
from app.web.context import database
from app.web.layout import demo_day
from app.web.rendering import write_day_long

STEPS = ("dag", "gebeurtenis", "maand")

blueprint = Blueprint("demo", __name__)


@blueprint.post("/demo/klok")
@requires(Action.MOVE_DEMO_CLOCK)
def advance() -> ResponseReturnValue:
    """Move the clock to the next day, the next event or the next month."""
    step = request.form.get("stap")
    if not database().is_demo() or step not in STEPS:
        abort(404)
    demo.advance(database(), step)
    flash(_("Het is nu %(dag)s.", dag=write_day_long(demo_day())))
    return redirect(safe_target(request.form.get("verder")) or url_for("pages.home"))
