"""Killed at any moment, by SIGKILL: no case is lost, and no step, message or letter happens twice."""

from __future__ import annotations

import os
import random
import threading
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from app.clock import system_now
from app.db.session import Database
from app.db.tables import lease, letter
from tests.casework import player, processes, tales
from tests.casework.player import Player
from tests.casework.processes import Process
from tests.conftest import Server
from tests.databases import SqliteServer

KILLS = 200 if os.environ.get("TRAJECT_SOAK") else 10  # on each database
PEOPLE = 12
SEED = int(os.environ.get("TRAJECT_KILL_SEED", "20261102"))


@pytest.fixture(scope="module")
def undisturbed(sqlite_server: SqliteServer) -> tales.Tale:
    """The same story, played by one process to which nothing happens."""
    with sqlite_server.database() as database:
        player.furnish(database, PEOPLE)
        Player(database).play()
        tales.assert_whole(database)
        return tales.tale(database)


def test_killed_at_random_moments(database_server: Server, undisturbed: tales.Tale, tmp_path: Path) -> None:
    """As many stories as there are kills for; each ends as the undisturbed one does.

    On a busy machine little happens between two kills: then there are more of them, until enough did.
    """
    chance = random.Random(SEED)
    kills = during = 0
    while kills < KILLS or (during <= KILLS // 3 and kills < 5 * KILLS):
        with database_server.database() as database:
            player.furnish(database, PEOPLE)
            more, moved = _disturb(database, tmp_path, chance, max(KILLS - kills, KILLS // 2))
            kills, during = kills + more, during + moved
            Player(database).play()
            tales.assert_whole(database)
            assert tales.differences(undisturbed, tales.tale(database)) == []
    assert during > KILLS // 3, "hardly anything happened between the kills: nothing is shown"


def _disturb(database: Database, folder: Path, chance: random.Random, most: int) -> tuple[int, int]:
    """A desk and a worker, one or both killed until all is told; how often, and how often cases moved."""
    kills, during, lines = 0, 0, tales.steps_taken(database)
    with ExitStack() as running:
        desk = worker = None
        while kills < most:
            desk = desk or running.enter_context(_desk(database, folder))
            worker = worker or running.enter_context(Process(database.url, folder, "app.cli", "worker"))
            desk.until_it_says("begint")
            worker.until_it_says("De worker loopt")
            threading.Event().wait(chance.uniform(0, 0.8))  # a moment that nobody chose
            if "klaar" in desk.said:
                break
            victims = chance.choice(["desk", "worker", "both"])
            kills += 1
            if victims != "worker":
                desk.kill()
                assert "Traceback" not in desk.said, desk.said
                desk = None
            if victims != "desk":
                worker.kill()
                worker = None
                _a_minute_passes(database)
            now = tales.steps_taken(database)
            during, lines = during + (now > lines), now
    return kills, during


def _desk(database: Database, folder: Path) -> Process:
    return Process(database.url, folder, "tests.casework.player", database.url)


def _a_minute_passes(database: Database) -> None:
    """For the claims and leases of who was killed; also for those of who lives, and that may do no harm."""
    long_ago = system_now() - timedelta(minutes=1)
    with database.transaction() as tx:
        tx.execute(update(letter).where(letter.c.claimed_until.is_not(None)).values(claimed_until=long_ago))
        tx.execute(update(lease).values(until=long_ago))


def test_a_worker_that_is_asked_to_stop_ends_in_good_order(database: Database, tmp_path: Path) -> None:
    player.furnish(database, 4)
    with processes.worker(database.url, tmp_path) as worker:
        assert worker.stop() == 0, worker.said
        assert "Traceback" not in worker.said
    Player(database).play()
    tales.assert_whole(database)
