"""A step that failed and two people who put it right: what the tests of repairs share."""

from __future__ import annotations

from typing import Any

from app.casework import repair_previews, repairs
from app.casework.actors import Actor
from app.casework.repairs import Correction
from app.db.tables import repair as repair_rows
from tests.casework.broken import FLEMISH
from tests.casework.office import Office

# The term of registration fails until somebody says that no interpreter is needed.
TERM = {
    f"{FLEMISH}inburgering.bpmn": (
        "feit_datum: vandaag",
        "feit_datum: if tolk_nodig = &quot;nee&quot; then vandaag else onbekende_dag",
    )
}
RIGHT = Correction("tolk_nodig", "nee")
WHY = "Volgens de nota van het gesprek."


def propose(office: Office, actor: Actor, correction: Correction | None = RIGHT, why: str = WHY) -> int:
    (open_one,) = office.incidents()
    with office.database.transaction() as tx:
        return repairs.propose(tx, open_one.id, correction, why, actor)


def proposal(office: Office, repair_id: int) -> Any:
    (row,) = office.rows(repair_rows, repair_rows.c.id == repair_id)
    return row


def look(office: Office, repair_id: int) -> repair_previews.Preview:
    return repair_previews.look(office.database, proposal(office, repair_id))


def approve(office: Office, repair_id: int, actor: Actor, version: int | None = None) -> None:
    seen = office.case(proposal(office, repair_id).case_id).version if version is None else version
    repairs.approve(office.database, repair_id, actor, seen)
