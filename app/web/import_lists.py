"""The people and cases behind each number of an import's report."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask_babel import lazy_gettext as _l

from app.casework import imports
from app.domain.permissions import Action
from app.insight import imported
from app.web.access import requires
from app.web.context import database, viewer
from app.web.imports import LAPSED, OPENED
from app.web.rendering import page

blueprint = Blueprint("import_lists", __name__)

_HEADINGS = {
    "nieuw": _l("Nieuwe personen"),
    "geopend": _l("Geopende trajecten"),
    "terug": _l("Opnieuw opgespoord"),
    "verhuisd": _l("Naar een andere organisatie"),
    "vervallen": _l("Vervallen trajecten"),
}


@blueprint.get("/invoer/<int:run_id>/lijst/<what>")
@requires(Action.SEE_IMPORTED)
def show(run_id: int, what: str) -> str:
    """One list; who works with cases sees those of the own organisation, by name."""
    detail = request.args.get("soort")
    words = {**OPENED, **LAPSED}
    if what not in _HEADINGS or (detail is not None and detail not in words):
        abort(404)
    with database().read() as tx:
        run = imports.report(tx, run_id)
        number = request.args.get("pagina", 1, type=int)
        found = imported.people_of(tx, viewer(), run_id, what, detail, number)
    heading = str(_HEADINGS[what])
    if detail is not None:
        heading = f"{heading}: {words[detail]}"
    more = {"run_id": run_id, "what": what} | ({"soort": detail} if detail else {})
    return page("imports/list.html", run=run, found=found, heading=heading, more=more)
