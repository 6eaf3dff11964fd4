"""Human tasks: claimed, given back, and completed with a form that is checked on the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select, update

from app.casework import case_rows, effects, enforcement, incidents, messages, releases, steps
from app.casework.actors import Actor, Refused
from app.casework.case_rows import CaseRow, Conflict
from app.casework.events import Complete
from app.casework.hearing import evaluate_in as evaluate_in
from app.db.session import Transaction
from app.db.tables import task
from app.domain.errors import DomainError
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import TaskStatus
from app.engine.catalogue import Element
from app.engine.errors import EngineError
from app.engine.release import Release
from app.forms import FieldError


class NotChosen(Conflict):
    """A colleague has the task."""

    code = "taak_van_collega"


Check = Callable[[Transaction, CaseRow, Mapping[str, Any]], list[FieldError]]
CHECKED: dict[str, Check] = {  # rules of the law on top of the form
    "attest_overhandigen": effects.check_handing_over,
    "besluit_nemen": enforcement.check_decision,
    "bedrag_vastleggen": enforcement.check_amount,
    "hoorzitting_plannen": enforcement.check_hearing,
    "besluit_wijzigen": enforcement.check_revision,
    "sanctie_beslissen": enforcement.check_sanction,
    "brussel_hoorzitting_plannen": partial(enforcement.check_hearing, term="brussel_oproeping_hoorzitting"),
}

_TASK = select(task).where(task.c.id == bindparam("task"))
_TASK_OF_COMMAND = _TASK.add_columns(steps.is_seen(bindparam("command")).label("is_seen"))
_CLAIM = (
    update(task)
    .where(task.c.id == bindparam("task"), task.c.status == TaskStatus.OPEN, task.c.assignee_id.is_(None))
    .values(assignee_id=bindparam("account"))
)
_RELEASE = (
    update(task)
    .where(task.c.id == bindparam("task"), task.c.status == TaskStatus.OPEN)
    .values(assignee_id=None)
)


def claim(tx: Transaction, task_id: int, actor: Actor) -> None:
    """Take an unassigned task. Raises NotChosen when a colleague was first, Refused without the right."""
    row, _, _, element = element_of(tx, task_id)
    _check(tx, row, element, actor, Action.CLAIM_TASK)
    if row.assignee_id == actor.account_id:
        return
    if tx.execute(_CLAIM, {"task": task_id, "account": actor.account_id}).rowcount != 1:
        raise NotChosen(taak=row.name)


def release(tx: Transaction, task_id: int, actor: Actor) -> None:
    """Give a task back to the team: one's own, or a colleague's for who distributes work."""
    row = _open(tx, task_id)
    own = row.assignee_id == actor.account_id
    if not own and not may(actor.roles, Action.DISTRIBUTE):
        raise NotChosen(taak=row.name)
    _check_organisation(row.organisation, row.name, actor)
    tx.execute(_RELEASE, {"task": task_id})


def complete(
    tx: Transaction,
    task_id: int,
    raw: Mapping[str, Any],
    actor: Actor,
    command_id: str | None = None,
    version: int | None = None,
) -> list[Any]:
    """Check the form and take the step. Gives the form's errors; then nothing has happened.

    Raises NotChosen (a colleague's task), Conflict (the case moved on), Refused (no right, or barred),
    EngineError (the step failed: an incident is open and the answers are to be kept on screen).
    """
    case_row = case_rows.lock_of_task(tx, task_id)
    found = tx.execute(_TASK_OF_COMMAND, {"task": task_id, "command": command_id or ""}).first()
    if found is not None and found.is_seen:
        return []
    row = _still_open(found, task_id)
    release_ = releases.load(tx, case_row.release_id)
    element = release_.process(case_row.process).elements[row.element]
    _check(tx, row, element, actor, Action.COMPLETE_TASK)
    if row.assignee_id not in (None, actor.account_id):
        raise NotChosen(taak=row.name)
    answers = release_.form(element.form or "").validate(raw, evaluate_in(tx, release_, case_row))
    errors = list(answers.errors)
    if not errors and row.element in CHECKED:
        errors = CHECKED[row.element](tx, case_row, answers.values)
    if errors:
        return errors
    steps.mark(tx, command_id, row.case_id)
    event = Complete(row.uid, row.element, answers.structured, answers.free)
    messages.deliver_after(tx, steps.advance_locked(tx, case_row, event, actor, version))
    return []


def note_failure(tx: Transaction, task_id: int, problem: EngineError) -> None:
    """A completed task whose step failed: an incident, in a transaction of its own."""
    row = tx.execute(_TASK, {"task": task_id}).one()
    incidents.open_incident(tx, row.case_id, problem, {"taak": row.id})


def element_of(tx: Transaction, task_id: int) -> tuple[Any, CaseRow, Release, Element]:
    """A task with its case, release and element, for the page that shows it."""
    row = _open(tx, task_id)
    case_row = case_rows.look(tx, row.case_id)
    release_ = releases.load(tx, case_row.release_id)
    return row, case_row, release_, release_.process(case_row.process).elements[row.element]


def barred_for(tx: Transaction, row: Any, actor: Actor, element: Element) -> bool:
    """Whether this account did something before that keeps it from this task."""
    return actor.account_id in enforcement.barred_accounts(tx, row.case_id, element.barred)


def _open(tx: Transaction, task_id: int) -> Any:
    return _still_open(tx.execute(_TASK, {"task": task_id}).first(), task_id)


def _still_open(row: Any, task_id: int) -> Any:
    if row is None:
        raise DomainError("taak_onbekend", taak=task_id)
    if row.status != TaskStatus.OPEN:
        raise Conflict("taak_niet_meer_open", taak=row.name, status=row.status)
    return row


def _check(tx: Transaction, row: Any, element: Element, actor: Actor, action: Action) -> None:
    if not may(actor.roles, action) or row.role not in actor.roles:
        raise Refused("taak_niet_voor_uw_rol", taak=row.name, rol=row.role)
    _check_organisation(row.organisation, row.name, actor)
    if barred_for(tx, row, actor, element):
        raise Refused("taak_uitgesloten", taak=row.name)


def _check_organisation(organisation: str | None, what: str, actor: Actor) -> None:
    if not works_on(actor.organisation, organisation, actor.roles):
        raise Refused("taak_andere_organisatie", taak=what)


def check_may_record(actor: Actor, row: CaseRow, element: Element) -> None:
    """A message may be recorded by the role that the diagram names, in the case's own organisation."""
    if not may(actor.roles, Action.RECORD_MESSAGE) or element.by_role not in actor.roles:
        raise Refused("bericht_niet_voor_uw_rol", bericht=element.message, rol=element.by_role)
    _check_organisation(row.organisation, element.name, actor)
