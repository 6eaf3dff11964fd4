"""The clock of a demo, as a visitor moves it: the next day, the next event, the next month."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from app.casework.virtual_time import OFFICE_HOURS, Progress, next_moment, pass_time
from app.clock import local, midnight
from app.db.session import Database, Transaction
from app.db.tables import setting
from app.domain.calendar import add_months
from app.domain.errors import DomainError

TARGET = "demo_doel"
STEPS = ("dag", "gebeurtenis", "maand")


def advance(database: Database, step: str, progress: Progress = lambda at: None) -> datetime:
    """Move the clock to the next day, event or month; all that falls due on the way happens in order.

    Raises DomainError `geen_demo` for a database with real people, `stap_onbekend`, `geen_gebeurtenis`.
    """
    target = target_of(database, step)
    pass_time(database, target, progress)
    return target


def request(database: Database, step: str) -> datetime:
    """Ask the worker to let time pass (a month of post takes more than a moment); gives the moment aimed at.

    While it runs the clock itself shows how far it is. Raises what `advance` raises.
    """
    target = target_of(database, step)
    with database.transaction() as tx:
        tx.execute(delete(setting).where(setting.c.key == TARGET))
        tx.execute(insert(setting), {"key": TARGET, "value": target.isoformat()})
    return target


def requested(tx: Transaction) -> datetime | None:
    """The moment that the clock is moving to; None while it stands still."""
    value = tx.execute(select(setting.c.value).where(setting.c.key == TARGET)).scalar()
    return None if value is None else datetime.fromisoformat(value)


def run_requested(database: Database) -> bool:
    """Let time pass as far as somebody asked; whether anybody had."""
    with database.read() as tx:
        target = requested(tx)
    if target is None:
        return False
    pass_time(database, target)
    with database.transaction() as tx:
        tx.execute(delete(setting).where(setting.c.key == TARGET, setting.c.value == target.isoformat()))
    return True


def target_of(database: Database, step: str) -> datetime:
    """The moment that a step leads to."""
    if not database.is_demo():
        raise DomainError("geen_demo")
    now = database.now()
    if step == "dag":
        return midnight(local(now).date() + timedelta(days=1)) + OFFICE_HOURS
    if step == "maand":
        return midnight(add_months(local(now).date(), 1)) + OFFICE_HOURS
    if step == "gebeurtenis":
        moment = next_moment(database)
        if moment is None:
            raise DomainError("geen_gebeurtenis")
        return moment
    raise DomainError("stap_onbekend", stap=step)
