"""A process owner applies a new length on screen: marked, looked at, asked for, followed."""

from __future__ import annotations

import re

import pytest

from app.casework import new_length_requests
from app.db.session import Database
from app.db.tables import setting, term_change
from app.web import new_lengths as screens
from tests.casework.test_new_lengths import CODE, NEW, OLD, publish
from tests.web.desk import Desk, Worker, text_of

PATH = f"/uitgaven/termijnen/{CODE}/toepassen"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


@pytest.fixture
def owner(desk: Desk) -> Worker:
    return desk.colleague("joris", "abb", "proceseigenaar")


@pytest.fixture
def offered(desk: Desk) -> int:
    """A contract that waits to be signed, and a release after it with 45 days for that."""
    case_id = desk.office.offered()
    publish(desk.office, 45)
    return case_id


def test_the_release_marks_what_is_not_counted_by_it(desk: Desk, owner: Worker, offered: int) -> None:
    page = owner.get("/uitgaven/2")
    assert text_of(page).count("lopende tellen anders") == 1
    assert f'href="{PATH}"' in page
    assert "lopende tellen anders" not in text_of(owner.get("/uitgaven/1"))
    reader = desk.colleague("rita", "abb", "rapporteur")
    assert "lopende tellen anders" in text_of(reader.get("/uitgaven/2"))
    assert PATH not in reader.get("/uitgaven/2")


def test_it_is_looked_at_asked_once_and_followed(desk: Desk, owner: Worker, offered: int) -> None:
    page = owner.get(PATH)
    words = text_of(page)
    assert "45 kalenderdagen" in words
    assert re.search(r"INB-2026-\d{6} IN-Gent 04/11/2026 04/12/2026 21/12/2026", words)
    assert "Testmans" not in page  # a process owner never sees who somebody is
    assert owner.send(PATH, page, reden=" ").status_code == 422
    for _ in range(2):  # a double click
        assert owner.send(PATH, page, reden="Ministerieel besluit.").status_code == 302
    followed = owner.get(PATH)
    assert "0 van 1 termijnen" in text_of(followed)
    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in followed
    assert owner.client.get(f"/uitgaven/termijnen/{CODE}/stand").status_code == 200
    assert desk.office.terms(offered, CODE)[0].last_day == OLD
    assert new_length_requests.run_requested(desk.office.database)
    done = owner.client.get(f"/uitgaven/termijnen/{CODE}/stand")
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    assert "Er is niets toe te passen." in text_of(owner.get(PATH))
    assert desk.office.terms(offered, CODE)[0].last_day == NEW
    assert [row.account_id for row in desk.office.rows(term_change)] == [owner.actor.account_id]
    manager = desk.colleague("lien", "in_gent", "dossierbeheerder")
    words = text_of(manager.get(f"/dossiers/{offered}"))
    assert "Nieuwe lengte: 45 kalenderdagen" in words
    assert "Nieuwe lengte toegepast: Ondertekening van het contract" in words
    assert "Reden: Ministerieel besluit." in words


def test_another_release_meanwhile_is_shown_first(desk: Desk, owner: Worker, offered: int) -> None:
    page = owner.get(PATH)
    publish(desk.office, 60)
    late = owner.send(PATH, page, reden="Ministerieel besluit.")
    assert late.status_code == 409
    assert "60 kalenderdagen" in text_of(late)
    assert "Ministerieel besluit." in text_of(late)
    assert desk.office.rows(setting, setting.c.key == new_length_requests.KEY) == []


def test_two_at_once_are_refused(desk: Desk, owner: Worker, offered: int) -> None:
    page = owner.get(PATH)
    owner.send(PATH, page, reden="Eerst dit.")
    other = owner.send(
        PATH, page.replace('name="_opdracht" value="', 'name="_opdracht" value="x'), reden="Dan dat."
    )
    assert other.status_code == 409
    assert "Er wordt al een nieuwe lengte toegepast." in text_of(other)


def test_a_long_list_is_paged(
    desk: Desk, owner: Worker, offered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "PAGE", 1)
    desk.office.database.forget_clock()
    numbers = {desk.office.case(offered).number}
    publish(desk.office, 30)
    numbers.add(desk.office.case(desk.office.offered(first_name="Omar")).number)
    publish(desk.office, 50)
    found = [re.findall(r"INB-2026-\d{6}", owner.get(f"{PATH}?pagina={page}")) for page in (1, 2, 99)]
    assert {each for page in found[:2] for each in page} == numbers
    assert found[1] == found[2]
    assert "Bladzijde 1 van 2" in text_of(owner.get(PATH))


def test_it_is_for_the_process_owner(desk: Desk, offered: int) -> None:
    manager = desk.colleague("lien", "in_gent", "dossierbeheerder")
    manager.get(PATH, 403)
    manager.get(f"/uitgaven/termijnen/{CODE}/stand", 403)
    assert manager.post(PATH, reden="x").status_code == 403


def test_a_term_that_is_not_there(owner: Worker) -> None:
    owner.get("/uitgaven/termijnen/bestaat_niet/toepassen", 404)
