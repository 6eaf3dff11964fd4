"""Workers side by side do not set the same letters: each claims a few, and a claim ends by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from app.casework import letter_making
from app.clock import system_now
from app.db.session import Database
from app.db.tables import letter
from app.db.trouble import Stopped
from tests.casework.office import Office
from tests.casework.threads import at_once


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The letters that were set, each time one was."""
    seen: list[int] = []
    real = letter_making._draft

    def draft(tx: Any, row: Any, *rest: Any) -> Any:
        seen.append(row.id)
        return real(tx, row, *rest)

    monkeypatch.setattr(letter_making, "_draft", draft)
    monkeypatch.setattr(letter_making, "AT_ONCE", 3)
    return seen


def test_no_letter_is_set_twice(office: Office, setting: list[int]) -> None:
    for _ in range(12):
        office.detect()
    made = at_once(*[lambda: letter_making.make_requested(office.database)] * 3)
    assert sum(made) == 12
    assert sorted(setting) == sorted(row.id for row in office.rows(letter))
    assert {(row.status, row.claimed_until) for row in office.rows(letter)} == {("gemaakt", None)}


def test_what_a_worker_that_died_was_setting_is_free_after_a_while(
    office: Office, setting: list[int]
) -> None:
    for _ in range(4):
        office.detect()
    with time_machine.travel(system_now(), tick=False) as clock:
        assert len(letter_making._claim(office.database, 3)) == 3  # and then it dies
        assert letter_making.make_requested(office.database) == 1
        clock.shift(letter_making.CLAIM)
        assert letter_making.make_requested(office.database) == 3
    assert len(setting) == 4


def test_who_moves_a_clock_leaves_no_letter_behind(office: Office, setting: list[int]) -> None:
    office.detect()
    assert len(letter_making._claim(office.database, 3)) == 1
    with office.database.read() as tx:
        today = tx.today
    office.until(today + timedelta(days=2))
    assert [row.status for row in office.rows(letter)] == ["verzonden"]


def test_a_letter_that_two_set_after_all_is_made_once(office: Office, setting: list[int]) -> None:
    office.detect()
    works = [lambda: letter_making.make_requested(office.database, claimed_too=True)] * 2
    at_once(*works)
    (made,) = office.rows(letter)
    assert made.status == "gemaakt"


def test_letters_that_are_being_set_are_kept_when_asked_to_stop(
    office: Office, setting: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        office.detect()
    working = Database(office.database.url)
    real = letter_making._draft

    def draft(tx: Any, row: Any, *rest: Any) -> Any:
        working.stop()
        return real(tx, row, *rest)

    monkeypatch.setattr(letter_making, "_draft", draft)
    with pytest.raises(Stopped):
        letter_making.make_requested(working)
    assert sorted(row.status for row in office.rows(letter)) == ["gemaakt"] * 3 + ["gevraagd"] * 2
    assert {row.claimed_until for row in office.rows(letter)} == {None}
    working.dispose()
