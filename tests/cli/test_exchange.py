"""`traject exchange`: a month, a package, payments."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli.exchange import exchange
from app.db.session import Database
from app.db.tables import disclosure, exchange_file, milestone, payment
from app.domain.errors import DomainError
from tests.casework.office import Office
from tests.casework.test_ggc_packages import CITY, PAPERS, refused


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr("app.cli.exchange.database", lambda: sqlite_database)
    return Office(sqlite_database)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(exchange, [str(each) for each in arguments], catch_exceptions=True)


def test_a_month_for_dvz(office: Office, tmp_path: Path) -> None:
    case_id = office.detect()
    fact = {"case_id": case_id, "person_id": office.case(case_id).person_id, "kind": "attest"}
    with office.database.transaction() as tx:
        tx.execute(milestone.insert(), fact | {"on_day": date(2026, 10, 30)})
    file = tmp_path / "dvz.csv"
    assert run("dvz", "--month", "2026-10", "--out", file).stdout.endswith(f"{file}: 1 personen.\n")
    first = file.read_bytes()
    assert first.endswith(b";nee;ja\n")
    told = json.loads(run("dvz", "--month", "2026-10", "--out", file, "--json").stdout)
    assert (told["made_now"], file.read_bytes()) == (False, first)
    assert "Opnieuw maken: --again REDEN." in run("dvz", "--month", "2026-10", "--out", file).stdout
    run("dvz", "--month", "2026-10", "--out", file, "--again", "Proef.")
    assert len(office.rows(exchange_file)) == 2
    early = run("dvz", "--month", "2026-11", "--out", file)
    assert isinstance(early.exception, DomainError)
    assert early.exception.code == "maand_niet_voorbij"


def test_what_cannot_be_written_was_never_disclosed(office: Office, tmp_path: Path) -> None:
    assert isinstance(run("dvz", "--month", "2026-10", "--out", tmp_path / "no" / "x.csv").exception, OSError)
    assert (office.rows(exchange_file), office.rows(disclosure)) == ([], [])


def test_a_package_for_the_ggc(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "ggc.zip"
    arguments = ("ggc", "--municipality", CITY, "--out", file)
    assert run(*arguments).stdout == "Er is geen weigering om over te dragen.\n"
    assert not file.exists()
    refused(office, *PAPERS)
    assert run(*arguments).stdout.endswith(f"{file}: 1 weigeringen.\n")
    assert file.read_bytes().startswith(b"PK")


def test_payments_from_a_file(office: Office, tmp_path: Path) -> None:
    _, _, enforcement = office.fined()
    file = tmp_path / "vlabel.csv"
    row = f"{office.case(enforcement).number};2027-04-22;100;VLB-1"
    file.write_text(f"dossiernummer;betaald_op;bedrag;referentie\n{row}\nHHV-2020-000001;2027-04-22;5;X\n")
    seen = run("payments", file, "--preview", "--json")
    assert json.loads(seen.stdout) == {"taken": 1, "unchanged": 0, "rejected": 1}
    assert office.rows(payment) == []
    assert "vastgelegd 1, stond er al 0, verworpen 1" in run("payments", file).stdout
    assert "stond er al 1" in run("payments", file).stdout
    assert [each.amount_cents for each in office.rows(payment)] == [10000]
    rejected = Path(f"{file}.verworpen.csv").read_text().splitlines()[1]
    assert rejected.startswith("3;dossiernummer;Dit dossier bestaat niet, of is niet van uw dienst.")
