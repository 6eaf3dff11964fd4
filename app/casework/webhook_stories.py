"""What the rows of cases tell to partners: events in the order in which they happened, ids and codes only.

Every event names the row that it tells (`source`), so that telling a case anew gives the same events again
and nothing is said twice. Never a name, a register number, or what somebody filled in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select

from app.casework import moves, releases
from app.db.session import Transaction
from app.db.tables import audit, case, decision, letter, milestone, task
from app.domain.vocabulary import Collection as Collected
from app.domain.vocabulary import Milestone, TaskStatus
from app.domain.webhook_events import WebhookEvent
from app.engine.catalogue import Element

_CASES: BindParameter[int] = bindparam("cases", expanding=True)
_SINCE: BindParameter[datetime] = bindparam("since")
_LINES = (
    select(audit.c.case_id, audit.c.id, audit.c.seq, audit.c.at, audit.c.event, audit.c.data)
    .where(audit.c.case_id.in_(_CASES), audit.c.at >= _SINCE)
    .order_by(audit.c.case_id, audit.c.seq)
)
_TASKS = (
    select(
        task.c.id,
        task.c.case_id,
        task.c.element,
        task.c.name,
        task.c.role,
        task.c.status,
        task.c.due_on,
        task.c.created_at,
        task.c.ended_at,
    )
    .where(task.c.case_id.in_(_CASES), or_(task.c.created_at >= _SINCE, task.c.ended_at >= _SINCE))
    .order_by(task.c.id)
)
_LETTERS = (
    select(
        letter.c.id,
        letter.c.case_id,
        letter.c.template,
        letter.c.language,
        letter.c.registered,
        letter.c.reference,
        letter.c.sent_on,
        letter.c.sent_noted_at,
    )
    .where(letter.c.case_id.in_(_CASES), letter.c.sent_noted_at >= _SINCE)
    .order_by(letter.c.id)
)
_MILESTONES = (  # detection marks its own where the case begins: that is told as such
    select(milestone.c.id, milestone.c.case_id, milestone.c.kind, milestone.c.on_day)
    .where(milestone.c.case_id.in_(_CASES), milestone.c.kind != Milestone.DETECTED)
    .order_by(milestone.c.id)
)
_DECISIONS = select(decision.c.case_id, decision.c.outcome, decision.c.notified_on).where(
    decision.c.case_id.in_(_CASES), decision.c.notified_on.is_not(None)
)
_HEADS = select(
    case.c.id,
    case.c.number,
    case.c.process,
    case.c.release_id,
    case.c.person_id,
    case.c.parent_id,
    case.c.organisation,
    case.c.outcome,
    case.c.ended_at,
).where(case.c.id.in_(_CASES))


@dataclass(frozen=True)
class Told:
    """One event of a case. `order`: its line of the audit, and its place among what that step did."""

    source: str
    name: WebhookEvent
    at: datetime
    order: tuple[int, int]
    facts: Mapping[str, Any]
    also_for: str | None = None  # an organisation that had the case before


@dataclass
class Story:
    """A case with all that can be told of it, in order."""

    head: Any
    lines: list[Any] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)

    def add(
        self,
        source: str,
        name: WebhookEvent,
        line: Any,
        place: int,
        facts: Mapping[str, Any],
        *,
        at: datetime | None = None,
        also_for: str | None = None,
    ) -> None:
        """One more event, of that line."""
        self.told.append(Told(source, name, at or line.at, (line.seq, place), facts, also_for))

    def line_at(self, at: datetime, *, first: bool = False) -> Any:
        """The step of that moment, the first or the last of them; else the last before it, if any."""
        same = [line for line in self.lines if line.at == at]
        if same:
            return same[0 if first else -1]
        return next((line for line in reversed(self.lines) if line.at < at), None)


def stories(tx: Transaction, case_ids: Collection[int], since: datetime) -> list[Story]:
    """What these cases can tell of everything that happened from that moment on."""
    given = {"cases": list(case_ids), "since": since}
    found = {row.id: Story(row) for row in tx.execute(_HEADS, given)}
    for line in tx.execute(_LINES, given):
        found[line.case_id].lines.append(line)
    milestones = _by_case(tx.execute(_MILESTONES, given))
    decisions = {row.case_id: row for row in tx.execute(_DECISIONS, given)}
    for story in found.values():
        _tell_lines(story)
        _tell_effects(tx, story, milestones[story.head.id], decisions.get(story.head.id))
    for row in tx.execute(_TASKS, given):
        _tell_task(found[row.case_id], row, since)
    for row in tx.execute(_LETTERS, given):
        _tell_letter(found[row.case_id], row)
    for story in found.values():
        _tell_end(story, since)
        story.told.sort(key=lambda each: (*each.order, each.source))
    return list(found.values())


def _by_case(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.case_id].append(row)
    return found


def _tell_lines(story: Story) -> None:
    """What the audit itself says: the case begins, hears something, changes desk."""
    for line in story.lines:
        source = f"lijn:{line.seq}"
        if line.seq == 1:
            story.add(source, WebhookEvent.CASE_BEGUN, line, 0, {})
        elif line.event == "bericht_ontvangen":
            story.add(source, WebhookEvent.MESSAGE_TAKEN, line, 1, {"bericht": line.data["naam"]})
        elif line.event == "termijn_verstreken":
            story.add(source, WebhookEvent.TERM_PASSED, line, 1, {"termijn": line.data["naam"]})
        elif line.event == moves.EVENT:
            facts = {"van": line.data["van"], "naar": line.data["naar"]}
            story.add(source, WebhookEvent.CASE_MOVED, line, 2, facts, also_for=facts["van"])


def _tell_effects(tx: Transaction, story: Story, milestones: Sequence[Any], decided: Any) -> None:
    """What the elements that were passed left in rows of their own, beside the line of their step.

    Milestones stand in the order in which they were passed, so the last row is of the last such element.
    """
    marking = _passing(tx, story, lambda element: element.effect == "mijlpaal")
    for line, row in zip(reversed(marking), reversed(milestones), strict=False):
        facts = {"soort": row.kind, "datum": row.on_day.isoformat()}
        story.add(f"mijlpaal:{row.id}", WebhookEvent.MILESTONE, line, 3, facts)
    notifying = _passing(tx, story, _notifies)
    if decided is not None and notifying:
        facts = {"besluit": decided.outcome, "betekend_op": decided.notified_on.isoformat()}
        story.add("besluit", WebhookEvent.DECISION_NOTIFIED, notifying[0], 4, facts)
    given = _passing(tx, story, lambda element: element.effect == "dossier_toewijzen")
    for line in given:
        if line.seq > 1:
            facts = {"van": None, "naar": story.head.organisation}
            story.add(f"toewijzing:{line.seq}", WebhookEvent.CASE_MOVED, line, 2, facts)


def _passing(tx: Transaction, story: Story, wanted: Callable[[Element], bool]) -> list[Any]:
    """The lines in which such an element was passed, once for each time."""
    elements = releases.load(tx, story.head.release_id).process(story.head.process).elements
    return [
        line
        for line in story.lines
        for passed in line.data.get("gepasseerd", ())
        if passed in elements and wanted(elements[passed])
    ]


def _notifies(element: Element) -> bool:
    """The first state of a collection is the day on which the decision was notified."""
    return element.effect == "inning_bijwerken" and Collected.TO_PAY in dict(element.parameters)["status"]


def _tell_task(story: Story, row: Any, since: datetime) -> None:
    facts = {"taak": row.element, "naam": row.name, "rol": row.role}
    opened = story.line_at(row.created_at, first=True)
    if row.created_at >= since and opened is not None:
        due = {"uiterste_dag": row.due_on.isoformat() if row.due_on else None}
        story.add(f"taak:{row.id}:open", WebhookEvent.TASK_OPENED, opened, 6, facts | due, at=row.created_at)
    if row.ended_at is None or row.ended_at < since:
        return
    closed = _completion(story, row) or story.line_at(row.ended_at)
    if closed is not None:
        done = {"afloop": row.status}
        story.add(f"taak:{row.id}:dicht", WebhookEvent.TASK_CLOSED, closed, 5, facts | done, at=row.ended_at)


def _completion(story: Story, row: Any) -> Any:
    """The line of the step that completed a task."""
    if row.status != TaskStatus.COMPLETED:
        return None
    return next(
        (
            line
            for line in story.lines
            if line.at == row.ended_at
            and line.event == "taak_voltooid"
            and line.data.get("element") == row.element
        ),
        None,
    )


def _tell_letter(story: Story, row: Any) -> None:
    facts = {
        "brief": row.template,
        "kenmerk": row.reference,
        "taal": row.language,
        "aangetekend": row.registered,
        "verzonden_op": row.sent_on.isoformat(),
    }
    line = story.line_at(row.sent_noted_at)
    order = (line.seq if line is not None else 0, 8)
    told = Told(f"brief:{row.id}", WebhookEvent.LETTER_SENT, row.sent_noted_at, order, facts)
    story.told.append(told)


def _tell_end(story: Story, since: datetime) -> None:
    ended = story.head.ended_at
    if ended is not None and ended >= since:
        order = (story.lines[-1].seq if story.lines else 0, 9)
        facts = {"uitkomst": story.head.outcome}
        story.told.append(Told("einde", WebhookEvent.CASE_ENDED, ended, order, facts))
