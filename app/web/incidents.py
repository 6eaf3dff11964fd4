"""Steps that failed: what went wrong, and trying again. No person is named here."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import releases, repair
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.insight.incidents import open_incidents
from app.web import casework_wording  # noqa: F401 - the sentences for what casework refuses
from app.web.access import requires
from app.web.context import database, viewer
from app.web.rendering import page
from app.web.wording import words, words_for

blueprint = Blueprint("incidents", __name__)


@blueprint.get("/incidenten")
@requires(Action.RESOLVE_INCIDENT)
def overview() -> str:
    """All open incidents, the oldest first."""
    with database().read() as tx:
        found = open_incidents(tx, releases.load)
    problems = {each.id: words_for(each.code, dict(each.facts)) for each in found}
    return page("incidents/overview.html", incidents=found, problems=problems)


@blueprint.post("/incidenten/<int:incident_id>/opnieuw")
@requires(Action.RESOLVE_INCIDENT)
def retry(incident_id: int) -> ResponseReturnValue:
    """Take the failed step again, on the case as it stands now."""
    try:
        repair.retry(database(), incident_id, viewer().actor)
    except DomainError as problem:
        flash(_("Het lukte opnieuw niet. %(uitleg)s", uitleg=words(problem)), "warning")
    else:
        flash(_("De stap is alsnog gezet."), "success")
    return redirect(url_for("incidents.overview"))
