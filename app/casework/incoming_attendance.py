"""Files of schools and services: the hours of a month and the results of the people who learn there."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.casework import attendance, partner_messages, partner_results
from app.casework.actors import Actor
from app.casework.incoming_kinds import Batch, IncomingKind
from app.casework.partner_results import Result
from app.db.session import Transaction
from app.db.tables import partner_message
from app.domain.errors import DomainError
from app.domain.permissions import Action
from app.domain.vocabulary import Role
from app.exchange import attendance as files
from app.exchange.attendance import DeskKind, DeskRow, HoursRow, ResultRow

_COLUMN_OF = {
    "resultaat_niet_hier": "resultaat",
    "resultaat_te_weinig_uren": "uren",
    "gebeurd_in_toekomst": "datum",
    "maand_al_ingevuld": "maand",
    "maand_buiten_inschrijving": "maand",
    "uren_niet_hier": "onderdeel",
}


def _judge(tx: Transaction, batch: Batch) -> Callable[[DeskRow], bool]:
    actor = _partner(batch)

    def of(row: DeskRow) -> bool:
        if isinstance(row, HoursRow):
            enrolment_id = attendance.enrolment_in(tx, row.national_number, row.part, row.month, actor)
            return attendance.says_new(tx, enrolment_id, row.month, row.hours, actor)
        message = _message(tx, row, actor)
        sent = select(partner_message.c.id).where(
            partner_message.c.organisation == message.organisation, partner_message.c.key == message.key
        )
        return tx.execute(sent).first() is None

    return of


def _take(tx: Transaction, batch: Batch) -> Callable[[DeskRow], bool]:
    actor = _partner(batch)

    def of(row: DeskRow) -> bool:
        if isinstance(row, HoursRow):
            enrolment_id = attendance.enrolment_in(tx, row.national_number, row.part, row.month, actor)
            return attendance.enter(tx, enrolment_id, row.month, row.hours, actor) is attendance.Told.NEW
        return not partner_messages.receive(tx, _message(tx, row, actor)).repeated

    return of


def _message(tx: Transaction, row: ResultRow, actor: Actor) -> partner_messages.Incoming:
    """What the row tells, of somebody who learned there on that day, or had stopped not long before."""
    attendance.enrolment_for(tx, row.national_number, row.part, actor)
    if row.day > tx.today:
        raise DomainError("gebeurd_in_toekomst", dag=row.day.isoformat())
    result = Result(row.part, row.is_achieved, row.day, hours=row.hours)
    return partner_results.message_of(tx, row.national_number, result, actor)


def _partner(batch: Batch) -> Actor:
    """Who handed the file in: that this account works at the partner's desk was asked then."""
    return Actor(batch.actor.account_id, organisation=batch.desk, roles=frozenset({Role.PARTNER}))


def _column_of(kind: str, problem: DomainError) -> str:
    return _COLUMN_OF.get(problem.code, "rijksregisternummer")


ATTENDANCE = IncomingKind(
    names=tuple(kind.value for kind in DeskKind),
    action=Action.USE_PARTNER_DESK,
    read=files.read,
    judge=_judge,
    take=_take,
    key=lambda row: row.about,
    column_of=_column_of,
)
