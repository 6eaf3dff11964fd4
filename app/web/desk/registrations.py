"""Registrations of Brussels: by the exact number of somebody who is there, and nothing to look around in."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.casework import partner_results
from app.casework.actors import Refused
from app.casework.partner_results import FINISHED, REGISTERED
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError, Form, without_conditions
from app.insight import partner_results as told
from app.web import questions
from app.web.access import requires
from app.web.context import database, viewer
from app.web.desk.base import blueprint, registers
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.security import limiter

SHOWN = 20
RATE = "60 per minute"  # for one account: enough for a busy desk, too slow to try numbers

_WHAT = {
    REGISTERED: _l("Aangemeld bij ons bureau"),
    FINISHED: _l("Attest van beëindiging afgeleverd"),
}
_FIELD_OF = {
    "rijksregisternummer_ongeldig": "nummer",
    "gebeurd_in_toekomst": "dag",
    "bericht_niet_voor_afzender": "wat",
    "bericht_onbekend": "wat",
}


@blueprint.app_template_filter()
def registration_kind(name: str) -> str:
    """What an office of Brussels told."""
    return str(_WHAT[name])


@blueprint.get("/partner/aanmeldingen")
@requires(Action.USE_PARTNER_DESK)
def registrations() -> str:
    """The questions, and what this office told last."""
    return _page()


@blueprint.post("/partner/aanmeldingen")
@requires(Action.USE_PARTNER_DESK)
@limiter.limit(RATE, key_func=lambda: f"desk:{current_user.get_id() or get_remote_address()}")
def register() -> ResponseReturnValue:
    """Tell it; the answer says only whether a file of this person is known here."""
    answers = _form().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _page(answers.errors), 422
    values, day = answers.values, date.fromisoformat(answers.values["dag"])
    try:
        with database().transaction() as tx:
            receipt = partner_results.tell_registration(
                tx, values["nummer"], values["wat"], day, viewer().actor
            )
    except Refused:
        raise
    except DomainError as refused:
        if refused.code not in _FIELD_OF:
            raise
        return _page([FieldError(_FIELD_OF[refused.code], refused.code, refused.facts)]), 422
    known = receipt.case_number is not None
    flash(
        _("Vastgelegd. Het dossier van deze persoon is hier gekend.")
        if known
        else _("Vastgelegd. Er is hier nog geen dossier van deze persoon; het wordt bewaard."),
        "success",
    )
    return redirect(url_for("desk.registrations"))


def _page(errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        if not registers(tx):
            raise Refused("geen_recht")
        found = told.registrations(tx, viewer(), tuple(_WHAT), SHOWN)
    posted: Any = request.form if request.method == "POST" else None
    return page("desk/registrations.html", view=show(_form(), posted=posted, errors=errors or ()), told=found)


def _form() -> Form:
    return questions.form(
        "aanmelding",
        questions.line(
            "nummer",
            _("Rijksregister- of BIS-nummer"),
            20,
            _("Alle 11 cijfers. Zoeken op naam kan hier niet."),
            required=True,
        ),
        questions.choice(
            "wat", _("Wat gebeurde er?"), ((k, str(v)) for k, v in _WHAT.items()), required=True
        ),
        questions.day("dag", _("Op welke dag?"), required=True),
    )
