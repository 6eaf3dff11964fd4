"""`traject import register`: what a file would do, what it did, and the rows that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.data import import_
from app.db.session import Database
from app.db.tables import import_run, person
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.exchange.extracts import file_of


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("app.cli.data.database", lambda: sqlite_database)
    return Office(sqlite_database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One row that can be used, one that cannot."""
    path = tmp_path / "maand.csv"
    path.write_bytes(file_of({}, {"nis_gemeente": "99999"}))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(import_, ["register", *map(str, arguments)], catch_exceptions=False)


def test_a_dry_run_writes_nothing(office: Office, file: Path) -> None:
    before = dump(office.database)
    told = run(file, "--dry-run").stdout
    assert "nieuw 1, gewijzigd 0, ongewijzigd 0, ouder 0, verworpen 1" in told
    assert "Er is niets ingevoerd." in told
    assert dump(office.database) == before
    assert Path(f"{file}.verworpen.csv").read_text().splitlines()[1].startswith("3;nis_gemeente;")


def test_the_import_does_what_the_dry_run_said(office: Office, file: Path) -> None:
    would = json.loads(run(file, "--dry-run", "--json").stdout)
    assert json.loads(run(file, "--json").stdout) == would
    assert len(office.rows(person)) == 1
    assert [row.status for row in office.rows(import_run)] == ["klaar"]
    assert "nieuw 0, gewijzigd 0, ongewijzigd 1, ouder 0, verworpen 1" in run(file).stdout


def test_lapses_and_moves_are_told(office: Office, file: Path) -> None:
    run(file)
    file.write_bytes(
        file_of({"nis_gemeente": "11002", "mutatie": "verhuisd", "extractiedatum": "2026-11-30"})
    )
    assert "naar een andere organisatie: 1" in run(file).stdout
    file.write_bytes(file_of({"mutatie": "geschrapt", "extractiedatum": "2026-12-31"}))
    assert "trajecten vervallen: geschrapt 1" in run(file).stdout
    file.write_bytes(file_of({"mutatie": "wijziging", "extractiedatum": "2027-01-31"}))
    assert "opnieuw opgespoord: 1" in run(file).stdout


def test_a_file_is_taken_back(office: Office, file: Path) -> None:
    run(file)
    answers = {"input": "ander.csv\n"}
    asked = ["undo", "1", "--reason", "Verkeerde maand."]
    refused = CliRunner().invoke(import_, asked, **answers)
    assert refused.exit_code != 0
    done = CliRunner().invoke(import_, [*asked, "--name", "maand.csv"], catch_exceptions=False)
    assert "Teruggedraaid: 1 personen." in done.stdout
    assert [row.status for row in office.rows(import_run)] == ["teruggedraaid"]
