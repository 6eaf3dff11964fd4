"""A new length applied by the worker: asked for on a page, followed there, gone on with after a crash."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

import orjson
import structlog
from sqlalchemy import delete, insert, select, update

from app.casework import new_lengths
from app.casework.actors import Actor
from app.db.session import Database, Transaction
from app.db.tables import setting
from app.domain.errors import DomainError

KEY = "nieuwe_lengte"

log = structlog.get_logger()


@dataclass(frozen=True)
class Asked:
    """What the worker has to do, and how many terms of how many it has done."""

    code: str
    reason: str
    account_id: int | None
    roles: tuple[str, ...]  # the right was checked when it was asked
    total: int
    done: int = 0


def request(tx: Transaction, code: str, reason: str, actor: Actor) -> Asked:
    """Ask the worker to count the running terms of a code by the rule of today.

    Raises Refused `nieuwe_lengte_niet_voor_uw_rol`, DomainError `reden_ontbreekt`, `termijn_onbekend`,
    `nieuwe_lengte_loopt` while another is being applied.
    """
    why = new_lengths.check_may_apply(reason, actor)
    busy = requested(tx)
    if busy is not None:
        raise DomainError("nieuwe_lengte_loopt", termijn=busy.code)
    total = sum(not planned.over for planned in new_lengths.preview(tx, code))
    asked = Asked(code, why, actor.account_id, tuple(sorted(actor.roles)), total)
    tx.execute(insert(setting), {"key": KEY, "value": _written(asked)})
    return asked


def requested(tx: Transaction) -> Asked | None:
    """What is being applied; None when there is nothing."""
    value = tx.execute(select(setting.c.value).where(setting.c.key == KEY)).scalar()
    if value is None:
        return None
    known = orjson.loads(value)
    return Asked(**{**known, "roles": tuple(known["roles"])})


def run_requested(database: Database) -> bool:
    """Apply what was asked; whether anything was. What a crash left is found again: it still differs."""
    with database.read() as tx:
        asked = requested(tx)
    if asked is None:
        return False
    actor = Actor(asked.account_id, roles=frozenset(asked.roles))
    before = asked.done

    def tell(done: int) -> None:
        with database.transaction() as tx:
            so_far = replace(asked, done=min(asked.total, before + done))
            tx.execute(update(setting).where(setting.c.key == KEY).values(value=_written(so_far)))

    try:
        new_lengths.apply(database, asked.code, asked.reason, actor, tell)
    except DomainError as problem:  # a release without this term came in between: it would fail for ever
        log.warning("new_length_refused", code=problem.code, term=asked.code)
    with database.transaction() as tx:
        tx.execute(delete(setting).where(setting.c.key == KEY))
    return True


def _written(asked: Asked) -> str:
    return orjson.dumps(asdict(asked)).decode()
