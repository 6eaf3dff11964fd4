"""Steps that failed, over all cases, for who puts them right: no person is named here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.db.session import Transaction
from app.db.tables import case, incident
from app.insight.viewer import Releases

LONGEST = 200
BY_FORM = {"taak", "vastleggen"}  # commands that only a person can give again, with their form


@dataclass(frozen=True)
class OpenIncident:
    """A failed step with what is needed to judge it."""

    id: int
    case_number: str
    process: str
    step: str | None
    code: str
    facts: Mapping[str, Any]
    created_at: datetime
    attempts: int
    by_form: bool  # a person fills in the form again; there is nothing to repeat for them


def open_incidents(tx: Transaction, releases: Releases) -> list[OpenIncident]:
    """The open incidents, oldest first, at most LONGEST."""
    rows = tx.execute(
        select(incident, case.c.number, case.c.process, case.c.release_id)
        .join(case, case.c.id == incident.c.case_id)
        .where(incident.c.resolved_at.is_(None))
        .order_by(incident.c.id)
        .limit(LONGEST)
    )
    return [_read(row, releases(tx, row.release_id)) for row in rows.all()]


def _read(row: Any, release: Any) -> OpenIncident:
    process = release.process(row.process)
    element = process.elements.get(row.element or "")
    return OpenIncident(
        id=row.id,
        case_number=row.number,
        process=process.name,
        step=element.name if element else None,
        code=row.code,
        facts=row.facts,
        created_at=row.created_at,
        attempts=row.attempts,
        by_form=bool(BY_FORM & row.command.keys()),
    )
