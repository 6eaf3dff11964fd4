"""A backup holds every row, comes back on both databases, and never half."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from app.db import backup, migrate
from app.db.session import Database
from app.db.tables import person, setting
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.conftest import Server
from tests.create import create_organisation, create_person, set_clock


@pytest.fixture
def other(database_server: Server) -> Iterator[Database]:
    """An empty database beside the one of the test."""
    with database_server.database(empty=True) as database:
        yield database


@pytest.fixture
def filled(database: Database) -> Database:
    set_clock(database, datetime(2026, 11, 2, 8, tzinfo=UTC))
    with database.transaction() as tx:
        create_organisation(tx, name="Agentschap «Ünïcode» 'quoted'")
        for _ in range(3):
            create_person(tx, last_name="O'Brien \\ \t é", street=None)
    return database


def test_what_was_kept_comes_back_row_by_row(filled: Database, other: Database, tmp_path: Path) -> None:
    file = tmp_path / "kopie"
    backup.backup(filled, file)
    assert backup.restore(other, file) == migrate.head()
    assert dump(other) == dump(filled)
    assert migrate.differences(other) == []
    assert other.is_demo()
    with other.transaction() as tx:  # numbering goes on where it was
        assert create_person(tx) > max(row.id for row in filled_rows(filled))


def filled_rows(database: Database) -> list[object]:
    with database.read() as tx:
        return list(tx.execute(person.select()))


def test_others_may_not_read_it_and_it_is_one_file(filled: Database, tmp_path: Path) -> None:
    file = tmp_path / "kopie"
    backup.backup(filled, file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["kopie"]


def test_it_is_one_moment_while_others_write(filled: Database, other: Database, tmp_path: Path) -> None:
    with filled.transaction() as tx:
        create_person(tx)
        backup.backup(filled, tmp_path / "kopie")
    backup.restore(other, tmp_path / "kopie")
    assert (len(filled_rows(filled)), len(filled_rows(other))) == (4, 3)


def test_a_filled_database_is_replaced_only_when_asked(
    filled: Database, database_server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "kopie"
    backup.backup(filled, file)
    with database_server.database() as another:
        with another.transaction() as tx:
            tx.execute(setting.insert().values(key="kleur", value="blauw"))
        before = dump(another)
        with pytest.raises(DomainError, match="database_niet_leeg"):
            backup.restore(another, file)
        assert dump(another) == before
        backup.restore(another, file, force=True)
        assert dump(another) == dump(filled)


def test_a_damaged_backup_changes_nothing(filled: Database, tmp_path: Path) -> None:
    file, broken = tmp_path / "kopie", tmp_path / "half"
    backup.backup(filled, file)
    content = file.read_bytes()
    broken.write_bytes(content[: len(content) // 2])
    before = dump(filled)
    with pytest.raises(DomainError, match="reservekopie_"):
        backup.restore(filled, broken, force=True)
    assert dump(filled) == before
    assert {each.name for each in tmp_path.iterdir()} <= {"kopie", "half"}


def test_a_file_that_is_there_is_not_written_over(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "kopie").write_text("van gisteren")
    with pytest.raises(DomainError, match="reservekopie_bestaat_al"):
        backup.backup(filled, tmp_path / "kopie")
    assert (tmp_path / "kopie").read_text() == "van gisteren"


def test_something_else_is_refused(filled: Database, tmp_path: Path) -> None:
    (tmp_path / "brief.txt").write_text("Beste collega")
    with pytest.raises(DomainError, match="reservekopie_onleesbaar"):
        backup.restore(filled, tmp_path / "brief.txt", force=True)
    other_kind = b"PGDMP" if filled.is_sqlite else b"SQLite format 3\0"
    (tmp_path / "anders").write_bytes(other_kind)
    with pytest.raises(DomainError, match="reservekopie_andere_database"):
        backup.restore(filled, tmp_path / "anders", force=True)


def test_a_newer_backup_is_refused(filled: Database, other: Database, tmp_path: Path) -> None:
    with filled.engine.connect() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    backup.backup(filled, tmp_path / "kopie")
    with pytest.raises(DomainError, match="reservekopie_nieuwer"):
        backup.restore(other, tmp_path / "kopie")
    assert migrate.current(other) is None


def test_a_missing_program_is_named(
    filled: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if filled.is_sqlite:
        pytest.skip("SQLite needs no other program")
    monkeypatch.setattr(backup.shutil, "which", lambda *_, **__: None)
    with pytest.raises(DomainError, match="programma_ontbreekt: programma=pg_dump"):
        backup.backup(filled, tmp_path / "kopie")
    assert list(tmp_path.iterdir()) == []


def test_no_password_on_a_command_line(
    filled: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if filled.is_sqlite:
        pytest.skip("SQLite has no password")
    seen: list[str] = []
    real = subprocess.run

    def run(command: list[str], **options: Any) -> Any:
        seen.extend(command)
        return real(command, **options)

    monkeypatch.setattr(backup.subprocess, "run", run)
    secret = make_url(filled.url).set(password="zesentwintig").render_as_string(hide_password=False)
    with_password = Database(secret)
    backup.backup(with_password, tmp_path / "kopie")
    with_password.dispose()
    assert seen
    assert not any("zesentwintig" in word for word in seen)
