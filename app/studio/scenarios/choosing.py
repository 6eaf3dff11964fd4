"""Which case, task, letter or term a step is about, and who acts in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.casework import releases
from app.casework.actors import Actor
from app.db.session import Transaction
from app.db.tables import case, task
from app.domain.organisations import PROFILES, OrganisationKind
from app.domain.vocabulary import CaseStatus, Role, Trajectory
from app.studio.scenarios import office
from app.studio.scenarios.model import Action

_MANAGERS = {  # who keeps the clock and the post of a desk of that kind
    OrganisationKind.AGENCY: Role.CASE_MANAGER,
    OrganisationKind.ENFORCEMENT: Role.ENFORCEMENT_OFFICER,
    OrganisationKind.MUNICIPALITY: Role.MUNICIPAL_OFFICER,
    OrganisationKind.GGC: Role.GGC_OFFICER,
}


class NotDone(Exception):
    """The action was refused; `codes` are those of the refusal, or of the fields that were not accepted."""

    def __init__(self, codes: list[str], told: str) -> None:
        super().__init__(told)
        self.codes = codes


def the_case(tx: Transaction, action: Action) -> Any:
    """The case that the step names; else the newest running one of the process that detection opens."""
    if action.case is not None:
        return tx.execute(select(case).where(case.c.id == _named(tx, action.case))).one()
    rows = select(case).where(case.c.process.in_(tuple(Trajectory))).order_by(case.c.id.desc())
    found = tx.execute(rows).all()
    running = [row for row in found if row.status == CaseStatus.RUNNING]
    if not found:
        raise NotDone(["dossier_onbekend"], "er is nog geen dossier")
    return (running or found)[0]


def _named(tx: Transaction, name: str) -> int:
    process, _, number = name.partition(" ")
    ids = list(tx.execute(select(case.c.id).where(case.c.process == process).order_by(case.c.id)).scalars())
    place = int(number) - 1 if number else -1
    if not ids or place >= len(ids):
        raise NotDone(["dossier_onbekend"], f"er is geen dossier '{name}'")
    return int(ids[place])


def the_one(tx: Transaction, table: Any, action: Action, *conditions: Any) -> Any:
    """The row that the action is about; None where there is none. Raises NotDone when several fit."""
    rows = _rows(tx, table, action, *conditions)
    if len({row.case_id for row in rows}) > 1:
        told = f"'{action.value}' is er in meer dan één dossier; zeg welk met dossier = \"...\""
        raise NotDone(["dossier_onduidelijk"], told)
    return rows[-1] if rows else None


def the_newest(tx: Transaction, table: Any, action: Action, *conditions: Any) -> Any:
    """The last row that fits, whatever its case: to see a step refused there. Raises NotDone without any."""
    rows = _rows(tx, table, action, *conditions)
    if not rows:
        raise NotDone([f"{action.what}_onbekend"], f"{action.what} {action.value}: die is er niet")
    return rows[-1]


def _rows(tx: Transaction, table: Any, action: Action, *conditions: Any) -> list[Any]:
    chosen = select(table).where(*conditions).order_by(table.c.id)
    if action.case is not None:
        chosen = chosen.where(table.c.case_id == _named(tx, action.case))
    return list(tx.execute(chosen).all())


def case_of_message(tx: Transaction, action: Action) -> int:
    """The newest case of the process that could hear this message: to see it refused there."""
    _, release = releases.current(tx)
    processes = [
        process.id
        for process in release.processes.values()
        if any(e.message == action.value and e.form for e in process.elements.values())
    ]
    rows = tx.execute(select(case.c.id).where(case.c.process.in_(processes)).order_by(case.c.id.desc()))
    found = rows.scalars().first()
    if found is None:
        raise NotDone(["dossier_onbekend"], f"geen enkel dossier wacht op '{action.value}'")
    return int(found)


def who(tx: Transaction, action: Action, organisation: str | None, role: str, barred: set[int]) -> Actor:
    """Whom the diagram asks, unless the scenario says who does it."""
    if action.same_as is not None:
        did = select(task.c.completed_by).where(
            task.c.element == action.same_as, task.c.completed_by.is_not(None)
        )
        account_id = tx.execute(did.order_by(task.c.id.desc())).scalars().first()
        if account_id is None:
            raise NotDone(["taak_onbekend"], f"niemand heeft de taak {action.same_as} gedaan")
        return office.colleague_by_id(tx, account_id)
    return office.colleague(
        tx, organisation or "", action.role or role, barred if action.role is None else ()
    )


def who_manages(tx: Transaction, row: Any) -> Actor:
    """Who keeps the clock of this case, or sends this letter."""
    return office.colleague(tx, row.organisation, _MANAGERS[PROFILES[row.organisation].kind])
