"""What time does to messages of partners: kept too long, given back by a case that ended, emptied."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from app.casework import kept_messages, partner_messages
from app.casework import partner_verdicts as verdicts
from app.casework.partner_verdicts import Verdict
from app.db.session import Database, Transaction
from app.db.tables import case, message, partner_message
from app.domain.vocabulary import CaseStatus, MessageStatus, PartnerMessageStatus

BATCH = 100

_KEPT = partner_message.c.status == PartnerMessageStatus.KEPT
_EXPIRED = (
    select(partner_message).where(_KEPT, partner_message.c.expires_on < bindparam("today")).limit(BATCH)
)
_RETURNED = (  # the step failed, and before somebody put that right the case ended
    select(partner_message, case.c.number)
    .join(message, message.c.id == partner_message.c.message_id)
    .join(case, case.c.id == partner_message.c.case_id)
    .where(
        partner_message.c.status == PartnerMessageStatus.DELIVERED,
        message.c.status == MessageStatus.UNDELIVERABLE,
    )
    .limit(BATCH)
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


def give_back(database: Database) -> int:
    """What a case did not hear after all lies in the tray; how many messages."""
    with database.read() as tx:
        rows = tx.execute(_RETURNED).all()
    for row in rows:
        _to_tray(database, row.id, verdicts.tray(verdicts.ENDED, dossier=row.number))
    return len(rows)


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
            _to_tray(database, row.id, verdicts.tray("niet_gehoord", tot=row.expires_on.isoformat()))
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


def _to_tray(database: Database, message_id: int, verdict: Verdict) -> None:
    with database.transaction() as tx:
        told: Any = tx.execute(_LOCK, {"id": message_id}).one()
        if told.status in (PartnerMessageStatus.KEPT, PartnerMessageStatus.DELIVERED):
            kept_messages.carry_out(tx, told, verdict)


def _forget(database: Database) -> int:
    with database.transaction() as tx:
        long_ago = tx.now - timedelta(days=partner_messages.days(tx, partner_messages.FORGET_DAYS))
        return int(tx.execute(_FORGET, {"long_ago": long_ago, "now": tx.now}).rowcount)
