"""Tasks: what is mine, what my team has to do, and one task with its form."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.casework import case_rows, releases, tasks
from app.casework.actors import Refused
from app.casework.case_rows import Conflict
from app.casework.tasks import NotChosen
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.engine.errors import EngineError
from app.forms import FieldError
from app.insight import worklist
from app.insight.task_page import SIGNS, TaskPage, carried_out, task_page
from app.web import case_words, casework_wording  # noqa: F401 - the sentences for what casework refuses
from app.web.access import requires, safe_target
from app.web.commands import new_command_id, posted_command
from app.web.context import database, viewer
from app.web.forms import posted_answers, show
from app.web.i18n import language
from app.web.rendering import page
from app.web.wording import words

blueprint = Blueprint("tasks", __name__)
case_words.install(blueprint)


@blueprint.get("/taken")
@requires(Action.SEE_WORKLIST)
def mine() -> str:
    """The tasks that I have taken."""
    with database().read() as tx:
        listing = worklist.mine(tx, viewer().actor, _page_number())
        free = worklist.free_count(tx, viewer().actor)
    return page("tasks/mine.html", listing=listing, free=free)


@blueprint.get("/taken/team")
@requires(Action.SEE_WORKLIST)
def team() -> str:
    """The open tasks of my organisation for my roles, taken or not."""
    only = request.args.get("toon")
    only = only if only in (worklist.FREE, worklist.LATE) else None
    with database().read() as tx:
        listing = worklist.team(tx, viewer().actor, _page_number(), only)
    distributes = may(viewer().roles, Action.DISTRIBUTE)
    return page("tasks/team.html", listing=listing, only=only, distributes=distributes)


@blueprint.get("/taken/<int:task_id>")
@requires(Action.SEE_CASE)
def show_task(task_id: int) -> str:
    """What to do, for whom, by when and why; with the form for who may fill it in."""
    return _task_page(task_id)


@blueprint.post("/taken/<int:task_id>")
@requires(Action.COMPLETE_TASK)
def complete(task_id: int) -> ResponseReturnValue:
    """Check the form and take the step; what was typed stays on the page whenever that fails."""
    command = posted_command()
    try:
        with database().transaction() as tx:
            answers = posted_answers(request.form)
            errors = tasks.complete(tx, task_id, answers, viewer().actor, command.id, command.version)
    except Conflict as meanwhile:
        return _meanwhile(task_id, command.id, meanwhile)
    except Refused as refused:
        return _task_page(task_id, refusal=refused), 403
    except EngineError as problem:
        with database().transaction() as tx:
            tasks.note_failure(tx, task_id, problem)
        return _task_page(task_id, failure=problem), 500
    except DomainError as problem:
        if problem.code.startswith("formulier_"):
            raise
        return _task_page(task_id, failure=problem), 409
    if errors:
        return _task_page(task_id, errors=errors), 422
    return _done(task_id)


@blueprint.post("/taken/<int:task_id>/nemen")
@requires(Action.CLAIM_TASK)
def claim(task_id: int) -> ResponseReturnValue:
    """Take a task, and go to it."""
    try:
        with database().transaction() as tx:
            tasks.claim(tx, task_id, viewer().actor)
    except Conflict as meanwhile:
        return _task_page(task_id, meanwhile=meanwhile), 409
    except Refused as refused:
        return _task_page(task_id, refusal=refused), 403
    return redirect(url_for("tasks.show_task", task_id=task_id, terug=_back()))


@blueprint.post("/taken/<int:task_id>/teruggeven")
@requires(Action.RELEASE_TASK)
def give_back(task_id: int) -> ResponseReturnValue:
    """Give a task back to the team."""
    try:
        with database().transaction() as tx:
            tasks.release(tx, task_id, viewer().actor)
    except NotChosen:  # it was given back already, or a colleague has it: the page says which
        return _task_page(task_id), 409
    flash(_("De taak is teruggegeven aan het team."), "success")
    return redirect(_back() or url_for("tasks.mine"))


def _done(task_id: int) -> ResponseReturnValue:
    """On to the case, where the next step of the same person stands on top."""
    with database().read() as tx:
        task = task_page(tx, viewer().actor, task_id, releases.load)
    flash(_("“%(taak)s” is voltooid.", taak=task.name), "success")
    return redirect(url_for("cases.show_case", case_id=task.case_id))


def _meanwhile(task_id: int, command_id: str | None, meanwhile: Conflict) -> ResponseReturnValue:
    """Somebody was first; when that was this very click, it simply counts."""
    with database().read() as tx:
        task = task_page(tx, viewer().actor, task_id, releases.load)
        if carried_out(tx, command_id, task.case_id):
            return _done(task_id)
    return _task_page(task_id, meanwhile=meanwhile), 409


def _task_page(
    task_id: int,
    *,
    errors: list[FieldError] | None = None,
    meanwhile: Conflict | None = None,
    refusal: Refused | None = None,
    failure: DomainError | None = None,
) -> str:
    posted = request.form if request.form and request.endpoint == "tasks.complete" else None
    with database().read() as tx:
        task = task_page(tx, viewer().actor, task_id, releases.load)
        state = _state(tx, task)
        row = case_rows.look(tx, task.case_id)
        evaluate = tasks.evaluate_in(tx, releases.load(tx, row.release_id), row)
        view = show(task.form, posted=posted, errors=errors or (), known=_known(task), evaluate=evaluate)
    return page(
        "tasks/task.html",
        task=task,
        state=state,
        form=view,
        typed=_typed(task) if posted and state not in ("mine", "free") else [],
        notice=words(meanwhile) if meanwhile else None,
        refusal=words(refusal) if refusal else None,
        failure=words(failure) if failure else None,
        command_id=new_command_id(),
        distributes=may(viewer().roles, Action.DISTRIBUTE),
        back=_back(),
    )


def _state(tx: Any, task: TaskPage) -> str:
    """What the viewer can do with the task: closed, elsewhere, role, barred, colleague, mine or free."""
    actor = viewer().actor
    if not task.is_open:
        return "closed"
    if not task.works:
        return "elsewhere"
    if task.role not in actor.roles:
        return "role"
    if tasks.barred_for(tx, task, actor, task.element):
        return "barred"
    if task.assignee_id not in (None, actor.account_id):
        return "colleague"
    return "free" if task.assignee_id is None else "mine"


def _known(task: TaskPage) -> dict[str, Any]:
    """Who does a task again starts from what was answered then; a signature or a judgement is given anew."""
    anew = task.element.id in SIGNS or task.form.is_fresh
    own = {field.key for field in task.form.fields} if anew else set()
    return {name: value for name, value in {**task.data, **task.before}.items() if name not in own}


def _typed(task: TaskPage) -> list[tuple[str, str]]:
    """What somebody had filled in when the task was taken from under their hands, to copy from."""
    found = []
    for field in task.form.fields:
        days = [request.form.get(f"{field.key}-{part}", "") for part in ("day", "month", "year")]
        texts = [text for text in (request.form.getlist(field.key) or days) if text]
        if texts:
            labels = {option.value: option.label(language()) for option in field.options}
            labels |= {"true": _("Ja")} if field.kind == "checkbox" else {}
            found.append((field.label(language()), " ".join(labels.get(text, text) for text in texts)))
    return found


def _page_number() -> int:
    return request.args.get("pagina", 1, type=int)


def _back() -> str | None:
    return safe_target(request.values.get("terug"))
