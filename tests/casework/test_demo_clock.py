"""The demo: a clock that only a demo has, months that pass in order, people where their story says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.casework import audit as trail
from app.casework import demo, demo_story, setup, timers, virtual_time
from app.clock import midnight
from app.db.session import Database
from app.db.tables import audit, case, incident, letter, message, milestone, person, setting, task
from app.domain.errors import DomainError
from tests.casework.dumps import dump
from tests.casework.office import NINE, ROOT, Office
from tests.create import create_person


def test_a_database_with_real_people_has_no_clock_of_its_own(database: Database) -> None:
    setup.prepare(database, ROOT)
    with database.transaction() as tx:
        create_person(tx)
    before = dump(database)
    moment = datetime(2030, 1, 1, tzinfo=UTC)
    for move in (
        lambda: virtual_time.set_clock(database, moment),
        lambda: demo.advance(database, "dag"),
        lambda: demo.request(database, "maand"),
    ):
        with pytest.raises(DomainError) as refused:
            move()
        assert refused.value.code == "geen_demo"
    assert demo.run_requested(database) is False
    assert database.is_demo() is False
    assert dump(database) == before


def test_the_clock_never_goes_back(office: Office) -> None:
    now = office.database.now()
    virtual_time.set_clock(office.database, now - timedelta(days=1))
    assert office.database.now() == now
    virtual_time.pass_time(office.database, now - timedelta(days=30))
    assert office.database.now() == now
    virtual_time.set_clock(office.database, now + timedelta(minutes=1))
    assert office.database.now() == now + timedelta(minutes=1)


@pytest.mark.parametrize(("step", "moment"), [("dag", date(2026, 11, 3)), ("maand", date(2026, 12, 2))])
def test_a_step_of_the_clock(office: Office, step: str, moment: date) -> None:
    assert demo.advance(office.database, step) == midnight(moment) + NINE == office.database.now()


def test_from_event_to_event(office: Office) -> None:
    with pytest.raises(DomainError) as nothing:
        demo.advance(office.database, "gebeurtenis")
    assert nothing.value.code == "geen_gebeurtenis"
    case_id = office.detect()
    virtual_time.settle(office.database)
    assert demo.advance(office.database, "gebeurtenis") == midnight(date(2026, 11, 3)) + NINE  # the post
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "verzonden")]
    assert demo.advance(office.database, "gebeurtenis") == midnight(date(2027, 2, 4))  # the term
    assert office.terms(case_id)[0].status == "verstreken"
    with pytest.raises(DomainError):
        demo.advance(office.database, "volgende week")


def test_a_month_passes_in_order(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What falls due on the way happens on its own day, also what only began on the way."""
    for day in (2, 3, 4, 5):
        office.until(date(2026, 11, day))
        office.detect()
    office.until(date(2027, 1, 30))
    fired: list[tuple[datetime, datetime]] = []
    real = timers.fire

    def note(tx: Any, due: Any) -> Any:
        (found,) = tx.execute(select(timers.term.c.fires_at).where(timers.term.c.id == due.id))
        fired.append((found.fires_at, tx.now))
        return real(tx, due)

    monkeypatch.setattr(timers, "fire", note)
    heard: list[datetime] = []
    demo.advance(office.database, "maand", heard.append)
    assert len(fired) == 4
    assert fired == sorted(fired)
    assert {late for due, late in fired if late != due} == set()  # each at its very moment
    assert heard == sorted(heard)


def test_the_worker_lets_time_pass_as_asked(office: Office) -> None:
    office.detect()
    assert demo.run_requested(office.database) is False
    target = demo.request(office.database, "maand")
    assert target == midnight(date(2026, 12, 2)) + NINE
    with office.database.read() as tx:
        assert demo.requested(tx) == target
    assert office.database.now() < target
    assert demo.run_requested(office.database) is True
    assert office.database.now() == target
    with office.database.read() as tx:
        assert demo.requested(tx) is None
    assert demo.run_requested(office.database) is False
    assert [row.key for row in office.rows(setting)] == ["demo_now"]


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def story(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The demo as a visitor finds it."""
    server = request.getfixturevalue(f"{request.param}_server")
    with server.database() as database:
        setup.prepare(database, ROOT)
        demo_story.fill(database, lambda at: None)
        yield database


def test_the_story_leaves_no_incident(story: Database) -> None:
    with story.read() as tx:
        assert tx.execute(select(incident.c.code, incident.c.facts)).all() == []
        assert tx.execute(select(letter.c.problem).where(letter.c.problem.is_not(None))).all() == []
        stuck = tx.execute(
            select(message.c.name, message.c.status).where(message.c.status != "bezorgd")
        ).all()
        assert stuck == []
        assert tx.now == demo_story.ENDS


def test_each_character_stands_where_its_story_says(story: Database) -> None:
    """At every task that nobody has done yet, somebody waits; who went on, is done or waits for time."""
    with story.read() as tx:
        ids = tx.execute(select(person.c.id).order_by(person.c.id)).scalars().all()
        tasks_open = tx.execute(
            select(task.c.person_id, task.c.element).where(task.c.status == "open").order_by(task.c.id)
        ).all()
    assert len(ids) == len(demo_story.CHARACTERS) == 30
    opened: dict[int, set[str]] = {person_id: set() for person_id in ids}
    for row in tasks_open:
        opened[row.person_id].add(row.element)
    for person_id, character in zip(ids, demo_story.CHARACTERS, strict=True):
        assert opened[person_id] <= character.left, person_id
        if character.left:
            assert opened[person_id] & character.left, (person_id, character)


def test_nobody_fails_again_and_again(story: Database) -> None:
    """Who refuses to sign is reported once, and does not come back to refuse every week."""
    with story.read() as tx:
        by_person = Counter(tx.execute(select(case.c.person_id).where(case.c.process == "inbreuk")).scalars())
    assert set(by_person.values()) == {1}


def test_the_story_shows_each_outcome(story: Database) -> None:
    with story.read() as tx:
        outcomes = set(tx.execute(select(case.c.outcome).where(case.c.status == "beeindigd")).scalars())
        kinds = set(tx.execute(select(milestone.c.kind)).scalars())
        heads = tx.execute(select(case.c.id)).scalars().all()
        broken = [case_id for case_id in heads if trail.broken_at(tx, case_id) is not None]
        lines = tx.execute(select(audit.c.id)).all()
    assert outcomes >= {"attest_behaald", "zonder_boete", "geind", "rechtgezet", "besluit_betekend"}
    assert kinds >= {"gedetecteerd", "aangemeld", "contract", "attest"}
    assert broken == []
    assert len(lines) > 200
