"""The list of people whom a municipality of Brussels still has to check."""

from __future__ import annotations

from flask import Blueprint, request

from app.domain.permissions import Action
from app.insight.checks_to_do import unchecked
from app.web.access import requires
from app.web.context import database, viewer
from app.web.rendering import page

blueprint = Blueprint("checks_to_do", __name__)


@blueprint.get("/balie/na-te-kijken")
@requires(Action.CHECK_OBLIGATION)
def overview() -> str:
    """Who lives in the municipality according to the register and was never checked by it."""
    with database().read() as tx:
        found = unchecked(tx, viewer(), request.args.get("pagina", default=1, type=int))
    return page("counter/to_do.html", found=found)
