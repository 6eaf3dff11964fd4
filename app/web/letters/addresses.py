"""Addresses to look into after a letter came back: which are open, what is known, what was found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.casework import address_checks
from app.casework.case_rows import Conflict
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import AddressOutcome
from app.engine.feel import feel
from app.forms import FieldError
from app.insight.address_checks import CheckPage, check_page, open_checks
from app.web.access import requires
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.letters.base import blueprint
from app.web.letters.forms import address_form, address_of
from app.web.rendering import page
from app.web.wording import words

_FIELD_OF = {"toelichting_ontbreekt": "toelichting", "adres_ongewijzigd": "street"}


@blueprint.get("/brieven/adressen")
@requires(Action.CHECK_ADDRESS)
def addresses() -> str:
    """The open checks of the desk."""
    with database().read() as tx:
        found = open_checks(tx, viewer().actor)
        now = tx.now
    return page("letters/addresses.html", checks=found, now=now)


@blueprint.get("/brieven/adressen/<int:check_id>")
@requires(Action.CHECK_ADDRESS)
def address(check_id: int) -> str:
    """One check: what is known, and what was found."""
    return _address_page(check_id)


@blueprint.post("/brieven/adressen/<int:check_id>")
@requires(Action.CHECK_ADDRESS)
def close_address(check_id: int) -> ResponseReturnValue:
    """Record what was found."""
    with database().read() as tx:
        found = check_page(tx, viewer().actor, check_id)
    form = address_form(may_send=_may_send(found))
    answers = form.validate(posted_answers(request.form), _evaluate)
    if answers.errors:
        return _address_page(check_id, answers.errors), 422
    values = answers.values
    try:
        with database().transaction() as tx:
            again = address_checks.close(
                tx,
                check_id,
                AddressOutcome(values["uitkomst"]),
                values["toelichting"],
                viewer().actor,
                address=address_of(values),
                send_again=bool(values.get("opnieuw_versturen")),
            )
    except Conflict as meanwhile:
        flash(words(meanwhile), "warning")
        return redirect(url_for("letters.address", check_id=check_id))
    except DomainError as refused:
        return _not_closed(check_id, refused)
    flash(_("Het adresonderzoek is afgesloten.") + _again(len(again)), "success")
    return redirect(url_for("letters.addresses"))


def _not_closed(check_id: int, refused: DomainError) -> ResponseReturnValue:
    if refused.code in _FIELD_OF:
        return _address_page(check_id, [FieldError(_FIELD_OF[refused.code], refused.code)]), 422
    if refused.code != "adresonderzoek_gesloten":
        raise refused
    flash(words(refused), "warning")
    return redirect(url_for("letters.address", check_id=check_id))


def _again(number: int) -> str:
    if not number:
        return ""
    return " " + ngettext(
        "%(num)s nieuwe brief wordt gemaakt.", "%(num)s nieuwe brieven worden gemaakt.", number
    )


def _address_page(check_id: int, errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        found = check_page(tx, viewer().actor, check_id)
    view = show(
        address_form(may_send=_may_send(found)),
        posted=request.form if request.method == "POST" else None,
        errors=errors or (),
        known=address_of(found.person),
        evaluate=_evaluate,
    )
    return page("letters/address.html", found=found, check=found.check, person=found.person, view=view)


def _may_send(found: CheckPage) -> bool:
    return any(each.case_runs for each in found.check.letters)


def _evaluate(text: str, answers: Mapping[str, Any]) -> Any:
    return feel.evaluate(text, dict(answers))
