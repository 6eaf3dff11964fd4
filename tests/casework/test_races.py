"""Two at once on the same task: exactly one wins, in threads and in processes, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from app.casework import tasks, walk_in
from app.casework.actors import Actor
from app.casework.case_rows import Conflict
from app.db.tables import audit, case, task
from tests.casework.office import ANSWERS, ROOT, Office
from tests.casework.threads import at_once

ROUNDS = 200 if os.environ.get("TRAJECT_SOAK") else 20
ROLES = frozenset({"trajectbegeleider", "dossierbeheerder"})


def waiting_tasks(office: Office, rounds: int) -> list[int]:
    """That many cases in which somebody has to register a person: the ids of the tasks."""
    person_ids = [office.person() for _ in range(rounds)]
    desk = office.hire("in_gent", *ROLES)
    for person_id in person_ids:
        with office.database.transaction() as tx:
            walk_in.register(tx, person_id, desk)
    return [row.id for row in office.rows(task, task.c.status == "open")]


def _assert_each_once(office: Office, task_ids: list[int]) -> None:
    done = office.rows(task, task.c.id.in_(task_ids))
    assert {row.status for row in done} == {"voltooid"}
    assert {row.version for row in office.rows(case)} == {3}  # begun, registered, and one step more
    lines = office.rows(audit, audit.c.event == "taak_voltooid")
    assert sorted(row.case_id for row in lines) == sorted(row.case_id for row in done)
    assert office.incidents() == []


def test_threads_complete_each_task_once(office: Office) -> None:
    task_ids = waiting_tasks(office, ROUNDS)
    actors = [Actor(office.hire("in_gent", *ROLES).account_id, "", "in_gent", ROLES) for _ in range(2)]

    def complete(task_id: int, actor: Actor) -> Any:
        with office.database.transaction() as tx:
            return tasks.complete(tx, task_id, ANSWERS["aanmelding_registreren"], actor)

    for task_id in task_ids:
        found = at_once(*[lambda of=task_id, by=actor: complete(of, by) for actor in actors])
        lost = [each for each in found if each != []]
        assert len(lost) == 1, found
        assert isinstance(lost[0], Conflict), found
        assert lost[0].code == "taak_niet_meer_open"
    _assert_each_once(office, task_ids)


def race_in_processes(office: Office, task_ids: list[int]) -> list[list[int]]:
    """Two processes complete all of these; the tasks that each of them won."""
    accounts = [office.hire("in_gent", *ROLES).account_id for _ in range(2)]
    listed = ",".join(str(task_id) for task_id in task_ids)
    racers = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.casework.racers", office.database.url, str(account), listed],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for account in accounts
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline().strip() == "klaar"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("los\n")
        racer.stdin.flush()
    won = [[int(each) for each in racer.communicate()[0].split(",") if each.strip()] for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0]
    winners = {row.id: row.completed_by for row in office.rows(task, task.c.id.in_(task_ids))}
    assert {task_id for task_id, by in winners.items() if by == accounts[0]} == set(won[0])
    return won


def test_processes_complete_each_task_once(office: Office) -> None:
    task_ids = waiting_tasks(office, ROUNDS)
    won = race_in_processes(office, task_ids)
    assert sorted(won[0] + won[1]) == sorted(task_ids)  # each by exactly one
    _assert_each_once(office, task_ids)


def test_two_desks_open_one_trajectory(office: Office) -> None:
    desk = office.hire("in_gent", *ROLES)
    for _ in range(5):
        person_id = office.person()

        def register(of: int = person_id) -> int:
            with office.database.transaction() as tx:
                return walk_in.register(tx, of, desk)

        found = at_once(register, register)
        assert len([each for each in found if isinstance(each, int)]) == 1, found
        assert len(office.rows(case, case.c.person_id == person_id)) == 1
