"""The tray as its desk reads it: what lies there and why, what one message says, and where it may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, false, func, or_, select

from app.casework import hearing
from app.casework import partner_verdicts as verdicts
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import account, case, organisation, partner_message, person, subscription
from app.domain.errors import DomainError
from app.domain.partners import answers_tray
from app.domain.permissions import Action, may
from app.domain.vocabulary import PartnerMessageStatus, PersonStatus, Region, Trajectory
from app.engine.release import Release
from app.forms import Field
from app.insight.sight import CaseLine, cases_seen
from app.insight.viewer import Releases, Viewer

PAGE = 25
WALK_IN = "aangemeld"
CLOSED = (PartnerMessageStatus.ANSWERED, PartnerMessageStatus.LAPSED)

_KIND = select(organisation.c.kind).where(organisation.c.code == bindparam("code"))
_LINES = select(partner_message, organisation.c.name.label("sender_name")).join(
    organisation, organisation.c.code == partner_message.c.organisation
)
_ONE = (
    select(
        partner_message,
        organisation.c.name.label("sender_name"),
        account.c.name.label("settled_by_name"),
        case.c.number.label("case_number_now"),
    )
    .join(organisation, organisation.c.code == partner_message.c.organisation)
    .outerjoin(account, account.c.id == partner_message.c.settled_by)
    .outerjoin(case, case.c.id == partner_message.c.case_id)
    .where(partner_message.c.id == bindparam("id"))
)
_WAITS = select(subscription.c.case_id).where(
    subscription.c.name == bindparam("named"), subscription.c.case_id.in_(bindparam("cases", expanding=True))
)


@dataclass(frozen=True)
class Line:
    """A message in the list. Nobody is named: the number of the person stands on its own page."""

    id: int
    name: str
    sender_name: str
    occurred_on: date
    received_at: datetime
    status: str
    reason: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Listing:
    """One page of the tray, the oldest first; `total` counts all pages."""

    items: list[Line]
    page: int
    total: int
    names: list[str]  # what may be chosen by
    senders: list[tuple[str, str]]

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Candidate:
    """A case that the message may be for; `waits`: it hears it now, else it may later."""

    case: CaseLine
    waits: bool


@dataclass(frozen=True)
class Told:
    """One message. `said` are its answers with their fields; `elsewhere`: only other desks have the file.

    `person` is who has the number, when the viewer may see them; `may_begin`: a trajectory may start with it.
    """

    row: Any
    said: list[tuple[Field | None, str, Any]]
    person: Mapping[str, Any] | None
    candidates: list[Candidate]
    elsewhere: bool
    may_begin: bool
    undo: bool

    @property
    def in_tray(self) -> bool:
        return bool(self.row.status == PartnerMessageStatus.TRAY)


def count(tx: Transaction, viewer: Viewer) -> int:
    """How many messages wait in the tray of the viewer."""
    waiting = select(func.count()).select_from(partner_message).where(_mine(tx, viewer), _IN_TRAY)
    return int(tx.execute(waiting).scalar_one())


def listing(tx: Transaction, viewer: Viewer, chosen: Mapping[str, str], page: int) -> Listing:
    """The messages in the viewer's tray; with `staat` = `afgehandeld` the closed ones, newest first."""
    mine = _mine(tx, viewer)
    closed = chosen.get("staat") == "afgehandeld"
    state = partner_message.c.status.in_(CLOSED) if closed else _IN_TRAY
    where = [mine, state]
    where += [partner_message.c.name == chosen["bericht"]] if chosen.get("bericht") else []
    where += [partner_message.c.organisation == chosen["afzender"]] if chosen.get("afzender") else []
    total = tx.execute(select(func.count()).select_from(partner_message).where(*where)).scalar_one()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    order = partner_message.c.settled_at.desc() if closed else partner_message.c.received_at
    rows = tx.execute(
        _LINES.where(*where).order_by(order, partner_message.c.id).limit(PAGE).offset((page - 1) * PAGE)
    )
    names = select(partner_message.c.name).where(mine, state).distinct().order_by(partner_message.c.name)
    senders = (
        select(organisation.c.code, organisation.c.name)
        .join(partner_message, partner_message.c.organisation == organisation.c.code)
        .where(mine, state)
        .distinct()
        .order_by(organisation.c.name)
    )
    return Listing(
        items=[_line(row) for row in rows],
        page=page,
        total=total,
        names=list(tx.execute(names).scalars()),
        senders=[(row.code, row.name) for row in tx.execute(senders)],
    )


