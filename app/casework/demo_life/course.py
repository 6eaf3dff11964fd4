"""From what cases wait for to what people and colleagues will do about it, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from app.casework import detection, releases, walk_in
from app.casework.demo_life.agenda import HOURS, Agenda
from app.casework.demo_life.desk import PAYMENT, Desk, breach_of
from app.casework.demo_life.extracts import PopulationRegister, Registered
from app.casework.demo_life.fates import LAST_DAY, LEFT, Fate, Pays, Response
from app.casework.demo_life.moves import Mover
from app.casework.demo_life.plan import Plan
from app.casework.demo_life.story import Story
from app.clock import midnight
from app.db.session import Transaction
from app.db.tables import person, subscription
from app.domain.organisations import Organisation
from app.domain.vocabulary import PersonStatus, Region, Role

_IN_TIME, _WITHOUT_FOLLOW_UP, _AFTER_DECISION = (
    "tijdig_aangemeld",
    "aangemeld_zonder_vervolg",
    "aangemeld_na_besluit",
)
_TO_TRAJECTORY = ("aangemeld", "neemt_weer_deel", "hervat")  # how somebody complies, by what was missing
_RESPONSES = {  # where a case waits for somebody to comply, and who then does
    "aangemeld_na_inbreuk": Response.BEFORE_FINDING,
    "na_deelname_terug": Response.BEFORE_FINDING,
    "na_opschorting_terug": Response.BEFORE_FINDING,
    "na_deelname_terug_na_besluit": Response.AFTER_DECISION,
    "na_opschorting_terug_na_besluit": Response.AFTER_DECISION,
    "in_regel_gesteld": Response.AFTER_NOTICE,
    "in_regel_na_overdracht": Response.AFTER_TRANSFER,
    _AFTER_DECISION: Response.AFTER_DECISION,
}
_LATER: dict[str, Callable[[Fate], int | None]] = {
    "adres_gevonden": lambda fate: fate.address_found(),
    "aangemeld_opnieuw": lambda fate: fate.comes_again(),
    "b1_aangetoond": lambda fate: fate.proves_b1(),
}
_REMINDED = 45  # days after a decision was notified, the reminder has arrived
_OF_FILE: dict[str, Callable[[Fate, int], int | None]] = {  # what is said about an enforcement file
    "hoorzitting_gevraagd": lambda fate, breach: fate.asks_hearing(breach),
    "herziening_gevraagd": lambda fate, breach: fate.revision(breach)[0],
    "oninvorderbaar_gemeld": lambda fate, breach: fate.written_off(breach),
}


class Course:
    """Plans what follows; `of` finds the person of a case in the register."""

    def __init__(self, plan: Plan, agenda: Agenda, desk: Desk, register: PopulationRegister) -> None:
        self.plan, self.agenda, self.desk, self.register = plan, agenda, desk, register
        self.mover = Mover(agenda, desk)
        self._asked: Counter[tuple[int, str]] = Counter()
        self._people: dict[int, Registered] = {}

    def of(self, tx: Transaction, person_id: int) -> Registered:
        if person_id not in self._people:
            number = select(person.c.national_number).where(person.c.id == person_id)
            self._people[person_id] = self.register.people[tx.execute(number).scalar_one()]
        return self._people[person_id]

    # -- colleagues --------------------------------------------------------------------------------------

    def task(self, tx: Transaction, row: Any) -> None:
        """Somebody will do this task, unless it is one that nobody has done yet."""
        fate, nth = self.of(tx, row.person_id).fate, self._asked[row.person_id, row.element]
        self._asked[row.person_id, row.element] += 1
        self._begins(tx, row, fate)
        waits = fate.waits(row.element, nth)
        if waits == LEFT:
            return

        def complete(then: Transaction) -> None:
            breach = breach_of(then, row.case_id, row.process, row.person_id)
            self.desk.complete(then, row.id, fate, nth, breach)

        if waits == LAST_DAY:
            self.agenda.at(max(midnight(self.plan.last_working_day) + HOURS[-1], tx.now), complete)
        else:
            self.agenda.after_working_days(tx.now, waits, row.person_id, complete)

    def _begins(self, tx: Transaction, row: Any, fate: Fate) -> None:
        """What is done to the terms of a case that begins to wait here, and what its person will ask."""
        move = fate.moves(row.element)
        if move is not None:
            self.mover.plan(tx, row.case_id, row.element, move)
        about = "ondertekening" if row.element == "contract_ondertekenen" else "aanmelding"
        for request, days in fate.asks(row.element).items():
            ask = partial(self._ask, row.case_id, request.value, fate, about)
            self.agenda.after_days(tx.now, days, row.person_id, ask)

    def _ask(self, case_id: int, name: str, fate: Fate, about: str, tx: Transaction) -> None:
        self.desk.record(tx, case_id, name, fate, about=about)

    # -- people ------------------------------------------------------------------------------------------

    def message(self, tx: Transaction, row: Any) -> None:
        """The person will say what the case waits for, or never will."""
        known = self.of(tx, row.person_id)
        fate, breach = known.fate, breach_of(tx, row.case_id, row.process, row.person_id)
        self._begins(tx, row, fate)
        if row.element in _RESPONSES:
            self._comply(tx, row, known, breach)
            return
        days = self._days(row, fate, breach)
        if days is not None:
            self._say(tx.now, days, row.person_id, row.case_id, row.name, fate, breach)

    def _days(self, row: Any, fate: Fate, breach: int) -> int | None:
        if row.element == _IN_TIME:
            return fate.comes(row.data.get("doelgroep", ""))
        if row.element == _WITHOUT_FOLLOW_UP:
            return fate.turns_up()
        if row.element in _LATER:
            return _LATER[row.element](fate)
        if row.element in ("hervat", "opschorting_einde_bekend"):
            pause = fate.pause(self._pauses(row))
            return pause.back_after if row.element == "hervat" else pause.known_after
        if row.name in _OF_FILE:
            self._asked[row.case_id, row.name] += 1
            once = row.name == row.element and self._asked[row.case_id, row.name] == 1
            return _OF_FILE[row.name](fate, breach) if once else None
        if row.name == PAYMENT:
            pays, days = fate.pays(breach)
            return None if pays is Pays.NEVER else days + _REMINDED * (pays is Pays.AFTER_REMINDER)
        if row.name != "verweer_ontvangen" or row.element != "verweer_ontvangen":
            return None
        defence = fate.defence(breach)
        return defence.days if defence else None

    def _pauses(self, row: Any) -> int:
        """How many suspensions of this person were judged before the one that runs, from 0."""
        return max(self._asked[row.person_id, "opschorting_beoordelen"] - 1, 0)

    def _comply(self, tx: Transaction, row: Any, known: Registered, breach: int) -> None:
        """Whoever complies comes to the agency, which tells the desk of infringements; or a partner does."""
        response, days = known.fate.response(breach)
        if response is not _RESPONSES[row.element]:
            return
        trajectory = row.case_id if row.name in _TO_TRAJECTORY else row.parent_id
        if isinstance(known.fate, Story) and known.fate.special == "partner":
            self._say(tx.now, days, row.person_id, row.case_id, row.name, known.fate, breach)
            days += 2
        name = row.name if row.name in _TO_TRAJECTORY else _missing(tx, trajectory)
        self._say(tx.now, days, row.person_id, trajectory, name, known.fate, breach)

    def _say(
        self, now: datetime, days: int, person_id: int, case_id: int, name: str, fate: Fate, breach: int
    ) -> None:
        def record(then: Transaction) -> None:
            self.desk.record(then, case_id, name, fate, breach)

        if days:
            self.agenda.after_days(now, days, person_id, record)
        else:
            self.agenda.after_working_days(now, 0, person_id, record)

    # -- those who come to the desk by themselves --------------------------------------------------------

    def return_of(self, tx: Transaction, person_id: int) -> None:
        """Who did not take up the offer may think again, months later."""
        known = self.of(tx, person_id)
        days = known.fate.returns()
        if days is not None:
            self.agenda.after_days(tx.now, days, person_id, partial(self._come_back, person_id))

    def _come_back(self, person_id: int, tx: Transaction) -> None:
        facts = tx.execute(select(person).where(person.c.id == person_id)).one()._asdict()
        if facts["status"] != PersonStatus.ACTIVE or walk_in.running_trajectory(
            tx, person_id, Region.FLANDERS
        ):
            return
        _, release = releases.current(tx)
        agency = detection.competent_agency(tx, release, facts)
        walk_in.register(tx, person_id, self.desk.colleague(agency, Role.TRAJECTORY_COUNSELLOR))

    def newcomers_of_brussels(self, back: int, opens: datetime) -> None:
        """People in Brussels come to bon themselves: no extract of Flanders tells of them."""
        for days, (label, story) in enumerate(self.register.visitors(back)):
            self.agenda.after_days(opens, 1 + days * 3, days, partial(self._visit, label, story))

    def _visit(self, label: str, story: Story | None, tx: Transaction) -> None:
        facts = self.register.at_the_desk(label, tx.today, story)
        actor = self.desk.colleague(Organisation.BON, Role.TRAJECTORY_COUNSELLOR)
        person_id = walk_in.create_person(tx, facts, actor)["id"]
        walk_in.register(tx, person_id, actor)


def _missing(tx: Transaction, trajectory: int) -> str:
    """What the trajectory of a reported person waits for: that they register, take part or come back."""
    names = select(subscription.c.name).where(
        subscription.c.case_id == trajectory, subscription.c.name.in_(_TO_TRAJECTORY)
    )
    return str(tx.execute(names.order_by(subscription.c.name)).scalars().first() or "aangemeld")
