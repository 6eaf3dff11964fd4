"""Files of payments: each row reaches the file of its fine as a message, once by its reference.

A payment that the file cannot take now is never dropped: it is kept, or lies in the tray of the desk, as
every message of a partner (`partner_messages`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, tuple_

from app.casework import kept_messages, partner_messages
from app.casework.incoming_kinds import Batch, IncomingKind
from app.casework.partner_messages import Incoming
from app.db.session import Transaction
from app.db.tables import case, partner_message, person
from app.domain.errors import DomainError
from app.domain.organisations import Organisation
from app.domain.permissions import Action
from app.domain.sanctions import euro
from app.exchange import payments
from app.exchange.payments import PaymentRow

PAID, GIVEN_UP = "betaling_ontvangen", "oninvorderbaar_gemeld"

# Who collects for which desk. The GGC tells what came in on its own account (aanname: nobody is named).
COLLECTORS = {Organisation.ENFORCEMENT: Organisation.TAX_SERVICE, Organisation.GGC: Organisation.GGC}

_CASES = (
    select(case.c.number, case.c.organisation, case.c.person_id, person.c.national_number)
    .join(person, person.c.id == case.c.person_id)
    .where(case.c.number.in_(bindparam("numbers", expanding=True)))
)
_TOLD = select(partner_message).where(
    tuple_(partner_message.c.organisation, partner_message.c.key).in_(bindparam("told", expanding=True))
)


def _judge(tx: Transaction, batch: Batch) -> Callable[[PaymentRow], bool]:
    known = _cases(tx, batch.rows)
    messages = [
        each
        for row in batch.rows
        if row.case_number in known
        for each in _messages(row, known[row.case_number], batch)
    ]
    told = _told(tx, messages)

    def of(row: PaymentRow) -> bool:
        found = _own(known.get(row.case_number), row, batch.desk)
        if row.day > tx.today:
            raise DomainError("gebeurd_in_toekomst", dag=row.day.isoformat())
        said = list(_messages(row, found, batch))
        return any([_says_new(told.get((each.organisation, each.key)), each) for each in said])

    return of


def _take(tx: Transaction, batch: Batch) -> Callable[[PaymentRow], bool]:
    known = _cases(tx, batch.rows)
    kept_messages.lock_people(tx, sorted({found.person_id for found in known.values()}))

    def of(row: PaymentRow) -> bool:
        found = _own(known.get(row.case_number), row, batch.desk)
        receipts = [partner_messages.receive(tx, each) for each in _messages(row, found, batch)]
        return not all(receipt.repeated for receipt in receipts)

    return of


def _cases(tx: Transaction, rows: Sequence[PaymentRow]) -> dict[str, Any]:
    """The files by their number, with the register number of whom they are about."""
    numbers = {row.case_number for row in rows}
    return {found.number: found for found in tx.execute(_CASES, {"numbers": list(numbers)})}


def _own(found: Any, row: PaymentRow, desk: str | None) -> Any:
    if found is None or (desk is not None and found.organisation != desk):
        raise DomainError("dossier_niet_van_dienst", dossier=row.case_number)
    if found.organisation not in COLLECTORS:
        raise DomainError("dossier_zonder_boete", dossier=row.case_number)
    return found


def _messages(row: PaymentRow, found: Any, batch: Batch) -> Iterator[Incoming]:
    """What a row tells: what came in first, then that no more will come."""
    if row.cents:
        paid = {"ontvangen_bedrag": euro(row.cents), "ontvangen_op": row.day.isoformat()}
        yield _message(PAID, row.reference, paid, row.day, found, batch)
    if row.given_up is not None:
        stopped = {"oninvorderbaar_reden": row.given_up.value, "oninvorderbaar_op": row.day.isoformat()}
        yield _message(GIVEN_UP, f"{row.reference}:{GIVEN_UP}", stopped, row.day, found, batch)


def _message(
    name: str, key: str, payload: Mapping[str, Any], day: date, found: Any, batch: Batch
) -> Incoming:
    return Incoming(
        organisation=COLLECTORS.get(found.organisation, found.organisation),
        key=key,
        name=name,
        national_number=found.national_number,
        payload=payload,
        occurred_on=day,
        account_id=batch.actor.account_id,
        case_number=found.number,
    )


def _told(tx: Transaction, messages: Sequence[Incoming]) -> dict[tuple[str, str], Any]:
    """What came in before under these keys."""
    keys = [(each.organisation, each.key) for each in messages]
    return {(row.organisation, row.key): row for row in tx.execute(_TOLD, {"told": keys})} if keys else {}


def _says_new(before: Any, now: Incoming) -> bool:
    """As `partner_messages.receive` sees it. Raises DomainError `sleutel_met_andere_inhoud`."""
    if before is None:
        return True
    then = (before.name, before.payload, before.occurred_on, before.case_number)
    if before.wiped_at is None and then != (now.name, now.payload, now.occurred_on, now.case_number):
        raise DomainError("sleutel_met_andere_inhoud", sleutel=now.key)
    return False


_COLUMNS = {
    "gebeurd_in_toekomst": "betaald_op",
    "sleutel_met_andere_inhoud": "referentie",
    "sleutel_ongeldig": "referentie",
    "bericht_ongeldig": "bedrag",
    "bericht_niet_voor_afzender": "status",
    "bericht_onbekend": "status",
}

PAYMENTS = IncomingKind(
    names=(payments.KIND,),
    action=Action.EXCHANGE_FILES,
    read=payments.read,
    judge=_judge,
    take=_take,
    key=lambda row: row.reference,
    column_of=lambda kind, problem: _COLUMNS.get(problem.code, "dossiernummer"),
)
