"""Messages of partners in any order, and more than once, leave the same cases as in order and once.

What that means, and why it holds, stands at the top of `partner_stories`. `make soak PART=messages` tells ten
thousand of them.
"""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.casework import messages
from app.db.session import Database
from app.db.tables import message, partner_message
from tests.casework import tales
from tests.casework.partner_stories import Stage, cast, differences, shuffled, standing
from tests.casework.processes import Process
from tests.conftest import Server

SOAK = bool(os.environ.get("TRAJECT_SOAK"))
PEOPLE = 1_650 if SOAK else 40  # about 10,000 and 250 messages with their repetitions
KILLS = 40 if SOAK else 4
SEED = int(os.environ.get("TRAJECT_MESSAGES_SEED", "20261123"))


@pytest.mark.parametrize("seed", [SEED] if SOAK else [SEED, SEED + 1])
def test_the_order_does_not_matter(database_server: Server, seed: int) -> None:
    people = cast(PEOPLE)
    with database_server.database() as database:
        stage = Stage(database, people)
        told = stage.told()
        stage.hear(told)
        stage.finish()
        tales.assert_whole(database)
        wanted = standing(database)
        once = _delivered(database)
    with database_server.database() as database:
        stage = Stage(database, people)
        assert stage.told() == told
        mixed = shuffled(told, random.Random(seed))
        assert len(mixed) > 1.3 * len(told)
        stage.hear(mixed)
        stage.finish()
        tales.assert_whole(database)
        assert differences(wanted, standing(database)) == []
        assert _delivered(database) == once == len(told)


def test_killed_while_partners_tell(database_server: Server, tmp_path: Path) -> None:
    """Tellers that die half-way are replaced by others that begin anew; a worker sweeps up beside them."""
    people, chance = cast(20), random.Random(SEED)
    with database_server.database() as database:
        stage = Stage(database, people)
        stage.register()
        told = stage.told()
        stage.hear(told, registering=False)
        stage.finish()
        wanted = standing(database)
    with database_server.database() as database:
        stage = Stage(database, people)
        stage.register()
        for number in range(KILLS):
            seed = str(chance.randrange(1000))
            with _teller(database, tmp_path, seed) as teller:
                teller.until_it_says("begint")
                threading.Event().wait(chance.uniform(0, 1.5))  # a moment that nobody chose
                teller.kill()
                assert "Traceback" not in teller.said, teller.said
            if number % 2:
                messages.sweep(database)
        with _teller(database, tmp_path, "7") as teller:
            teller.until_it_says("klaar")
        messages.sweep(database)
        stage.finish()
        tales.assert_whole(database)
        assert differences(wanted, standing(database)) == []
        assert _delivered(database) == len(told)


def _teller(database: Database, folder: Path, seed: str) -> Process:
    return Process(database.url, folder, "tests.casework.teller", "20", seed)


def _delivered(database: Database) -> int:
    """How many messages reached a case: each as one row, and nothing is left in between."""
    with database.read() as tx:
        rows = tx.execute(
            select(partner_message.c.status, func.count()).group_by(partner_message.c.status)
        ).all()
        counts = {row[0]: row[1] for row in rows}
        assert counts.keys() <= {"bezorgd", "herhaald"}, counts
        sent = select(func.count()).select_from(message).where(message.c.key.like("partner:%"))
        assert tx.execute(sent).scalar_one() == counts["bezorgd"]
        return int(counts["bezorgd"])