def one(tx: Transaction, viewer: Viewer, releases: Releases, current: Release, message_id: int) -> Told:
    """One message of the viewer's tray. Raises DomainError `partnerbericht_onbekend`, also for another's."""
    row = tx.execute(_ONE, {"id": message_id}).first()
    if row is None or not _may(tx, viewer, row.desk):
        raise DomainError("partnerbericht_onbekend", bericht=message_id)
    person_id = row.person_id or verdicts.person_of(tx, row)
    seen = cases_seen(tx, viewer, [person_id])[person_id] if person_id else []
    candidates = _candidates(tx, row, person_id, seen) if person_id else []
    has_cases = person_id is not None and tx.execute(_HAS_CASES, {"person": person_id}).first() is not None
    known = _person(tx, person_id) if person_id and (seen or not has_cases) else None
    closed_today = row.settled_at is not None and brussels_day(row.settled_at) == tx.today
    return Told(
        row=row,
        said=_said(row, _form_fields(row, releases, current, tx)),
        person=known,
        candidates=candidates,
        elsewhere=has_cases and not seen,
        may_begin=_may_begin(viewer, row, known, seen),
        undo=row.status in CLOSED and row.settled_by == viewer.account_id and closed_today,
    )


_IN_TRAY = partner_message.c.status == PartnerMessageStatus.TRAY
_HAS_CASES = select(case.c.id).where(case.c.person_id == bindparam("person")).limit(1)


def _may(tx: Transaction, viewer: Viewer, desk: str | None) -> bool:
    kind = tx.execute(_KIND, {"code": viewer.organisation}).scalar()
    return may(viewer.roles, Action.ANSWER_TRAY) and answers_tray(viewer.organisation, kind, desk)


def _mine(tx: Transaction, viewer: Viewer) -> ColumnElement[bool]:
    """The tray of the own desk; of an agency also the one that all agencies share."""
    if not may(viewer.roles, Action.ANSWER_TRAY) or viewer.organisation is None:
        return false()
    own = partner_message.c.desk == viewer.organisation
    return or_(own, partner_message.c.desk.is_(None)) if _may(tx, viewer, None) else own


def _line(row: Any) -> Line:
    return Line(
        id=row.id,
        name=row.name,
        sender_name=row.sender_name,
        occurred_on=row.occurred_on,
        received_at=row.received_at,
        status=row.status,
        reason=row.reason,
        facts=row.facts or {},
    )


def _person(tx: Transaction, person_id: int) -> Mapping[str, Any] | None:
    row = tx.execute(select(person).where(person.c.id == person_id)).first()
    return None if row is None or row.status == PersonStatus.WITHDRAWN else dict(row._mapping)


def _candidates(tx: Transaction, row: Any, person_id: int, seen: list[CaseLine]) -> list[Candidate]:
    """The running cases of the own desk in which this message has a place."""
    able = {each.id for each in verdicts.able_to_hear(tx, row, person_id, anywhere=True)}
    lines = [line for line in seen if line.id in able and line.own and line.running]
    if not lines:
        return []
    waiting = set(tx.execute(_WAITS, {"named": row.name, "cases": [line.id for line in lines]}).scalars())
    return [Candidate(line, line.id in waiting) for line in lines]


def _may_begin(viewer: Viewer, row: Any, known: Mapping[str, Any] | None, seen: list[CaseLine]) -> bool:
    """Whether the desk may begin a trajectory with this registration."""
    running = any(line.running and line.process in Trajectory.of(Region.FLANDERS) for line in seen)
    is_walk_in = row.status == PartnerMessageStatus.TRAY and row.name == WALK_IN and known is not None
    return is_walk_in and not running and may(viewer.roles, Action.REGISTER_AT_DESK)


def _form_fields(row: Any, releases: Releases, current: Release, tx: Transaction) -> dict[str, Field]:
    """The questions that the content answers: of the case's own release, else of the newest."""
    found: dict[str, Field] = {}
    for process, element in hearing.hearers(current, row.name):
        form = hearing.form_of(process, element)
        if form is not None:
            found = {field.key: field for field in current.form(form).fields} | found
    return found


def _said(row: Any, fields: Mapping[str, Field]) -> list[tuple[Field | None, str, Any]]:
    """In the order of the form; what no form asks any more stands last, under its key."""
    told = {key: value for key, value in row.payload.items() if value not in (None, "")}
    known = [(fields[key], key, told[key]) for key in fields if key in told]
    return known + [(None, key, value) for key, value in told.items() if key not in fields]
