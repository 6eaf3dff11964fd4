"""What a counter sees of its own work: the checks of a day, and one check with its letters and its task."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.db.session import Transaction
from app.db.tables import case, letter, obligation_check, person, task, term
from app.domain.errors import DomainError
from app.domain.vocabulary import LetterStatus, TaskStatus
from app.insight.viewer import Viewer

HANDING_OVER, TERM = "attest_overhandigen", "brussel_aanmelding"
PAPERS = ("attest_van_verplichting", "infobrochure")
MOST = 50  # checks on one page

_COLUMNS = (
    obligation_check,
    person.c.last_name,
    person.c.first_name,
    person.c.national_number,
    case.c.number,
    case.c.data,
)
_CHECKS = (
    select(*_COLUMNS)
    .join(person, person.c.id == obligation_check.c.person_id)
    .outerjoin(case, case.c.id == obligation_check.c.case_id)
)
_OPEN = select(task.c.id, task.c.case_id).where(
    task.c.element == HANDING_OVER, task.c.status == TaskStatus.OPEN
)


@dataclass(frozen=True)
class CheckLine:
    """One check in the list: `task_id` while the attest still has to be handed over."""

    id: int
    name: str
    at: datetime
    outcome: str
    reason: str
    case_id: int | None
    case_number: str | None
    task_id: int | None


@dataclass(frozen=True)
class Listing:
    """The checks of a day, the newest first, and earlier ones of which the attest is still here."""

    today: list[CheckLine]
    total: int
    waiting: list[CheckLine]


@dataclass(frozen=True)
class CheckPage:
    """A check with what is to be printed and handed over; `last_day` of the registration once that runs."""

    line: CheckLine
    national_number: str
    person_id: int
    rule: str
    language: str
    data: Mapping[str, Any]
    papers: list[int]
    handed_over_on: str | None
    last_day: date | None


def listing(tx: Transaction, viewer: Viewer) -> Listing:
    """Of the viewer's municipality."""
    ours = obligation_check.c.organisation == viewer.organisation
    by_hand = obligation_check.c.account_id.is_not(None)
    of_today = (ours, by_hand, obligation_check.c.checked_on == tx.today)
    newest = obligation_check.c.id.desc()
    rows = tx.execute(_CHECKS.where(*of_today).order_by(newest).limit(MOST)).all()
    total = tx.execute(select(func.count()).select_from(obligation_check).where(*of_today)).scalar_one()
    still = _OPEN.where(task.c.organisation == viewer.organisation).order_by(task.c.id).limit(MOST)
    open_tasks = {row.case_id: row.id for row in tx.execute(still)}
    before = tx.execute(
        _CHECKS.where(
            ours, obligation_check.c.case_id.in_(list(open_tasks)), obligation_check.c.checked_on < tx.today
        ).order_by(newest)
    ).all()
    newest_of = {row.case_id: row for row in reversed(before)}
    return Listing(
        [_line(row, open_tasks.get(row.case_id)) for row in rows],
        total,
        [_line(row, open_tasks[of]) for of, row in newest_of.items()],
    )


def check_page(tx: Transaction, viewer: Viewer, check_id: int) -> CheckPage:
    """Raises DomainError `nazicht_onbekend`, also for a check of another municipality."""
    row = tx.execute(
        _CHECKS.where(
            obligation_check.c.id == check_id, obligation_check.c.organisation == viewer.organisation
        )
    ).first()
    if row is None:
        raise DomainError("nazicht_onbekend", nazicht=check_id)
    task_id, papers, last_day = None, [], None
    if row.case_id is not None:
        task_id = tx.execute(select(task.c.id).where(_is_open_of(row.case_id))).scalar()
        papers = list(
            tx.execute(
                select(letter.c.id)
                .where(
                    letter.c.case_id == row.case_id,
                    letter.c.template.in_(PAPERS),
                    letter.c.status != LetterStatus.CANCELLED,
                )
                .order_by(letter.c.id)
            ).scalars()
        )
        of_term = select(term.c.last_day).where(term.c.case_id == row.case_id, term.c.code == TERM)
        last_day = tx.execute(of_term.order_by(term.c.id.desc()).limit(1)).scalar()
    return CheckPage(
        line=_line(row, task_id),
        national_number=row.national_number,
        person_id=row.person_id,
        rule=row.rule,
        language=row.language,
        data=row.data or {},
        papers=papers,
        handed_over_on=(row.data or {}).get("overhandigd_op"),
        last_day=last_day,
    )


def newest_check(tx: Transaction, viewer: Viewer, person_id: int) -> int | None:
    """The last check of somebody by the viewer's municipality."""
    found: int | None = tx.execute(
        select(func.max(obligation_check.c.id)).where(
            obligation_check.c.person_id == person_id, obligation_check.c.organisation == viewer.organisation
        )
    ).scalar()
    return found


def _is_open_of(case_id: int) -> Any:
    return (task.c.case_id == case_id) & (task.c.element == HANDING_OVER) & (task.c.status == TaskStatus.OPEN)


def _line(row: Any, task_id: int | None) -> CheckLine:
    return CheckLine(
        id=row.id,
        name=f"{row.last_name} {row.first_name}".strip(),
        at=row.recorded_at,
        outcome=row.outcome,
        reason=row.reason,
        case_id=row.case_id,
        case_number=row.number,
        task_id=task_id,
    )
