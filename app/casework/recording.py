"""Messages that a person records by hand: what came in by post, by telephone, at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from app.casework import case_rows, hearing, messages, releases, steps, tasks
from app.casework.actors import Actor
from app.casework.events import Deliver
from app.db.session import Transaction
from app.db.tables import subscription
from app.domain.errors import DomainError


def record(
    tx: Transaction,
    case_id: int,
    name: str,
    raw: Mapping[str, Any],
    actor: Actor,
    command_id: str | None = None,
) -> list[Any]:
    """Check the message's form and deliver it. Gives the form's errors; then nothing has happened."""
    row = case_rows.lock(tx, case_id)
    if steps.seen(tx, command_id):
        return []
    place = tx.execute(
        select(subscription).where(subscription.c.case_id == case_id, subscription.c.name == name)
    ).first()
    if place is None:
        raise DomainError("bericht_niet_verwacht", bericht=name)
    release = releases.load(tx, row.release_id)
    element = release.process(row.process).elements[place.element]
    tasks.check_may_record(actor, row, element)
    answers = release.form(element.form or "").validate(raw, tasks.evaluate_in(tx, release, row))
    if answers.errors:
        return list(answers.errors)
    steps.mark(tx, command_id, case_id)
    if name in hearing.RECORDED:
        hearing.RECORDED[name](tx, case_id, answers.values)
    event = Deliver(place.uid, place.element, name, answers.structured, answers.free)
    messages.deliver_after(tx, steps.advance_locked(tx, row, event, actor))
    return []
