"""Repair by two people: proposed by one with a reason, seen and approved or refused by another."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import (
    case_rows,
    correctable,
    incidents,
    letting_go,
    releases,
    repair_previews,
    repairs,
    steps,
)
from app.casework.actors import Refused
from app.casework.correctable import VALUE, Fact
from app.casework.repairs import LONGEST_REASON, Correction
from app.domain.errors import DomainError
from app.domain.failures import RepairKind
from app.domain.permissions import Action, may_repair
from app.forms import FieldError, Form, without_conditions
from app.insight.incidents import incident_page
from app.insight.repairs import Proposal, proposal, waiting
from app.web import casework_wording, incident_words  # noqa: F401 - bring the sentences
from app.web.access import requires
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.i18n import language
from app.web.questions import form, text
from app.web.rendering import page
from app.web.wording import words, words_for

blueprint = Blueprint("repairs", __name__)


@blueprint.get("/herstel")
@requires(Action.APPROVE_REPAIR)
def overview() -> str:
    """What waits for a second person."""
    with database().read() as tx:
        found = waiting(tx, viewer().actor, releases.load)
    return page("repairs/overview.html", proposals=found)


@blueprint.get("/incidenten/<int:incident_id>/herstel")
@requires(Action.PROPOSE_REPAIR)
def propose(incident_id: int) -> ResponseReturnValue:
    """First what kind of repair and which fact; then the value and the reason."""
    return _form_page(incident_id)


@blueprint.post("/incidenten/<int:incident_id>/herstel")
@requires(Action.PROPOSE_REPAIR)
def keep(incident_id: int) -> ResponseReturnValue:
    """Keep the proposal; it waits for a second person."""
    command = posted_command()
    try:
        with database().transaction() as tx:
            fact = _fact(tx, incident_id)
            answers = _question(fact).validate(posted_answers(request.form), without_conditions)
            if not answers.errors and not steps.seen(tx, command.id):
                said = answers.values
                correction = Correction(fact.name, fact.value(said[VALUE])) if fact else None
                repair_id = repairs.propose(tx, incident_id, correction, said["reden"], viewer().actor)
                steps.mark(tx, command.id, None)
    except Refused:
        raise
    except DomainError as problem:
        if problem.code in ("incident_onbekend", "formulier_onbekend_veld"):
            raise
        return _form_page(incident_id, failure=problem, status=409)
    if answers.errors:
        return _form_page(incident_id, errors=answers.errors, status=422)
    flash(_("Het voorstel wacht op een tweede persoon."), "success")
    return redirect(url_for("repairs.show_one", repair_id=repair_id))


@blueprint.get("/herstel/<int:repair_id>")
@requires(Action.PROPOSE_REPAIR)
def show_one(repair_id: int) -> ResponseReturnValue:
    """A proposal, and what carrying it out would change."""
    return _proposal_page(repair_id)


@blueprint.post("/herstel/<int:repair_id>/goedkeuren")
@requires(Action.APPROVE_REPAIR)
def approve(repair_id: int) -> ResponseReturnValue:
    """Carry it out, on the case as it was shown."""
    version = posted_command().version
    if version is None:
        abort(400)
    try:
        repairs.approve(database(), repair_id, viewer().actor, version)
    except Refused:
        raise
    except DomainError as problem:
        return _proposal_page(repair_id, failure=problem, status=409)
    flash(_("Het herstel is uitgevoerd."), "success")
    return redirect(url_for("repairs.show_one", repair_id=repair_id))


@blueprint.post("/herstel/<int:repair_id>/weigeren")
@requires(Action.APPROVE_REPAIR)
def refuse(repair_id: int) -> ResponseReturnValue:
    """Do not carry it out, and say why."""
    answers = _refusal().validate(posted_answers(request.form), without_conditions)
    if answers.errors:
        return _proposal_page(repair_id, errors=answers.errors, status=422)
    return _decide(
        repair_id, lambda tx: repairs.refuse(tx, repair_id, answers.values["reden"], viewer().actor)
    )


@blueprint.post("/herstel/<int:repair_id>/intrekken")
@requires(Action.PROPOSE_REPAIR)
def withdraw(repair_id: int) -> ResponseReturnValue:
    """Take back one's own proposal."""
    return _decide(repair_id, lambda tx: repairs.withdraw(tx, repair_id, viewer().actor))


def _decide(repair_id: int, decision: Any) -> ResponseReturnValue:
    try:
        with database().transaction() as tx:
            decision(tx)
    except Refused:
        raise
    except DomainError as problem:
        flash(words(problem), "warning")
    return redirect(url_for("repairs.show_one", repair_id=repair_id))


