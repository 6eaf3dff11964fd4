"""Imports of the population register: hand in a file, follow it, read what could not be used."""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import import_runs, imports
from app.casework.accounts import get_account
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.exchange.csv_out import write_rejections
from app.insight.imported import is_listed
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.rendering import page
from app.web.wording import add_words, words_for

LARGEST = 25 * 1024 * 1024  # bytes
SHOWN = 50  # rejected rows on the page; the file has all of them
SETTLED = (
    import_runs.PROPOSED,
    import_runs.DONE,
    import_runs.REFUSED,
    import_runs.DISCARDED,
    import_runs.UNDONE,
)  # nothing moves by itself any more

blueprint = Blueprint("imports", __name__)

add_words(
    {
        "kolom_ontbreekt": _l(
            "In de kopregel ontbreekt: %(columns)s. Er is niets ingevoerd. Voeg de kolom toe en lever het "
            "bestand opnieuw in."
        ),
        "kolom_dubbel": _l(
            "De kolom “%(column)s” staat twee keer in de kopregel. Er is niets ingevoerd. Schrap er een en "
            "lever het bestand opnieuw in."
        ),
        "kopregel_onleesbaar": _l(
            "De kopregel is niet leesbaar: de aanhalingstekens kloppen niet. Er is niets ingevoerd."
        ),
        "bestand_leeg": _l("Het bestand is leeg: er is geen kopregel. Er is niets ingevoerd."),
        "niet_utf8": _l(
            "Het bestand is niet in UTF-8: byte %(position)s past daar niet in. Er is niets ingevoerd. "
            "Bewaar het bestand als “CSV UTF-8” en lever het opnieuw in."
        ),
        "geen_bestand": _l("Kies een bestand."),
        "bestand_te_groot": _l(
            "Dit bestand is groter dan 25 MB. Er is niets ingevoerd. Lever het in delen in, of voer het in "
            "met “traject import register”."
        ),
        "import_onbekend": _l("Deze invoer bestaat niet."),
        "import_niet_voorgesteld": _l(
            "Over dit bestand is al beslist, of het wordt nog nagekeken. Er is nu niets veranderd."
        ),
        "uittreksel_brussel": _l(
            "Dit is een uittreksel van Brussel: het heeft de kolom “%(column)s”. De release die nu geldt, "
            "kent het verplichte traject van Brussel nog niet. Publiceer eerst een release die het kent. "
            "Er is niets ingevoerd."
        ),
    }
)
add_statuses({"import_onbekend": 404, "import_niet_voorgesteld": 409})

OPENED = {
    "plicht": _l("verplicht"),
    "verplicht": _l("verplicht in Brussel"),
    "recht": _l("rechthebbend"),
    "onbepaald": _l("nog te bepalen door een collega"),
    "geen_doelgroep": _l("geen doelgroep: het dossier eindigt meteen"),
}
LAPSED = {
    "overleden": _l("overleden"),
    "geschrapt": _l("geschrapt uit het register"),
    "verhuisd_buiten_gewest": _l("verhuisd buiten het gewest"),
    "belg_geworden": _l("Belg geworden"),
}


@blueprint.get("/invoer")
@requires(Action.IMPORT_REGISTER)
def overview() -> str:
    """The form to hand in a file, and earlier imports."""
    return _overview_page()


@blueprint.post("/invoer")
@requires(Action.IMPORT_REGISTER)
def upload() -> ResponseReturnValue:
    """Check encoding and header at once; the worker looks at the rows, and nothing is taken in yet."""
    try:
        name, content = uploaded()
        with database().transaction() as tx:
            run_id = imports.propose(tx, content, name, viewer().actor)
    except DomainError as refused:
        return _overview_page(file_problem(refused)), 422
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.get("/invoer/<int:run_id>")
@requires(Action.IMPORT_REGISTER)
def show(run_id: int) -> str:
    """What a file would do, how far its import is, or what it did."""
    return page("imports/show.html", **_facts(run_id))


