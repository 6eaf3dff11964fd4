"""What a failed step tells a process owner: what differs, and what happened since the step before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app.casework import releases
from app.clock import local
from app.db.session import Transaction
from app.db.tables import case
from app.engine.checks import Problem
from app.insight import timeline
from app.insight.timeline import Entry
from app.studio.scenarios.model import Scenario, Step

DIFFERS = "scenario_verschil"
NOT_DONE = "scenario_geweigerd"
NOT_REFUSED = "scenario_niet_geweigerd"
NOT_THE_SAME = "scenario_herladen_verschilt"
MOST = 12  # lines of what happened; who needs more looks at the step before


def problem(
    scenario: Scenario, step: Step, code: str, told: str, happened: list[str] | None = None
) -> Problem:
    """One point, with its step and day; `gebeurd` are the lines of what happened."""
    facts = {
        "dag": f"{local(step.moment):%Y-%m-%d %H:%M}",
        "zin": told,
        "toelichting": step.note,
        "gebeurd": happened or [],
    }
    return Problem(scenario.path, place(step), code, facts)


def place(step: Step) -> str:
    """`stap 3 (bericht aangemeld)`; of a step in the scenario before: `besluit_betekend, stap 3`."""
    where = f"{step.of}, stap {step.number}" if step.of else f"stap {step.number}"
    if step.action is None:
        return where
    named = f" {step.action.value}" if isinstance(step.action.value, str) else ""
    return f"{where} ({step.action.what}{named})"


def happened_since(tx: Transaction, moment: datetime | None) -> list[str]:
    """The story of all cases since a moment, oldest first."""
    lines: list[tuple[datetime, str]] = []
    for row in tx.execute(select(case).order_by(case.c.id)):
        release = releases.load(tx, row.release_id)
        history = timeline.history(tx, row.id, release, release.process(row.process))
        lines += [
            (entry.at, _line(row.process, entry))
            for entry in reversed(history.entries)
            if moment is None or entry.at >= moment
        ]
    lines.sort(key=lambda line: line[0])
    return [text for _, text in lines[-MOST:]]


def _line(process: str, entry: Entry) -> str:
    at = f"{local(entry.at):%Y-%m-%d}" if entry.whole_day else f"{local(entry.at):%Y-%m-%d %H:%M}"
    kind = entry.kind.replace("_", " ")
    then = f"; dan {', '.join(entry.then)}" if entry.then else ""
    ended = f"; einde: {entry.outcome}" if entry.outcome else ""
    return f"{at} {process}: {kind}, {entry.what}{then}{ended}"
