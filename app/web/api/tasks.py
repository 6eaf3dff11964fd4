"""Tasks of people, done by their own system: the list, one task with its form, take, give back, complete."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response

from app.casework import case_rows, releases, tasks
from app.db.session import Transaction
from app.domain.errors import DomainError
from app.domain.scopes import Scope
from app.domain.vocabulary import CaseStatus
from app.engine.errors import EngineError
from app.forms import FieldError, Form
from app.insight.task_feed import open_tasks
from app.insight.task_page import TaskPage, task_page
from app.web.api.blueprint import blueprint, get, post
from app.web.api.form_schema import form_schema
from app.web.api.guard import current_actor
from app.web.api.once import once
from app.web.api.paging import after, part
from app.web.api.problems import AnswersRefused
from app.web.api.schemas import AnswersIn, Done, Task, TaskLine, TaskList, TaskQuery
from app.web.context import database
from app.web.i18n import language
from app.web.wording import words_for


@get("/tasks", Scope.READ_TASKS, 422, tag="Tasks")
@blueprint.arguments(TaskQuery, location="query", unknown="raise")
@blueprint.response(200, TaskList, headers={"Link": {"$ref": "#/components/headers/NextPage"}})
def list_tasks(query: dict[str, Any]) -> Any:
    """The open tasks of your organisation for the roles of the token

    In the order in which they came.
    """
    actor = current_actor()
    with database().read() as tx:
        rows = open_tasks(
            tx, actor, query.get("assigned"), query.get("case"), after(query), query["limit"] + 1
        )
    shown, following, headers = part(rows, query["limit"])
    items = [
        {
            **row._mapping,
            "case": row.number,
            "case_version": row.version,
            "taken": row.assignee_id is not None,
            "mine": row.assignee_id == actor.account_id,
        }
        for row in shown
    ]
    return {"items": items, "next": following}, headers


@get("/tasks/<int:task_id>", Scope.READ_TASKS, 404, tag="Tasks")
@blueprint.response(200, Task)
def show_task(task_id: int) -> dict[str, Any]:
    """One task with its form

    `form` is JSON Schema, with the questions in your language. A question with a condition (`x-hidden-when`,
    FEEL over the answers and the case) is only asked while the condition is not true.
    """
    with database().read() as tx:
        return _task(tx, _seen(tx, task_id))


@post("/tasks/<int:task_id>/claim", Scope.DO_TASKS, 404, tag="Tasks")
@once
@blueprint.response(200, TaskLine)
def claim_task(tx: Transaction, task_id: int) -> dict[str, Any]:
    """Take a task

    Your colleagues see that you have it. 409 when one of them was first.
    """
    _seen(tx, task_id)
    tasks.claim(tx, task_id, current_actor())
    return _task(tx, _seen(tx, task_id))


@post("/tasks/<int:task_id>/release", Scope.DO_TASKS, 404, tag="Tasks")
@once
@blueprint.response(200, TaskLine)
def release_task(tx: Transaction, task_id: int) -> dict[str, Any]:
    """Give a task back to the team"""
    _seen(tx, task_id)
    tasks.release(tx, task_id, current_actor())
    return _task(tx, _seen(tx, task_id))


def _failure_noted(view: Callable[..., Response]) -> Callable[..., Response]:
    """A step that cannot be taken opens an incident, as it does from the screens."""

    @wraps(view)
    def answer(given: dict[str, Any], task_id: int) -> Response:
        try:
            return view(given, task_id=task_id)
        except EngineError as problem:
            with database().transaction() as tx:
                tasks.note_failure(tx, task_id, problem)
            raise

    return answer


@post("/tasks/<int:task_id>/complete", Scope.DO_TASKS, 404, tag="Tasks")
@blueprint.arguments(AnswersIn)
@_failure_noted
@once
@blueprint.response(200, Done)
def complete_task(tx: Transaction, given: dict[str, Any], task_id: int) -> dict[str, Any]:
    """Complete a task with the answers to its form

    Answers that are not right come back one by one in `errors` of the problem; then nothing has happened.
    """
    seen = _seen(tx, task_id)
    errors = tasks.complete(tx, task_id, given["answers"], current_actor(), version=given.get("case_version"))
    if errors:
        raise AnswersRefused([_worded(seen.form, error) for error in errors])
    done = _seen(tx, task_id)
    row = case_rows.look(tx, done.case_id)
    return {
        "id": task_id,
        "status": done.status,
        "case": done.case_number,
        "case_version": done.case_version,
        "case_status": CaseStatus.ENDED if row.state is None else CaseStatus.RUNNING,
    }


def _seen(tx: Transaction, task_id: int) -> TaskPage:
    """A task of a case that this token may see; of another it is not told that it exists."""
    try:
        return task_page(tx, current_actor(), task_id, releases.load)
    except DomainError as problem:
        if problem.code == "geen_toegang":
            raise DomainError("taak_onbekend", taak=task_id) from None
        raise


def _task(tx: Transaction, task: TaskPage) -> dict[str, Any]:
    actor = current_actor()
    free_or_own = task.assignee_id in (None, actor.account_id)
    may_do = task.is_open and task.works and task.role in actor.roles and free_or_own
    return {
        "id": task.id,
        "element": task.element.id,
        "name": task.name,
        "role": task.role,
        "status": task.status,
        "due_on": task.due_on,
        "taken": task.assignee_id is not None,
        "mine": task.assignee_id == actor.account_id,
        "may_do": may_do and not tasks.barred_for(tx, task, actor, task.element),
        "case": task.case_number,
        "case_version": task.case_version,
        "process": task.process,
        "created_at": task.created_at,
        "person": task.person,
        "form": form_schema(task.form),
    }


def _worded(form: Form, error: FieldError) -> dict[str, str]:
    labels = {field.key: field.label(language()).rstrip("?:. ") for field in form.fields}
    told = words_for(error.code, {"veld": labels.get(error.key, error.key), **error.facts})
    return {"field": f"answers.{error.key}", "detail": told}
