"""The mail of one desk: how far its letters are, which could not be made and why, and its print batches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy import case as when

from app.db.session import Transaction
from app.db.tables import account, address_check, case, incident, letter, organisation, person, print_batch
from app.domain.errors import DomainError
from app.domain.municipalities import FACILITY_CODES
from app.domain.organisations import OrganisationKind
from app.domain.vocabulary import NOT_LEFT, LetterStatus
from app.insight import letter_delays
from app.insight.letter_delays import Delay, Delayed
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
    made_at: datetime | None
    batch_id: int | None
    batched_at: datetime | None
    downloaded_at: datetime | None
    sent_on: date | None
    registered_number: str | None
    returned_on: date | None
    return_reason: str | None
    check_id: int | None
    cancelled_at: datetime | None
    cancelled_by: str | None
    cancel_reason: str | None
    copy_of: int | None  # the letter in whose place it was asked for
    language: str
    french_asked_on: date | None
    translation_of: int | None  # the letter in Dutch that this one follows
    with_facilities: bool  # of Flanders, and where the person lives now it may be in French on request
    has_pdf: bool
    code: str | None = None
    facts: Mapping[str, Any] | None = None

    @property
    def may_be_sent(self) -> bool:
        return self.status in (LetterStatus.MADE, LetterStatus.IN_BATCH)

    @property
    def may_be_cancelled(self) -> bool:
        return self.status in NOT_LEFT

    @property
    def may_return(self) -> bool:
        return self.status == LetterStatus.SENT and self.returned_on is None

    @property
    def may_be_french(self) -> bool:
        left = self.status != LetterStatus.CANCELLED
        return left and self.language == "nl" and self.with_facilities

    @property
    def printed_in_vain(self) -> bool:
        """Cancelled after somebody fetched its batch: it may lie in the pile."""
        cancelled, fetched = self.cancelled_at, self.downloaded_at
        return cancelled is not None and fetched is not None and fetched <= cancelled


@dataclass(frozen=True)
class BatchLine:
    """A print batch; `letters` counts all of them, the others those of which that is known."""

    id: int
    created_at: datetime
    downloaded_at: datetime | None
    by: str | None
    letters: int
    sent: int
    returned: int
    cancelled: int

    @property
    def to_send(self) -> int:
        return self.letters - self.sent - self.cancelled

    @property
    def empty(self) -> bool:
        """Nothing is left to print."""
        return self.cancelled == self.letters


@dataclass(frozen=True)
class Mail:
    """The page of the mail; `counts` go by status, without what is stuck."""

    counts: Mapping[str, int]
    returned: int
    stuck: list[Line]
    stuck_number: int
    delays: list[Delayed]
    checks: int
    batches: list[BatchLine]


_FLEMISH_DESKS = (OrganisationKind.AGENCY, OrganisationKind.ENFORCEMENT)
_CANCELLER = account.alias("canceller")
_LINES = (
    select(
        letter,
        case.c.number,
        person.c.first_name,
        person.c.last_name,
        person.c.nis_code,
        organisation.c.kind.label("desk"),
        print_batch.c.created_at.label("batched_at"),
        print_batch.c.downloaded_at,
        _CANCELLER.c.name.label("canceller"),
    )
    .join(case, case.c.id == letter.c.case_id)
    .join(person, person.c.id == letter.c.person_id)
    .outerjoin(organisation, organisation.c.code == letter.c.organisation)
    .outerjoin(print_batch, print_batch.c.id == letter.c.batch_id)
    .outerjoin(_CANCELLER, _CANCELLER.c.id == letter.c.cancelled_by)
)


def mail_of(tx: Transaction, viewer: Viewer) -> Mail:
    """How far the letters of the viewer's desk are."""
    own = letter.c.organisation == viewer.organisation
    is_stuck = and_(letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_not(None))
    counted = tx.execute(
        select(letter.c.status, func.count().label("number")).where(own, ~is_stuck).group_by(letter.c.status)
    )
    stuck = tx.execute(_LINES.where(own, is_stuck).order_by(letter.c.id).limit(LONGEST)).all()
    reasons = _reasons(tx, [row.case_id for row in stuck])
    return Mail(
        counts={row.status: int(row.number) for row in counted},
        returned=_number(tx, letter.c.id, own, letter.c.returned_on.is_not(None)),
        stuck=[_line(row, reasons.get(row.id)) for row in stuck],
        stuck_number=_number(tx, letter.c.id, own, is_stuck),
        delays=letter_delays.delays_of(tx, viewer.organisation),
        checks=_number(
            tx,
            address_check.c.id,
            address_check.c.organisation == viewer.organisation,
            address_check.c.closed_at.is_(None),
        ),
        batches=_batches(tx, viewer),
    )


