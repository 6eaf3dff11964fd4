"""The counter of a municipality of Brussels: look, keep, print and hand over, while somebody stands waiting.

The person is named by the number that they show, in the body of each request: never in an address, and nobody
leafs through people here. Nothing is written before **Vastleggen**.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import letters, obligations, releases, steps, tasks
from app.casework.actors import Refused
from app.casework.case_rows import Conflict
from app.casework.letter_making import make_now
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.national_number import parse_number
from app.domain.organisations import municipality_code
from app.domain.permissions import Action
from app.engine.errors import EngineError
from app.engine.release import Release
from app.insight import counter as insight
from app.letters import batch
from app.web import case_words
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.counter_check import STEP, CounterCheck
from app.web.counter_form import NUMBER
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import add_words, words

blueprint = Blueprint("counter", __name__)
case_words.install(blueprint)

add_words(
    {
        "nazicht_onbekend": _l("Dit nazicht bestaat niet, of het is van een andere gemeente."),
    }
)
_TO_TELL = {
    "vrijgesteld": _l(
        "Zeg de persoon: u bent vrijgesteld en hoeft niets te doen. Er is geen dossier geopend."
    ),
    "vrijwillig": _l(
        "Zeg de persoon: u bent niet verplicht, maar u mag het traject vrijwillig volgen bij bon of bij een "
        "BAPA. Er is geen dossier geopend."
    ),
    "geen_doelgroep": _l(
        "Zeg de persoon: u hoeft het traject niet te volgen. Verandert uw verblijf, dan kijkt de gemeente "
        "opnieuw na. Er is geen dossier geopend."
    ),
    "verplicht": _l("Het traject van deze persoon is voorbij de overhandiging: kijk in het dossier."),
}
_ANSWERS = {None: _l("niet bekend"), True: _l("ja"), False: _l("nee")}


@blueprint.app_template_filter()
def tell_the_person(outcome: str) -> str:
    """What an officer says to who has no attest to get."""
    return str(_TO_TELL.get(outcome, ""))


@blueprint.app_template_filter()
def condition_value(value: Any) -> str:
    """What is known about a question of the table."""
    known = isinstance(value, bool) or value is None
    return str(_ANSWERS[value]) if known else str(value).replace("_", " ")


@blueprint.get("/balie")
@requires(Action.CHECK_OBLIGATION)
def start() -> str:
    """One field, and the work of today."""
    return _start()


@blueprint.post("/balie/nagaan")
@requires(Action.CHECK_OBLIGATION)
def look() -> ResponseReturnValue:
    """What the table says of the person with this number; nothing is written."""
    nis = _own_nis()
    try:
        number = parse_number(request.form.get(NUMBER, ""))
    except DomainError as refused:
        return _start(refused, request.form.get(NUMBER, "")), 422
    with database().read() as tx:
        return CounterCheck(tx, nis, number).shown(asked=STEP in request.form)


@blueprint.post("/balie/vastleggen")
@requires(Action.CHECK_OBLIGATION)
def record() -> ResponseReturnValue:
    """Keep the check, with the person where nobody knew them, and open what it asks for."""
    nis, command = _own_nis(), posted_command()
    number = parse_number(request.form.get(NUMBER, ""))
    with database().transaction() as tx:
        check = CounterCheck(tx, nis, number)
        if steps.seen(tx, command.id) and check.known is not None:
            return redirect(_kept(insight.newest_check(tx, viewer(), check.known["id"])))
        if check.errors:
            return check.shown(asked=True)
        try:
            with tx.connection.begin_nested():
                kept = check.keep()
        except (Refused, EngineError, DomainError) as problem:
            return check.shown(asked=True, refused=problem)
        steps.mark(tx, command.id, kept.case_id)
    return redirect(_kept(kept.check_id))


@blueprint.get("/balie/nagekeken/<int:check_id>")
@requires(Action.CHECK_OBLIGATION)
def kept(check_id: int) -> ResponseReturnValue:
    """What came out, what to print, and the handing over."""
    with database().read() as tx:
        return _kept_page(tx, check_id)


@blueprint.get("/balie/nagekeken/<int:check_id>/attest.pdf")
@requires(Action.CHECK_OBLIGATION)
def papers(check_id: int) -> Response:
    """The attest and the brochure behind each other, made at once where no worker did so yet."""
    with database().read() as tx:
        found = _check_of(tx, check_id)
    if not found.papers:
        abort(404)
    for letter_id in found.papers:
        make_now(database(), letter_id)
    with database().read() as tx:
        content = batch.merge(letters.pdf_of(tx, letter_id) for letter_id in found.papers)
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=f"{found.line.case_number}-attest.pdf")
    return answer


@blueprint.post("/balie/nagekeken/<int:check_id>/overhandigd")
@requires(Action.CHECK_OBLIGATION)
def hand_over(check_id: int) -> ResponseReturnValue:
    """The task **Attest overhandigen**, done here: from that day the term of registration runs."""
    command = posted_command()
    with database().read() as tx:
        task_id = _check_of(tx, check_id).line.task_id
    if task_id is None:
        return redirect(_kept(check_id))  # a colleague did, or this very click
    try:
        with database().transaction() as tx:
            answers = posted_answers(request.form)
            errors = tasks.complete(tx, task_id, answers, viewer().actor, command.id, None)
    except (Conflict, Refused) as refused:
        flash(words(refused), "error")
        return redirect(_kept(check_id))
    if errors:
        with database().read() as tx:
            return _kept_page(tx, check_id, errors), 422
    flash(_("Overhandigd: de termijn van aanmelding loopt."), "success")
    return redirect(_kept(check_id))


def _start(refused: DomainError | None = None, typed: str = "") -> str:
    _own_nis()
    with database().read() as tx:
        found = insight.listing(tx, viewer())
        today = tx.today
    refusal = words(refused) if refused else None
    return page("counter/start.html", found=found, today=today, refusal=refusal, typed=typed)


def _kept_page(tx: Transaction, check_id: int, errors: list[Any] | None = None) -> str:
    found = _check_of(tx, check_id)
    view = None
    release = releases.current(tx)[1]
    if found.line.task_id is not None:
        _row, case_row, release, element = tasks.element_of(tx, found.line.task_id)
        view = show(
            release.form(element.form or ""),
            posted=request.form if errors else None,
            errors=errors or [],
            known={"overhandigd_op": tx.today.isoformat()} | dict(case_row.data),
        )
    return page(
        "counter/kept.html",
        check=found,
        basis=_basis(release, found.rule),
        view=view,
        command_id=new_command_id(),
    )


def _basis(release: Release, rule: str) -> str:
    """The legal basis of the row that decided, in the words of the table."""
    table = release.tables.get(obligations.TABLE)
    return next((each.description for each in table.rules if each.id == rule), "") if table else ""


def _check_of(tx: Transaction, check_id: int) -> insight.CheckPage:
    try:
        return insight.check_page(tx, viewer(), check_id)
    except DomainError:
        abort(404)


def _kept(check_id: int | None) -> str:
    return url_for("counter.kept", check_id=check_id) if check_id else url_for("counter.start")


def _own_nis() -> str:
    """The NIS code of the viewer's municipality; who works elsewhere has no counter."""
    organisation = viewer().organisation or ""
    nis = organisation.removeprefix("gemeente_")
    if municipality_code(nis) != organisation:
        abort(403)
    return nis
