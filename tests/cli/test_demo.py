"""`traject demo`: what a new one is made from, and what somebody hears who asks for another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner, Result

from app.casework import demo_accounts, setup, virtual_time
from app.casework.demo_life import life, record
from app.casework.demo_life.plan import Plan
from app.cli import demo, serving
from app.config import ROOT
from app.db.session import Database
from tests.databases import SqliteServer

NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # the 22nd in Brussels
YESTERDAY = date(2026, 11, 21)


@pytest.fixture
def at_hand(sqlite_server: SqliteServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """The database of the installation."""
    with sqlite_server.database() as database:
        monkeypatch.setattr(demo, "database", lambda: database)
        monkeypatch.setattr(demo, "system_now", lambda: NOW)
        yield database


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> list[Plan]:
    """The plans that were filled; the people stay at home."""
    plans: list[Plan] = []

    def note(database: Database, plan: Plan, tell: life.Progress) -> life.Counts:
        tell(plan.begins, life.Counts())
        plans.append(plan)
        return life.Counts(1, 2, 3)

    monkeypatch.setattr(life, "fill", note)
    return plans


def traject(*arguments: str) -> Result:
    return CliRunner().invoke(demo.demo, arguments)


def test_a_new_demo_ends_yesterday(at_hand: Database, filled: list[Plan]) -> None:
    assert traject().exit_code == 0
    assert filled == [Plan(YESTERDAY, scale=100, seed=1)]
    assert at_hand.now() == filled[0].begins


def test_another_scale_day_and_seed(at_hand: Database, filled: list[Plan]) -> None:
    said = traject("--scale", "20", "--until", "2026-10-31", "--seed", "7")
    assert [(plan.scale, plan.until.isoformat(), plan.seed) for plan in filled] == [(20, "2026-10-31", 7)]
    assert "1 op 20, zaad 7: 1 mensen, 2 dossiers, 3 brieven" in " ".join(said.output.split())
    assert demo_accounts.PASSWORD in said.output


def test_serving_takes_the_same_options(
    at_hand: Database, filled: list[Plan], monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[object, ...]] = []
    monkeypatch.setattr(serving, "run", lambda *given, **named: served.append(given))
    assert traject("serve", "--scale", "50", "--seed", "0", "--port", "8123").exit_code == 0
    assert (filled[0].scale, filled[0].seed) == (50, 0)
    assert served == [(at_hand, None, 8123)]


@pytest.mark.parametrize("asked", [("--until", "2024-02-29"), ("--scale", "0"), ("--until", "gisteren")])
def test_what_cannot_be_made(at_hand: Database, filled: list[Plan], asked: tuple[str, ...]) -> None:
    assert traject(*asked).exit_code == 2
    assert filled == []


def made(database: Database, plan: Plan, *, finished: bool) -> None:
    virtual_time.set_clock(database, plan.begins)
    setup.prepare(database, ROOT)
    with database.transaction() as tx:
        demo_accounts.create(tx)
        record.note(tx, plan, finished=finished)


def test_a_demo_is_made_once(at_hand: Database, filled: list[Plan]) -> None:
    made(at_hand, Plan(YESTERDAY, scale=30), finished=True)
    silent = traject()
    assert silent.exit_code == 0
    assert "Er is al een demo" not in silent.output
    told = " ".join(traject("--scale", "20").output.split())
    assert "Er is al een demo: 1 op 30, tot " in told
    assert str(at_hand.engine.url.database) in told.replace(" ", "")
    assert "Er is al een demo" not in traject("--scale", "30").output
    assert filled == []


def test_a_demo_that_was_interrupted(at_hand: Database, filled: list[Plan]) -> None:
    made(at_hand, Plan(YESTERDAY), finished=False)
    refused = traject()
    assert refused.exit_code == 1
    assert "niet afgeraakt" in refused.output
    assert filled == []
