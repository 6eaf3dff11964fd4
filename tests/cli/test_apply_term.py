"""`traject release apply-term`: it tells, it asks, and only then it counts again."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from app.cli import law
from app.db.session import Database
from app.db.tables import term_change
from tests.casework.office import Office
from tests.casework.test_new_lengths import CODE, NEW, OLD, publish


@pytest.fixture
def office(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(law, "database", lambda: sqlite_database)
    return Office(sqlite_database)


@pytest.fixture
def offered(office: Office) -> int:
    case_id = office.offered()
    publish(office, 45)
    return case_id


def _run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(law.release, ["apply-term", CODE, *arguments], input=answer)


def test_it_tells_and_asks_before_it_writes(office: Office, offered: int) -> None:
    refused = _run("--reason", "Besluit.", answer="n\n")
    assert refused.exit_code != 0
    assert "1  later" in refused.stdout
    assert "Toepassen op 1 termijnen?" in refused.output
    assert office.terms(offered, CODE)[0].last_day == OLD
    agreed = _run("--reason", "Besluit.", answer="y\n")
    assert agreed.exit_code == 0
    assert "1 termijnen herteld" in agreed.stdout
    assert office.terms(offered, CODE)[0].last_day == NEW


def test_a_script_says_yes_beforehand(office: Office, offered: int) -> None:
    assert json.loads(_run("--reason", "Besluit.", "--yes", "--json").stdout) == {"applied": 1, "left": 0}
    assert json.loads(_run("--reason", "Besluit.", "--yes", "--json").stdout) == {"applied": 0, "left": 0}
    (change,) = office.rows(term_change)
    assert (change.reason, change.account_id) == ("Besluit.", None)


def test_a_reason_is_asked(office: Office, offered: int) -> None:
    assert _run("--yes").exit_code == 2
    assert _run("--reason", " ", "--yes").exception is not None
    assert office.rows(term_change) == []
