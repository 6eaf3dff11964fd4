"""A new length, applied to terms that run already: what it would do, why, and how far it is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.casework import new_length_requests, new_lengths, releases, steps
from app.casework.accounts import organisation_names
from app.casework.actors import Refused
from app.casework.new_lengths import Planned
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.terms import TermRule, find_rule
from app.forms import FieldError, without_conditions
from app.web import casework_wording, clock_words, term_forms  # noqa: F401 - brings the sentences
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import words

PAGE = 50  # terms

blueprint = Blueprint("new_lengths", __name__)
clock_words.install(blueprint)


@dataclass(frozen=True)
class Listing:
    """One page of the terms that would move."""

    items: list[Planned]
    page: int
    pages: int


@blueprint.get("/uitgaven/termijnen/<code>/toepassen")
@requires(Action.APPLY_NEW_LENGTH)
def look(code: str) -> ResponseReturnValue:
    """What the rule of today would do to the terms that run by another one; or how far applying it is."""
    return _page(code)


@blueprint.post("/uitgaven/termijnen/<code>/toepassen")
@requires(Action.APPLY_NEW_LENGTH)
def apply(code: str) -> ResponseReturnValue:
    """Ask the worker to apply it."""
    command = posted_command()
    answers = term_forms.new_length().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _page(code, errors=answers.errors)
    try:
        with database().transaction() as tx:
            if not steps.seen(tx, command.id):
                rule = _rule(tx, code)
                if request.form.get("_gezien") != _seen(tx, rule):
                    raise DomainError("intussen_gewijzigd")
                new_length_requests.request(tx, code, answers.values["reden"], viewer().actor)
                steps.mark(tx, command.id, None)
    except Refused:
        raise
    except DomainError as refused:
        return _page(code, refused=refused)
    return redirect(url_for("new_lengths.look", code=code))


@blueprint.get("/uitgaven/termijnen/<code>/stand")
@requires(Action.APPLY_NEW_LENGTH)
def progress(code: str) -> ResponseReturnValue:
    """The progress alone, asked again every second; at the end the whole page is asked anew."""
    with database().read() as tx:
        asked = new_length_requests.requested(tx)
    if asked is None or asked.code != code:
        return Response(status=204, headers={"HX-Refresh": "true"})
    return page("releases/new_length_progress.html", asked=asked)


def _page(
    code: str, *, errors: list[FieldError] | None = None, refused: DomainError | None = None
) -> ResponseReturnValue:
    with database().read() as tx:
        rule = _rule(tx, code)
        asked = new_length_requests.requested(tx)
        mine = asked is not None and asked.code == code
        planned = [] if mine else list(new_lengths.preview(tx, code))
        content = page(
            "releases/new_length.html",
            rule=rule,
            release_id=releases.current_id(tx),
            organisations=organisation_names(tx),
            asked=asked if mine else None,
            counts=Counter(_becomes(each) for each in planned),
            listing=_listing([each for each in planned if not each.over]),
            form=show(term_forms.new_length(), posted=request.form or None, errors=errors or ()),
            failure=words(refused) if refused else None,
            seen=_seen(tx, rule),
            command_id=new_command_id(),
        )
    return content, 422 if errors else 409 if refused else 200


def _rule(tx: Transaction, code: str) -> TermRule:
    """The rule in force today, by the newest release."""
    _, newest = releases.current(tx)
    found = find_rule(newest.terms, code, tx.today)
    if found is None:
        abort(404)
    return found


def _seen(tx: Transaction, rule: TermRule) -> str:
    """Which rule somebody was shown."""
    return f"{releases.current_id(tx)}:{rule.valid_from}"


def _becomes(planned: Planned) -> str:
    if planned.over:
        return "over"
    if planned.days is None:
        return "still"
    return "later" if planned.days > 0 else "earlier" if planned.days < 0 else "same"


def _listing(moving: list[Planned]) -> Listing:
    pages = max(1, -(-len(moving) // PAGE))
    number = min(max(request.args.get("pagina", 1, type=int), 1), pages)
    return Listing(moving[(number - 1) * PAGE : number * PAGE], number, pages)
