"""The case page: one case whole, for who may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, select

from app.db.session import Transaction
from app.db.tables import (
    account,
    decision,
    incident,
    infringement,
    letter,
    payment,
    person,
    repair,
    revision,
    subscription,
    task,
    term,
)
from app.domain.errors import DomainError
from app.domain.failures import IncidentKind, RepairStatus
from app.domain.permissions import Action, may
from app.domain.vocabulary import TaskStatus, TermKind, TermStatus
from app.engine.catalogue import Element
from app.engine.release import Process, Release
from app.forms import Field
from app.insight.access import Opened, open_case
from app.insight.address_checks import Check, checks_of_person
from app.insight.case_partners import Partners, partners_of
from app.insight.case_picture import Picture, picture_of
from app.insight.term_reasons import Reason, reasons_of
from app.insight.terms import Pause, Term, pauses_of, terms_of
from app.insight.timeline import History, history, outcome_name
from app.insight.viewer import Releases, Viewer


@dataclass(frozen=True)
class OpenTask:
    """A task that waits; `own` when the viewer's role may do it."""

    id: int
    name: str
    role: str
    due_on: date | None
    days_left: int | None
    stands_still: bool  # its term is suspended without an end
    assignee_id: int | None
    assignee_name: str | None
    own: bool


@dataclass(frozen=True)
class Linked:
    """A case of the same family, oldest first; `readable` when the viewer may open it."""

    id: int
    number: str
    process: str
    status: str
    outcome: str | None
    organisation: str | None
    readable: bool
    current: bool


@dataclass(frozen=True)
class Trouble:
    """A step that failed and waits for somebody to try again."""

    id: int
    code: str
    facts: Mapping[str, Any]
    step: str | None
    created_at: datetime
    attempts: int
    by_form: bool  # a person fills in the form again; there is nothing to repeat for them
    repair_id: int | None  # a proposal that waits for a second person


@dataclass(frozen=True)
class CasePage:
    """All that the page shows. Rows of the database stand under their column names."""

    id: int
    number: str
    version: int
    process: str
    status: str
    outcome: str | None
    organisation: str | None
    started_at: datetime
    ended_at: datetime | None
    works: bool
    data: Mapping[str, Any]
    person: Mapping[str, Any]
    family: list[Linked]
    tasks: list[OpenTask]
    terms: list[Term]
    reasons: list[Reason]  # why each open term has not fired
    pauses: list[Pause]
    messages: list[Element]
    letters: list[Any]
    addresses: list[Check]  # what was found about where the person lives, newest first
    infringements: list[Any]
    decisions: list[Any]
    revisions: list[Any]  # how these decisions were before somebody amended or withdrew them
    payments: list[Any]
    partners: Partners
    incidents: list[Trouble]
    waiting: list[tuple[Element, date | None]]  # events, with the last day of the term that they are
    recorded: list[tuple[Field, Any]]
    history: History
    picture: Picture


