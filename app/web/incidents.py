"""Steps that failed: what went wrong, trying one or many again, what holds terms, and who works on it.

No person is named here.
"""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import releases, repair, retry_runs, steps
from app.casework.accounts import list_organisations, organisation_names
from app.casework.actors import Refused
from app.casework.retry_runs import COLUMNS, Chosen
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind
from app.domain.permissions import Action, may_repair
from app.insight.held_terms import held_terms
from app.insight.incidents import groups, incident_page, listing
from app.insight.operations import workers_seen
from app.insight.repairs import proposals_of
from app.web import casework_wording, incident_words, operations_wording  # noqa: F401 - bring the sentences
from app.web.access import requires, safe_target
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.rendering import page
from app.web.wording import words

NOTHING = "-"  # in an address: the column is empty

blueprint = Blueprint("incidents", __name__)
incident_words.install(blueprint)


@blueprint.get("/incidenten")
@requires(Action.RESOLVE_INCIDENT)
def overview() -> str:
    """What goes wrong, in groups, and the incidents that were chosen, the oldest first."""
    chosen = _chosen(request.args)
    broad = {name: value for name, value in chosen.items() if name in ("kind", "organisation")}
    with database().read() as tx:
        return page(
            "incidents/overview.html",
            groups=groups(tx, releases.load, broad),
            listing=listing(tx, releases.load, chosen, request.args.get("pagina", 1, type=int)),
            run=retry_runs.newest(tx),
            organisations=list_organisations(tx),
            kinds=[kind.value for kind in IncidentKind],
            chosen=chosen,
            shared=broad,
            written=_written,
            command_id=new_command_id(),
        )


@blueprint.get("/incidenten/<int:incident_id>")
@requires(Action.PROPOSE_REPAIR)
def show(incident_id: int) -> str:
    """One incident: why, since when, what can be done, and what was proposed."""
    with database().read() as tx:
        found = incident_page(tx, releases.load, incident_id)
        if not may_repair(viewer().organisation, found.organisation, viewer().roles):
            raise DomainError("geen_toegang", dossier=found.case_id)
        proposals = proposals_of(tx, viewer().actor, releases.load, incident_id)
    return page("incidents/show.html", incident=found, proposals=proposals)


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
    return redirect(safe_target(request.form.get("verder")) or url_for("incidents.overview"))


@blueprint.post("/incidenten/opnieuw")
@requires(Action.RESOLVE_INCIDENT)
def retry_all() -> ResponseReturnValue:
    """Ask the worker to try a group again, or all that can be tried."""
    command = posted_command()
    try:
        with database().transaction() as tx:
            if not steps.seen(tx, command.id):
                retry_runs.request(tx, _chosen(request.form), viewer().actor)
                steps.mark(tx, command.id, None)
    except Refused:
        raise
    except DomainError as problem:
        flash(words(problem), "warning")
    return redirect(url_for("incidents.overview"))


@blueprint.get("/incidenten/opnieuw/<int:run_id>")
@requires(Action.RESOLVE_INCIDENT)
def progress(run_id: int) -> ResponseReturnValue:
    """The progress alone, asked again every second; at the end the whole page is asked anew."""
    with database().read() as tx:
        run = retry_runs.get(tx, run_id)
    if run.finished_at is not None:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return page("incidents/progress.html", run=run)


@blueprint.get("/incidenten/termijnen")
@requires(Action.RESOLVE_INCIDENT)
def terms() -> str:
    """Terms that should have gone on and did not, each with its reason."""
    with database().read() as tx:
        held = held_terms(tx, releases.load, request.args.get("pagina", 1, type=int))
        organisations = organisation_names(tx)
    return page("incidents/terms.html", held=held, organisations=organisations)


@blueprint.get("/incidenten/workers")
@requires(Action.RESOLVE_INCIDENT)
def workers() -> str:
    """The processes that do the work nobody waits for."""
    with database().read() as tx:
        seen = workers_seen(tx)
    return page("incidents/workers.html", workers=seen)


def _chosen(given: object) -> Chosen:
    """Which incidents an address or a form names: only what may be chosen by."""
    values = {name: given.get(name, "") for name in COLUMNS}  # type: ignore[attr-defined]
    return {name: None if value == NOTHING else value for name, value in values.items() if value}


def _written(*chosen: Chosen) -> dict[str, str]:
    """The same as parts of an address."""
    together = {name: value for each in chosen for name, value in each.items()}
    return {name: NOTHING if value is None else value for name, value in together.items()}
