"""Brussels in a demo: municipalities check and hand over, people register or are reminded, the GGC fines."""

from __future__ import annotations

import io
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from app.casework import enforcement, obligation_checks, recording, tasks, walk_in
from app.casework.demo_life import brussels_answers as answers
from app.casework.demo_life.agenda import Agenda
from app.casework.demo_life.brussels_people import LATE, BrusselsRegister, Known, file_of
from app.casework.demo_life.desk import Desk, check
from app.casework.demo_life.plan import Plan
from app.casework.obligation_checks import Said
from app.db.session import Transaction
from app.db.tables import case, person, subscription, task
from app.domain.organisations import municipality_code
from app.domain.regions import of_process
from app.domain.vocabulary import Region, Role, TaskStatus
from app.exchange import register

AT_THE_COUNTER = 9  # days after an extract
_PROOF = "belgisch_diploma"
_REGISTERS = {"aanmelding_op_tijd": False, "aanmelding_na_aanmaning": True}  # element: after the notice
_ENDS = ("voltooiing_op_tijd", "voltooiing_na_aanmaning")
_ASKS_AFTER = 20  # days


class Brussels:
    """Plans what follows in the cases of Brussels; `is_of` tells which those are."""

    def __init__(self, plan: Plan, agenda: Agenda, desk: Desk) -> None:
        self.plan, self.agenda, self.desk = plan, agenda, desk
        self.register = BrusselsRegister(plan)
        self._people: dict[int, Known] = {}

    @staticmethod
    def is_of(process: str) -> bool:
        return of_process(process) is Region.BRUSSELS

    def knows(self, tx: Transaction, person_id: int) -> bool:
        return self._of(tx, person_id) is not None

    def visitors(self, back: int, opens: datetime) -> None:
        """Somebody comes to a counter each month, and some on the last working day."""
        visit = partial(self._visit, f"balie/{back}", back % 2 == 1)
        self.agenda.after_days(opens, AT_THE_COUNTER, back, visit)
        if back == 0:
            for nth in range(2):
                visit = partial(self._visit, f"balie/laatst/{nth}", nth == 0)
                self.agenda.on(self.plan.last_working_day, opens, 3, visit)

    def _visit(self, label: str, has_proof: bool, tx: Transaction) -> None:
        known = self.register.visitor(label, tx.today)
        content = file_of([known])
        (row,) = register.read(io.BytesIO(content))
        assert isinstance(row, register.Row), row
        facts = {name: value for name, value in row.facts.items() if name != "extracted_on"}
        officer = self.desk.colleague(municipality_code(known.tale.nis), Role.MUNICIPAL_OFFICER)
        person_id = walk_in.create_person(tx, facts, officer)["id"]
        language = self.plan.stream(label, "taal").choice(("fr", "fr", "fr", "nl"))
        said = Said(grounds=_PROOF if has_proof else None, language=language)
        obligation_checks.record(tx, person_id, said, officer)

    # -- what cases wait for -----------------------------------------------------------------------------

    def task(self, tx: Transaction, row: Any) -> None:
        """Somebody will do this task, unless it is one that nobody has done yet."""
        known = self._of(tx, row.person_id)
        waits = answers.WAITS.get(row.element)
        if known is None or waits is None or row.element in known.tale.left:
            return
        if tx.today >= self.plan.last_working_day:
            return
        self.agenda.after_working_days(tx.now, waits, row.person_id, partial(self._complete, row.id))

    def _complete(self, task_id: int, tx: Transaction) -> None:
        still = select(task.c.id).where(task.c.id == task_id, task.c.status == TaskStatus.OPEN)
        if tx.execute(still).first() is None:
            return
        row, case_row, _, element = tasks.element_of(tx, task_id)
        barred = enforcement.barred_accounts(tx, row.case_id, element.barred)
        actor = self.desk.colleague(row.organisation, row.role, barred, row.case_id)
        given = answers.to_task(row.element, tx.today, case_row.data)
        check(row.element, tasks.complete(tx, task_id, given, actor))

    def message(self, tx: Transaction, row: Any) -> None:
        """The person will say what the case waits for, or never will."""
        known = self._of(tx, row.person_id)
        if known is None:
            return
        days = self._days(row, known)
        if days is not None:
            say = partial(self._say, row.case_id, row.name, known)
            self.agenda.after_days(tx.now, days, row.person_id, say)
        if known.tale.asks and row.element == "aanmelding_op_tijd":
            ask = partial(self._say, row.case_id, "opschorting_gevraagd", known)
            self.agenda.after_days(tx.now, _ASKS_AFTER, row.person_id, ask)

    def _days(self, row: Any, known: Known) -> int | None:
        if row.element in _REGISTERS:
            after_notice = known.label in LATE
            return known.tale.comes if _REGISTERS[row.element] is after_notice else None
        if row.element in _ENDS:
            return known.tale.ends
        return known.tale.pays if row.name == "betaling_ontvangen" else None

    def _say(self, case_id: int, name: str, known: Known, tx: Transaction) -> None:
        place = tx.execute(
            select(subscription.c.element).where(
                subscription.c.case_id == case_id, subscription.c.name == name
            )
        ).first()
        row = tx.execute(select(case).where(case.c.id == case_id)).one()
        if place is None or (name == "betaling_ontvangen" and not row.data.get("te_innen")):
            return
        given = answers.to_message(name, tx.today, known.tale.bureau, row.data.get("openstaand") or 0)
        actor = self.desk.of_post(row.organisation)
        check(name, recording.record(tx, case_id, name, given, actor))

    def _of(self, tx: Transaction, person_id: int) -> Known | None:
        if person_id not in self._people:
            number = tx.execute(select(person.c.national_number).where(person.c.id == person_id)).scalar_one()
            known = self.register.people.get(number)
            if known is None:
                return None
            self._people[person_id] = known
        return self._people[person_id]
