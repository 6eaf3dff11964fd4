"""Work that one process does alone: a row that its owner renews, and that another takes over when it ends.

A lease saves work; it promises nothing. A process that is held up longer than LENGTH comes back while another
has taken over, and both go on for a moment. That each term fires once and each letter is made once is kept by
the transactions of the work itself.

Leases run on the machine's clock (`system_now`): the clock of a demo stands still, and then a lease of a
worker that died would never end. Clocks of machines differ by less than LENGTH, and a machine whose clock was
wrong leaves no lease behind for ever: an end further away than any lease could be counts as passed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.clock import brussels_day, system_now
from app.db.session import Database, Transaction
from app.db.tables import lease

LENGTH = timedelta(seconds=60)


def hold(database: Database, name: str, owner: str) -> bool:
    """Take or renew a lease; False while another holds it, and then nothing is written."""
    now = system_now()
    with database.read() as tx:
        row = tx.execute(select(lease).where(lease.c.name == name)).first()
    if row is not None and row.owner != owner and _runs(row.until, now):
        return False
    with database.transaction() as tx:
        return take(tx, name, owner)


def take(tx: Transaction, name: str, owner: str) -> bool:
    """The same inside a transaction: the lease stands when it commits."""
    now = system_now()
    free = or_(
        lease.c.owner == owner, lease.c.until <= now, lease.c.until > now + 2 * LENGTH
    )  # the other side of `_runs`
    mine = update(lease).where(lease.c.name == name, free).values(owner=owner, until=now + LENGTH)
    if tx.execute(mine).rowcount == 1:
        return True
    if tx.execute(select(lease.c.name).where(lease.c.name == name)).first() is not None:
        return False
    try:
        with tx.connection.begin_nested():
            tx.execute(insert(lease), {"name": name, "owner": owner, "until": now + LENGTH})
    except IntegrityError:
        return False  # another made the row at the same moment
    return True


def renew(tx: Transaction, owner: str) -> None:
    """Once more, for all that this owner still holds."""
    now = system_now()
    tx.execute(update(lease).where(lease.c.owner == owner, lease.c.until > now).values(until=now + LENGTH))


def release(tx: Transaction, owner: str, name: str | None = None) -> None:
    """Give back one lease, or all that this owner holds: another need not wait until they end."""
    mine = lease.c.owner == owner
    if name is not None:
        mine &= lease.c.name == name
    tx.execute(update(lease).where(mine).values(until=system_now()))


def forget(tx: Transaction, name: str) -> None:
    """The work is over for good."""
    tx.execute(delete(lease).where(lease.c.name == name))


def done_today(tx: Transaction, name: str) -> bool:
    """Whether nightly work has been finished on this day in Brussels."""
    done: datetime | None = tx.execute(select(lease.c.done_at).where(lease.c.name == name)).scalar()
    return done is not None and brussels_day(done) == brussels_day(system_now())


def mark_done(tx: Transaction, name: str) -> None:
    """Nightly work is finished for this day."""
    tx.execute(update(lease).where(lease.c.name == name).values(done_at=system_now()))


def holders(tx: Transaction) -> dict[str, str]:
    """Which process holds what, of the leases that run."""
    now = system_now()
    rows: Any = tx.execute(select(lease).order_by(lease.c.name))
    return {row.name: row.owner for row in rows if _runs(row.until, now)}


def _runs(until: datetime, now: datetime) -> bool:
    return now < until <= now + 2 * LENGTH
