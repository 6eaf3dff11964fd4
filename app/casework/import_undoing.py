"""A wrong file of the register taken back: asked for with a reason, then by the worker, person by person.

It is taken back whole or not at all. What prevents it (a letter that left, work that was done, a later
change) is looked for while everybody concerned is locked, and in the same transaction the cases that the
file opened end: their letters, tasks and terms go at once, so that nothing can come in between any more.

What stays, and why:
- such a case ends with an outcome of its own, `invoer_teruggedraaid`, and a line in its audit chain. An audit
  chain is never deleted; but its milestones are, and the checks of an extract of Brussels, because reports
  count those, and nobody was detected or checked.
- who was new keeps the row, because the case speaks of it, with the status `teruggedraaid`: found by no name
  or number, and new again for the next file, the desk or a colleague who writes the person in.
- who was known gets back the facts of before, with a line in the history for each, the last class, and the
  desk; letters made meanwhile are made anew. The running cases hear of the facts as of any other change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from app.casework import import_effects, import_runs, import_undo_previews, leases, messages, taking_back
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.import_runs import DONE, RUNNING, UNDOING, UNDONE, WAITING
from app.db.session import Database, Transaction
from app.db.tables import (
    case,
    classification,
    import_run,
    incident,
    letter,
    message,
    milestone,
    obligation_check,
    person,
    subscription,
    task,
    term,
)
from app.domain.errors import DomainError
from app.domain.permissions import Action, may
from app.domain.vocabulary import NOT_LEFT, CaseStatus, LetterStatus, MessageStatus, TaskStatus, TermStatus

BATCH = 100  # people
OUTCOME = taking_back.EVENT

Progress = Callable[[int, int], None]


def request(tx: Transaction, run_id: int, reason: str, confirmation: str, actor: Actor) -> None:
    """Ask to take a file back; `confirmation` is its name, typed once more. The worker does the rest.

    Raises Refused, DomainError `import_onbekend`, `import_niet_terug_te_draaien`, `reden_ontbreekt`,
    `bevestiging_klopt_niet`, `import_bezig`, `import_zonder_spoor`, `import_vastgezet` (redenen).
    """
    if not may(actor.roles, Action.UNDO_IMPORT):
        raise Refused("geen_recht")
    row = tx.execute(select(import_run).where(import_run.c.id == run_id).with_for_update()).first()
    if row is None:
        raise DomainError("import_onbekend", run=run_id)
    if row.status != DONE:
        raise DomainError("import_niet_terug_te_draaien", run=run_id)
    if not reason.strip():
        raise DomainError("reden_ontbreekt")
    if confirmation.strip() != row.filename:
        raise DomainError("bevestiging_klopt_niet", bestand=row.filename)
    busy = select(import_run.c.id).where(import_run.c.status.in_((WAITING, RUNNING, UNDOING)))
    if tx.execute(busy).first() is not None:
        raise DomainError("import_bezig")
    _lock(tx, run_id)
    found = import_undo_previews.look(tx, run_id, row.counts)
    if not found.traced:
        raise DomainError("import_zonder_spoor", run=run_id)
    if found.hindrances:
        raise DomainError("import_vastgezet", redenen=[each.why for each in found.hindrances])
    _end_cases(tx, run_id, reason.strip(), actor)
    people = select(func.count()).select_from(import_effects.touched(run_id).subquery())
    import_runs.set_values(
        tx,
        run_id,
        status=UNDOING,
        undo_reason=reason.strip(),
        undo_by=actor.account_id,
        undo_asked_at=tx.now,
        undo_total=tx.execute(people).scalar_one(),
        undo_done=0,
        undo_reached=0,
    )


def _lock(tx: Transaction, run_id: int) -> None:
    """Everybody concerned, their cases, then their letters: nothing happens to them until this is over."""
    people = select(import_effects.touched(run_id).subquery().c.person_id)
    for rows in (
        select(person.c.id).where(person.c.id.in_(people)).order_by(person.c.id),
        select(case.c.id).where(case.c.person_id.in_(people)).order_by(case.c.id),
        select(letter.c.id)
        .where(letter.c.person_id.in_(people), letter.c.status.in_(NOT_LEFT))
        .order_by(letter.c.id),
    ):
        tx.execute(rows.with_for_update(key_share=True)).all()


def _end_cases(tx: Transaction, run_id: int, reason: str, actor: Actor) -> None:
    """The cases that the file opened are over, with all that waits in them and what was counted of them."""
    opened = import_effects.cases_opened(run_id)
    cancelled = {
        "status": LetterStatus.CANCELLED,
        "cancelled_at": tx.now,
        "cancelled_by": actor.account_id,
        "cancel_reason": reason,
    }
    open_terms = term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING))
    around = or_(message.c.to_case_id.in_(opened), message.c.from_case_id.in_(opened))
    people = select(import_effects.touched(run_id).subquery().c.person_id)
    for statement in (
        update(letter).where(letter.c.case_id.in_(opened), letter.c.status.in_(NOT_LEFT)).values(cancelled),
        update(task)
        .where(task.c.case_id.in_(opened), task.c.status == TaskStatus.OPEN)
        .values(status=TaskStatus.WITHDRAWN, ended_at=tx.now),
        update(term).where(term.c.case_id.in_(opened), open_terms).values(status=TermStatus.WITHDRAWN),
        delete(subscription).where(subscription.c.case_id.in_(opened)),
        delete(milestone).where(milestone.c.case_id.in_(opened)),
        delete(obligation_check).where(obligation_check.c.run_id == run_id),
        update(message)
        .where(around, message.c.status == MessageStatus.WAITING)
        .values(status=MessageStatus.UNDELIVERABLE),
        update(incident)
        .where(incident.c.case_id.in_(opened), incident.c.resolved_at.is_(None))
        .values(resolved_at=tx.now),
        update(classification).where(classification.c.person_id.in_(people)).values(look_again_on=None),
        update(case)
        .where(case.c.id.in_(opened))
        .values(
            status=CaseStatus.ENDED,
            outcome=OUTCOME,
            state=None,
            ended_at=func.coalesce(case.c.ended_at, tx.now),
            version=case.c.version + 1,
        ),
    ):
        tx.execute(statement)


def run(
    database: Database,
    run_id: int,
    progress: Progress = lambda done, total: None,
    owner: str | None = None,
) -> None:
    """Take everybody of a file back, from where it stood; `progress` hears of people done, of how many."""
    while True:
        with database.transaction() as tx:
            row = import_runs.locked(tx, run_id, UNDOING)
            if row is None:
                return
            if owner is not None:
                leases.take(tx, import_runs.lease_of(run_id), owner)
            ids = _next(tx, run_id, row.undo_reached)
            if not ids:
                import_runs.set_values(tx, run_id, status=UNDONE, undo_ended_at=tx.now)
                leases.forget(tx, import_runs.lease_of(run_id))
                break
            taking_back.take_back(tx, run_id, ids, Actor(row.undo_by) if row.undo_by else SYSTEM)
            done = row.undo_done + len(ids)
            import_runs.set_values(tx, run_id, undo_done=done, undo_reached=ids[-1])
        progress(done, row.undo_total)
    messages.sweep(database)


def is_going_on(tx: Transaction) -> bool:
    """Whether a file is being taken back: another is taken in after that."""
    return tx.execute(select(import_run.c.id).where(import_run.c.status == UNDOING)).first() is not None


def _next(tx: Transaction, run_id: int, reached: int) -> list[int]:
    people = import_effects.touched(run_id).subquery()
    after: Any = people.c.person_id > reached
    rows = tx.execute(select(people.c.person_id).where(after).order_by(people.c.person_id).limit(BATCH))
    return list(rows.scalars())