def _form_page(
    incident_id: int,
    *,
    errors: list[FieldError] | None = None,
    failure: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    kind = request.args.get("soort")
    with database().read() as tx:
        found = incident_page(tx, releases.load, incident_id)
        if not may_repair(viewer().organisation, found.organisation, viewer().roles):
            raise DomainError("geen_toegang", dossier=found.case_id)
        facts = _facts(tx, incident_id)
        fact = facts.get(request.args.get("gegeven", "")) if kind == RepairKind.FACT else None
    ready = fact is not None or kind == RepairKind.LET_GO
    content = page(
        "repairs/form.html",
        incident=found,
        facts=[(name, each.label(language())) for name, each in facts.items()],
        fact=fact,
        kind=kind,
        can_let_go=found.kind in letting_go.POSSIBLE,
        form=show(_question(fact), posted=request.form or None, errors=errors or ()) if ready else None,
        failure=words(failure) if failure else None,
        command_id=new_command_id(),
    )
    return content, status


def _proposal_page(
    repair_id: int,
    *,
    errors: list[FieldError] | None = None,
    failure: DomainError | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    with database().read() as tx:
        found = proposal(tx, viewer().actor, releases.load, repair_id)
        row = repairs.get(tx, repair_id)
        fact = _facts(tx, found.incident_id, found).get(found.fact or "")
    preview = repair_previews.look(database(), row) if found.open else None
    content = page(
        "repairs/show.html",
        proposal=found,
        fact=fact,
        preview=preview,
        problem=words(preview.problem) if preview and preview.problem else None,
        gone=_without(preview.before, preview.after) if preview else [],
        come=_without(preview.after, preview.before) if preview else [],
        names=_Names(found),
        problem_of=words_for(found.incident_code, dict(found.incident_facts)),
        failed_with=words_for(found.problem["code"], found.problem["facts"]) if found.problem else None,
        form=show(_refusal(), posted=request.form or None, errors=errors or ()),
        failure=words(failure) if failure else None,
    )
    return content, status


def _fact(tx: Any, incident_id: int) -> Fact | None:
    """Which fact the address names; None where something is let go."""
    kind, name = request.args.get("soort"), request.args.get("gegeven", "")
    if kind == RepairKind.LET_GO:
        return None
    if kind != RepairKind.FACT:
        abort(400)
    facts = _facts(tx, incident_id)
    if name not in facts:
        raise DomainError("herstel_gegeven_onbekend", gegeven=name)
    return facts[name]


def _facts(tx: Any, incident_id: int, found: Proposal | None = None) -> dict[str, Fact]:
    """What may be corrected in the case of an incident, also when that has been resolved since."""
    wrong = incidents.known(tx, incident_id)
    row = case_rows.look(tx, wrong.case_id)
    if row.state is None and found is None:
        return {}
    return correctable.facts_of(*steps.program(tx, row), repairs.values(tx, row, wrong))


def _question(fact: Fact | None) -> Form:
    """The right value, if there is one to give, and why."""
    hint = _(
        "Een tweede persoon leest dit voor hij beslist, en het blijft in het dossier staan. Noem het stuk "
        "waarop u steunt; schrijf geen namen."
    )
    why = form("herstel", text("reden", _("Waarom?"), LONGEST_REASON, hint, required=True))
    value = fact.form().fields if fact else ()
    return Form("herstel", (*value, *why.items), (*value, *why.fields))


def _refusal() -> Form:
    return form("weigering", text("reden", _("Waarom weigert u?"), LONGEST_REASON, required=True))


def _without(
    lines: list[repair_previews.Line], others: list[repair_previews.Line]
) -> list[repair_previews.Line]:
    """The lines that the others do not have; two that are the same count as two."""
    left = list(others)
    found = []
    for line in lines:
        if line in left:
            left.remove(line)
        else:
            found.append(line)
    return found


class _Names:
    """What a preview calls by its id, as the diagram and the law call it."""

    def __init__(self, found: Proposal) -> None:
        self._elements = found.process.elements

    def element(self, element: str) -> str:
        known = self._elements.get(element)
        return known.name if known and known.name else element.replace("_", " ")

    def passed(self, elements: list[str]) -> list[str]:
        """The steps that say something to a reader, in order."""
        names = [self._elements[each].name for each in elements if each in self._elements]
        return list(dict.fromkeys(name for name in names if name))
