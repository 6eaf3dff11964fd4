"""The clock of a demo: asked for on any page, moved by the worker, in sight while it moves."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import demo as clock
from app.clock import brussels_day
from app.db.session import Database
from app.db.tables import setting
from app.web import demo
from tests.web.conftest import sign_in
from tests.web.desk import Desk, Worker


@pytest.fixture(autouse=True)
def _no_worker_to_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "PATIENCE", 1)
    monkeypatch.setattr(demo, "PAUSE", 0)


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def administrator(desk: Desk) -> Worker:
    return desk.colleague("sam", "abb", "beheerder")


def test_time_passes_where_the_worker_is_asked(desk: Desk, administrator: Worker) -> None:
    case_id = desk.office.detect()
    answer = administrator.post("/demo/klok", stap="dag", verder="/invoer")
    assert answer.location == "/invoer"
    page = administrator.get("/invoer")
    assert "De tijd loopt tot dinsdag 3 november 2026" in page
    assert 'hx-get="/demo/klok" hx-trigger="every 1s"' in page
    assert "<noscript><a" in page
    assert 'name="stap"' not in page
    assert administrator.client.get("/demo/klok").status_code == 200
    assert clock.run_requested(desk.office.database)
    done = administrator.client.get("/demo/klok")
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    page = administrator.get("/invoer")
    assert "dinsdag 3 november 2026" in page
    assert "De tijd loopt" not in page
    assert 'value="maand"' in page
    assert desk.office.letters(case_id) == [("uitnodiging_startgesprek", "verzonden")]


def test_a_month_leads_to_the_same_day_of_the_next(desk: Desk, administrator: Worker) -> None:
    administrator.post("/demo/klok", stap="maand")
    clock.run_requested(desk.office.database)
    assert brussels_day(desk.office.database.now()) == date(2026, 12, 2)


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("gebeurtenis", "Er is niets gepland"),
        ("jaar", "Kies een dag, een gebeurtenis"),
        ("", "Kies"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(administrator: Worker, step: str, words: str) -> None:
    administrator.post("/demo/klok", stap=step, verder="/invoer")
    assert words in administrator.get("/invoer")


def test_everybody_sees_the_date_and_only_the_administrator_moves_it(desk: Desk) -> None:
    manager = desk.colleague("lies", "in_gent", "dossierbeheerder")
    page = manager.get("/zoeken")
    assert "maandag 2 november 2026" in page
    assert 'name="stap"' not in page
    assert manager.post("/demo/klok", stap="dag").status_code == 403


def test_a_real_database_has_no_clock_to_move(desk: Desk, administrator: Worker) -> None:
    with desk.office.database.transaction() as tx:
        tx.execute(setting.delete().where(setting.c.key == "demo_now"))
    desk.office.database.forget_clock()
    sign_in(administrator.client, "sam")
    administrator.post("/demo/klok", stap="dag", verder="/invoer")
    page = administrator.get("/invoer")
    assert "Alleen een demo heeft een klok" in page
    assert "t-demo__row" not in page


def test_nobody_is_sent_elsewhere_afterwards(administrator: Worker) -> None:
    assert administrator.post("/demo/klok", stap="dag", verder="//kwaad.example").location == "/"