@blueprint.post("/invoer/<int:run_id>/invoeren")
@requires(Action.IMPORT_REGISTER)
def confirm(run_id: int) -> ResponseReturnValue:
    """Yes: the worker takes the rows in."""
    with database().transaction() as tx:
        imports.confirm(tx, run_id, viewer().actor)
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.post("/invoer/<int:run_id>/weggooien")
@requires(Action.IMPORT_REGISTER)
def discard(run_id: int) -> ResponseReturnValue:
    """No: the file goes, it holds personal data."""
    with database().transaction() as tx:
        imports.discard(tx, run_id)
    return redirect(url_for("imports.show", run_id=run_id))


@blueprint.get("/invoer/<int:run_id>/stand")
@requires(Action.IMPORT_REGISTER)
def progress(run_id: int) -> ResponseReturnValue:
    """The progress alone, asked again every second; at the end the whole page is asked anew."""
    with database().read() as tx:
        run = imports.report(tx, run_id)
    if run["status"] in SETTLED:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return page("imports/progress.html", run=run)


@blueprint.get("/invoer/<int:run_id>/verworpen.csv")
@requires(Action.IMPORT_REGISTER)
def rejected(run_id: int) -> Response:
    """Every row that could not be used, with the reason."""
    with database().read() as tx:
        run, rows = imports.report(tx, run_id), import_runs.rejections(tx, run_id)
    text = StringIO()
    write_rejections(text, rows)
    return download(text.getvalue(), f"{run['filename']}.verworpen.csv")


def uploaded() -> tuple[str, bytes]:
    """The name and content of the posted file. Raises DomainError `geen_bestand`, `bestand_te_groot`."""
    file = request.files.get("bestand")
    if file is None or not file.filename:
        raise DomainError("geen_bestand")
    content = file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise DomainError("bestand_te_groot")
    return file.filename.replace("\\", "/").rpartition("/")[2][:200], content


def file_problem(refused: DomainError) -> str:
    """Why a file is refused, in words."""
    facts = {
        name: ", ".join(map(str, value)) if isinstance(value, list) else value
        for name, value in refused.facts.items()
    }
    return words_for(refused.code, facts)


def download(text: str, name: str) -> Response:
    """A CSV file; it begins with a BOM so that spreadsheets read it as UTF-8."""
    answer = Response(f"\ufeff{text}", mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer


def _overview_page(problem: str | None = None) -> str:
    with database().read() as tx:
        runs = imports.listing(tx)
    return page("imports/overview.html", runs=runs, problem=problem)


def _facts(run_id: int) -> dict[str, Any]:
    with database().read() as tx:
        run = imports.report(tx, run_id)
        rows = import_runs.rejections(tx, run_id, SHOWN)
        reasons = import_runs.reasons(tx, run_id)
        by, undone_by = _name(tx, run["account_id"]), _name(tx, run["undo_by"])
        listed = run["status"] in (import_runs.DONE, import_runs.UNDONE) and is_listed(tx, run_id)
    problem = words_for(run["problem"]["code"], run["problem"]["facts"]) if run["problem"] else None
    return {
        "run": run,
        "rows": rows,
        "reasons": reasons,
        "total": run["counts"]["rejected"],
        "opened": _in_words(OPENED, run["counts"]["opened"]),
        "lapsed": _in_words(LAPSED, run["counts"]["lapsed"]),
        "proposed": run["status"] == import_runs.PROPOSED,
        "settled": run["status"] in SETTLED,
        "by": by,
        "undone_by": undone_by,
        "listed": listed,
        "problem": problem,
    }


def _name(tx: Transaction, account_id: int | None) -> str:
    return get_account(tx, account_id).name if account_id else _("Traject (opdrachtregel)")


def _in_words(words: Mapping[str, Any], counts: Mapping[str, int]) -> list[tuple[str, str, int]]:
    return [(name, str(words[name]), counts[name]) for name in words if name in counts]
