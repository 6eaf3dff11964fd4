"""Taking back a wrong file of the register: what that would undo, what prevents it, and the yes."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from app.casework import import_runs, import_undo_previews, import_undoing, imports
from app.casework.accounts import organisation_names
from app.casework.import_undo_previews import Why
from app.domain.errors import DomainError
from app.domain.permissions import Action, works_on
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.rendering import page
from app.web.wording import add_words, words

LONGEST = 1000  # characters of a reason

blueprint = Blueprint("import_undo", __name__)

add_words(
    {
        "import_niet_terug_te_draaien": _l(
            "Deze invoer kan niet (meer) worden teruggedraaid: ze is niet klaar, of al teruggedraaid."
        ),
        "import_bezig": _l(
            "Er loopt nog een andere invoer. Wacht tot die klaar is en probeer het dan opnieuw."
        ),
        "import_zonder_spoor": _l(
            "Van deze invoer is niet bewaard wat ze deed: ze is van voor Traject dat bijhield. Terugdraaien "
            "kan daarom niet."
        ),
        "import_vastgezet": _l(
            "Terugdraaien kan niet: er is intussen iets gebeurd dat niet ongedaan kan worden gemaakt. Er is "
            "niets veranderd. Hieronder staat wat het tegenhoudt."
        ),
        "bevestiging_klopt_niet": _l(
            "Typ de naam van het bestand precies over: %(bestand)s. Er is niets veranderd."
        ),
        "persoon_teruggedraaid": _l(
            "Deze persoon kwam uit een bestand van het rijksregister dat is teruggedraaid, en is hier niet "
            "meer bekend. Voeg de persoon opnieuw toe met het rijksregisternummer."
        ),
    }
)
add_statuses({"import_niet_terug_te_draaien": 409, "import_bezig": 409, "import_vastgezet": 409})

WHY = {
    Why.LETTER_LEFT: _l("Een brief is vertrokken, of zit in een bundel voor de post"),
    Why.WORKED_ON: _l("In het dossier dat dit bestand opende, is al iets gebeurd"),
    Why.ENDED: _l("Het dossier hoorde door dit bestand dat iemand weg is, of is intussen beëindigd"),
    Why.CHANGED_SINCE: _l("Een later bestand of een collega wijzigde de gegevens van de persoon nog eens"),
    Why.OTHER_CASE: _l("Over de persoon begon intussen nog een ander dossier"),
}
_FIELDS = {"reden_ontbreekt": "reden", "bevestiging_klopt_niet": "bestandsnaam"}


@blueprint.get("/invoer/<int:run_id>/terugdraaien")
@requires(Action.UNDO_IMPORT)
def ask(run_id: int) -> str:
    """What would be taken back, or why that cannot be."""
    return _asked(run_id)


@blueprint.post("/invoer/<int:run_id>/terugdraaien")
@requires(Action.UNDO_IMPORT)
def confirm(run_id: int) -> ResponseReturnValue:
    """Yes, with a reason and the file's name typed once more; the worker does it."""
    reason = request.form.get("reden", "")[:LONGEST]
    typed = request.form.get("bestandsnaam", "")
    try:
        with database().transaction() as tx:
            import_undoing.request(tx, run_id, reason, typed, viewer().actor)
    except DomainError as refused:
        if refused.code == "import_vastgezet":
            return _asked(run_id, problem=words(refused)), 409
        if refused.code not in _FIELDS:
            raise
        return _asked(run_id, errors={_FIELDS[refused.code]: words(refused)}, reason=reason, typed=typed), 422
    return redirect(url_for("imports.show", run_id=run_id))


def _asked(
    run_id: int,
    problem: str | None = None,
    errors: dict[str, str] | None = None,
    reason: str = "",
    typed: str = "",
) -> str:
    with database().read() as tx:
        run = imports.report(tx, run_id)
        if run["status"] != import_runs.DONE:
            raise DomainError("import_niet_terug_te_draaien", run=run_id)
        found = import_undo_previews.look(tx, run_id, run["counts"])
        names = organisation_names(tx)
    return page(
        "imports/undo.html",
        run=run,
        found=found,
        reasons=[(WHY[each.why], each.number, _cases(each, names)) for each in found.hindrances],
        problem=problem,
        errors=errors or {},
        reason=reason,
        typed=typed,
        longest=LONGEST,
    )


def _cases(hindrance: import_undo_previews.Hindrance, names: dict[str, str]) -> list[dict[str, Any]]:
    """With a link for who may open the case; for the others the desk, to whom one can turn."""
    who = viewer()
    return [
        {
            "id": row.id,
            "number": row.number,
            "desk": names.get(row.organisation, row.organisation or ""),
            "own": works_on(who.organisation, row.organisation, who.roles),
        }
        for row in hindrance.cases
    ]