_PERSON = select(person).where(person.c.id == bindparam("person"))
_TASKS = (
    select(task, account.c.name.label("assignee_name"))
    .outerjoin(account, account.c.id == task.c.assignee_id)
    .where(task.c.case_id == bindparam("case"), task.c.status == TaskStatus.OPEN)
    .order_by(task.c.id)
)
_SUBSCRIPTIONS = (
    select(subscription).where(subscription.c.case_id == bindparam("case")).order_by(subscription.c.id)
)
_TIMERS = select(term.c.element).where(
    term.c.case_id == bindparam("case"),
    term.c.status.in_((TermStatus.WAITING, TermStatus.RUNNING)),
    term.c.kind == "timer",
)
_LETTERS = select(letter).where(letter.c.case_id == bindparam("case")).order_by(letter.c.id.desc())
_INCIDENTS = (
    select(incident, repair.c.id.label("repair_id"))
    .outerjoin(repair, (repair.c.incident_id == incident.c.id) & (repair.c.status == RepairStatus.PROPOSED))
    .where(incident.c.case_id == bindparam("case"), incident.c.resolved_at.is_(None))
    .order_by(incident.c.id)
)
_OF_CASES: BindParameter[Any] = bindparam("cases", expanding=True)
_INFRINGEMENTS = select(infringement).where(infringement.c.case_id.in_(_OF_CASES))
_signer = account.alias("signer")
_DECISIONS = (
    select(decision, account.c.name.label("officer"), _signer.c.name.label("signer"))
    .join(account, account.c.id == decision.c.decided_by)
    .join(_signer, _signer.c.id == decision.c.signed_by)
    .where(decision.c.case_id.in_(_OF_CASES))
    .order_by(decision.c.id)
)
_REVISIONS = (
    select(revision, account.c.name.label("officer"), _signer.c.name.label("signer"))
    .join(account, account.c.id == revision.c.decided_by)
    .join(_signer, _signer.c.id == revision.c.signed_by)
    .where(revision.c.case_id.in_(_OF_CASES))
    .order_by(revision.c.id)
)
_PAYMENTS = select(payment).where(payment.c.case_id == bindparam("case")).order_by(payment.c.id)


def case_page(tx: Transaction, viewer: Viewer, case_id: int, releases: Releases) -> CasePage:
    """One case with all that belongs to it. Raises DomainError `dossier_onbekend`, `geen_toegang`."""
    opened = open_case(tx, viewer, case_id)
    row = opened.row
    release = releases(tx, row.release_id)
    process = release.process(row.process)
    of_case = {"case": row.id}
    # Facts of enforcement are read where the viewer may open the case that they belong to.
    lineage = {"cases": [each.id for each in (*opened.relatives, row) if each.id in opened.readable]}
    open_tasks = tx.execute(_TASKS, of_case).all()
    waiting = list(tx.execute(_SUBSCRIPTIONS, of_case))
    troubles = tx.execute(_INCIDENTS, of_case).all()
    story = history(tx, row.id, release, process)
    elements = [each.element for each in (*open_tasks, *waiting)]
    elements += tx.execute(_TIMERS, of_case).scalars().all()
    stuck = {each.element for each in troubles if each.element}
    terms = terms_of(tx, row.id, release, releases)
    still = {each.uid for each in terms if each.suspended and each.kind == TermKind.TASK}
    picture = picture_of(release, process, f"{process.name}, {row.number}", elements, story.passed, stuck)
    return CasePage(
        id=row.id,
        number=row.number,
        version=row.version,
        process=process.name,
        status=row.status,
        outcome=outcome_name(process, row.outcome),
        organisation=row.organisation_name,
        started_at=row.started_at,
        ended_at=row.ended_at,
        works=opened.works,
        data=row.data,
        person=tx.execute(_PERSON, {"person": row.person_id}).one()._asdict(),
        family=_family(tx, opened, releases),
        tasks=[_task(tx, each, viewer, opened.works, still) for each in open_tasks],
        terms=terms,
        reasons=reasons_of(tx, row.id, [each for each in terms if each.is_open]),
        pauses=pauses_of(tx, row.id),
        messages=_recordable(process, waiting, viewer) if opened.works else [],
        letters=list(tx.execute(_LETTERS, of_case)),
        addresses=checks_of_person(tx, row.person_id),
        infringements=list(tx.execute(_INFRINGEMENTS, lineage)),
        decisions=list(tx.execute(_DECISIONS, lineage)),
        revisions=list(tx.execute(_REVISIONS, lineage)),
        payments=list(tx.execute(_PAYMENTS, of_case)),
        partners=partners_of(tx, row, release),
        incidents=[_trouble(each, process) for each in troubles],
        waiting=_waiting(picture, terms),
        recorded=_recorded(release, process, row.data, story.passed),
        history=story,
        picture=picture,
    )


