"""Everybody of an office together: does what can be done now, and lets time pass when all is quiet.

What is done follows from what stands in the database alone: a player who is killed is replaced by the next,
and the story is the same whoever plays it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import select

from app.casework import messages, releases, virtual_time
from app.casework.actors import Actor
from app.clock import midnight
from app.db.session import Database
from app.db.tables import account, account_role, case, letter, message, person, subscription, task, term
from app.domain.vocabulary import LetterStatus, MessageStatus, TaskStatus, TermKind, TermStatus
from tests.casework.office import NINE, Office

THE_END = date(2027, 9, 1)
COMES, STAYS = "Komt", "Blijft"  # last names: who registers after the invitation, and who does not
DESKS = {
    "in_gent": ("trajectbegeleider", "dossierbeheerder", "teamverantwoordelijke"),
    "abb_handhaving": ("handhavingsambtenaar", "teamverantwoordelijke"),
}

_OPEN = select(task.c.id, task.c.case_id, task.c.element).where(task.c.status == TaskStatus.OPEN)
_COMERS = (
    select(case.c.id)
    .join(person, person.c.id == case.c.person_id)
    .join(subscription, subscription.c.case_id == case.c.id)
    .join(letter, letter.c.case_id == case.c.id)
    .where(
        person.c.last_name == COMES,
        subscription.c.name == "aangemeld",
        letter.c.status == LetterStatus.SENT,
    )
    .order_by(case.c.id)
)
_UNHEARD = select(message.c.name).where(
    message.c.status == MessageStatus.WAITING, message.c.to_case_id.is_(None)
)


def furnish(database: Database, people: int) -> None:
    """An office with that many newcomers, every other of whom comes when invited, and enough colleagues."""
    office = Office(database)
    for organisation, roles in DESKS.items():
        for role in roles:
            for _ in range(4):
                office.hire(organisation, role)
    for number in range(people):
        office.detect(last_name=COMES if number % 2 else STAYS)


class Player(Office):
    """An office that is there already: colleagues are those of the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.staff: dict[tuple[str, str], list[Actor]] = {}
        with database.read() as tx:
            rows = tx.execute(
                select(account.c.id, account.c.organisation, account_role.c.role)
                .join(account_role, account_role.c.account_id == account.c.id)
                .order_by(account.c.id)
            )
            for row in rows:
                actor = Actor(row.id, f"Collega {row.id}", row.organisation, frozenset({row.role}))
                self.staff.setdefault((row.organisation, row.role), []).append(actor)

    def move(self) -> bool:
        """One thing that a person does now; False when there is nothing to do."""
        with self.database.read() as tx:
            found = tx.execute(_OPEN.order_by(task.c.id).limit(1)).first()
            comer = tx.execute(_COMERS.limit(1)).scalar()
        if found is not None:
            still = _OPEN.where(task.c.id == found.id)
            return self._try(lambda: self.do(found.case_id, found.element), still)
        if comer is not None:
            return self._try(lambda: self.record(comer, "aangemeld"), _COMERS.where(case.c.id == comer))
        return False

    def _try(self, act: Callable[[], object], waits: Any) -> bool:
        """Do it; when a worker moved the case meanwhile, it no longer waits, and that is no failure."""
        try:
            act()
        except Exception:
            with self.database.read() as tx:
                if tx.execute(waits).first() is not None:
                    raise
        return True

    def is_quiet(self) -> bool:
        """Whether nothing waits for a worker at this moment."""
        with self.database.read() as tx:
            due = select(term.c.id).where(
                term.c.status == TermStatus.RUNNING, term.c.kind == TermKind.TIMER, term.c.fires_at <= tx.now
            )
            asked = select(letter.c.id).where(
                letter.c.status == LetterStatus.REQUESTED, letter.c.problem.is_(None)
            )
            if any(tx.execute(each.limit(1)).first() is not None for each in (due, asked)):
                return False
            # A case that a worker is beginning at this moment: the sweep below passes by what is claimed.
            release = releases.current(tx)[1]
            if any(release.process_started_by(name) for name in tx.execute(_UNHEARD).scalars()):
                return False
        return messages.sweep(self.database) == 0

    def next(self) -> bool:
        """The clock goes to what happens next, and the mail room sends its post; False at the end."""
        moment = virtual_time.next_moment(self.database)
        if moment is None or moment > midnight(THE_END) + NINE:
            return False
        virtual_time.set_clock(self.database, moment)
        virtual_time.send_post(self.database)
        return True

    def play(self) -> None:
        """To the end, alone."""
        virtual_time.settle(self.database)
        while self.move() or self.next():
            virtual_time.settle(self.database)

    def play_beside_a_worker(self) -> None:
        """To the end, leaving to the worker what is the worker's."""
        while True:
            if self.move():
                continue
            if not self.is_quiet():
                threading.Event().wait(0.02)  # the worker is another process: nothing to wait on but time
            elif not self.next():
                return


def main(url: str) -> None:
    """A process of its own: says when it begins and when the story is over."""
    player = Player(Database(url))
    with player.database.read() as tx:
        releases.current(tx)
    print("begint", flush=True)
    player.play_beside_a_worker()
    print("klaar", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
