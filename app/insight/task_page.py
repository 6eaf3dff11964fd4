"""One task: what to do, for whom, by when and why; for a decision, what the tariff proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import account, answer, audit, case, command, decision, person, task
from app.domain.errors import DomainError
from app.domain.sanctions import cents
from app.domain.vocabulary import TaskStatus
from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.forms import Field, Form
from app.insight.access import open_case
from app.insight.address_checks import Check, checks_of_person
from app.insight.terms import Term, terms_of
from app.insight.timeline import Entry, answered, history
from app.insight.viewer import Releases, Viewer

ESTABLISH = "inbreuk_vaststellen"  # asks whether the person has an address (F15)
TARIFFS = ("boete", "boete_ggc")
SIGNS = {  # who signs sees what the first officer decided
    "besluit_ondertekenen": "besluit_nemen",
    "bedrag_ondertekenen": "bedrag_vastleggen",
    "wijziging_ondertekenen": "besluit_wijzigen",
    "sanctie_ondertekenen": "sanctie_beslissen",
}
DECIDES = {*SIGNS, *SIGNS.values()}
STORY = 5  # events that a task's page recalls


@dataclass(frozen=True)
class Proposal:
    """What the tariff proposes for a fine: amounts in cents, the row that hit and why it stands there."""

    amount: int | None
    lowest: int | None
    highest: int | None
    row: int | None
    why: str


@dataclass(frozen=True)
class Draft:
    """The decision as the first officer took it, for the one who signs."""

    answers: tuple[tuple[Field, Any], ...]
    officer: str | None
    at: datetime | None


@dataclass(frozen=True)
class TaskPage:
    """All that the page of a task shows. `works` when the viewer may act in the case at all."""

    id: int
    name: str
    role: str
    status: str
    element: Element
    form: Form
    due_on: date | None
    days_left: int | None
    term: Term | None
    created_at: datetime
    ended_at: datetime | None
    assignee_id: int | None
    assignee_name: str | None
    completed_by: str | None
    works: bool
    case_id: int
    case_number: str
    case_version: int
    process: str
    data: Mapping[str, Any]
    person: Mapping[str, Any]
    proposal: Proposal | None
    draft: Draft | None
    before: Mapping[str, Any]  # what was written when this task was done before in this case
    earlier: list[Any]  # decisions about this person before, where the page is about one
    addresses: list[Check]  # what was found about where the person lives, where the page is about that
    story: list[Entry]  # what went before, newest first

    @property
    def is_open(self) -> bool:
        return self.status == TaskStatus.OPEN


_doer = account.alias("doer")
_TASK = (
    select(task, account.c.name.label("assignee_name"), _doer.c.name.label("doer_name"))
    .outerjoin(account, account.c.id == task.c.assignee_id)
    .outerjoin(_doer, _doer.c.id == task.c.completed_by)
    .where(task.c.id == bindparam("task"))
)
_PERSON = select(person).where(person.c.id == bindparam("person"))
_DECIDED = (
    select(audit.c.data).where(audit.c.case_id == bindparam("case")).order_by(audit.c.seq.desc())
)  # fmt: skip
_LAST_DONE = (
    select(task.c.element, task.c.ended_at, account.c.name)
    .outerjoin(account, account.c.id == task.c.completed_by)
    .where(
        task.c.case_id == bindparam("case"),
        task.c.element == bindparam("named"),
        task.c.status == TaskStatus.COMPLETED,
    )
    .order_by(task.c.id.desc())
    .limit(1)
)
_LAST_ANSWER = (
    select(answer.c["values"])
    .where(answer.c.case_id == bindparam("case"), answer.c.element == bindparam("named"))
    .order_by(answer.c.id.desc())
    .limit(1)
)
_EARLIER = (  # of the same authority: what Flanders decided is no business of the GGC, nor the other way
    select(decision)
    .join(case, case.c.id == decision.c.case_id)
    .where(
        decision.c.person_id == bindparam("person"),
        decision.c.case_id != bindparam("case"),
        case.c.process == bindparam("process"),
    )
    .order_by(decision.c.id.desc())
)
_DONE = select(command.c.id).where(
    command.c.id == bindparam("id"), command.c.case_id == bindparam("case"), command.c.accepted
)


def task_page(tx: Transaction, viewer: Viewer, task_id: int, releases: Releases) -> TaskPage:
    """A task, open or done. Raises DomainError `taak_onbekend`, `geen_toegang`."""
    row = tx.execute(_TASK, {"task": task_id}).first()
    if row is None:
        raise DomainError("taak_onbekend", taak=task_id)
    opened = open_case(tx, viewer, row.case_id)
    release = releases(tx, opened.row.release_id)
    process = release.process(opened.row.process)
    element = process.elements[row.element]
    deciding = row.element in DECIDES
    return TaskPage(
        id=row.id,
        name=row.name,
        role=row.role,
        status=row.status,
        element=element,
        form=release.form(element.form or ""),
        due_on=row.due_on,
        days_left=(row.due_on - tx.today).days if row.due_on else None,
        term=_term(tx, row, release, releases),
        created_at=row.created_at,
        ended_at=row.ended_at,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        completed_by=row.doer_name,
        works=opened.works,
        case_id=opened.row.id,
        case_number=opened.row.number,
        case_version=opened.row.version,
        process=process.name,
        data=opened.row.data,
        person=tx.execute(_PERSON, {"person": row.person_id}).one()._asdict(),
        proposal=_proposal(tx, opened.row, release) if deciding else None,
        draft=_draft(tx, opened.row, release, process, SIGNS[row.element]) if row.element in SIGNS else None,
        before=tx.execute(_LAST_ANSWER, {"case": opened.row.id, "named": row.element}).scalar() or {},
        earlier=_earlier(tx, opened.row) if deciding else [],
        addresses=checks_of_person(tx, row.person_id) if row.element == ESTABLISH else [],
        story=history(tx, opened.row.id, release, process).entries[:STORY],
    )


def carried_out(tx: Transaction, command_id: str | None, case_id: int) -> bool:
    """Whether this command already counted: the same click twice, or a page sent again."""
    if command_id is None:
        return False
    return tx.execute(_DONE, {"id": command_id, "case": case_id}).first() is not None


def _term(tx: Transaction, row: Any, release: Release, releases: Releases) -> Term | None:
    terms = terms_of(tx, row.case_id, release, releases)
    return next((each for each in terms if each.uid == row.uid and each.kind == "taak"), None)


def _proposal(tx: Transaction, row: Any, release: Release) -> Proposal:
    noted: Mapping[str, Any] = next(
        (
            each
            for data in tx.execute(_DECIDED, {"case": row.id}).scalars()
            for each in data.get("beslist", ())
            if each["tabel"] in TARIFFS
        ),
        {},
    )
    rules = release.table(noted["tabel"]).rules if noted else ()
    rule = next((each for each in rules if each.id == noted.get("regel")), None)
    return Proposal(
        amount=_cents(row.data.get("voorstel_bedrag")),
        lowest=_cents(row.data.get("minimum_bedrag")),
        highest=_cents(row.data.get("maximum_bedrag")),
        row=noted.get("rij"),
        why=rule.description if rule else "",
    )


def _draft(tx: Transaction, row: Any, release: Release, process: Process, decides: str) -> Draft:
    of_decision = {"case": row.id, "named": decides}
    done = tx.execute(_LAST_DONE, of_decision).first()
    free = tx.execute(_LAST_ANSWER, of_decision).scalar() or {}
    answers = answered(release, process.elements.get(decides), {**row.data, **free})
    return Draft(answers, done.name if done else None, done.ended_at if done else None)


def _earlier(tx: Transaction, row: Any) -> list[Any]:
    of = {"person": row.person_id, "case": row.id, "process": row.process}
    return list(tx.execute(_EARLIER, of))


def _cents(amount: Any) -> int | None:
    return None if amount is None else cents(amount)
