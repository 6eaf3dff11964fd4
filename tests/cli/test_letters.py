"""`traject letters`: files of the printer and the post, and what waits too long."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.casework import letter_making
from app.cli.letters import letters
from app.db.session import Database
from app.db.tables import letter
from app.domain.errors import DomainError
from tests.casework.office import Office


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("app.cli.letters.database", lambda: sqlite_database)
    return Office(sqlite_database)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(letters, [str(each) for each in arguments], catch_exceptions=True)


def test_sent_dates_from_a_file(office: Office, tmp_path: Path) -> None:
    office.detect()
    office.detect(nis_code="11002")
    letter_making.make_requested(office.database)
    file = tmp_path / "drukker.csv"
    file.write_text("brief_id;verzonden_op\n1;2026-11-02\n2;2026-11-02\n9;2026-11-02\n")
    assert json.loads(run("sent", file, "--preview", "--json").stdout) == {
        "taken": 2,
        "unchanged": 0,
        "rejected": 1,
    }
    assert {row.status for row in office.rows(letter)} == {"gemaakt"}
    told = run("sent", file)
    assert (told.exit_code, "vastgelegd 2, stond er al 0, verworpen 1" in told.stdout) == (0, True)
    refused = Path(f"{file}.verworpen.csv").read_text().splitlines()
    assert refused[1].startswith("4;brief_id;Deze brief bestaat niet")
    assert "Dit bestand verandert niets." in run("sent", file).stdout
    wrong = run("returned", file)
    assert isinstance(wrong.exception, DomainError)
    assert wrong.exception.code == "bestand_andere_soort"


def test_what_waits_too_long(office: Office) -> None:
    assert run("delayed").stdout == "Niets wacht te lang.\n"
    office.detect()
    office.clock(office.database.now().replace(day=5))
    (found,) = json.loads(run("delayed", "--json").stdout)
    assert (found["delay"], found["number"], found["days"]) == ("niet_gemaakt", 1, 3)
    assert run("delayed").stdout == "niet_gemaakt: 1, de oudste sinds 2026-11-02\n"


def test_all_variants_are_made_for_reading(tmp_path: Path) -> None:
    told = run("samples", tmp_path / "brieven", "--json")
    assert told.exit_code == 0, told.output
    with (tmp_path / "brieven" / "overzicht.csv").open(encoding="utf-8-sig") as file:
        listed = list(csv.DictReader(file, delimiter=";"))
    assert {row["bestand"] for row in listed} == {path.name for path in (tmp_path / "brieven").glob("*.pdf")}
    assert {(row["regio"], row["taal"]) for row in listed} == {
        (region, language) for region in ("vlaanderen", "brussel") for language in ("nl", "fr")
    }
    assert json.loads(told.stdout)[0]["bestand"] == listed[0]["bestand"]


def test_one_region_is_called_as_its_folder(tmp_path: Path) -> None:
    told = run("samples", tmp_path / "brieven", "--region", "brussel", "--json")
    assert {each["regio"] for each in json.loads(told.stdout)} == {"brussel"}
