"""Handing in a month of the register: refused at once, or followed to its report."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest

from app.casework import imports
from app.db.session import Database
from app.db.tables import document, import_run, person
from app.web import imports as screens
from tests.casework.brussels import brussels
from tests.web.desk import Desk, Worker, text_of

SAMPLE = Path(__file__).parents[1] / "data" / "register_2026-10.csv"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def administrator(desk: Desk) -> Worker:
    return desk.colleague("sam", "abb", "beheerder")


@pytest.fixture(scope="module")
def extract() -> bytes:
    """The header, twenty rows, and the first that cannot be used, twice and beginning as a formula."""
    lines = SAMPLE.read_bytes().splitlines()
    unusable = next(line for line in lines if b";99999;" in line)
    return b"\n".join([*lines[:21], unusable, b"=1+1;" + unusable.split(b";", 1)[1]])


def test_a_file_is_followed_from_the_queue_to_its_report(
    desk: Desk, administrator: Worker, extract: bytes
) -> None:
    answer = _upload(administrator, extract, "uittreksel.csv")
    assert answer.status_code == 302
    page = administrator.get(answer.location)
    assert "0 van 22 rijen nagekeken. Er wordt nog niets ingevoerd." in text_of(page)
    imports.run_requested(desk.office.database)
    assert administrator.client.get("/invoer/1/stand").status_code == 204
    proposal = text_of(administrator.get(answer.location))
    for words in ("Er is nog niets ingevoerd.", "20 Nieuw", "2 Verworpen", "Invoeren", "Weggooien"):
        assert _reversed(words, proposal), words
    assert desk.office.rows(person) == []
    administrator.post("/invoer/1/invoeren")
    page = administrator.get(answer.location)
    assert "De invoer begint zo dadelijk." in text_of(page)
    assert 'hx-get="/invoer/1/stand" hx-trigger="every 1s"' in page
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in page
    assert administrator.client.get("/invoer/1/stand").status_code == 200
    imports.run_requested(desk.office.database)
    done = administrator.client.get("/invoer/1/stand")
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    page = administrator.get(answer.location)
    assert 'http-equiv="refresh"' not in page
    report = text_of(page)
    for words in (
        "uittreksel.csv Klaar",
        "20 Nieuw",
        "2 Verworpen",
        "22 nis_gemeente",
        "23 rijksregisternummer",
    ):
        assert _reversed(words, report), words
    assert "Sam" in report
    assert "uittreksel.csv" in administrator.get("/invoer")
    assert len(desk.office.rows(person)) == 20
    assert desk.office.rows(document, document.c.media_type == "text/csv") == []


def test_the_rejected_rows_are_a_file_that_runs_nothing(
    desk: Desk, administrator: Worker, extract: bytes
) -> None:
    _upload(administrator, extract, "uittreksel.csv")
    imports.run_requested(desk.office.database)
    answer = administrator.client.get("/invoer/1/verworpen.csv")
    assert "uittreksel.csv.verworpen.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(StringIO(answer.get_data().decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["rij", "kolom", "reden", "inhoud"]
    assert [row[:2] for row in rows[1:]] == [["22", "nis_gemeente"], ["23", "rijksregisternummer"]]
    assert rows[2][3].startswith("'=1+1;")


def test_the_same_file_again_changes_nothing(desk: Desk, administrator: Worker, extract: bytes) -> None:
    for run_id in (1, 2):
        _upload(administrator, extract, "uittreksel.csv")
        imports.run_requested(desk.office.database)
        administrator.post(f"/invoer/{run_id}/invoeren")
        imports.run_requested(desk.office.database)
    (_, second) = desk.office.rows(import_run)
    said = {name: number for name, number in second.counts.items() if number}
    assert said == {"unchanged": 20, "rejected": 2}
    assert "Geen traject begint, eindigt of verandert van organisatie." in text_of(
        administrator.get("/invoer/2")
    )


def test_a_proposal_can_be_thrown_away_once(desk: Desk, administrator: Worker, extract: bytes) -> None:
    _upload(administrator, extract, "uittreksel.csv")
    assert administrator.post("/invoer/1/weggooien").status_code == 409  # still being looked at
    imports.run_requested(desk.office.database)
    administrator.post("/invoer/1/weggooien")
    assert "weggegooid. Er is niets ingevoerd." in text_of(administrator.get("/invoer/1"))
    assert desk.office.rows(document, document.c.media_type == "text/csv") == []
    assert administrator.post("/invoer/1/invoeren").status_code == 409


def test_an_extract_of_brussels_is_a_check_of_its_municipalities(desk: Desk, administrator: Worker) -> None:
    assert "Dit is een uittreksel van Brussel" not in _upload(administrator, brussels({}), "brussel.csv").text
    imports.run_requested(desk.office.database)
    proposal = text_of(administrator.get("/invoer/1"))
    assert "Nagekeken door de gemeente 1 Geopend: verplicht in Brussel 1" in proposal
    assert "Gewest Brussel" in proposal
    administrator.post("/invoer/1/invoeren")
    imports.run_requested(desk.office.database)
    assert "BRU-" in text_of(administrator.get("/invoer/1/lijst/geopend?soort=verplicht"))
    (found,) = desk.office.rows(person)
    officer = desk.colleague("samira", "gemeente_21015", "gemeentemedewerker")
    shown = text_of(officer.get(f"/personen/{found.id}"))
    assert "Nagekeken in Brussel" in shown
    assert "Verplicht meerderjarige nieuwkomer in het vreemdelingenregister" in shown
    assert "Eerste inschrijving in Brussel 01/10/2026" in shown


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("naam;é\n".encode("latin-1"), "Het bestand is niet in UTF-8: byte 6 past daar niet in."),
        (
            b"naam;voornaam\nx;y\n",
            "In de kopregel ontbreekt: rijksregisternummer, nationaliteit, nis_gemeente",
        ),
        (b"naam;naam\n", "De kolom “naam” staat twee keer in de kopregel."),
        (b'"naam;x\n', "De kopregel is niet leesbaar"),
        (b"", "Het bestand is leeg"),
        (b"\xff\xfe\x00", "Het bestand is niet in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_written(
    desk: Desk, administrator: Worker, content: bytes, words: str
) -> None:
    answer = _upload(administrator, content, "fout.csv")
    assert answer.status_code == 422
    assert text_of(answer).count(words) == 2  # on top and at the field
    assert desk.office.rows(import_run) == []
    assert desk.office.rows(document, document.c.media_type == "text/csv") == []


def test_no_file_and_too_much_file(
    desk: Desk, administrator: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Kies een bestand." in text_of(administrator.post("/invoer"))
    monkeypatch.setattr(screens, "LARGEST", 10)
    answer = _upload(administrator, b"x" * 11, "groot.csv")
    assert answer.status_code == 422
    assert "groter dan 25 MB" in text_of(answer)
    assert desk.office.rows(import_run) == []


def test_unknown_columns_are_told(desk: Desk, administrator: Worker, extract: bytes) -> None:
    lines = extract.splitlines()[:3]
    wider = b"\n".join([lines[0] + b";schoenmaat", *(line + b";42" for line in lines[1:])])
    _upload(administrator, wider, "breed.csv")
    imports.run_requested(desk.office.database)
    assert "Kolom 'schoenmaat' is niet bekend en wordt overgeslagen." in text_of(
        administrator.get("/invoer/1")
    )


def test_an_empty_list_says_what_to_do(administrator: Worker) -> None:
    assert "Er is nog niets ingevoerd." in text_of(administrator.get("/invoer"))
    administrator.get("/invoer/7", 404)


def test_only_the_administrator_imports(desk: Desk, extract: bytes) -> None:
    manager = desk.colleague("lies", "in_gent", "dossierbeheerder")
    for path in ("/invoer", "/invoer/1", "/invoer/1/stand", "/invoer/1/verworpen.csv"):
        manager.get(path, 403)
    assert _upload(manager, extract, "uittreksel.csv").status_code == 403
    for path in ("/invoer/1/invoeren", "/invoer/1/weggooien"):
        assert manager.post(path).status_code == 403


def _upload(worker: Worker, content: bytes, name: str) -> Any:
    return worker.post("/invoer", bestand=(BytesIO(content), name))


def _reversed(words: str, text: str) -> bool:
    """A count stands behind its label in the markup."""
    number, _, label = words.partition(" ")
    return words in text or f"{label} {number}" in text
