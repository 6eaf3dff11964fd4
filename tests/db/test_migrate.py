"""The numbered migrations make the tables of app.db.tables, both ways, on both databases."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.util import CommandError
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.db import migrate
from app.db.session import Database
from app.db.tables import case, classification, letter, metadata, release
from tests.conftest import Server
from tests.create import create_person


@pytest.fixture
def empty(database_server: Server) -> Iterator[Database]:
    with database_server.database(empty=True) as database:
        yield database


def test_an_empty_database_is_brought_to_the_newest_tables(empty: Database) -> None:
    assert migrate.current(empty) is None
    applied = migrate.upgrade(empty)
    assert applied[0] == "0001"
    assert migrate.current(empty) == migrate.head() == applied[-1]
    assert migrate.differences(empty) == []


def test_up_down_up(empty: Database) -> None:
    up = migrate.upgrade(empty)
    assert migrate.downgrade(empty, "base") == up[::-1]
    assert migrate.current(empty) is None
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert migrate.upgrade(empty) == up
    assert migrate.differences(empty) == []


def test_a_second_upgrade_has_nothing_to_do(database: Database) -> None:
    assert migrate.upgrade(database) == []


def test_the_migrations_make_what_the_tables_say(database_server: Server) -> None:
    """Alembic's own comparison leaves out checks, partial indexes and the names of constraints."""
    with database_server.database(empty=True) as migrated, database_server.database(empty=True) as made:
        migrate.upgrade(migrated)
        metadata.create_all(made.engine)
        assert _shape(migrated) == _shape(made)


@pytest.mark.parametrize("_round", range(4))
def test_servers_that_start_together_migrate_once(empty: Database, _round: int) -> None:
    """On a new SQLite file they also race to turn on its journal, which needs luck to see."""
    others = [Database(empty.url) for _ in range(4)]
    with ThreadPoolExecutor(2) as pool:
        applied = list(pool.map(migrate.upgrade, others))
    for other in others:
        other.dispose()
    assert sorted(map(bool, applied)) == [False, False, False, True]


def test_an_unknown_revision_is_refused_and_changes_nothing(empty: Database) -> None:
    with pytest.raises(CommandError):
        migrate.upgrade(empty, "9999")
    assert inspect(empty.engine).get_table_names() == []


def test_a_migration_that_fails_halfway_leaves_nothing(
    empty: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = migrate.scripts().get_revision("0001")
    assert first is not None

    def fail_at_the_end() -> None:
        first.module.upgrade()
        raise RuntimeError("no space left")

    known = migrate.scripts()
    script = known.get_revision("0001")
    assert script is not None
    monkeypatch.setattr(script.module, "upgrade", fail_at_the_end)
    monkeypatch.setattr(migrate, "scripts", lambda: known)
    with pytest.raises(RuntimeError, match="no space left"):
        migrate.upgrade(empty)
    assert inspect(empty.engine).get_table_names() == []


def test_a_migration_that_leaves_loose_ends_is_undone(sqlite_database: Database) -> None:
    """While SQLite rebuilds a table its foreign keys are off, so they are looked at before the commit."""
    url = str(sqlite_database.engine.url.database)
    loose = sqlite3.connect(url)
    loose.execute("INSERT INTO account_role (account_id, role) VALUES (42, 'beheerder')")
    loose.commit()
    loose.close()
    with pytest.raises(ValueError, match="account_role"):
        migrate.upgrade(sqlite_database)
    with sqlite_database.read() as tx:
        assert tx.execute(text("PRAGMA foreign_keys")).scalar() == 1


def _shape(database: Database) -> dict[str, Any]:
    inspector = inspect(database.engine)
    return {
        table: {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], c["default"]) for c in inspector.get_columns(table)
            ],
            "key": inspector.get_pk_constraint(table),
            "indexes": sorted(_index(index) for index in inspector.get_indexes(table)),
            "unique": sorted(map(repr, inspector.get_unique_constraints(table))),
            "checks": sorted(map(repr, inspector.get_check_constraints(table))),
            "foreign": sorted(map(repr, inspector.get_foreign_keys(table))),
        }
        for table in sorted(set(inspector.get_table_names()) - {"alembic_version"})
    }


def _index(index: Any) -> str:
    where = {name: str(text) for name, text in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {where}"


def test_who_was_detected_before_is_classified_as_the_newest_trajectory_says(empty: Database) -> None:
    """Else the next row of the register about anybody would open a second trajectory."""
    migrate.upgrade(empty, "0004")
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with empty.transaction() as tx:
        release_id = tx.insert_id(
            release.insert().values(
                sha256="0" * 64, status="gepubliceerd", note="", content=b"", created_at=now
            )
        )
        person_id = create_person(tx)
        for process, group in (("inburgering", "recht"), ("inburgering", "plicht"), ("inbreuk", None)):
            tx.execute(
                case.insert().values(
                    process=process,
                    release_id=release_id,
                    person_id=person_id,
                    status="lopend",
                    data={"doelgroep": group},
                    version=1,
                    started_at=now,
                )
            )
    migrate.upgrade(empty)
    with empty.read() as tx:
        (found,) = tx.execute(select(classification)).all()
    assert (found.region, found.target_group, found.classified_on) == (
        "vlaanderen",
        "plicht",
        date(2026, 11, 2),
    )
    assert (found.case_id, found.look_again_on) == (2, None)
    migrate.downgrade(empty, "0004")
    migrate.upgrade(empty)


def test_a_french_letter_that_nobody_asked_expressly_survives_the_way_back(empty: Database) -> None:
    """The older check asks for a day of asking; the newer one lets Brussels write what the person chose."""
    migrate.upgrade(empty)
    now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with empty.transaction() as tx:
        of = {"sha256": "0" * 64, "status": "gepubliceerd", "note": "", "content": b"", "created_at": now}
        owner = {"release_id": tx.insert_id(release.insert().values(**of)), "person_id": create_person(tx)}
        runs = {"process": "verplicht_traject", "status": "lopend", "data": {}, "version": 1}
        case_id = tx.insert_id(case.insert().values(**runs, **owner, started_at=now))
        asked = {"template": "infobrochure", "language": "fr", "registered": False, "status": "gevraagd"}
        mine = {"case_id": case_id, "person_id": owner["person_id"], "requested_at": now}
        tx.execute(letter.insert().values(**asked, **mine))
    migrate.downgrade(empty, "0009")
    with empty.read() as tx:
        assert tx.execute(select(letter.c.french_asked_on)).scalar_one() == date(2026, 11, 2)
    migrate.upgrade(empty)
    with pytest.raises(IntegrityError), empty.transaction() as tx:
        tx.execute(letter.update().values(language="nl"))
