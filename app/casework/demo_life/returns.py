"""Letters of a demo that come back, and colleagues who look where those people live."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import select

from app.casework import address_checks, returned_mail
from app.casework.demo_life.agenda import Agenda
from app.casework.demo_life.desk import Desk
from app.casework.demo_life.fates import LEFT, Fate
from app.clock import local
from app.db.session import Transaction
from app.db.tables import address_check, letter
from app.domain.vocabulary import AddressOutcome

COMES_BACK_AFTER = 12  # days after it left
LOOK = "adres_nakijken"  # the code of how long it waits
REASON = "Niet afgehaald"
_NOT_THERE = "De wijkagent trof niemand aan."

FateOf = Callable[[Transaction, int], Fate]


class Returns:
    """Plans for each registered letter whether it comes back, and who looks then."""

    def __init__(self, agenda: Agenda, desk: Desk, fate_of: FateOf) -> None:
        self.agenda, self.desk, self.fate_of = agenda, desk, fate_of

    def left(self, tx: Transaction, row: Any) -> None:
        """A letter has left."""
        if row.registered and not self.fate_of(tx, row.person_id).receives(row.template):
            back = partial(self._come_back, row)
            self.agenda.after_days(tx.now, COMES_BACK_AFTER, row.person_id, back)

    def _come_back(self, row: Any, tx: Transaction) -> None:
        actor = self.desk.of_post(row.organisation)
        returned_mail.mark_returned(tx, row.id, local(tx.now).date(), REASON, actor)
        check = tx.execute(select(letter.c.address_check_id).where(letter.c.id == row.id)).scalar_one()
        fate = self.fate_of(tx, row.person_id)
        waits = fate.waits(LOOK, 0)
        if waits != LEFT:
            self.agenda.after_working_days(tx.now, waits, row.person_id, partial(self._look, check, fate))

    def _look(self, check_id: int, fate: Fate, tx: Transaction) -> None:
        """Nothing when somebody looked after an earlier letter of this person."""
        still = select(address_check.c.organisation).where(
            address_check.c.id == check_id, address_check.c.closed_at.is_(None)
        )
        organisation = tx.execute(still).scalar()
        if organisation is None:
            return
        found = fate.is_found(0)
        address_checks.close(
            tx,
            check_id,
            AddressOutcome.CONFIRMED if found else AddressOutcome.UNTRACEABLE,
            None if found else _NOT_THERE,
            self.desk.of_post(organisation),
        )
