"""Looking again: people who were too young are classified anew on the day on which they are no longer.

Who registered at seventeen and turns 18 within twelve months is obliged from then on (legal.md 6.1 row 5).
The table says so for whom it can decide; whom a colleague sent away as a minor is asked about once more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select

from app.casework import classifications, detection, releases, standings, verdicts
from app.casework.actors import SYSTEM
from app.casework.standings import Known
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import classification, person
from app.domain.vocabulary import Region, TargetGroup
from app.engine.errors import EngineError

log = structlog.get_logger()

BATCH = 100

_DUE = (
    select(person)
    .join(classification, classification.c.person_id == person.c.id)
    .where(
        classification.c.region == Region.FLANDERS,
        classification.c.look_again_on <= bindparam("today"),
    )
    .order_by(classification.c.look_again_on, person.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=person, key_share=True, skip_locked=True)
)
_NEXT = select(func.min(classification.c.look_again_on))


def look_again(database: Database) -> int:
    """Classify whose day has come, a batch per transaction; how many trajectories opened."""
    opened = 0
    while (found := _look_at(database, BATCH)) is not None:
        opened += found
    return opened


def next_look(tx: Transaction) -> datetime | None:
    """When somebody is looked at again next: at the beginning of that day."""
    day = tx.execute(_NEXT).scalar()
    return None if day is None else midnight(day)


def _look_at(database: Database, most: int) -> int | None:
    """The next few; None when nobody is left. Who cannot be classified is told in the log."""
    with database.transaction() as tx:
        due = [dict(row._mapping) for row in tx.execute(_DUE, {"today": tx.today, "most": most})]
        if not due:
            return None
        try:
            with tx.connection.begin_nested():
                return _open(tx, due)
        except EngineError:
            return sum(_open_alone(tx, row) for row in due)


def _open_alone(tx: Transaction, row: dict[str, Any]) -> int:
    try:
        with tx.connection.begin_nested():
            return _open(tx, [row])
    except EngineError as problem:
        log.error("look_again_failed", person=row["id"], code=problem.code)
        classifications.looked(tx, [row["id"]], Region.FLANDERS)
        return 0


def _open(tx: Transaction, due: list[dict[str, Any]]) -> int:
    """A trajectory for who belongs to the target group now, and did not when last judged."""
    release_id, release = releases.current(tx)
    classifications.looked(tx, [row["id"] for row in due], Region.FLANDERS)
    known = standings.with_standing(tx, due)
    found = [(each, classifications.classify(release, each.person, tx.today)) for each in known]
    opening = [each.person for each, group in found if _is_news(each, group)]
    if opening:
        detection.detect_all(tx, opening, release_id, release, SYSTEM)
    return len(opening)


def _is_news(known: Known, group: str) -> bool:
    standing = known.under(Region.FLANDERS)
    was = None if standing.classified is None else standing.classified.outcome
    here = verdicts.lives_under(known.person, Region.FLANDERS)
    return here and standing.trajectory is None and group not in (TargetGroup.NONE, was)
