"""Terms that a colleague extends, and what was recorded by mistake and is taken back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.casework import case_rows, term_changes
from app.casework.actors import Actor
from app.casework.demo_life.agenda import Agenda
from app.casework.demo_life.desk import Desk
from app.casework.demo_life.fates import Move
from app.db.session import Transaction
from app.db.tables import term
from app.domain.vocabulary import TermStatus, Unit

AFTER_DAYS, UNTIL_TAKEN_BACK = 9, 4
PAUSE, MORE = timedelta(days=35), 10
BIRTH, MISTAKE = "Zwangerschaps- en bevallingsrust, zie attest.", "In het verkeerde dossier genoteerd."
MORE_TIME = "Vraagt tijd om stukken uit het buitenland te laten vertalen."
TERMS = {  # the waits at which terms are moved, with the term that runs there
    "tijdig_aangemeld": "aanmelding",
    "in_regel_gesteld": "ingebrekestelling",
    "verweer_ontvangen": "verweer",
}


_TAKEN_BACK = (Move.SUSPENSION_WITHDRAWN, Move.EXTENSION_WITHDRAWN)


class Mover:
    """Lets colleagues move terms some days after a case has begun to wait."""

    def __init__(self, agenda: Agenda, desk: Desk) -> None:
        self.agenda, self.desk = agenda, desk

    def plan(self, tx: Transaction, case_id: int, element: str, move: Move) -> None:
        self.agenda.after_days(
            tx.now, AFTER_DAYS, case_id, partial(self._move, case_id, TERMS[element], move)
        )

    def _move(self, case_id: int, code: str, move: Move, tx: Transaction) -> None:
        """Nothing when the term has not begun or is over by then."""
        found = _running(tx, case_id, code)
        if found is None:
            return
        actor = self.desk.of_post(case_rows.look(tx, case_id).organisation)
        if move is Move.SUSPENSION_WITHDRAWN:
            row = term_changes.suspend(tx, case_id, tx.today, tx.today + PAUSE, BIRTH, actor)
        else:
            row = term_changes.extend(tx, found.id, MORE, Unit.CALENDAR_DAYS, MORE_TIME, actor)
        if move in _TAKEN_BACK:
            again = partial(self._take_back, case_id, code, move, row, actor)
            self.agenda.after_days(tx.now, UNTIL_TAKEN_BACK, case_id, again)

    def _take_back(
        self, case_id: int, code: str, move: Move, row: int, actor: Actor, tx: Transaction
    ) -> None:
        if _running(tx, case_id, code) is None:
            return
        if move is Move.EXTENSION_WITHDRAWN:
            term_changes.withdraw_change(tx, row, MISTAKE, actor)
        else:
            term_changes.withdraw_suspension(tx, row, MISTAKE, actor)


def _running(tx: Transaction, case_id: int, code: str) -> Any:
    running = term.c.case_id == case_id, term.c.code == code, term.c.status == TermStatus.RUNNING
    return tx.execute(select(term).where(*running)).first()
