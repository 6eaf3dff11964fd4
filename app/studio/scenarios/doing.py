"""What happens in a step, done as a colleague, the register or the post does it: through the casework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.casework import (
    detection,
    enforcement,
    imports,
    mail_room,
    messages,
    obligation_checks,
    people,
    recording,
    releases,
    tasks,
    walk_in,
)
from app.casework.obligation_checks import Said
from app.db.session import Database, Transaction
from app.db.tables import (
    case,
    import_rejection,
    letter,
    person,
    subscription,
    task,
)
from app.domain.errors import DomainError
from app.domain.organisations import Organisation, municipality_code
from app.domain.vocabulary import LetterStatus, Region, Role, TaskStatus
from app.engine.release import Process
from app.studio.scenarios import clock, office, register_rows
from app.studio.scenarios.choosing import NotDone, case_of_message, the_newest, the_one, who, who_manages
from app.studio.scenarios.model import Action, Scenario
from app.studio.scenarios.usual import Usual, filled_in

_LEFT = (LetterStatus.SENT, LetterStatus.CANCELLED)


@dataclass
class World:
    """Where a scenario plays: its database as it is opened now, and what it knows of its person."""

    database: Database
    scenario: Scenario
    usual: Usual
    cells: Mapping[str, Any]  # the person as the register last said


def do(world: World, action: Action) -> None:
    """Carry out the action. Raises NotDone; then nothing has happened."""
    try:
        _DOING[action.what](world, action)
    except DomainError as problem:
        raise NotDone([problem.code], str(problem)) from problem


# -- the register and the desk ----------------------------------------------------------------------


def _detected(world: World, action: Action) -> None:
    facts = dict(action.value)
    region = _extract_of(world, facts)
    world.cells = {**world.usual.person, **world.scenario.person, **facts}
    _take_in(world, {}, region)


def _register_row(world: World, action: Action) -> None:
    """What the register says now; the facts stay as they were unless the row changes them."""
    row = dict(action.value)
    mutation = {"mutatie": row.pop("mutatie")} if "mutatie" in row else {}
    region = _extract_of(world, row)
    world.cells = {**(world.cells or world.usual.person), **row}
    _take_in(world, mutation, region)


def _extract_of(world: World, row: dict[str, Any]) -> Region:
    """Of which region the extract is: as the row says, else that of the scenario."""
    return Region(row.pop("uittreksel", None) or world.scenario.region)


def _take_in(world: World, mutation: Mapping[str, Any], region: Region) -> None:
    with world.database.transaction() as tx:
        row = register_rows.facts({**world.cells, **mutation}, tx.today)
        run_id = imports.request(tx, register_rows.file_of(row, region), "register.csv")
    world.cells = register_rows.of_the_person(row)
    imports.run(world.database, run_id)
    with world.database.read() as tx:
        refused = tx.execute(
            select(import_rejection.c.column, import_rejection.c.reason).where(
                import_rejection.c.run_id == run_id
            )
        ).first()
    if refused is not None:
        raise NotDone(["registerrij_geweigerd"], f"{refused.column}: {refused.reason}".lstrip(": "))


def _at_the_desk(world: World, action: Action) -> None:
    """Somebody walks in; who is not known yet is written in first."""
    with world.database.transaction() as tx:
        known = tx.execute(select(person.c.id)).scalar()
        if known is None:
            world.cells = register_rows.facts({**world.usual.person, **world.scenario.person}, tx.today)
            # Whoever is at a desk may write somebody in; only registering asks for the competent one.
            writer = office.colleague(tx, Organisation.IN_GENT, Role.TRAJECTORY_COUNSELLOR)
            known = int(walk_in.create_person(tx, register_rows.columns(world.cells), writer)["id"])
    with world.database.transaction() as tx:
        _, release = releases.current(tx)
        desk = detection.competent_agency(tx, release, people.get(tx, known))
        actor = office.colleague(tx, desk, Role.TRAJECTORY_COUNSELLOR)
        walk_in.register(tx, known, actor)


def _checked(world: World, action: Action) -> None:
    """A municipality of Brussels looks at the counter; who is not known yet is written in first."""
    facts = dict(action.value)
    ground, language = facts.pop("vrijstellingsgrond", None), facts.pop("taal", None)
    before = world.cells or {**world.usual.person, **world.scenario.person}
    with world.database.transaction() as tx:
        cells = register_rows.facts({**before, **facts}, tx.today)
        columns = register_rows.columns(cells)
        officer = office.colleague(tx, municipality_code(columns["nis_code"]), Role.MUNICIPAL_OFFICER)
        known = tx.execute(select(person.c.id)).scalar()
        if known is None:
            known = int(walk_in.create_person(tx, columns, officer)["id"])
        obligation_checks.record(tx, known, Said(ground, language, columns), officer)
    world.cells = register_rows.of_the_person(cells)


# -- tasks and messages -----------------------------------------------------------------------------


def _task(world: World, action: Action) -> None:
    with world.database.transaction() as tx:
        chosen = the_one(tx, task, action, task.c.element == action.value, task.c.status == TaskStatus.OPEN)
        if chosen is None:
            chosen = the_newest(tx, task, action, task.c.element == action.value)
        element = _process_of(tx, chosen.case_id).elements[chosen.element]
        barred = enforcement.barred_accounts(tx, chosen.case_id, element.barred)
        actor = who(tx, action, chosen.organisation, chosen.role, barred)
    with world.database.transaction() as tx:
        answers = _answers(tx, world, action, chosen.case_id, element.form or "")
        _accepted(tasks.complete(tx, chosen.id, answers, actor))


def _message(world: World, action: Action) -> None:
    with world.database.transaction() as tx:
        place = the_one(tx, subscription, action, subscription.c.name == action.value)
        case_id = case_of_message(tx, action) if place is None else place.case_id
        row = tx.execute(select(case).where(case.c.id == case_id)).one()
        process = releases.load(tx, row.release_id).process(row.process)
        heard = [e for e in process.elements.values() if e.message == action.value and e.form]
        element = heard[0] if place is None else process.elements[place.element]
        actor = who(tx, action, row.organisation, str(element.by_role), set())
    with world.database.transaction() as tx:
        answers = _answers(tx, world, action, case_id, element.form or "")
        _accepted(recording.record(tx, case_id, action.value, answers, actor))


def _partner(world: World, action: Action) -> None:
    """A partner reports something about this person; nobody here fills in a form."""
    with world.database.transaction() as tx:
        place = the_one(tx, subscription, action, subscription.c.name == action.value)
        if place is None:
            raise NotDone(["bericht_niet_verwacht"], f"geen enkel dossier wacht op '{action.value}'")
        said = filled_in(action.content, tx.today, {})
        key = f"partner:{place.case_id}:{action.value}:{tx.now.isoformat()}"
        messages.send(tx, place.case_id, action.value, said, key)


def _answers(tx: Transaction, world: World, action: Action, case_id: int, form: str) -> dict[str, Any]:
    data = tx.execute(select(case.c.data).where(case.c.id == case_id)).scalar_one()
    usual = world.usual.forms.get(form, {})
    return filled_in({**usual, **action.answers}, tx.today, data)


def _accepted(errors: list[Any]) -> None:
    if errors:
        told = "; ".join(f"{error.key}: {error.code}" for error in errors)
        raise NotDone([error.code for error in errors], told)


def _process_of(tx: Transaction, case_id: int) -> Process:
    row = tx.execute(select(case.c.release_id, case.c.process).where(case.c.id == case_id)).one()
    return releases.load(tx, row.release_id).process(row.process)


# -- letters, and the clock of a case ---------------------------------------------------------------


@dataclass(frozen=True)
class _Sent:
    letter_id: int
    sent_on: date
    registered_number: str | None


def _letter(world: World, action: Action) -> None:
    """The mail room says on which day the letter left."""
    with world.database.transaction() as tx:
        chosen = the_one(tx, letter, action, letter.c.template == action.value, letter.c.status.not_in(_LEFT))
        if chosen is None:
            chosen = the_newest(tx, letter, action, letter.c.template == action.value)
        actor = who_manages(tx, chosen)
        number = f"RR{chosen.id:09d}BE" if chosen.registered else None
        sent = _Sent(chosen.id, action.sent_on or tx.today, number)
    _, refused = mail_room.record_sent(world.database, [sent], actor)
    if refused:
        raise refused[0].problem


def _clock(world: World, action: Action) -> None:
    with world.database.transaction() as tx:
        clock.DOING[action.what](tx, action)


_DOING: dict[str, Callable[[World, Action], None]] = {
    "opgespoord": _detected,
    "registerrij": _register_row,
    "aan_de_balie": _at_the_desk,
    "nagekeken": _checked,
    "taak": _task,
    "bericht": _message,
    "partnerbericht": _partner,
    "brief": _letter,
    **dict.fromkeys(clock.DOING, _clock),
}
