"""What time does to messages of partners: kept too long, for a case that has ended, emptied."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from app.casework import kept_messages, partner_messages
from app.casework import partner_verdicts as verdicts
from app.db.session import Database, Transaction
from app.db.tables import case, partner_message
from app.domain.vocabulary import CaseStatus, PartnerMessageStatus

BATCH = 100

_KEPT = partner_message.c.status == PartnerMessageStatus.KEPT
_EXPIRED = (
    select(partner_message).where(_KEPT, partner_message.c.expires_on < bindparam("today")).limit(BATCH)
)
_ENDED_MEANWHILE = (  # a crash between the end of a case and the look at what was kept for it
    select(partner_message)
    .where(
        _KEPT,
        select(case.c.id)
        .where(case.c.person_id == partner_message.c.person_id, case.c.status == CaseStatus.ENDED)
        .exists(),
        ~select(case.c.id)
        .where(case.c.person_id == partner_message.c.person_id, case.c.status == CaseStatus.RUNNING)
        .exists(),
        partner_message.c.id > bindparam("after"),
    )
    .order_by(partner_message.c.id)
    .limit(BATCH)
)
_LOCK = select(partner_message).where(partner_message.c.id == bindparam("id")).with_for_update()
_FORGET = (
    update(partner_message)
    .where(partner_message.c.settled_at < bindparam("long_ago"), partner_message.c.wiped_at.is_(None))
    .values(national_number=None, payload={}, facts=None, note=None, wiped_at=bindparam("now"))
)


def tidy(database: Database) -> int:
    """Every night: to the tray what was kept too long or for a case that ended; emptied what is long settled.

    Nothing is dropped: the row stays, with its key, its day and what became of it. How many messages.
    """
    return _expire(database) + _look_again(database) + _forget(database)


def _expire(database: Database) -> int:
    done = 0
    while True:
        with database.read() as tx:
            rows = tx.execute(_EXPIRED, {"today": tx.today}).all()
        if not rows:
            return done
        for row in rows:
            with database.transaction() as tx:
                _expired(tx, row.id)
        done += len(rows)


def _look_again(database: Database) -> int:
    done, after = 0, 0
    while True:
        with database.read() as tx:
            rows = tx.execute(_ENDED_MEANWHILE, {"after": after}).all()
        if not rows:
            return done
        for row in rows:
            with database.transaction() as tx:
                done += _judged_again(tx, row.id)
        after = rows[-1].id


def _judged_again(tx: Transaction, message_id: int) -> bool:
    """Whether it leaves: to the tray, or counted as known."""
    told = tx.execute(_LOCK, {"id": message_id}).one()
    verdict = verdicts.judge(tx, told)
    stays = told.status != PartnerMessageStatus.KEPT or verdict.status is PartnerMessageStatus.KEPT
    if stays or verdict.status is PartnerMessageStatus.DELIVERED:  # a step of its case: the sweeper's
        return False
    kept_messages.carry_out(tx, told, verdict)
    return True


def _expired(tx: Transaction, message_id: int) -> None:
    told = tx.execute(_LOCK, {"id": message_id}).one()
    if told.status == PartnerMessageStatus.KEPT:
        verdict = verdicts.tray("niet_gehoord", tot=told.expires_on.isoformat())
        kept_messages.carry_out(tx, told, verdict)


def _forget(database: Database) -> int:
    with database.transaction() as tx:
        long_ago = tx.now - timedelta(days=partner_messages.days(tx, partner_messages.FORGET_DAYS))
        return int(tx.execute(_FORGET, {"long_ago": long_ago, "now": tx.now}).rowcount)
