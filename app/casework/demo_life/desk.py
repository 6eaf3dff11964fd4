"""The colleagues of a demo at work: each thing done by somebody of the right desk, through the casework."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.casework import case_rows, demo_accounts, enforcement, recording, releases, tasks
from app.casework.actors import Actor
from app.casework.demo_life import answers
from app.casework.demo_life.fates import Fate, Pays
from app.db.session import Transaction
from app.db.tables import case, subscription, task, term
from app.domain.organisations import PROFILES, Organisation, OrganisationKind
from app.domain.vocabulary import Role, TaskStatus, TermStatus
from app.engine.catalogue import Element

PAYMENT = "betaling_ontvangen"
POSTPONABLE = ("aanmelding", "aanmelding_na_inbreuk", "ondertekening_contract")


_OF_POST = {
    OrganisationKind.AGENCY: Role.CASE_MANAGER,
    OrganisationKind.ENFORCEMENT: Role.ENFORCEMENT_OFFICER,
    OrganisationKind.MUNICIPALITY: Role.MUNICIPAL_OFFICER,
    OrganisationKind.GGC: Role.GGC_OFFICER,
}


class Desk:
    """All colleagues, by organisation and role."""

    def __init__(self, tx: Transaction) -> None:
        self._colleagues = demo_accounts.actors(tx)

    def colleague(
        self, organisation: str | None, role: str | None, barred: Collection[int | None] = (), turn: int = 0
    ) -> Actor:
        """Somebody of the desk who may do it; `turn` spreads the work over those who may."""
        found = [
            actor
            for actor in self._colleagues
            if actor.organisation == organisation and role in actor.roles and actor.account_id not in barred
        ]
        return found[turn % len(found)]

    def administrator(self) -> Actor:
        return self.colleague(Organisation.CENTRAL, Role.ADMINISTRATOR)

    def of_post(self, organisation: str | None) -> Actor:
        """Who prints letters and notes when they left."""
        return self.colleague(organisation, _OF_POST[PROFILES[organisation or ""].kind])

    def doer(self, tx: Transaction, task_id: int) -> Actor:
        """Who does a task."""
        row, _, _, element = tasks.element_of(tx, task_id)
        return self._may_do(tx, row, element)

    def _may_do(self, tx: Transaction, row: Any, element: Element) -> Actor:
        barred = enforcement.barred_accounts(tx, row.case_id, element.barred)
        return self.colleague(row.organisation, row.role, barred, row.case_id)

    def complete(self, tx: Transaction, task_id: int, fate: Fate, nth: int, breach: int) -> None:
        """Do a task, unless it was withdrawn meanwhile."""
        still = select(task.c.id).where(task.c.id == task_id, task.c.status == TaskStatus.OPEN)
        if tx.execute(still).first() is None:
            return
        row, case_row, _, element = tasks.element_of(tx, task_id)
        actor = self._may_do(tx, row, element)
        last_day = _last_day(tx, row.case_id) if row.element == "uitstel_beoordelen" else None
        given = answers.to_task(row.element, fate, case_row.data, _happened(tx, fate), nth, breach, last_day)
        check(row.element, tasks.complete(tx, task_id, given, actor))

    def record(
        self,
        tx: Transaction,
        case_id: int,
        name: str,
        fate: Fate,
        breach: int = 0,
        about: str = "aanmelding",
    ) -> bool:
        """Note down a message that a case waits for; False when it no longer does."""
        waits = subscription.c.case_id == case_id, subscription.c.name == name
        place = tx.execute(select(subscription).where(*waits)).first()
        if place is None:
            return False
        row = case_rows.look(tx, case_id)
        if name == PAYMENT and not row.data.get("te_innen"):
            return False  # paid already
        element = releases.load(tx, row.release_id).process(row.process).elements[place.element]
        actor = self.colleague(row.organisation, element.by_role, turn=case_id)
        defence = fate.defence(breach)
        given = answers.to_message(
            name, _happened(tx, fate), defence.kind if defence else "", _amount(row.data, fate, breach), about
        )
        check(name, recording.record(tx, case_id, name, given, actor))
        return True

    def take_some(self, tx: Transaction) -> None:
        """Of the tasks that wait for one role of a desk, every second one has been taken by a colleague."""
        waiting: dict[tuple[str | None, str], int] = {}
        open_tasks = select(task.c.id, task.c.organisation, task.c.role).where(
            task.c.status == TaskStatus.OPEN
        )
        for row in tx.execute(open_tasks.order_by(task.c.id)).all():
            desk = row.organisation, row.role
            waiting[desk] = waiting.get(desk, 0) + 1
            if waiting[desk] % 2 == 0:
                tasks.claim(tx, row.id, self.doer(tx, row.id))


def _happened(tx: Transaction, fate: Fate) -> date:
    """The day on which that happened which is recorded today."""
    return tx.today - timedelta(days=fate.noted_after())


def _last_day(tx: Transaction, case_id: int) -> date | None:
    """The last day of the term that a person asks to postpone; None where none runs."""
    running = term.c.case_id == case_id, term.c.status == TermStatus.RUNNING
    found = select(term.c.last_day).where(*running, term.c.code.in_(POSTPONABLE))
    return tx.execute(found.order_by(term.c.id.desc())).scalars().first()


def _amount(data: Any, fate: Fate, breach: int) -> float:
    """All that is still to be paid, or half of it by who pays in parts."""
    open_amount = data.get("openstaand") or 0
    first_part = fate.pays(breach)[0] is Pays.IN_PARTS and open_amount == data.get("bedrag")
    return round(float(open_amount) / 2) if first_part else float(open_amount) + fate.overpays(breach)


def check(what: str, errors: list[Any]) -> None:
    """Raises ValueError: the demo fills in a form wrongly."""
    if errors:
        raise ValueError(f"the demo answers {what} wrongly: {errors}")


def breach_of(tx: Transaction, case_id: int, process: str, person_id: int) -> int:
    """The number of the infringement that a case is about, from 0; of a trajectory: the newest."""
    kind = "handhaving" if process == "handhaving" else "inbreuk"
    of_person = case.c.person_id == person_id, case.c.process == kind
    ids = list(tx.execute(select(case.c.id).where(*of_person).order_by(case.c.id)).scalars())
    return ids.index(case_id) if case_id in ids else max(len(ids) - 1, 0)
