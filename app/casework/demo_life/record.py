"""What a demo database was made from, and whether its making was finished: a row of the settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import delete, insert, select

from app.casework.demo_life.plan import Plan
from app.db.session import Database, Transaction
from app.db.tables import setting

KEY = "demo_plan"


@dataclass(frozen=True)
class Made:
    """The plan of a demo that is there; not `finished` when somebody interrupted its making."""

    plan: Plan
    finished: bool


def note(tx: Transaction, plan: Plan, *, finished: bool) -> None:
    """Remember what this database is made from."""
    values = {
        "tot": plan.until.isoformat(),
        "schaal": plan.scale,
        "zaad": plan.seed,
        "maanden": plan.months,
        "klaar": finished,
    }
    tx.execute(delete(setting).where(setting.c.key == KEY))
    tx.execute(insert(setting), {"key": KEY, "value": orjson.dumps(values).decode()})


def made(database: Database) -> Made | None:
    """What the demo was made from; None for a database without one, or with one of an older Traject."""
    with database.read() as tx:
        found = tx.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    if found is None:
        return None
    values: dict[str, Any] = orjson.loads(found)
    until = date.fromisoformat(values["tot"])
    return Made(Plan(until, values["schaal"], values["zaad"], values["maanden"]), values["klaar"])
