"""The result of a part: asked as a school knows it, told once to whoever follows the person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import partner_results
from app.casework.actors import Refused
from app.casework.partner_messages import Receipt
from app.casework.partner_results import Result
from app.domain.enrolments import Part, read_hours
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import PartnerMessageStatus
from app.forms import FieldError, Form, without_conditions
from app.insight.partner_desk import Learner, learner
from app.insight.partner_results import results_of
from app.web import questions
from app.web.access import requires
from app.web.context import database, viewer
from app.web.desk.base import blueprint, since
from app.web.forms import posted_answers, show
from app.web.rendering import page
from app.web.wording import add_words

add_words(
    {
        "resultaat_te_weinig_uren": _l(
            "Dit geeft u pas door vanaf %(minimum)s uur. Vul tot dan de aanwezigheden in."
        ),
    }
)

_FIELD_OF = {
    "resultaat_te_weinig_uren": "uren",
    "uren_geen_getal": "uren",
    "gebeurd_in_toekomst": "dag",
}


@blueprint.get("/partner/inschrijvingen/<int:enrolment_id>/resultaat")
@requires(Action.USE_PARTNER_DESK)
def result(enrolment_id: int) -> str:
    """The questions for this part."""
    return _page(enrolment_id)


@blueprint.post("/partner/inschrijvingen/<int:enrolment_id>/resultaat")
@requires(Action.USE_PARTNER_DESK)
def tell_result(enrolment_id: int) -> ResponseReturnValue:
    """Tell the result; what is refused stays on the page."""
    with database().read() as tx:
        part = learner(tx, viewer(), enrolment_id, since(tx)).part
    form = _form(part)
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _page(enrolment_id, answers.errors), 422
    try:
        said = _result(part, answers.values)
        with database().transaction() as tx:
            receipt = partner_results.tell_result(tx, enrolment_id, said, viewer().actor)
    except Refused:
        raise
    except DomainError as refused:
        if refused.code not in _FIELD_OF:
            raise
        return _page(enrolment_id, [FieldError(_FIELD_OF[refused.code], refused.code, refused.facts)]), 422
    flash(_what_became_of(receipt), "success")
    return redirect(url_for("desk.enrolment", enrolment_id=enrolment_id))


def _what_became_of(receipt: Receipt) -> str:
    if receipt.repeated:
        return _("Dit resultaat had u al doorgegeven. Het telt één keer.")
    if receipt.status == PartnerMessageStatus.TRAY:
        return _("Doorgegeven. Een medewerker van het agentschap kijkt het na.")
    if receipt.status == PartnerMessageStatus.KEPT:
        return _("Doorgegeven. Het wordt bewaard tot het dossier er klaar voor is.")
    return _("Doorgegeven. Het staat in het dossier.")


def _page(enrolment_id: int, errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        found: Learner = learner(tx, viewer(), enrolment_id, since(tx))
        told = results_of(tx, viewer(), [enrolment_id]).get(enrolment_id, [])
    posted: Any = request.form if request.method == "POST" else None
    view = show(_form(found.part), posted=posted, errors=errors or ())
    return page("desk/result.html", learner=found, view=view, told=told)


def _result(part: Part, values: Mapping[str, Any]) -> Result:
    hours = read_hours(values["uren"]) / 100 if values.get("uren") else None
    return Result(
        part=part,
        is_achieved=values.get("uitslag", partner_results.ACHIEVED) == partner_results.ACHIEVED,
        day=date.fromisoformat(values["dag"]),
        how=values.get("weg") or partner_results.COURSE,
        hours=hours,
    )


def _form(part: Part) -> Form:
    return questions.form("resultaat", *_QUESTIONS[part]())


def _outcome(goal: str) -> questions.Component:
    return questions.choice(
        "uitslag",
        _("Wat is het resultaat?"),
        [(partner_results.ACHIEVED, _("Behaald")), (partner_results.NOT_ACHIEVED, _("Niet behaald"))],
        goal + " " + _("Geef “niet behaald” pas door als er geen nieuwe poging meer loopt."),
        required=True,
    )


def _test_day() -> questions.Component:
    return questions.day(
        "dag",
        _("Op welke dag stond het resultaat vast?"),
        _("De dag van de test of op het bewijs."),
        required=True,
    )


def _orientation() -> list[questions.Component]:
    return [
        questions.choice(
            "weg",
            _("Hoe legde de persoon de test af?"),
            [
                (partner_results.COURSE, _("Cursus en test")),
                (partner_results.EXEMPTION, _("Vrijstellingstoets")),
            ],
            required=True,
        ),
        _outcome(_("Behaald is: geslaagd voor de test. Alleen aanwezig zijn volstaat niet.")),
        _test_day(),
    ]


def _dutch() -> list[questions.Component]:
    return [
        _outcome(
            _("Behaald vanaf A2, mondeling en schriftelijk. Voor wie laaggeletterd is, alleen mondeling.")
        ),
        _test_day(),
    ]


def _work() -> list[questions.Component]:
    hint = _("De dag van de inschrijving bij uw dienst. Een afspraak is nog geen inschrijving.")
    return [questions.day("dag", _("Op welke dag schreef de persoon zich in?"), hint, required=True)]


def _network() -> list[questions.Component]:
    return [
        questions.line(
            "uren",
            _("Hoeveel uren nam de persoon deel?"),
            7,
            _(
                "Het ondertekende bewijs van deelname bewaart u. Geef dit door zodra het aantal uren "
                "bereikt is."
            ),
            required=True,
        ),
        questions.day("dag", _("Op welke dag was dat?"), _("De laatste dag van de deelname."), required=True),
    ]


_QUESTIONS = {
    Part.ORIENTATION: _orientation,
    Part.DUTCH: _dutch,
    Part.WORK: _work,
    Part.NETWORK: _network,
}