def delayed(tx: Transaction, viewer: Viewer, delay: Delay) -> list[Line]:
    """The letters of the desk that wait too long in one place, the oldest first, at most LONGEST."""
    rows = tx.execute(
        _LINES.where(letter.c.organisation == viewer.organisation, letter_delays.condition(tx, delay))
        .order_by(letter.c.id)
        .limit(LONGEST)
    ).all()
    reasons = _reasons(tx, [row.case_id for row in rows if row.problem])
    return [_line(row, reasons.get(row.id)) for row in rows]


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
    reasons = _reasons(tx, [row.case_id]) if row.problem else {}
    return _line(row, reasons.get(row.id))


def _number(tx: Transaction, counted: ColumnElement[Any], *conditions: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count(counted)).where(*conditions)).scalar_one())


def _batches(tx: Transaction, viewer: Viewer, wanted: ColumnElement[bool] | None = None) -> list[BatchLine]:
    """Batches with letters of this desk only: a batch is one PDF, it cannot be shown in part."""
    other = letter.alias()
    in_batch = select(other.c.id).where(other.c.batch_id == print_batch.c.id)
    chosen = and_(
        in_batch.where(other.c.organisation == viewer.organisation).exists(),
        ~in_batch.where(other.c.organisation != viewer.organisation).exists(),
        *([] if wanted is None else [wanted]),
    )
    rows = tx.execute(
        select(
            print_batch.c.id,
            print_batch.c.created_at,
            print_batch.c.downloaded_at,
            account.c.name,
            func.count(letter.c.id).label("letters"),
            func.sum(when((letter.c.status == LetterStatus.SENT, 1), else_=0)).label("sent"),
            func.count(letter.c.returned_on).label("returned"),
            func.sum(when((letter.c.status == LetterStatus.CANCELLED, 1), else_=0)).label("cancelled"),
        )
        .join(letter, letter.c.batch_id == print_batch.c.id)
        .outerjoin(account, account.c.id == print_batch.c.account_id)
        .where(chosen)
        .group_by(print_batch.c.id, print_batch.c.created_at, print_batch.c.downloaded_at, account.c.name)
        .order_by(print_batch.c.id.desc())
        .limit(LONGEST)
    )
    return [
        BatchLine(
            id=row.id,
            created_at=row.created_at,
            downloaded_at=row.downloaded_at,
            by=row.name,
            letters=int(row.letters),
            sent=int(row.sent),
            returned=int(row.returned),
            cancelled=int(row.cancelled),
        )
        for row in rows
    ]


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
        made_at=row.made_at,
        batch_id=row.batch_id,
        batched_at=row.batched_at,
        downloaded_at=row.downloaded_at,
        sent_on=row.sent_on,
        registered_number=row.registered_number,
        returned_on=row.returned_on,
        return_reason=row.return_reason,
        check_id=row.address_check_id,
        cancelled_at=row.cancelled_at,
        cancelled_by=row.canceller,
        cancel_reason=row.cancel_reason,
        copy_of=row.copy_of,
        language=row.language,
        french_asked_on=row.french_asked_on,
        translation_of=row.translation_of,
        with_facilities=row.desk in _FLEMISH_DESKS and row.nis_code in FACILITY_CODES,
        has_pdf=row.document is not None,
        code=reason.code if reason else None,
        facts=reason.facts if reason else None,
    )
