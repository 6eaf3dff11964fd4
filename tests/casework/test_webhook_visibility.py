"""On PostgreSQL lines become visible in another order than they were numbered: none may be missed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select, text

from app.casework import tasks, webhook_outbox
from app.db.tables import audit
from tests.casework.office import Office
from tests.casework.webhook_hooks import hook, told
from tests.databases import PostgresServer


@pytest.fixture
def on_postgres(postgres_server: PostgresServer) -> Iterator[Office]:
    with postgres_server.database() as database:
        yield Office(database)


@pytest.mark.postgres
def test_a_line_that_becomes_visible_late_is_not_missed(on_postgres: Office) -> None:
    """A step takes its id first and commits last, while another commits in between and is told."""
    office = on_postgres
    hook(office)
    slow, quick = office.registered(), office.registered()
    webhook_outbox.write_events(office.database)
    slow_task = office.task(slow, "aanmelding_registreren")
    seen = len(told(office, slow)), len(told(office, quick))
    with office.database.transaction() as tx:
        _complete(office, tx, slow_task)
        office.do(quick, "aanmelding_registreren")
        mine = tx.execute(select(audit.c.id).where(audit.c.case_id == slow)).scalars()
        assert max(mine) < max(_lines(office, quick)), "the lower id is not there yet"
        for _ in range(3):
            webhook_outbox.write_events(office.database)
        assert len(told(office, quick)) == seen[1], "not before everybody who was writing has ended"
    webhook_outbox.write_events(office.database)
    webhook_outbox.write_events(office.database)
    assert len(told(office, slow)) > seen[0]
    assert len(told(office, quick)) > seen[1]


@pytest.mark.postgres
def test_a_writer_with_a_later_number_is_waited_for_too(on_postgres: Office) -> None:
    """Of two who write together the later transaction may take the earlier line, and commit last."""
    office = on_postgres
    hook(office)
    slow, quick = office.registered(), office.registered()
    webhook_outbox.write_events(office.database)
    tasks_of = {case_id: office.task(case_id, "aanmelding_registreren") for case_id in (slow, quick)}
    seen = len(told(office, slow)), len(told(office, quick))
    with office.database.transaction() as later:
        with office.database.transaction() as earlier:
            earlier.execute(text("select pg_current_xact_id()"))
            _complete(office, later, tasks_of[slow])
            _complete(office, earlier, tasks_of[quick])
        for _ in range(3):
            webhook_outbox.write_events(office.database)
        assert len(told(office, quick)) == seen[1]
    for _ in range(2):
        webhook_outbox.write_events(office.database)
    assert len(told(office, slow)) > seen[0]
    assert len(told(office, quick)) > seen[1]


def _complete(office: Office, tx: Any, task_id: int) -> None:
    row = tasks.element_of(tx, task_id)[0]
    actor = office.colleague(row.organisation, row.role)
    answers = office.answers(tx, "aanmelding_registreren", {})
    assert tasks.complete(tx, task_id, answers, actor) == []


def _lines(office: Office, case_id: int) -> list[int]:
    return [row.id for row in office.rows(audit, audit.c.case_id == case_id)]
