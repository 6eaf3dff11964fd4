"""A person: who it is, what changed, which cases there are; made by hand and registered at the desk."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.casework import detection, people, releases, walk_in
from app.casework.accounts import organisation_names
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import Region, Trajectory
from app.insight.obligation_checks import checks_of
from app.insight.people import PersonPage, page_of
from app.web.access import requires
from app.web.context import database, viewer
from app.web.errors import add_statuses
from app.web.labels import case_url
from app.web.rendering import page
from app.web.wording import add_words, words

blueprint = Blueprint("people", __name__)

add_words(
    {
        "persoon_onbekend": _l("Deze persoon bestaat niet (meer)."),
        "persoon_andere_organisatie": _l(
            "Deze persoon heeft een dossier bij een andere organisatie: %(organisaties)s. "
            "Neem contact op met die organisatie."
        ),
    }
)
add_statuses({"persoon_onbekend": 404, "persoon_andere_organisatie": 403})


@blueprint.get("/personen/<int:person_id>")
@requires(Action.SEE_PERSON)
def show(person_id: int) -> str:
    """One person."""
    with database().read() as tx:
        found = page_of(tx, viewer().actor, person_id)
        checks = checks_of(tx, person_id)
    name = full_name(found.facts)
    return page("people/show.html", person=found.facts, name=name, found=found, checks=checks)


@blueprint.get("/personen/<int:person_id>/aanmelden")
@requires(Action.REGISTER_AT_DESK)
def confirm(person_id: int) -> str:
    """What registering will do, before it is done."""
    with database().read() as tx:
        found = page_of(tx, viewer().actor, person_id)
        running = next(
            (line for line in found.cases if line.running and line.process in Trajectory.of(Region.FLANDERS)),
            None,
        )
        elsewhere = None if running else _competent_elsewhere(tx, found)
        today = tx.today
    return page(
        "people/confirm.html",
        person=found.facts,
        name=full_name(found.facts),
        found=found,
        running=running,
        elsewhere=elsewhere,
        today=today,
    )


@blueprint.post("/personen/<int:person_id>/aanmelden")
@requires(Action.REGISTER_AT_DESK)
def register(person_id: int) -> ResponseReturnValue:
    """**Aanmelding aan de balie**, and on to the case."""
    try:
        with database().transaction() as tx:
            found = page_of(tx, viewer().actor, person_id)
            case_id = walk_in.register(tx, person_id, viewer().actor)
            done = walk_in.is_registered(tx, case_id)
    except DomainError as refused:
        if refused.code in ("persoon_onbekend", "persoon_andere_organisatie"):
            raise
        flash(words(refused), "warning")
        return redirect(url_for("people.show", person_id=person_id))
    if done:
        flash(_("%(naam)s is aangemeld.", naam=full_name(found.facts)), "success")
    else:
        flash(
            _(
                "Er is een dossier geopend, maar de aanmelding kan nog niet: de gegevens zeggen niet of de "
                "persoon tot de doelgroep hoort. Een dossierbeheerder bepaalt dat eerst; meld de persoon "
                "daarna aan."
            ),
            "warning",
        )
    return redirect(case_url(case_id))


def _competent_elsewhere(tx: Transaction, found: PersonPage) -> str | None:
    """The name of the organisation of the person's municipality, when it is not the viewer's."""
    _release_id, release = releases.current(tx)
    code = detection.competent_agency(tx, release, people.get(tx, found.facts["id"]))
    if code == viewer().organisation:
        return None
    return organisation_names(tx).get(code, code)


def full_name(facts: Any) -> str:
    return f"{facts['first_name'] or ''} {facts['last_name']}".strip()
