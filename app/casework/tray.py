"""The tray: messages of partners that a person brings to a case, answers, or lets go with a reason.

Who may is decided by the desk: the tray of the own organisation, and for a message about somebody whom nobody
knows the tray that all agencies share.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select, update

from app.casework import kept_messages, messages, partner_messages, steps
from app.casework import partner_verdicts as verdicts
from app.casework.actors import Actor, Refused
from app.casework.partner_messages import Receipt
from app.casework.partner_verdicts import Verdict
from app.clock import brussels_day
from app.db.session import Transaction
from app.db.tables import case, organisation, partner_message
from app.domain.errors import DomainError
from app.domain.partners import answers_tray
from app.domain.permissions import Action, may, works_on
from app.domain.vocabulary import CaseStatus, PartnerMessageStatus

LONGEST_NOTE = 2000
CLOSED = (PartnerMessageStatus.ANSWERED, PartnerMessageStatus.LAPSED)

_LOCK = select(partner_message).where(partner_message.c.id == bindparam("id")).with_for_update()
_BY_ID = verdicts.CASE.where(case.c.id == bindparam("case"))
_BY_NUMBER = verdicts.CASE.where(case.c.number == bindparam("number"))
_KIND = select(organisation.c.kind).where(organisation.c.code == bindparam("code"))


def case_by_number(tx: Transaction, number: str, actor: Actor) -> int:
    """A case of the own desk by what stands on its letters. Raises DomainError `dossier_niet_gevonden`."""
    row = tx.execute(_BY_NUMBER, {"number": number.strip().upper()}).first()
    if row is None or not works_on(actor.organisation, row.organisation, actor.roles):
        raise DomainError("dossier_niet_gevonden", dossier=number.strip())
    return int(row.id)


def match(
    tx: Transaction, message_id: int, case_id: int, actor: Actor, command_id: str | None = None
) -> Receipt:
    """Bring a message to a case of the own desk, by hand: heard now, or kept until the case waits for it.

    What the machine doubted about (another day, heard before) the colleague has judged; what the form of the
    case refuses stays refused. Raises Refused, DomainError `niet_in_postvak`, `dossier_hoort_dit_niet`,
    `inhoud_past_niet`.
    """
    if steps.seen(tx, command_id):
        return partner_messages.receipt(tx, message_id)
    told = _in_tray(tx, message_id, actor)
    row = tx.execute(_BY_ID, {"case": case_id}).one()
    if not works_on(actor.organisation, row.organisation, actor.roles):
        raise Refused("taak_andere_organisatie", dossier=row.number)
    steps.mark(tx, command_id, row.id)
    kept_messages.lock_people(tx, [row.person_id])
    verdict = _by_hand(tx, told, row)
    about = {"person_id": row.person_id, "case_number": row.number}
    tx.execute(update(partner_message).where(partner_message.c.id == told.id).values(**about))
    told = tx.execute(_LOCK, {"id": told.id}).one()
    moved = kept_messages.carry_out(tx, told, verdict, by=actor.account_id)
    if moved is not None:
        messages.deliver_after(tx, moved)
    return partner_messages.receipt(tx, message_id)


def begin(tx: Transaction, message_id: int, actor: Actor, command_id: str | None = None) -> Receipt:
    """**Aanmelding** of somebody known without a trajectory: it begins now, at the own desk.

    Raises Refused, DomainError `niet_in_postvak`, `geen_doelgroep`, `ander_agentschap`,
    `traject_niet_begonnen`.
    """
    if steps.seen(tx, command_id):
        return partner_messages.receipt(tx, message_id)
    told = _in_tray(tx, message_id, actor)
    person_id = told.person_id or verdicts.person_of(tx, told)
    if not may(actor.roles, Action.REGISTER_AT_DESK) or person_id is None:
        raise Refused("geen_recht")
    steps.mark(tx, command_id, None)
    kept_messages.lock_people(tx, [person_id])
    tx.execute(update(partner_message).where(partner_message.c.id == told.id).values(person_id=person_id))
    told = tx.execute(_LOCK, {"id": told.id}).one()
    verdict = partner_messages.walk_in(tx, told, verdicts.judge(tx, told), actor)
    if verdict.status is PartnerMessageStatus.TRAY:
        raise DomainError(verdict.reason, **verdict.facts)
    moved = kept_messages.carry_out(tx, told, verdict, by=actor.account_id)
    if moved is not None:
        messages.deliver_after(tx, moved)
    return partner_messages.receipt(tx, message_id)


def answer(tx: Transaction, message_id: int, text: str, actor: Actor) -> None:
    """Close it with an answer that the sender reads in the receipt. Raises Refused, `antwoord_ontbreekt`."""
    _close(tx, message_id, PartnerMessageStatus.ANSWERED, _text(text, "antwoord_ontbreekt"), actor)


def let_go(tx: Transaction, message_id: int, why: str, actor: Actor) -> None:
    """Close it without an answer; the reason stays with it. Raises Refused, `sluitreden_ontbreekt`."""
    _close(tx, message_id, PartnerMessageStatus.LAPSED, _text(why, "sluitreden_ontbreekt"), actor)


def undo(tx: Transaction, message_id: int, actor: Actor) -> None:
    """Back in the tray what the same colleague closed today. Raises DomainError `niet_terug_te_zetten`."""
    told = _own(tx, message_id, actor)
    closed_today = told.settled_at is not None and brussels_day(told.settled_at) == tx.today
    if told.status not in CLOSED or told.settled_by != actor.account_id or not closed_today:
        raise DomainError("niet_terug_te_zetten")
    again = {"status": PartnerMessageStatus.TRAY, "settled_at": None, "settled_by": None, "note": None}
    tx.execute(update(partner_message).where(partner_message.c.id == told.id).values(**again))


def _by_hand(tx: Transaction, told: Any, row: Any) -> Verdict:
    """What becomes of it in the case that a colleague chose."""
    able = {each.id for each in verdicts.able_to_hear(tx, told, row.person_id, anywhere=True)}
    if row.id not in able or row.status != CaseStatus.RUNNING:
        raise DomainError("dossier_hoort_dit_niet", dossier=row.number)
    place = verdicts.place_in(tx, told, row.id)
    if place is None:
        if verdicts.has_heard(tx, told, row):
            raise DomainError("dossier_hoort_dit_niet", dossier=row.number)
        return verdicts.KEPT
    verdict = verdicts.fits(tx, told, row, place)
    if verdict.reason == verdicts.OTHER_DAYS:
        return replace(verdict, status=PartnerMessageStatus.DELIVERED, reason=None, facts={})
    if verdict.reason is not None:
        raise DomainError(verdict.reason, **verdict.facts)
    return verdict


def _own(tx: Transaction, message_id: int, actor: Actor) -> Any:
    told = tx.execute(_LOCK, {"id": message_id}).first()
    if told is None:
        raise DomainError("partnerbericht_onbekend", bericht=message_id)
    kind = tx.execute(_KIND, {"code": actor.organisation}).scalar()
    if not may(actor.roles, Action.ANSWER_TRAY) or not answers_tray(actor.organisation, kind, told.desk):
        raise Refused("postvak_van_andere_organisatie")
    return told


def _in_tray(tx: Transaction, message_id: int, actor: Actor) -> Any:
    return _still_in_tray(_own(tx, message_id, actor))


def _still_in_tray(told: Any) -> Any:
    if told.status != PartnerMessageStatus.TRAY:
        raise DomainError("niet_in_postvak", status=told.status)
    return told


def _close(tx: Transaction, message_id: int, status: PartnerMessageStatus, text: str, actor: Actor) -> None:
    told = _own(tx, message_id, actor)
    if (told.status, told.note, told.settled_by) == (status, text, actor.account_id):
        return  # the same click, sent again
    _still_in_tray(told)
    closed = {"status": status, "note": text, "settled_at": tx.now, "settled_by": actor.account_id}
    tx.execute(update(partner_message).where(partner_message.c.id == told.id).values(**closed))


def _text(text: str, missing: str) -> str:
    found = text.strip()
    if not found:
        raise DomainError(missing)
    if len(found) > LONGEST_NOTE:
        raise DomainError("notitie_te_lang", langste=LONGEST_NOTE)
    return found
