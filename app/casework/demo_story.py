"""What has happened in a demo before a visitor comes: thirty invented people, played through real casework.

Each person has a character that says when messages come in and at which task the colleagues have stopped, so
that every desk finds something to do. Nothing is written past the steps: the same code as for real people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.casework import (
    case_rows,
    demo_accounts,
    enforcement,
    imports,
    recording,
    releases,
    tasks,
    virtual_time,
)
from app.casework.actors import Actor
from app.clock import midnight
from app.db.session import Database, Transaction
from app.db.tables import case, person, subscription, task
from app.domain.vocabulary import CaseStatus, TaskStatus

EXTRACT = Path(__file__).parent / "data" / "demo_register.csv"
BEGINS = midnight(date(2026, 3, 2)) + virtual_time.OFFICE_HOURS
ENDS = midnight(date(2026, 11, 2)) + virtual_time.OFFICE_HOURS
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Character:
    """In which week (from the start) a message comes in, and the tasks that nobody has done yet."""

    messages: Mapping[str, int]
    left: frozenset[str] = frozenset()
    signs: bool = True
    outcome: str = "boete"


def _silent(*left: str, outcome: str = "boete", **messages: int) -> Character:
    return Character(messages, frozenset(left), outcome=outcome)


_TIMELY = {"aangemeld": 4}

# In the order of the extract.
CHARACTERS = (
    Character(_TIMELY),  # through to the certificate
    Character({"aangemeld": 8}, frozenset({"onderdelen_opvolgen"})),
    Character({"aangemeld": 30}, frozenset({"intake_voeren"})),
    Character({"aangemeld": 6}, frozenset({"inbreuk_vaststellen"}), signs=False),
    Character({"aangemeld": 9}, frozenset({"contract_ondertekenen"})),
    _silent("besluit_nemen"),
    _silent("inbreuk_vaststellen"),
    _silent("ingebrekestelling_ondertekenen"),
    _silent("besluit_ondertekenen"),
    _silent(betaling_ontvangen=31),
    _silent("doelgroep_bepalen"),
    _silent("dossier_overdragen"),
    _silent(),
    _silent(),
    Character({"aangemeld": 10}, frozenset({"attest_uitreiken"})),
    _silent(),
    _silent("dossier_onderzoeken"),
    _silent(aangemeld=19),  # after the notice of default
    _silent("besluit_nemen", verweer_ontvangen=23),
    _silent(outcome="geen boete", verweer_ontvangen=24),
    _silent("inbreuk_vaststellen"),
    Character({"aangemeld": 12}, frozenset({"contract_opmaken"})),
    _silent(outcome="geen gevolg"),
    Character({"aangemeld": 34}, frozenset({"aanmelding_registreren"})),
    _silent(),
    Character({"aangemeld": 5}),
    _silent(),
    _silent("doelgroep_bepalen"),
    _silent("doelgroep_bepalen"),
    Character({"aangemeld": 7}, frozenset({"onderdelen_opvolgen"})),
)


def fill(database: Database, progress: Callable[[datetime], None]) -> None:
    """Make the demo in an empty database and play it up to the day on which a visitor arrives."""
    virtual_time.set_clock(database, BEGINS)
    with database.transaction() as tx:
        demo_accounts.create(tx)
        colleagues = demo_accounts.actors(tx)
        run_id = imports.request(tx, EXTRACT.read_bytes(), EXTRACT.name)
    imports.run(database, run_id)
    week, moment, heard = 0, BEGINS, set[tuple[int, str]]()
    while moment < ENDS:
        week, moment = week + 1, min(moment + WEEK, ENDS)
        virtual_time.pass_time(database, moment)
        progress(moment)
        _work(database, colleagues, week, heard)
    virtual_time.settle(database)


def _work(database: Database, colleagues: list[Actor], week: int, heard: set[tuple[int, str]]) -> None:
    """One week: the post of that week is recorded, and each case gets at most one task done."""
    with database.read() as tx:
        characters = _characters(tx)
        waiting = _messages(tx, characters, week, heard)
        todo = _tasks(tx, characters)
    for case_id, name in waiting:
        with database.transaction() as tx:
            _record(tx, colleagues, case_id, name)
    for task_id, character in todo:
        with database.transaction() as tx:
            _complete(tx, colleagues, task_id, character)


def _characters(tx: Transaction) -> dict[int, Character]:
    ids = tx.execute(select(person.c.id).order_by(person.c.id)).scalars()
    return dict(zip(ids, CHARACTERS, strict=False))


def _messages(
    tx: Transaction, characters: dict[int, Character], week: int, heard: set[tuple[int, str]]
) -> list[tuple[int, str]]:
    """What comes in by now and was not `heard` before: each person says a thing once."""
    rows = tx.execute(
        select(subscription.c.case_id, subscription.c.name, case.c.person_id)
        .join(case, case.c.id == subscription.c.case_id)
        .where(case.c.status == CaseStatus.RUNNING)
        .order_by(subscription.c.id)
    )
    found = []
    for row in rows:
        says = characters[row.person_id].messages if row.person_id in characters else {}
        if says.get(row.name, week + 1) <= week and (row.person_id, row.name) not in heard:
            heard.add((row.person_id, row.name))
            found.append((row.case_id, row.name))
    return found


def _tasks(tx: Transaction, characters: dict[int, Character]) -> list[tuple[int, Character]]:
    rows = tx.execute(
        select(task.c.id, task.c.case_id, task.c.element, task.c.person_id)
        .where(task.c.status == TaskStatus.OPEN)
        .order_by(task.c.id)
    )
    first = {row.case_id: row for row in reversed(rows.all())}
    return [
        (row.id, characters[row.person_id])
        for row in first.values()
        if row.person_id in characters and row.element not in characters[row.person_id].left
    ]


def _record(tx: Transaction, colleagues: list[Actor], case_id: int, name: str) -> None:
    place = tx.execute(
        select(subscription).where(subscription.c.case_id == case_id, subscription.c.name == name)
    ).first()
    if place is None:
        return
    row = case_rows.look(tx, case_id)
    element = releases.load(tx, row.release_id).process(row.process).elements[place.element]
    actor = colleague(colleagues, row.organisation, element.by_role, set())
    _done(name, recording.record(tx, case_id, name, message_answers(name, tx.today), actor))


def _complete(tx: Transaction, colleagues: list[Actor], task_id: int, character: Character) -> None:
    row, case_row, _, element = tasks.element_of(tx, task_id)
    barred = enforcement.barred_accounts(tx, row.case_id, element.barred)
    actor = colleague(colleagues, row.organisation, row.role, barred)
    answers = answers_of(row.element, character, case_row.data, tx.today)
    _done(row.element, tasks.complete(tx, task_id, answers, actor))


def _done(what: str, errors: list[Any]) -> None:
    if errors:
        raise ValueError(f"the demo answers {what} wrongly: {errors}")


def colleague(colleagues: list[Actor], organisation: str | None, role: str | None, barred: set[int]) -> Actor:
    """Somebody of the desk who may do it."""
    return next(
        actor
        for actor in colleagues
        if actor.organisation == organisation and role in actor.roles and actor.account_id not in barred
    )


def message_answers(name: str, today: date) -> dict[str, Any]:
    """What they note down of a message."""
    day = today.isoformat()
    answers: dict[str, dict[str, Any]] = {
        "aangemeld": {"aangemeld_op": day},
        "verweer_ontvangen": {
            "verweer_ontvangen_op": day,
            "verweer_soort": "schriftelijk",
            "verweer_samenvatting": "Betrokkene was zwaar ziek en kon zich niet aanmelden; zie attest.",
        },
        "betaling_ontvangen": {"ontvangen_bedrag": 100, "ontvangen_op": day},
    }
    return answers[name]


def answers_of(element: str, character: Character, data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What the colleagues of the demo fill in at a task of this person."""
    day = today.isoformat()
    if element == "contract_ondertekenen" and not character.signs:
        reason = "Wil het contract niet ondertekenen zonder advies van een advocaat."
        return {"ondertekening": "geweigerd", "ondertekening_op": day, "reden_weigering": reason}
    if element == "besluit_nemen":
        return _decision(character, data)
    answers: dict[str, dict[str, Any]] = {
        "doelgroep_bepalen": {
            "doelgroep": "plicht",
            "reden_doelgroep": "Gezinshereniging, stukken nagekeken.",
        },
        "aanmelding_registreren": {
            "identiteit_gecontroleerd": True,
            "attest_van_aanmelding": "ja",
            "tolk_nodig": "nee",
        },
        "intake_voeren": {"nt2_niveau": "A1", "laaggeletterd": False, "werkt": False, "studeert": False},
        "contract_opmaken": {"mo": "te volgen", "nt2": "te volgen", "vdab": "te volgen", "pnt": "te volgen"},
        "contract_ondertekenen": {"ondertekening": "getekend", "ondertekening_op": day},
        "onderdelen_opvolgen": {"mo": "behaald", "nt2": "behaald", "vdab": "behaald", "pnt": "behaald"},
        "attest_uitreiken": {"attest_op": day, "attest_overhandigd": True},
        "inbreuk_vaststellen": {
            "adres_bekend": "ja",
            "nog_doelgroep": "ja",
            "vaststelling": "Geen aanmelding binnen de termijn; adres en statuut nagekeken in het register.",
        },
        "ingebrekestelling_ondertekenen": {"ingebrekestelling_ondertekend": True},
        "dossier_overdragen": {
            "ingebrekestelling_in_dossier": True,
            "niet_in_regel": True,
            "vaststellingsformulier": "Betrokkene reageerde niet op de aangetekende ingebrekestelling.",
        },
        "dossier_onderzoeken": {"dossier_volledig": True},
        "besluit_ondertekenen": {"akkoord": "ja"},
        "belastingdienst_overdragen": {"dossier_bij_belastingdienst": True, "overgedragen_op": day},
    }
    return answers[element]


def _decision(character: Character, data: Mapping[str, Any]) -> dict[str, Any]:
    if character.outcome == "boete":
        motivation = (
            "Betrokkene meldde zich niet aan en gaf daarvoor geen reden op, ook niet na ingebrekestelling."
        )
        return {"besluit": "boete", "bedrag": data["voorstel_bedrag"], "motivering": motivation}
    if character.outcome == "geen boete":
        motivation = "Het medisch attest toont aan dat betrokkene door overmacht niet kon verschijnen."
    else:
        motivation = (
            "Betrokkene verblijft volgens de wijkagent niet meer op het adres; het dossier wordt gesloten."
        )
    return {"besluit": character.outcome, "motivering": motivation}
