"""The mail of one desk: how far its letters are, which could not be made and why, and its print batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as when

from app.db.session import Transaction
from app.db.tables import account, case, incident, letter, person, print_batch
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus
from app.insight.viewer import Viewer

LONGEST = 200


@dataclass(frozen=True)
class Line:
    """One letter; `code` and `facts` say why it could not be made, where that is so."""

    id: int
    case_id: int
    case_number: str
    person_name: str
    template: str
    reference: str | None
    registered: bool
    status: str
    requested_at: datetime
    sent_on: date | None
    registered_number: str | None
    code: str | None = None
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class BatchLine:
    """A print batch; `sent` counts the letters of which the sent date is known."""

    id: int
    created_at: datetime
    by: str | None
    letters: int
    sent: int

    @property
    def open(self) -> bool:
        return self.sent < self.letters


@dataclass(frozen=True)
class Mail:
    """The page of the mail; `counts` go by status, without what is stuck."""

    counts: Mapping[str, int]
    stuck: list[Line]
    batches: list[BatchLine]


_LINES = (
    select(letter, case.c.number, person.c.last_name, person.c.first_name)
    .join(case, case.c.id == letter.c.case_id)
    .join(person, person.c.id == letter.c.person_id)
)


def mail_of(tx: Transaction, viewer: Viewer) -> Mail:
    """The mail of the viewer's organisation."""
    own = letter.c.organisation == viewer.organisation
    is_stuck = and_(letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_not(None))
    counted = tx.execute(
        select(letter.c.status, func.count().label("number")).where(own, ~is_stuck).group_by(letter.c.status)
    )
    stuck = tx.execute(_LINES.where(own, is_stuck).order_by(letter.c.id).limit(LONGEST)).all()
    reasons = _reasons(tx, [row.case_id for row in stuck])
    return Mail(
        counts={row.status: int(row.number) for row in counted},
        stuck=[_line(row, reasons.get(row.id)) for row in stuck],
        batches=_batches(tx, viewer),
    )


def batch_of(tx: Transaction, viewer: Viewer, batch_id: int) -> tuple[BatchLine, list[Line]]:
    """One batch with its letters. Raises DomainError `batch_onbekend`, also for another desk's."""
    found = next(iter(_batches(tx, viewer, print_batch.c.id == batch_id)), None)
    if found is None:
        raise DomainError("batch_onbekend", batch=batch_id)
    rows = tx.execute(_LINES.where(letter.c.batch_id == batch_id).order_by(letter.c.id))
    return found, [_line(row) for row in rows]


def letter_of(tx: Transaction, viewer: Viewer, letter_id: int) -> Line:
    """One letter of the viewer's desk. Raises DomainError `brief_onbekend`."""
    row = tx.execute(
        _LINES.where(letter.c.id == letter_id, letter.c.organisation == viewer.organisation)
    ).first()
    if row is None:
        raise DomainError("brief_onbekend", brief=letter_id)
    return _line(row)


def _batches(tx: Transaction, viewer: Viewer, wanted: ColumnElement[bool] | None = None) -> list[BatchLine]:
    """Batches with letters of this desk only: a batch is one PDF, it cannot be shown in part."""
    other = letter.alias()
    in_batch = select(other.c.id).where(other.c.batch_id == print_batch.c.id)
    chosen = and_(
        in_batch.where(other.c.organisation == viewer.organisation).exists(),
        ~in_batch.where(other.c.organisation != viewer.organisation).exists(),
        *([] if wanted is None else [wanted]),
    )
    sent = when((letter.c.status.in_((LetterStatus.SENT, LetterStatus.CANCELLED)), 1), else_=0)
    rows = tx.execute(
        select(
            print_batch.c.id,
            print_batch.c.created_at,
            account.c.name,
            func.count(letter.c.id).label("letters"),
            func.sum(sent).label("sent"),
        )
        .join(letter, letter.c.batch_id == print_batch.c.id)
        .outerjoin(account, account.c.id == print_batch.c.account_id)
        .where(chosen)
        .group_by(print_batch.c.id, print_batch.c.created_at, account.c.name)
        .order_by(print_batch.c.id.desc())
        .limit(LONGEST)
    )
    return [BatchLine(row.id, row.created_at, row.name, int(row.letters), int(row.sent)) for row in rows]


def _reasons(tx: Transaction, case_ids: list[int]) -> dict[int, Any]:
    """The open incidents of letters, by the letter's id."""
    rows = tx.execute(
        select(incident).where(incident.c.case_id.in_(case_ids), incident.c.resolved_at.is_(None))
    )
    return {row.command["brief"]: row for row in rows if "brief" in row.command}


def _line(row: Any, reason: Any = None) -> Line:
    return Line(
        id=row.id,
        case_id=row.case_id,
        case_number=row.number,
        person_name=f"{row.first_name} {row.last_name}".strip(),
        template=row.template,
        reference=row.reference,
        registered=row.registered,
        status=row.status,
        requested_at=row.requested_at,
        sent_on=row.sent_on,
        registered_number=row.registered_number,
        code=reason.code if reason else None,
        facts=reason.facts if reason else None,
    )
