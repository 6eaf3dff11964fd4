"""What people did to the clock of a case, for its timeline: which days, why, and which terms moved.

The audit trail keeps ids and days; the reasons are read from the rows of suspensions and changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import suspension, term, term_change
from app.engine.release import Release

WITHDRAWN = {"opschorting_ingetrokken", "termijnwijziging_ingetrokken"}
GAVE_NO_REASON = "opschorting_beeindigd"  # only the end was recorded; why it began is told there

_PAUSES = select(suspension).where(suspension.c.case_id == bindparam("case"))
_CHANGES = (
    select(term_change)
    .join(term, term.c.id == term_change.c.term_id)
    .where(term.c.case_id == bindparam("case"))
)


@dataclass(frozen=True)
class Shift:
    """A term whose last day moved; None where it stands still without an end."""

    name: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class ClockMove:
    """One event: a suspension has `first` and `last`, the change of one term its name and what it did."""

    reason: str | None
    moved: tuple[Shift, ...]
    first: date | None = None
    last: date | None = None
    term: str | None = None
    length: int | None = None
    unit: str | None = None
    last_day: date | None = None


class ClockStory:
    """The suspensions and changes of one case, asked for event by event."""

    def __init__(self, tx: Transaction, case_id: int, release: Release) -> None:
        self._tx, self._of_case = tx, {"case": case_id}
        self._names = {rule.code: rule.name for rule in release.terms}

    @cached_property
    def _pauses(self) -> dict[int, Any]:  # few cases were ever suspended: read for those alone
        return {row.id: row for row in self._tx.execute(_PAUSES, self._of_case)}

    @cached_property
    def _changes(self) -> dict[int, Any]:
        return {row.id: row for row in self._tx.execute(_CHANGES, self._of_case)}

    def of(self, event: str, data: Mapping[str, Any]) -> ClockMove | None:
        """What a line of the audit trail says about the clock; None when it says nothing about it."""
        if "verschoven" not in data:
            return None
        moved = tuple(
            Shift(self._name(each["code"]), _day(each["van"]), _day(each["naar"]))
            for each in data["verschoven"]
        )
        if "opschorting" in data:
            known = self._pauses[data["opschorting"]]
            return ClockMove(_reason(event, known), moved, _day(data["van"]), _day(data["tot"]))
        known = self._changes[data["wijziging"]]
        return ClockMove(
            _reason(event, known),
            moved,
            term=self._name(data["code"]),
            length=known.length,
            unit=known.unit,
            last_day=known.last_day,
        )

    def _name(self, code: str) -> str:
        return self._names.get(code, code)


def _reason(event: str, known: Any) -> str | None:
    if event == GAVE_NO_REASON:
        return None
    reason: str | None = known.withdrawn_reason if event in WITHDRAWN else known.reason
    return reason


def _day(iso: str | None) -> date | None:
    return None if iso is None else date.fromisoformat(iso)
