"""The one transaction: all or nothing, one writer at a time on SQLite, readers never in the way."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.clock import system_now
from app.db.session import Database
from app.db.tables import account, organisation, setting
from tests.create import create_account, create_organisation, set_clock


class _Trouble(Exception):
    """Something goes wrong halfway."""


@contextmanager
def _another(database: Database) -> Iterator[Database]:
    """The same database as another process sees it."""
    other = Database(database.url)
    try:
        yield other
    finally:
        other.dispose()


def _add(database: Database, key: str, value: str = "0") -> None:
    with database.transaction() as tx:
        tx.execute(setting.insert().values(key=key, value=value))


def _value(database: Database, key: str) -> str | None:
    with database.read() as tx:
        found: str | None = tx.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
        return found


def _increment(url: str, key: str, times: int) -> None:
    """Read, think, write: correct only when nobody writes in between."""
    database = Database(url)
    for _ in range(times):
        with database.transaction() as tx:
            counted = tx.execute(select(setting.c.value).where(setting.c.key == key)).scalar_one()
            tx.execute(setting.update().where(setting.c.key == key).values(value=str(int(counted) + 1)))
    database.dispose()


def test_a_block_that_ends_is_kept(database: Database) -> None:
    _add(database, "kleur", "blauw")
    assert _value(database, "kleur") == "blauw"


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    def block() -> None:
        with database.transaction() as tx:
            tx.execute(setting.insert().values(key="kleur", value="blauw"))
            raise _Trouble

    with pytest.raises(_Trouble):
        block()
    assert _value(database, "kleur") is None


def test_a_refused_row_takes_the_whole_block_along(database: Database) -> None:
    def block() -> None:
        with database.transaction() as tx:
            create_organisation(tx)
            create_account(tx, organisation="bestaat_niet")

    with pytest.raises(IntegrityError):
        block()
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(organisation)).scalar() == 0


def test_an_insert_gives_the_new_rows_id(database: Database) -> None:
    with database.transaction() as tx:
        create_organisation(tx)
        first, second = create_account(tx, "an"), create_account(tx, "bo")
    assert second > first
    with database.read() as tx:
        assert tx.execute(select(account.c.username).where(account.c.id == second)).scalar() == "bo"


def test_what_must_follow_the_commit_finds_it_done(database: Database) -> None:
    seen: list[str | None] = []
    with database.transaction() as tx:
        tx.execute(setting.insert().values(key="kleur", value="blauw"))
        tx.after_commit.append(lambda: seen.append(_value(database, "kleur")))
        assert seen == []
    assert seen == ["blauw"]


def test_nothing_follows_a_block_that_raised(database: Database) -> None:
    seen: list[int] = []

    def block() -> None:
        with database.transaction() as tx:
            tx.after_commit.append(lambda: seen.append(1))
            raise _Trouble

    with pytest.raises(_Trouble):
        block()
    assert seen == []


def test_what_is_written_while_reading_is_lost(database: Database) -> None:
    """Or refused there and then: either way a list that is shown changes nothing."""
    with suppress(DBAPIError), database.read() as tx:
        tx.execute(setting.insert().values(key="kleur", value="blauw"))
    assert _value(database, "kleur") is None


def test_a_reader_that_raises_gives_its_connection_back(database: Database) -> None:
    for _ in range(40):  # more than the pool holds
        with pytest.raises(_Trouble), database.read():
            raise _Trouble
    _add(database, "kleur")


def test_two_threads_of_writers_count_every_turn(sqlite_database: Database) -> None:
    _add(sqlite_database, "teller")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: _increment(sqlite_database.url, "teller", 25), range(2)))
    assert _value(sqlite_database, "teller") == "50"


def test_two_processes_of_writers_count_every_turn(sqlite_database: Database) -> None:
    _add(sqlite_database, "teller")
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_increment, args=(sqlite_database.url, "teller", 25)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    assert _value(sqlite_database, "teller") == "50"


def test_a_reader_does_not_hold_up_a_writer(database: Database) -> None:
    _add(database, "kleur", "blauw")
    with database.read() as reader:
        assert reader.execute(select(setting.c.value)).scalar() == "blauw"
        with database.transaction() as writer:
            writer.execute(setting.update().values(value="rood"))
    assert _value(database, "kleur") == "rood"


def test_a_writer_does_not_hold_up_a_reader(database: Database) -> None:
    _add(database, "kleur", "blauw")
    with database.transaction() as writer:
        writer.execute(setting.update().values(value="rood"))
        assert _value(database, "kleur") == "blauw"


def test_a_reader_keeps_seeing_the_same(database: Database) -> None:
    _add(database, "kleur", "blauw")
    with database.read() as reader:
        before = reader.execute(select(setting.c.value)).scalar()
        with database.transaction() as writer:
            writer.execute(setting.update().values(value="rood"))
        assert reader.execute(select(setting.c.value)).scalar() == before


def test_a_second_writer_waits_for_the_first(sqlite_database: Database) -> None:
    """Without BEGIN IMMEDIATE the second would read, and fail when it writes."""
    _add(sqlite_database, "teller")
    entered, order = threading.Event(), []

    def second() -> None:
        entered.wait(10)
        with sqlite_database.transaction() as tx:
            order.append(tx.execute(select(setting.c.value)).scalar())

    thread = threading.Thread(target=second)
    thread.start()
    with sqlite_database.transaction() as tx:
        entered.set()
        tx.execute(setting.update().values(value="1"))
        order.append("first")
    thread.join(30)
    assert order == ["first", "1"]


def test_a_forked_process_does_not_share_connections(database: Database) -> None:
    """Server processes are forked; a connection in two of them mixes up what both say."""
    ours, theirs = multiprocessing.Pipe()

    def child() -> None:
        with database.read() as tx:
            theirs.send(tx.connection.info.get("made_by"))

    with database.read() as tx:
        tx.connection.info["made_by"] = "parent"  # goes back to the pool with its connection
    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    assert ours.poll(30), "the forked process gave no answer"
    assert ours.recv() is None
    process.join(30)
    _add(database, "kleur")  # and ours still works


def test_foreign_keys_hold(database: Database) -> None:
    with pytest.raises(IntegrityError), database.transaction() as tx:
        create_account(tx, organisation="bestaat_niet")


def test_the_machines_time_is_the_time_of_an_ordinary_database(database: Database) -> None:
    before = system_now()
    assert before <= database.now() <= system_now()
    assert not database.is_demo()


def test_a_demo_database_has_its_own_time(database: Database) -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    set_clock(database, new_year)
    assert database.is_demo()
    with database.transaction() as tx:
        assert tx.now == new_year
        assert tx.today == date(2027, 1, 1)  # it is half past midnight in Brussels
    with database.read() as tx:
        assert tx.now == new_year


def test_asking_for_the_clock_waits_for_no_writer(sqlite_database: Database) -> None:
    answers: list[bool] = []
    with sqlite_database.transaction():
        asking = threading.Thread(target=lambda: answers.append(sqlite_database.is_demo()), daemon=True)
        asking.start()
        asking.join(10)
        assert answers == [False]


def test_every_process_sees_a_moved_clock(database: Database) -> None:
    start = datetime(2026, 11, 1, 8, tzinfo=UTC)
    set_clock(database, start)
    with _another(database) as other:
        assert other.now() == start
        set_clock(database, start + timedelta(days=30))
        assert other.now() == start + timedelta(days=30)


def test_a_clock_that_is_set_later_is_seen_by_a_running_process(database: Database) -> None:
    """The server was up before somebody filled the database with the demo."""
    moment = datetime(2026, 11, 1, 8, tzinfo=UTC)
    with _another(database) as running:
        running.now()  # before there is a clock
        set_clock(database, moment)
        assert running.now() == moment


def test_what_is_made_anew_may_commit_without_waiting(database: Database) -> None:
    """Within the block the disk is not waited for, after it it is again; what was written stays."""

    def waits() -> int | None:
        with database.engine.connect() as connection:
            return connection.exec_driver_sql("PRAGMA synchronous").scalar() if database.is_sqlite else None

    before = waits()
    with database.without_waiting_for_the_disk():
        assert waits() == (0 if database.is_sqlite else None)
        with database.transaction() as tx:
            tx.execute(setting.insert(), {"key": "gehaast", "value": "ja"})
    assert waits() == before
    with database.read() as tx:
        assert tx.execute(select(setting.c.value).where(setting.c.key == "gehaast")).scalar() == "ja"
