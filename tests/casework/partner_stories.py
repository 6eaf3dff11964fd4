"""People about whom partners tell things, in order or not, and how their cases stand afterwards.

*The same cases* is: for each person the same cases by process, and of each the same status, outcome, data,
open tasks, messages waited for, terms with their days, milestones, payments and letters. Left out is what
says only in which order it was told: ids, numbers of steps, and of what counts each time (a payment)
the fields that repeat its last telling.

It holds because a message is heard as soon as its case waits for it and not before; because what waits side
by side in a case is told side by side; because payments add up; and because what a case has heard of a fact
it does not hear again. It does not hold of two messages that contradict each other about one fact: the first
that reaches the case counts, the other one is for a person.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.casework import messages, partner_messages
from app.casework.partner_messages import Incoming
from app.db.session import Database
from app.db.tables import (
    case,
    letter,
    milestone,
    partner_message,
    payment,
    person,
    subscription,
    task,
    term,
)
from tests.casework.office import Office
from tests.create import create_organisation, national_number

SCHOOL, TAXES, JOBS = "school", "vlaamse_belastingdienst", "vdab"
SENDERS = (SCHOOL, TAXES, JOBS)
FINED_ON = date(2027, 4, 22)
TODAY = FINED_ON + timedelta(days=20)
LAST_TOLD = {
    "ontvangen_bedrag",
    "ontvangen_op",
}  # of the last payment: which one that is, is a matter of order
PARTS = {  # what a partner tells of each part, by the message
    "mo_resultaat": (SCHOOL, {"mo": "behaald", "mo_weg": "cursus en test"}, "mo_op"),
    "nt2_resultaat": (SCHOOL, {"nt2": "behaald"}, "nt2_op"),
    "vdab_ingeschreven": (JOBS, {"vdab": "behaald", "vdab_dienst": "VDAB"}, "vdab_op"),
    "pnt_voltooid": (SCHOOL, {"pnt": "behaald", "pnt_uren": 40, "pnt_bewijs": True}, "pnt_op"),
}
KINDS = ("wacht", "loopt_binnen", "volgt", "later_bekend", "betaalt")


@dataclass(frozen=True)
class Someone:
    """A person of the story.

    `wacht` for registration, walks in (`loopt_binnen`), follows the parts (`volgt`), is brought by the
    register half-way (`later_bekend`), or pays a fine (`betaalt`).
    """

    number: str
    kind: str


def cast(size: int) -> list[Someone]:
    """That many people: one in ten pays, the others take turns."""
    kinds = [KINDS[-1] if i % 10 == 0 else KINDS[i % 4] for i in range(size)]
    return [
        Someone(national_number(date(1970, 1, 1) + timedelta(days=i), i), kind)
        for i, kind in enumerate(kinds)
    ]


def told_about(someone: Someone, account: dict[str, int]) -> list[Incoming]:
    """What partners tell of somebody, each with its key, in the order in which it happened."""
    day = TODAY - timedelta(days=10)
    found = []

    def add(by: str, name: str, payload: dict[str, Any], on: date) -> None:
        key = f"{someone.number}:{name}:{len(found)}"
        found.append(Incoming(by, key, name, someone.number, payload, on, account[by]))

    if someone.kind == "betaalt":
        for amount in (10, 25, 25, 40):
            add(TAXES, "betaling_ontvangen", {"ontvangen_bedrag": amount, "ontvangen_op": str(day)}, day)
        return found
    if someone.kind != "volgt":
        add(SCHOOL, "aangemeld", {"aangemeld_op": str(day)}, day)
    for place, (name, (by, payload, of)) in enumerate(PARTS.items(), 1):
        on = day + timedelta(days=place)
        add(by, name, payload | {of: str(on)}, on)
    return found


def shuffled(told: Sequence[Incoming], chance: random.Random) -> list[Incoming]:
    """In any order, one in three told again by the same key, and one in five of the facts by another."""
    again = [each for each in told for _ in range(chance.choice((0, 0, 1)))]
    once = [each for each in told if each.name != "betaling_ontvangen"]
    other = [replace(each, key=f"{each.key}:bestand") for each in once if chance.random() < 0.2]
    found = [*told, *again, *other]
    chance.shuffle(found)
    return found


class Stage(Office):
    """The office of the story, in which everybody stands where the first message finds them."""

    def __init__(self, database: Database, people: Sequence[Someone]) -> None:
        super().__init__(database)
        self.people = people
        with database.transaction() as tx:
            create_organisation(tx, SCHOOL, kind="partner")
        self.accounts = {by: self._account(by) for by in SENDERS}
        self._fine([each for each in people if each.kind == "betaalt"])
        self.until(TODAY)
        for each in people:
            if each.kind in ("wacht", "volgt"):
                case_id = self.detect(national_number=each.number)
                if each.kind == "volgt":
                    self.record(case_id, "aangemeld")
                    self.work(case_id)
            elif each.kind == "loopt_binnen":
                self.person(national_number=each.number)

    def told(self) -> list[Incoming]:
        return [message for each in self.people for message in told_about(each, self.accounts)]

    def hear(self, told: Sequence[Incoming], *, registering: bool = True) -> None:
        """One after the other; half-way the register brings who was unknown, twice the office works."""
        for place, each in enumerate(told):
            if registering and place == len(told) // 2:
                self.register()
            if place in (len(told) // 3, 2 * len(told) // 3):
                self.finish()
            with self.database.transaction() as tx:
                partner_messages.receive(tx, each)

    def register(self) -> None:
        for each in self.people:
            if each.kind == "later_bekend":
                self.detect(national_number=each.number)
        messages.sweep(self.database)

    def finish(self) -> None:
        """The counsellors do what comes to them, up to the parts that partners tell about."""
        for row in self.rows(case, case.c.process == "inburgering", case.c.status == "lopend"):
            self.work(row.id)

    def work(self, case_id: int) -> None:
        for element in (
            "aanmelding_registreren",
            "intake_voeren",
            "contract_opmaken",
            "contract_ondertekenen",
        ):
            if element in self.open(case_id):
                self.do(case_id, element)

    def _fine(self, people: Sequence[Someone]) -> None:
        """The same road for all of them at once, because there is one clock."""
        if not people:
            return
        cases = [self.detect(national_number=each.number) for each in people]
        self.until(date(2027, 2, 8))
        breaches = [self.child(of) for of in cases]
        for breach in breaches:
            self.do(breach, "inbreuk_vaststellen")
            self.do(breach, "ingebrekestelling_ondertekenen")
        self.until(date(2027, 3, 15))
        for breach in breaches:
            self.do(breach, "dossier_overdragen")
        files = [self.child(breach) for breach in breaches]
        for file in files:
            self.do(file, "dossier_onderzoeken")
        self.until(date(2027, 4, 20))
        for file in files:
            self.do(file, "besluit_nemen")
            self.do(file, "besluit_ondertekenen")
        self.until(FINED_ON)

    def _account(self, by: str) -> int:
        found = self.colleague(by, "partnermedewerker").account_id
        assert found is not None
        return found


def standing(database: Database) -> dict[str, Counter[Any]]:
    """How the cases of each person stand; see the top of this file for what the same is."""
    found: dict[str, Counter[Any]] = {}
    with database.read() as tx:
        people = {row.id: row.national_number for row in tx.execute(select(person))}
        cases = {row.id: row for row in tx.execute(select(case))}
        for row in cases.values():
            data = tuple(sorted((k, str(v)) for k, v in row.data.items() if k not in LAST_TOLD))
            fact = ("dossier", row.process, row.status, row.outcome, row.organisation, data)
            found.setdefault(people[row.person_id], Counter())[fact] += 1
        for kind, table, columns in (
            ("taak", task, ("element", "status", "due_on")),
            ("wacht", subscription, ("name", "element")),
            ("termijn", term, ("code", "status", "started_on", "last_day")),
            ("mijlpaal", milestone, ("kind", "on_day")),
            ("betaling", payment, ("amount_cents", "received_on")),
            ("brief", letter, ("template", "status")),
        ):
            for row in tx.execute(select(table)):
                of = cases[row.case_id]
                fact = (kind, of.process, *(getattr(row, name) for name in columns))
                found.setdefault(people[of.person_id], Counter())[fact] += 1
        for row in tx.execute(select(partner_message).where(partner_message.c.status == "postvak")):
            found.setdefault(row.national_number, Counter())[("postvak", row.name, row.reason)] += 1
    return found


def differences(wanted: dict[str, Counter[Any]], other: dict[str, Counter[Any]]) -> list[str]:
    """What one has more than the other, a line each."""
    return [
        f"{number}: {sign}{times} {fact}"
        for number in sorted(wanted.keys() | other.keys())
        for sign, more in (
            ("-", wanted.get(number, Counter()) - other.get(number, Counter())),
            ("+", other.get(number, Counter()) - wanted.get(number, Counter())),
        )
        for fact, times in more.items()
    ]
