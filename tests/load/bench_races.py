"""Two processes at the same task, again and again: one wins it and the other hears so."""

from __future__ import annotations

from time import perf_counter

from app.db.session import Database
from app.db.tables import audit
from tests.casework.office import Office
from tests.casework.test_races import race_in_processes, waiting_tasks
from tests.load.figures import Budget, Figure

TASKS = 200


def figures(database: Database) -> list[Figure]:
    """How many tasks had exactly one winner, and the time that the race took for each."""
    office = Office(database)
    task_ids = waiting_tasks(office, TASKS)
    begin = perf_counter()
    won = race_in_processes(office, task_ids)
    seconds = perf_counter() - begin
    done = [row.case_id for row in office.rows(audit, audit.c.event == "taak_voltooid")]
    once = set(won[0]) ^ set(won[1])
    winners = len(once) if len(done) == len(set(done)) else 0
    each = seconds * 1000 / TASKS
    return [
        Figure(
            f"two processes complete the same task ({each:.0f} ms a task, starting them included)",
            winners,
            "",
            TASKS,
            "tasks, each with exactly one winner",
            Budget("value", TASKS, at_least=True),
        )
    ]