def message_element(
    tx: Transaction, viewer: Viewer, case_id: int, name: str, releases: Releases
) -> tuple[Any, Element | None, Release]:
    """The case, the element of a message that the viewer may record now (else None), and the release.

    Raises DomainError `dossier_onbekend`, `geen_toegang`.
    """
    opened = open_case(tx, viewer, case_id)
    release = releases(tx, opened.row.release_id)
    waiting = tx.execute(_SUBSCRIPTIONS, {"case": case_id}).all()
    recordable = _recordable(release.process(opened.row.process), waiting, viewer) if opened.works else []
    return opened.row, next((each for each in recordable if each.message == name), None), release


def letter_case(tx: Transaction, viewer: Viewer, letter_id: int) -> Any:
    """The row of a letter that the viewer may read. Raises DomainError `brief_onbekend`, `geen_toegang`."""
    from_letter = tx.execute(select(letter).where(letter.c.id == letter_id)).first()
    if from_letter is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    open_case(tx, viewer, from_letter.case_id)
    return from_letter


def _waiting(picture: Picture, terms: Iterable[Term]) -> list[tuple[Element, date | None]]:
    """The events that the case waits for, a term with its last day."""
    days = {term.element: term.last_day for term in terms if term.is_open}
    return [(each, days.get(each.id)) for each in picture.here if each.kind != "userTask"]


def _recordable(process: Process, waiting: Iterable[Any], viewer: Viewer) -> list[Element]:
    """Messages that the case waits for and that the viewer's role may record by hand, each once.

    What the main flow waits for comes before the requests that somebody may make at any moment.
    """
    if not may(viewer.roles, Action.RECORD_MESSAGE):
        return []
    found = [process.elements[each.element] for each in waiting]
    mine = [each for each in found if each.form and each.by_role in viewer.roles]
    by_message = {each.message: each for each in reversed(mine)}
    first = [each for each in mine if by_message[each.message] is each]
    return sorted(first, key=lambda each: each.kind == "boundaryEvent")


def _task(tx: Transaction, row: Any, viewer: Viewer, works: bool, still: Collection[str]) -> OpenTask:
    return OpenTask(
        id=row.id,
        name=row.name,
        role=row.role,
        due_on=row.due_on,
        days_left=(row.due_on - tx.today).days if row.due_on else None,
        stands_still=row.uid in still,
        assignee_id=row.assignee_id,
        assignee_name=row.assignee_name,
        own=works and row.role in viewer.roles,
    )


def _family(tx: Transaction, opened: Opened, releases: Releases) -> list[Linked]:
    return [
        Linked(
            id=each.id,
            number=each.number,
            process=(process := releases(tx, each.release_id).process(each.process)).name,
            status=each.status,
            outcome=outcome_name(process, each.outcome) if each.id in opened.readable else None,
            organisation=each.organisation_name,
            readable=each.id in opened.readable,
            current=each.id == opened.row.id,
        )
        for each in (*opened.ancestors, opened.row, *opened.descendants)
    ]


def _trouble(row: Any, process: Process) -> Trouble:
    element = process.elements.get(row.element or "")
    return Trouble(
        id=row.id,
        code=row.code,
        facts=row.facts,
        step=element.name if element else None,
        created_at=row.created_at,
        attempts=row.attempts,
        by_form=IncidentKind(row.kind).by_form,
        repair_id=row.repair_id,
    )


def _recorded(
    release: Release, process: Process, data: Mapping[str, Any], passed: frozenset[str]
) -> list[tuple[Field, Any]]:
    """The case's facts that somebody answered, with the question: what a table found is no answer."""
    found: dict[str, tuple[Field, Any]] = {}
    for element in process.elements.values():
        for field in release.form(element.form).fields if element.form and element.id in passed else ():
            if field.structured and data.get(field.key) is not None:
                found.setdefault(field.key, (field, data[field.key]))
    return list(found.values())
