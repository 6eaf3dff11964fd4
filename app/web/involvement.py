"""Partners in a case: a counsellor says who teaches somebody what, and when that stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import enrolments, releases
from app.casework.actors import Refused
from app.casework.enrolments import Involvement
from app.db.session import Transaction
from app.domain.enrolments import SIGHT_DAYS, EndReason, Part
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.forms import FieldError, Form, without_conditions
from app.insight.access import open_case
from app.insight.case_partners import Involved, Partners, partners_of
from app.web import questions
from app.web.access import requires
from app.web.context import database, viewer
from app.web.desk.base import end_reason, part_name
from app.web.forms import posted_answers, show
from app.web.rendering import page

blueprint = Blueprint("involvement", __name__)

_FIELD_OF = {
    "partner_onbekend": "partner",
    "partner_al_betrokken": "partner",
    "inschrijving_eindigt_voor_begin": "tot",
    "inschrijving_te_ver": "van",
    "laatste_dag_onmogelijk": "laatste_dag",
}
# A part as the form `onregelmatige_deelname` calls it.
_IN_FORM = {
    Part.ORIENTATION: "maatschappelijke oriëntatie",
    Part.DUTCH: "Nederlands tweede taal",
    Part.NETWORK: "participatie- en netwerktraject",
}


@blueprint.app_template_filter()
def irregular_answers(part: Any) -> dict[str, str]:
    """What is known for the form `onregelmatige_deelname`: the part and the percentage."""
    percentage = f"{part.percentage:g}".replace(".", ",") if part.percentage is not None else ""
    return {"deelname_onderdeel": _IN_FORM.get(part.part, ""), "deelname_percentage": percentage}


@blueprint.get("/dossiers/<int:case_id>/partners/nieuw")
@requires(Action.INVOLVE_PARTNER)
def new(case_id: int) -> str:
    """Which partner, for which part, from when."""
    return _new_page(case_id)


@blueprint.post("/dossiers/<int:case_id>/partners/nieuw")
@requires(Action.INVOLVE_PARTNER)
def involve(case_id: int) -> ResponseReturnValue:
    """From now on the partner sees the person."""
    with database().read() as tx:
        form = _new_form(tx)
    answers = form.validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _new_page(case_id, answers.errors), 422
    values = answers.values
    asked = Involvement(
        organisation=values["partner"],
        part=Part(values["onderdeel"]),
        starts_on=date.fromisoformat(values["van"]),
        ends_on=date.fromisoformat(values["tot"]) if values.get("tot") else None,
        course=values.get("cursus"),
    )
    try:
        with database().transaction() as tx:
            enrolments.involve(tx, case_id, asked, viewer().actor)
    except DomainError as refused:
        return _new_page(case_id, _at_field(refused)), 422
    flash(_("De partner is betrokken en ziet de persoon nu op zijn lijst."), "success")
    return redirect(_back(case_id))


@blueprint.get("/dossiers/<int:case_id>/partners/<int:enrolment_id>/stoppen")
@requires(Action.INVOLVE_PARTNER)
def stop(case_id: int, enrolment_id: int) -> str:
    """When and why the partner is no longer involved."""
    return _stop_page(case_id, enrolment_id)


@blueprint.post("/dossiers/<int:case_id>/partners/<int:enrolment_id>/stoppen")
@requires(Action.INVOLVE_PARTNER)
def end(case_id: int, enrolment_id: int) -> ResponseReturnValue:
    """The partner is no longer involved."""
    with database().read() as tx:
        _involved(tx, case_id, enrolment_id)
    answers = _stop_form().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _stop_page(case_id, enrolment_id, answers.errors), 422
    values = answers.values
    try:
        with database().transaction() as tx:
            reason, day = EndReason(values["reden"]), date.fromisoformat(values["laatste_dag"])
            enrolments.end(tx, enrolment_id, day, reason, viewer().actor)
    except DomainError as refused:
        return _stop_page(case_id, enrolment_id, _at_field(refused)), 422
    flash(_("De partner is niet langer betrokken."), "success")
    return redirect(_back(case_id))


def _new_page(case_id: int, errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        opened = open_case(tx, viewer(), case_id)
        if not opened.works:
            raise Refused("taak_andere_organisatie")
        form, known = _new_form(tx), {"van": tx.today.isoformat()}
        days = _sight_days(tx)
    posted: Any = request.form if request.method == "POST" else None
    view = show(form, posted=posted, errors=errors or (), known=known)
    return page("partners/new.html", case=opened.row, view=view, days=days)


def _stop_page(case_id: int, enrolment_id: int, errors: list[FieldError] | None = None) -> str:
    with database().read() as tx:
        row, found = _involved(tx, case_id, enrolment_id)
        known = {"laatste_dag": tx.today.isoformat()}
        days = _sight_days(tx)
    posted: Any = request.form if request.method == "POST" else None
    view = show(_stop_form(), posted=posted, errors=errors or (), known=known)
    return page("partners/stop.html", case=row, partner=found, view=view, days=days)


def _involved(tx: Transaction, case_id: int, enrolment_id: int) -> tuple[Any, Involved]:
    """The case and one of its partners. Raises Refused, DomainError `inschrijving_onbekend`."""
    opened = open_case(tx, viewer(), case_id)
    if not opened.works:
        raise Refused("taak_andere_organisatie")
    found: Partners = partners_of(tx, opened.row, releases.load(tx, opened.row.release_id))
    each = next((one for part in found.parts for one in part.partners if one.id == enrolment_id), None)
    if each is None:
        raise DomainError("inschrijving_onbekend")
    return opened.row, each


def _new_form(tx: Transaction) -> Form:
    by_part = enrolments.partners_for(tx)
    names: Mapping[str, str] = {code: name for found in by_part.values() for code, name in found}
    return questions.form(
        "partner",
        questions.choice(
            "onderdeel", _("Voor welk onderdeel?"), [(p.value, part_name(p)) for p in Part], required=True
        ),
        questions.choice(
            "partner",
            _("Welke partner?"),
            sorted(names.items(), key=lambda each: each[1].casefold()),
            _("Staat de school of dienst er niet bij? Uw beheerder voegt ze toe."),
            kind="select",
            required=True,
        ),
        questions.line(
            "cursus", _("Cursus of niveau"), enrolments.LONGEST_COURSE, _("Bijvoorbeeld richtgraad 1.1.")
        ),
        questions.day("van", _("Eerste dag"), required=True),
        questions.day("tot", _("Laatste dag, als die al bekend is")),
    )


def _stop_form() -> Form:
    return questions.form(
        "partner_stopt",
        questions.choice(
            "reden", _("Waarom?"), [(each.value, end_reason(each)) for each in EndReason], required=True
        ),
        questions.day("laatste_dag", _("Laatste dag bij deze partner"), required=True),
    )


def _sight_days(tx: Transaction) -> int:
    _release_id, release = releases.current(tx)
    return int(release.parameters_on(tx.today).get(SIGHT_DAYS, 0))


def _at_field(refused: DomainError) -> list[FieldError]:
    if isinstance(refused, Refused) or refused.code not in _FIELD_OF:
        raise refused
    return [FieldError(_FIELD_OF[refused.code], refused.code, refused.facts)]


def _back(case_id: int) -> str:
    return url_for("cases.show_case", case_id=case_id) + "#partners"
