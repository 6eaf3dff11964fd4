"""Incidents from before they stood in groups: what they are about is read from their command."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from app.db import migrate
from app.db.session import Database
from app.db.tables import incident, release
from tests.conftest import Server
from tests.create import create_person

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def empty(database_server: Server) -> Iterator[Database]:
    with database_server.database(empty=True) as database:
        yield database


def test_what_each_is_about_is_read_from_its_command(empty: Database) -> None:
    migrate.upgrade(empty, "0006")
    moment = "2026-11-02 09:00:00.000000"
    with empty.transaction() as tx:
        release_id = tx.insert_id(
            release.insert().values(
                sha256="0" * 64, status="gepubliceerd", note="", content=b"", created_at=NOW
            )
        )
        person_id = create_person(tx)
        tx.execute(
            text(
                "insert into dossier (id, process, release_id, person_id, status, data, version, audit_seq,"
                f" started_at) values (1, 'inburgering', {release_id}, {person_id}, 'lopend', '{{}}', 1, 0,"
                f" '{moment}')"
            )
        )
        tx.execute(
            text(
                "insert into letter (id, case_id, person_id, template, language, registered, status,"
                f" requested_at) values (7, 1, {person_id}, 'besluit', 'nl', false, 'gevraagd', '{moment}')"
            )
        )
        for element, command in (
            (None, '{"brief":7}'),
            ("getekend", '{"taak":3}'),
            (None, '{"vastleggen":"aangemeld"}'),
            (None, '{"termijn":99}'),
        ):
            tx.execute(
                text(
                    "insert into incident (case_id, element, code, facts, command, created_at, attempts)"
                    " values (1, :element, 'fout', '{}', :command, :moment, 1)"
                ),
                {"element": element, "command": command, "moment": NOW.replace(tzinfo=None)},
            )
    migrate.upgrade(empty)
    columns = (incident.c.kind, incident.c.subject_id, incident.c.place)
    with empty.read() as tx:
        found = [tuple(row) for row in tx.execute(select(*columns).order_by(incident.c.id))]
    assert found == [
        ("brief", 7, "besluit"),
        ("taak", 3, "getekend"),
        ("vastleggen", None, None),
        ("termijn", 99, None),
    ]
    migrate.downgrade(empty, "0006")
    migrate.upgrade(empty)
