"""Which enrolments a partner sees: one condition, for what it reads and for what it writes."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.clock import midnight
from app.db.tables import case, enrolment, person
from app.domain.enrolments import EndReason
from app.domain.vocabulary import PersonStatus


def seen_from(organisation: str, since: date) -> ColumnElement[bool]:
    """Those of a partner that had not ended before a day, nor had their case.

    Whom it was involved with by mistake it does not see at all; for a query made by `with_case`.
    """
    return and_(
        enrolment.c.organisation == organisation,
        or_(enrolment.c.ends_on.is_(None), enrolment.c.ends_on >= since),
        or_(case.c.ended_at.is_(None), case.c.ended_at >= midnight(since)),
        or_(enrolment.c.end_reason.is_(None), enrolment.c.end_reason != EndReason.MISTAKE),
        person.c.status != PersonStatus.WITHDRAWN,
    )


def with_case(*columns: Any) -> Select[Any]:
    """These columns of enrolments with their case and person."""
    return (
        select(*columns)
        .select_from(enrolment)
        .join(case, case.c.id == enrolment.c.case_id)
        .join(person, person.c.id == enrolment.c.person_id)
    )
