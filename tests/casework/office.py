"""An office at work on the shipped release: people, colleagues who do tasks, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.casework import (
    case_rows,
    detection,
    enforcement,
    people,
    recording,
    releases,
    setup,
    taking_in,
    tasks,
    virtual_time,
)
from app.casework.actors import SYSTEM, Actor
from app.casework.taking_in import Intake
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import case, decision, incident, infringement, letter, milestone, subscription, task, term
from app.domain.vocabulary import Mutation
from app.exchange.register import Rejection, Row
from tests.create import create_account, create_person, set_clock

ROOT = Path(__file__).resolve().parents[2]
MONDAY = date(2026, 11, 2)
NINE = timedelta(hours=9)

ANSWERS: dict[str, dict[str, Any]] = {
    "doelgroep_bepalen": {"doelgroep": "plicht", "reden_doelgroep": "Stukken nagekeken."},
    "aanmelding_registreren": {
        "identiteit_gecontroleerd": True,
        "attest_van_aanmelding": "ja",
        "tolk_nodig": "nee",
    },
    "intake_voeren": {"nt2_niveau": "A1", "laaggeletterd": False, "werkt": False, "studeert": False},
    "contract_opmaken": {"mo": "te volgen", "nt2": "te volgen", "vdab": "te volgen", "pnt": "te volgen"},
    "contract_ondertekenen": {"ondertekening": "getekend"},
    "mo_opvolgen": {"mo": "behaald", "mo_weg": "cursus en test"},
    "nt2_opvolgen": {"nt2": "behaald"},
    "vdab_opvolgen": {"vdab": "behaald", "vdab_dienst": "VDAB"},
    "pnt_opvolgen": {"pnt": "behaald", "pnt_uren": 40, "pnt_bewijs": True},
    "resultaat_beoordelen": {
        "resultaat": "beperkte leercapaciteit",
        "resultaat_motivering": "Leert heel traag, volgens het centrum.",
    },
    "b1_aangetoond": {"b1_bewijs": "taaltest"},
    "b1_nakijken": {"b1": "aangetoond"},
    "attest_uitreiken": {"attest_overhandigd": True},
    "inbreuk_vaststellen": {
        "adres_bekend": "ja",
        "nog_doelgroep": "ja",
        "vaststelling": "Niet aangemeld; adres en statuut nagekeken.",
    },
    "ingebrekestelling_ondertekenen": {"ingebrekestelling_ondertekend": True},
    "dossier_overdragen": {
        "ingebrekestelling_in_dossier": True,
        "niet_in_regel": True,
        "vaststellingsformulier": "Geen reactie op de aangetekende ingebrekestelling.",
    },
    "dossier_onderzoeken": {"dossier_volledig": True},
    "besluit_nemen": {
        "besluit": "boete",
        "bedrag": 100,
        "motivering": "Betrokkene gaf geen reden op voor de afwezigheid.",
        "geen_gevolg_reden": "rechtgezet_na_doorsturen",
    },
    "besluit_ondertekenen": {"akkoord": "ja"},
    "belastingdienst_overdragen": {"dossier_bij_belastingdienst": True},
    "in_regel_gesteld": {"hoe_in_regel": "Heeft zich gemeld."},
    "verweer_ontvangen": {
        "verweer_soort": "schriftelijk",
        "verweer_samenvatting": "Was ziek; zie het medisch attest.",
        "gehoord": "nee",
    },
}
DAYS = {  # the day on which it happened is the day on which it is recorded
    "contract_ondertekenen": "ondertekening_op",
    "mo_opvolgen": "mo_op",
    "nt2_opvolgen": "nt2_op",
    "vdab_opvolgen": "vdab_op",
    "pnt_opvolgen": "pnt_op",
    "attest_uitreiken": "attest_op",
    "b1_aangetoond": "b1_op",
    "b1_nakijken": "b1_op",
    "belastingdienst_overdragen": "overgedragen_op",
    "aangemeld": "aangemeld_op",
    "in_regel_gesteld": "in_regel_op",
    "verweer_ontvangen": "verweer_ontvangen_op",
    "betaling_ontvangen": "ontvangen_op",
}


PARTS = ("mo_opvolgen", "nt2_opvolgen", "vdab_opvolgen", "pnt_opvolgen")  # followed side by side


class Office:
    """Everything that happens goes through the casework, as it would for real."""

    def __init__(self, database: Database, today: date = MONDAY, root: Path = ROOT) -> None:
        self.database = database
        set_clock(database, midnight(today) + NINE)
        setup.prepare(database, root)
        self.staff: dict[tuple[str, str], list[Actor]] = {}

    # -- who ---------------------------------------------------------------------------------------------

    def hire(self, organisation: str, *roles: str) -> Actor:
        """A new colleague."""
        with self.database.transaction() as tx:
            account_id = create_account(tx, organisation=organisation, roles=roles)
        return Actor(account_id, f"Collega {account_id}", organisation, frozenset(roles))

    def colleague(self, organisation: str, role: str, barred: set[int] | None = None) -> Actor:
        """Somebody of that desk with that role who is not barred; hired where there is nobody."""
        desk = self.staff.setdefault((organisation, role), [])
        free = [actor for actor in desk if actor.account_id not in (barred or set())]
        if not free:
            desk.append(self.hire(organisation, role))
            free = desk[-1:]
        return free[0]

    def person(self, **facts: Any) -> int:
        """A person; by default obliged, in Ghent."""
        with self.database.transaction() as tx:
            return create_person(tx, **facts)

    def detect(self, person_id: int | None = None, **facts: Any) -> int:
        """The trajectory that detection opens for a person; the case's id."""
        person_id = self.person(**facts) if person_id is None else person_id
        with self.database.transaction() as tx:
            release_id, release = releases.current(tx)
            return detection.detect(tx, people.get(tx, person_id), release_id, release, SYSTEM).id

    def register_says(self, case_id: int, mutation: Mutation, **changes: Any) -> str | Rejection:
        """A row of today's extract about the person of a case: what it did."""
        with self.database.transaction() as tx:
            known = people.get(tx, case_rows.look(tx, case_id).person_id)
            facts = {name: known[name] for name in people.FACTS} | changes | {"extracted_on": tx.today}
            release_id, release = releases.current(tx)
            row = Row(2, facts, mutation, "")
            intake = Intake(release_id, release, SYSTEM)
            counts, refused = taking_in.take_in(tx, [row], intake)
        return refused[0] if refused else next(name for name, n in vars(counts).items() if n)

    # -- what happens ------------------------------------------------------------------------------------

    def until(self, day: date) -> None:
        """Let time pass up to nine in the morning of a day: terms fire, letters leave."""
        virtual_time.pass_time(self.database, midnight(day) + NINE)

    def clock(self, moment: datetime) -> None:
        """Move the clock, forwards or backwards, without anything happening."""
        set_clock(self.database, moment)

    def do(self, case_id: int, element: str, *, actor: Actor | None = None, **answers: Any) -> int:
        """Complete the open task of an element, by somebody who may; gives the task's id."""
        task_id = self.task(case_id, element)
        with self.database.transaction() as tx:
            row, _, _, found = tasks.element_of(tx, task_id)
            barred = enforcement.barred_accounts(tx, row.case_id, found.barred)
        actor = actor or self.colleague(row.organisation, row.role, barred)
        with self.database.transaction() as tx:
            errors = tasks.complete(tx, task_id, self.answers(tx, element, answers), actor)
            assert errors == [], f"{element}: {errors}"
        return task_id

    def record(self, case_id: int, name: str, **answers: Any) -> None:
        """Record a message by hand, by somebody who may."""
        with self.database.read() as tx:
            row = case_rows.look(tx, case_id)
            place = tx.execute(
                select(subscription.c.element).where(
                    subscription.c.case_id == case_id, subscription.c.name == name
                )
            ).scalar_one()
            role = releases.load(tx, row.release_id).process(row.process).elements[place].by_role
        actor = self.colleague(str(row.organisation), str(role))
        with self.database.transaction() as tx:
            errors = recording.record(tx, case_id, name, self.answers(tx, name, answers), actor)
            assert errors == [], f"{name}: {errors}"

    @staticmethod
    def answers(tx: Transaction, element: str, changes: Mapping[str, Any]) -> dict[str, Any]:
        """The usual answers to a form, with those changes."""
        usual = dict(ANSWERS.get(element, {}))
        if element in DAYS:
            usual[DAYS[element]] = tx.today.isoformat()
        if changes.get("besluit", "boete") != "boete":
            usual.pop("bedrag", None)
        return usual | dict(changes)

    # -- what stands -------------------------------------------------------------------------------------

    def rows(self, table: Any, *conditions: Any) -> list[Any]:
        with self.database.read() as tx:
            return list(tx.execute(select(table).where(*conditions).order_by(*table.primary_key)).all())

    def case(self, case_id: int) -> Any:
        (row,) = self.rows(case, case.c.id == case_id)
        return row

    def child(self, case_id: int) -> int:
        """The newest case that grew from this one."""
        return int(self.rows(case, case.c.parent_id == case_id)[-1].id)

    def task(self, case_id: int, element: str) -> int:
        (row,) = self.rows(
            task, task.c.case_id == case_id, task.c.element == element, task.c.status == "open"
        )
        return int(row.id)

    def open(self, case_id: int) -> list[str]:
        """The open tasks of a case."""
        rows = self.rows(task, task.c.case_id == case_id, task.c.status == "open")
        return [row.element for row in rows]

    def waits(self, case_id: int) -> set[str]:
        """The messages that a case waits for."""
        return {row.name for row in self.rows(subscription, subscription.c.case_id == case_id)}

    def terms(self, case_id: int, *codes: str) -> list[Any]:
        rows = self.rows(term, term.c.case_id == case_id)
        return [row for row in rows if not codes or row.code in codes]

    def letters(self, case_id: int) -> list[tuple[str, str]]:
        return [(row.template, row.status) for row in self.rows(letter, letter.c.case_id == case_id)]

    def milestones(self, case_id: int) -> list[str]:
        return [row.kind for row in self.rows(milestone, milestone.c.case_id == case_id)]

    def infringement(self, case_id: int) -> Any:
        (row,) = self.rows(infringement, infringement.c.case_id == case_id)
        return row

    def decision(self, case_id: int) -> Any:
        (row,) = self.rows(decision, decision.c.case_id == case_id)
        return row

    def incidents(self) -> list[Any]:
        return self.rows(incident, incident.c.resolved_at.is_(None))

    # -- roads that many tests take ------------------------------------------------------------------------

    def registered(self, **facts: Any) -> int:
        """A trajectory whose person came to the desk the day after the invitation left."""
        case_id = self.detect(**facts)
        with self.database.read() as tx:
            today = tx.today
        self.until(today + timedelta(days=2))
        self.record(case_id, "aangemeld")
        return case_id

    def offered(self, **facts: Any) -> int:
        """A trajectory whose contract waits to be signed."""
        case_id = self.registered(**facts)
        for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken"):
            self.do(case_id, element)
        return case_id

    def follow_parts(self, case_id: int, **results: str) -> None:
        """Every part is followed up; `results` by part, achieved where nothing is said."""
        for element in PARTS:
            part = element.removesuffix("_opvolgen")
            self.do(case_id, element, **({part: results[part]} if part in results else {}))

    def reported(self, **facts: Any) -> tuple[int, int]:
        """A trajectory whose person did not come, and its infringement."""
        case_id = self.detect(**facts)
        self.until(date(2027, 2, 8))
        return case_id, self.child(case_id)

    def noticed(self, **facts: Any) -> tuple[int, int]:
        """The same, with the notice of default signed and asked for."""
        case_id, breach = self.reported(**facts)
        self.do(breach, "inbreuk_vaststellen")
        self.do(breach, "ingebrekestelling_ondertekenen")
        return case_id, breach

    def forwarded(self, **facts: Any) -> tuple[int, int, int]:
        """The same, handed over to enforcement."""
        case_id, breach = self.noticed(**facts)
        self.until(date(2027, 3, 15))
        self.do(breach, "dossier_overdragen")
        return case_id, breach, self.child(breach)

    def to_decide(self, **facts: Any) -> tuple[int, int, int]:
        """The same, with the defence term over: somebody has to decide."""
        case_id, breach, file = self.forwarded(**facts)
        self.do(file, "dossier_onderzoeken")
        self.until(date(2027, 4, 20))
        return case_id, breach, file

    def fined(self, **facts: Any) -> tuple[int, int, int]:
        """The same, fined and notified: the payment term runs."""
        case_id, breach, file = self.to_decide(**facts)
        self.do(file, "besluit_nemen")
        self.do(file, "besluit_ondertekenen")
        self.until(date(2027, 4, 22))
        return case_id, breach, file
