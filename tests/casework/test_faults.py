"""What goes wrong around the cases: each gives a clear state, no case is blamed, and work goes on after."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import structlog
import time_machine
from sqlalchemy import create_engine, delete, event, make_url, select, text, update

from app import logs
from app.casework import letter_making, messages, repair, timers
from app.casework.actors import Actor
from app.clock import midnight
from app.db.session import Database
from app.db.tables import audit, case, letter, message, setting, term
from app.db.trouble import BUSY, FULL, UNREACHABLE, DatabaseUnavailable
from app.domain.vocabulary import LetterStatus, TermStatus
from app.rounds import Rounds
from tests.casework import tales
from tests.casework.office import NINE, Office
from tests.casework.threads import at_once


@pytest.fixture
def told() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def admin(office: Office) -> Actor:
    return office.hire("abb", "beheerder")


@contextmanager
def full_disk(database: Database) -> Iterator[None]:
    """SQLite may use no page more than it has, and keeps none free inside its file."""

    def limit(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # it never goes below what is in use

    database.dispose()
    with closing(sqlite3.connect(str(make_url(database.url).database))) as packed:
        packed.execute("VACUUM")
    event.listen(database.engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(database.engine, "connect", limit)
        database.dispose()


@contextmanager
def gone(database: Database) -> Iterator[None]:
    """PostgreSQL lets nobody in, and whoever was in is thrown out."""
    url = make_url(database.url).set(drivername="postgresql+psycopg")
    server = create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def tell(allowed: str) -> None:
        with server.connect() as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS {allowed}")

    tell("false")
    try:
        with server.connect() as connection:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            connection.execute(text(others), {"name": url.database})
        yield
    finally:
        tell("true")
        server.dispose()


# -- the database ------------------------------------------------------------------------------------------


def test_a_full_disk_stops_the_work_and_loses_nothing(small_office: Office, told: list[Any]) -> None:
    office, rounds = small_office, Rounds()
    for _ in range(5):
        office.detect()
    with full_disk(office.database):
        for _ in range(3):
            rounds.run(
                "make_letters", lambda: letter_making.make_requested(office.database, claimed_too=True)
            )
    assert [(line["event"], line["code"]) for line in told] == [("job_failed", FULL)]
    assert {row.status for row in office.rows(letter)} == {LetterStatus.REQUESTED}
    assert office.incidents() == []
    assert letter_making.make_requested(office.database) == 5
    tales.assert_whole(office.database)


def test_a_step_that_finds_the_disk_full_has_not_been_taken(small_office: Office) -> None:
    office = small_office
    case_id = office.registered()
    before = tales.tale(office.database)

    def fill() -> None:
        while True:  # what is free inside a page is used up first
            office.detect()

    with full_disk(office.database):
        with pytest.raises(DatabaseUnavailable, match=FULL):
            fill()
        with pytest.raises(DatabaseUnavailable, match=FULL):
            office.do(case_id, "aanmelding_registreren", opmerking_registratie="x" * 4_000)
    assert office.open(case_id) == ["aanmelding_registreren"]
    assert tales.tale(office.database)[0] == before[0]
    office.do(case_id, "aanmelding_registreren")
    tales.assert_whole(office.database)


@pytest.mark.postgres
def test_a_database_that_was_gone_is_found_again(office: Office, told: list[Any]) -> None:
    if office.database.is_sqlite:
        pytest.skip("a file is not gone for a minute")
    rounds = Rounds()
    case_id = office.detect()
    works: tuple[tuple[str, Callable[[Database], object]], ...] = (
        ("make_letters", letter_making.make_requested),
        ("fire_terms", timers.fire_due),
        ("sweep_messages", messages.sweep),
    )
    with gone(office.database):
        for _ in range(4):
            for name, work in works:
                rounds.run(name, lambda work=work: work(office.database))
    assert [(line["job"], line["code"]) for line in told] == [(name, UNREACHABLE) for name, _ in works]
    for name, work in works:
        rounds.run(name, lambda work=work: work(office.database))
    assert [line["event"] for line in told[len(works) :]] == ["job_works_again"] * len(works)
    assert not rounds.failing
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "gemaakt")]
    assert office.incidents() == []


@pytest.mark.postgres
def test_a_connection_that_breaks_in_a_step_undoes_the_step(office: Office) -> None:
    if office.database.is_sqlite:
        pytest.skip("a file has no connection that breaks")
    case_id = office.registered()

    def step() -> None:
        with office.database.transaction() as tx:
            tx.execute(update(term).values(last_day=date(2001, 1, 1)))
            with gone(office.database):
                tx.execute(select(case.c.id))

    with pytest.raises(DatabaseUnavailable, match=UNREACHABLE):
        step()
    assert date(2001, 1, 1) not in {row.last_day for row in office.rows(term)}
    assert office.open(case_id) == ["aanmelding_registreren"]
    office.do(case_id, "aanmelding_registreren")


def test_two_who_wait_for_each_other_blame_no_case(office: Office) -> None:
    """A deadlock of PostgreSQL: one is sent away and may try again."""
    if office.database.is_sqlite:
        pytest.skip("SQLite has one writer")
    first, second = office.detect(), office.detect()
    lock = text("SELECT id FROM dossier WHERE id = :id FOR UPDATE")
    met: list[int] = []

    def take(one: int, other: int) -> None:
        with office.database.transaction() as tx:
            tx.execute(lock, {"id": one})
            met.append(one)
            while len(met) < 2:
                tx.execute(text("SELECT pg_sleep(0.01)"))
            tx.execute(lock, {"id": other})

    found = at_once(lambda: take(first, second), lambda: take(second, first))
    (lost,) = [each for each in found if each is not None]
    assert isinstance(lost, DatabaseUnavailable)
    assert lost.code == BUSY


# -- mistakes of ours --------------------------------------------------------------------------------------


def test_a_letter_that_breaks_the_setter_holds_up_no_other(
    office: Office, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [office.detect(last_name=name) for name in ("Goed", "Stuk", "Prima")]
    real = letter_making.letter_facts.gather

    def gather(tx: Any, row: Any, *rest: Any) -> Any:
        if row.case_id == cases[1]:
            raise KeyError("Stuk")
        return real(tx, row, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(letter_making.letter_facts, "gather", gather)
        assert letter_making.make_requested(office.database) == 3
        assert letter_making.make_requested(office.database) == 0
        (noted,) = office.incidents()
        assert (noted.case_id, noted.code, noted.facts) == (
            cases[1],
            "onverwachte_fout",
            {"soort": "KeyError"},
        )
        with pytest.raises(Exception, match="onverwachte_fout"):
            repair.retry(office.database, noted.id, admin)
    assert [row.status for row in office.rows(letter)] == ["gemaakt", "gevraagd", "gemaakt"]
    repair.retry(office.database, noted.id, admin)
    assert office.incidents() == []
    assert {row.status for row in office.rows(letter)} == {"gemaakt"}


def test_a_step_with_a_mistake_of_ours_holds_up_no_other_term(
    office: Office, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [office.detect() for _ in range(3)]
    office.until(date(2026, 11, 5))
    real = timers.steps.advance_locked

    def step(tx: Any, row: Any, *event: Any) -> Any:
        if row.id == cases[0]:
            raise ZeroDivisionError
        return real(tx, row, *event)

    office.clock(midnight(date(2027, 2, 8)) + NINE)
    with monkeypatch.context() as patched:
        patched.setattr(timers.steps, "advance_locked", step)
        assert timers.fire_due(office.database) == 3
        assert timers.fire_due(office.database) == 0
    (noted,) = office.incidents()
    assert (noted.case_id, noted.code) == (cases[0], "onverwachte_fout")
    repair.retry(office.database, noted.id, admin)
    assert {row.status for row in office.rows(term, term.c.code == "aanmelding")} == {TermStatus.EXPIRED}
    tales.assert_whole_but_for_incidents(office.database)


def test_a_message_with_a_mistake_of_ours_waits_for_a_person(
    office: Office, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.detect()
    office.until(date(2026, 11, 5))
    with monkeypatch.context() as patched:
        patched.setattr(messages, "_begin", lambda *_: {}["weg"])
        office.until(date(2027, 2, 8))
        assert messages.sweep(office.database) == 0
    (noted,) = office.incidents()
    assert (noted.code, noted.attempts) == ("onverwachte_fout", 1)
    repair.retry(office.database, noted.id, admin)
    assert [row.status for row in office.rows(message)] == ["bezorgd"]


# -- the clock ---------------------------------------------------------------------------------------------


def test_a_clock_that_jumps_fires_nothing_twice_and_nothing_too_early(small_office: Office) -> None:
    """On the clock of the world, which somebody sets wrong and then right again."""
    office = small_office
    case_id = office.detect()
    office.until(date(2026, 11, 5))
    with office.database.transaction() as tx:
        tx.execute(delete(setting).where(setting.c.key == "demo_now"))
    real = Database(office.database.url)
    (running,) = office.rows(term, term.c.status == TermStatus.RUNNING)
    with time_machine.travel(running.fires_at - timedelta(seconds=1), tick=False) as clock:
        assert timers.fire_due(real) == 0
        clock.shift(timedelta(days=30))  # far ahead: it fires, late by as much as the clock says
        assert timers.fire_due(real) == 1
        clock.shift(timedelta(days=-30))
        for _ in range(3):
            assert timers.fire_due(real) + messages.sweep(real) == 0
        clock.shift(timedelta(days=-365))
        assert timers.fire_due(real) == 0
        letter_making.make_requested(real)
    lines = office.rows(audit, audit.c.case_id == case_id, audit.c.event == "termijn_verstreken")
    assert len(lines) == 1
    assert len(office.rows(case)) == 2
    tales.assert_whole(real)


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_a_letter_claimed_by_a_wrong_clock_is_made(office: Office, jump: timedelta) -> None:
    office.detect()
    with time_machine.travel(midnight(date(2026, 11, 23)), tick=False) as clock:
        clock.shift(jump)
        assert len(letter_making._claim(office.database, 20)) == 1  # and then it dies
        assert letter_making.make_requested(office.database) == 0
        clock.shift(-jump)
        clock.shift(2 * letter_making.CLAIM)
        assert letter_making.make_requested(office.database) == 1


# -- what is said about it ---------------------------------------------------------------------------------


@pytest.fixture
def json_lines() -> Iterator[None]:
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:], root.level = kept[0], kept[1]


def test_json_lines_name_the_case_and_nobody(
    office: Office, json_lines: None, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter, a term and a message that fail, each with the person in the error itself."""
    facts = {"last_name": "Geheimsma", "first_name": "Wilhelmien", "national_number": "90051700131"}
    case_id = office.detect(**facts)
    office.until(date(2026, 11, 5))
    stuck = office.detect(**facts | {"national_number": "90051700230", "last_name": "Geheimsma \U000f1234"})
    logs.configure({"TRAJECT_LOG_FORMAT": "json"})

    def fail(*_: Any) -> None:
        raise ValueError(f"{facts}")

    with monkeypatch.context() as patched:
        patched.setattr(timers.steps, "advance_locked", fail)
        office.clock(midnight(date(2027, 2, 8)) + NINE)
        timers.fire_due(office.database)
    letter_making.make_requested(office.database)
    with monkeypatch.context() as patched:
        patched.setattr(messages, "_hand_over", fail)
        with office.database.transaction() as tx:
            messages.send(tx, case_id, "traject_vervallen", {"reden": "overleden"}, "proef")
    said = capfd.readouterr().err
    lines = [json.loads(line) for line in said.splitlines()]
    failed = {line["event"]: line.get("case") for line in lines if line["event"].endswith("_failed")}
    assert failed == {"term_failed": case_id, "letter_failed": stuck, "message_failed": case_id}
    assert all(line["timestamp"] and line["level"] for line in lines)
    assert any("ValueError < test_faults.py" in line.get("error", "") for line in lines)
    for secret in ("Geheimsma", "Wilhelmien", "90051700131", "90051700230"):
        assert secret not in said
