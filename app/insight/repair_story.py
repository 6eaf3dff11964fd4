"""What people did about a step that failed, for the timeline: who proposed, approved or refused, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from app.db.session import Transaction
from app.db.tables import repair

_OF_CASE = select(repair).where(repair.c.case_id == bindparam("case"))


@dataclass(frozen=True)
class RepairEvent:
    """One event: `fact` is None where something is let go; `why` the reason, or of a refusal the answer."""

    repair_id: int
    fact: str | None
    why: str | None


class RepairStory:
    """The repairs of one case, asked for event by event; read where there was any."""

    def __init__(self, tx: Transaction, case_id: int) -> None:
        self._tx, self._of_case = tx, {"case": case_id}

    @cached_property
    def _repairs(self) -> dict[int, Any]:
        return {row.id: row for row in self._tx.execute(_OF_CASE, self._of_case)}

    def of(self, event: str, data: Mapping[str, Any]) -> RepairEvent | None:
        """What a line of the audit trail says about a repair; None when it is about something else."""
        if not event.startswith("herstel_"):
            return None
        known = self._repairs[data["herstel"]]
        told = {"herstel_voorgesteld": known.reason, "herstel_geweigerd": known.answer}
        return RepairEvent(known.id, data.get("gegeven"), told.get(event))
