"""A request that changes something counts once, on both databases, however and whenever it is sent again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest
from sqlalchemy import select, update

from app.casework import api_answers, tasks
from app.casework.api_answers import Answer, Held, KeyRefused, Request
from app.clock import system_now
from app.db.session import Database
from app.db.tables import api_answer, audit
from app.engine.errors import EngineError
from tests.web.api.partner import House, Partner
from tests.web.api.test_guard import problem

INTAKE = {"answers": {"nt2_niveau": "A1", "laaggeletterd": False, "werkt": False, "studeert": False}}


@pytest.fixture
def house(house_on_both: House) -> House:
    return house_on_both


@pytest.fixture
def partner(house: House) -> Partner:
    return house.partner()


@pytest.fixture
def intake(house: House) -> int:
    """The task of an intake that is to be held; its id."""
    case_id = house.office.registered()
    house.office.do(case_id, "aanmelding_registreren")
    return house.office.task(case_id, "intake_voeren")


def steps(house: House) -> int:
    return len([row for row in house.office.rows(audit) if row.event == "taak_voltooid"])


def test_sent_again_it_gives_the_same_answer_and_does_nothing(
    house: House, partner: Partner, intake: int
) -> None:
    before = steps(house)
    first = partner.post(f"/tasks/{intake}/complete", INTAKE, key="k1")
    turned = {"answers": dict(reversed(INTAKE["answers"].items()))}  # the same, written otherwise
    again = partner.post(f"/tasks/{intake}/complete", turned, key="k1")
    assert again.get_data() == first.get_data()
    assert again.mimetype == first.mimetype == "application/json"
    assert steps(house) == before + 1
    problem(partner.post(f"/tasks/{intake}/complete", INTAKE, 409, key="k2"), 409, "taak_niet_meer_open")


def test_a_refusal_is_an_answer_too(house: House, partner: Partner, intake: int) -> None:
    first = partner.post(f"/tasks/{intake}/complete", {"answers": {}}, 422, key="k1")
    told = problem(first, 422, "antwoorden_ongeldig")
    assert "answers.nt2_niveau" in {each["field"] for each in told["errors"]}
    again = partner.post(f"/tasks/{intake}/complete", {"answers": {}}, 422, key="k1")
    assert again.get_data() == first.get_data()
    assert again.mimetype == "application/problem+json"


def test_a_key_belongs_to_one_request_of_one_token(house: House, partner: Partner, intake: int) -> None:
    partner.post(f"/tasks/{intake}/claim", key="k1")
    problem(partner.post(f"/tasks/{intake}/release", status=422, key="k1"), 422, "sleutel_hergebruikt")
    problem(partner.post(f"/tasks/{intake}/claim", {"x": 1}, 422, key="k1"), 422, "sleutel_hergebruikt")
    colleague = house.partner()
    problem(colleague.post(f"/tasks/{intake}/claim", status=409, key="k1"), 409, "taak_van_collega")


@pytest.mark.parametrize("key", ["", " ", "é", "x" * 101, "twee woorden"])
def test_without_a_proper_key_nothing_is_done(partner: Partner, intake: int, key: str) -> None:
    headers = {**partner.headers(), **({"Idempotency-Key": key} if key else {})}
    answer = partner.client.post(f"/api/v1/tasks/{intake}/claim", headers=headers)
    problem(answer, 400, "sleutel_ontbreekt")


def test_while_one_is_busy_the_other_is_told_to_wait(
    house: House, partner: Partner, intake: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, go_on = Event(), Event()
    claim = tasks.claim

    def slow(*args: Any) -> None:
        entered.set()
        assert go_on.wait(30)
        claim(*args)

    monkeypatch.setattr(tasks, "claim", slow)
    other = Partner(house.app.test_client(), partner.token_id, partner.secret)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(partner.post, f"/tasks/{intake}/claim", key="k1")
        assert entered.wait(30)
        problem(other.post(f"/tasks/{intake}/claim", status=409, key="k1"), 409, "sleutel_bezig")
        go_on.set()
        answer = first.result()
    assert other.post(f"/tasks/{intake}/claim", key="k1").get_data() == answer.get_data()


def test_of_many_at_the_same_moment_one_does_it(house: House, partner: Partner, intake: int) -> None:
    before = steps(house)
    together = Barrier(4)

    def send(_number: int) -> Any:
        client = house.app.test_client()
        together.wait(30)
        headers = partner.headers(**{"Idempotency-Key": "k1"})
        return client.post(f"/api/v1/tasks/{intake}/complete", json=INTAKE, headers=headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    done = {answer.get_data() for answer in answers if answer.status_code == 200}
    assert len(done) == 1
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "sleutel_bezig")
    assert steps(house) == before + 1
    assert {partner.post(f"/tasks/{intake}/complete", INTAKE, key="k1").get_data()} == done


def test_what_failed_on_our_side_may_be_sent_again(
    house: House, partner: Partner, intake: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise EngineError("stap_mislukt", "intake_voeren")

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "complete", broken)
        problem(partner.post(f"/tasks/{intake}/complete", INTAKE, 500, key="k1"), 500, "stap_mislukt")
    assert [row.code for row in house.office.incidents()] == ["stap_mislukt"]
    partner.post(f"/tasks/{intake}/complete", INTAKE, key="k1")


def asked(partner: Partner, key: str = "k", digest: str = "d") -> Request:
    return Request(partner.token_id, key, digest)


def test_who_stopped_half_way_is_taken_over_and_cannot_finish(house: House, partner: Partner) -> None:
    database = house.office.database
    left = api_answers.take(database, asked(partner))
    assert isinstance(left, Held)
    with pytest.raises(KeyRefused, match="sleutel_bezig"):
        api_answers.take(database, asked(partner))
    long_ago = system_now() - timedelta(minutes=6)
    with database.transaction() as tx:
        tx.execute(update(api_answer).values(at=long_ago))
    mine = api_answers.take(database, asked(partner))
    assert isinstance(mine, Held)
    with database.transaction() as tx, pytest.raises(KeyRefused, match="sleutel_bezig"):
        api_answers.hold(tx, Held(left.id, long_ago))
    with database.transaction() as tx:
        api_answers.hold(tx, mine)
        api_answers.keep(tx, mine, 200, b"{}")
    assert api_answers.take(database, asked(partner)) == Answer(200, b"{}")


def test_old_answers_are_dropped(house: House, partner: Partner) -> None:
    database: Database = house.office.database
    for key in ("oud", "nieuw"):
        held = api_answers.take(database, asked(partner, key))
        assert isinstance(held, Held)
        with database.transaction() as tx:
            api_answers.keep(tx, held, 200, b"{}")
    with database.transaction() as tx:
        old = system_now() - api_answers.KEPT - timedelta(minutes=1)
        tx.execute(update(api_answer).where(api_answer.c.key == "oud").values(at=old))
    assert api_answers.purge(database) == 1
    with database.read() as tx:
        assert tx.execute(select(api_answer.c.key)).scalars().all() == ["nieuw"]
