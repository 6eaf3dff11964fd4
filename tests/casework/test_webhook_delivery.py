"""Events on their way: in order, signed, tried again, never lost, and never to an address inside."""

from __future__ import annotations

import itertools
import socket
import threading
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime, timedelta
from pathlib import Path
from queue import Queue

import pytest
import time_machine

from app.casework import webhook_delivery, webhook_outbox, webhook_posting, webhooks
from app.casework.actors import Actor
from app.clock import system_now
from app.db.session import Database
from app.db.tables import webhook
from app.db.tables import webhook_delivery as deliveries
from app.domain.webhook_events import GIVE_UP, LONGEST_WAIT, WebhookEvent
from tests.casework.office import Office
from tests.casework.processes import Process
from tests.casework.receiver import Heard, Receiver, documented
from tests.databases import PostgresServer

ALL = [each.value for each in WebhookEvent]


@pytest.fixture(autouse=True)
def _this_machine_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAJECT_WEBHOOK_HOSTS", "127.0.0.1")


def admin(office: Office) -> Actor:
    return office.colleague("abb", "beheerder")


def hook(office: Office, url: str, organisation: str = "in_gent") -> tuple[int, str]:
    boss = admin(office)
    with office.database.transaction() as tx:
        return webhooks.make(tx, organisation, url, ALL, boss)


def a_free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def round_of(office: Office) -> int:
    """What the two jobs do."""
    webhook_outbox.write_events(office.database)
    return webhook_delivery.deliver_due(office.database)


def pass_time(office: Office, length: timedelta) -> datetime:
    moment = office.database.now() + length
    office.clock(moment)
    return moment


def status(office: Office) -> Counter[str]:
    return Counter(row.status for row in office.rows(deliveries))


def in_order(places: list[tuple[str, int]]) -> bool:
    by_case: dict[str, list[int]] = defaultdict(list)
    for case_number, seq in places:
        by_case[case_number].append(seq)
    return all(list(dict.fromkeys(found)) == sorted(set(found)) for found in by_case.values())


def test_a_receiver_that_was_away_for_a_day_gets_everything_in_order(office: Office) -> None:
    port = a_free_port()
    _, secret = hook(office, f"http://127.0.0.1:{port}/traject?van=traject")
    cases = [office.registered() for _ in range(3)]
    for _ in range(24):
        for case_id in cases:
            if "aanmelding_registreren" in office.open(case_id):
                office.do(case_id, "aanmelding_registreren")
                break
        assert round_of(office) == 0
        pass_time(office, timedelta(hours=1))
    waiting = status(office)["wachtend"]
    assert waiting > 12
    pass_time(office, LONGEST_WAIT)
    check = documented()
    with Receiver(port) as receiver:
        assert round_of(office) == waiting
        assert round_of(office) == 0
    assert status(office) == {"bezorgd": waiting}
    assert len(set(receiver.places)) == waiting == len(receiver.heard)
    assert in_order(receiver.places)
    for heard in receiver.heard:
        assert heard.path == "/traject?van=traject"
        assert heard.headers["Traject-Event"] == heard.event["gebeurtenis"]
        assert check(heard.headers, heard.body, secret)
        assert not check(heard.headers, heard.body + b" ", secret)
        assert not check(heard.headers, heard.body, secret + "x")
        later = heard.headers | {"Traject-Timestamp": str(int(heard.headers["Traject-Timestamp"]) + 1)}
        assert not check(later, heard.body, secret)
    with time_machine.travel(system_now() + timedelta(minutes=6)):
        assert not check(heard.headers, heard.body, secret), "an old message sent again by another"


def test_a_case_waits_for_what_did_not_arrive_and_others_go_on(office: Office) -> None:
    stuck, free = office.detect(), office.detect()
    number = office.case(stuck).number
    office.until(date(2026, 11, 4))
    with Receiver(answer=lambda heard: 500 if heard.place == (f"{number}", 1) else 200) as receiver:
        hook(office, receiver.url)
        for case_id in (stuck, free):
            office.record(case_id, "aangemeld")
            office.do(case_id, "aanmelding_registreren")
        told = round_of(office)
        assert told == status(office)["bezorgd"] > 3
        assert [place for place in receiver.places if place[0] == number] == [(number, 1)]
        assert round_of(office) == 0, "not tried again at once"
        assert len(receiver.heard) == told + 1
        receiver.answer = lambda _: 204
        pass_time(office, timedelta(minutes=1))
        assert round_of(office) == status(office)["bezorgd"] - told
    assert set(status(office)) == {"bezorgd"}
    assert in_order(receiver.places)


def test_failures_are_tried_after_ever_longer_pauses_and_given_up_in_the_end(office: Office) -> None:
    with Receiver(answer=lambda _: 500) as receiver:
        hook(office, receiver.url)
        office.detect()
        webhook_outbox.write_events(office.database)
        began, tried = office.database.now(), []
        while status(office)["wachtend"]:
            webhook_delivery.deliver_due(office.database)
            tried.append(office.database.now())
            (row,) = office.rows(deliveries)
            office.clock(row.next_at)
        pauses = [later - earlier for earlier, later in itertools.pairwise(tried)]
    assert pauses[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert pauses == sorted(pauses)
    assert pauses[-14:] == [timedelta(days=1)] * 14, "daily for two weeks"
    assert tried[-1] - began >= GIVE_UP > tried[-2] - began
    assert status(office) == {"opgegeven": 1}
    (row,) = office.rows(deliveries)
    assert (row.last_status, row.last_error, row.attempts) == (500, "geweigerd", len(tried))
    assert len(receiver.heard) == len(tried)
    assert len({heard.headers["Traject-Delivery"] for heard in receiver.heard}) == 1
    assert len({heard.event["id"] for heard in receiver.heard}) == 1


def test_what_was_given_up_is_replayed(office: Office) -> None:
    with Receiver(answer=lambda _: 500) as receiver:
        hook_id, _ = hook(office, receiver.url)
        office.registered()
        round_of(office)
        pass_time(office, GIVE_UP)
        round_of(office)
        assert set(status(office)) == {"opgegeven"}, "all have waited that long"
        receiver.answer = lambda _: 200
        boss, given_up = admin(office), sum(status(office).values())
        with office.database.transaction() as tx:
            assert webhooks.replay_failed(tx, hook_id, boss) == given_up
        round_of(office)
    assert set(status(office)) == {"bezorgd"}


def test_a_receiver_that_hangs_is_left_alone_for_a_while(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook_posting, "READ", 0.5)
    with Receiver() as receiver:

        def hang(_: Heard) -> int:
            receiver.ended.wait(30)
            return 200

        receiver.answer = hang
        hook(office, receiver.url)
        for _ in range(5):
            office.detect()
        assert round_of(office) == 0
        receiver.has_heard.wait(10)  # it may read what was sent after the sender gave up
        assert len(receiver.heard) == 1, "not one attempt for each case"
        (first, *_) = office.rows(deliveries)
        assert (first.last_status, first.last_error, first.attempts) == (None, "geen_antwoord", 1)
        assert round_of(office) == 0
        (row,) = office.rows(webhook)
        assert row.rest_until == office.database.now() + timedelta(minutes=1)


def test_one_that_drips_does_not_hold_up_the_worker(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_posting, "TOTAL", 1.0)
    ended = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(100_000)
                while not ended.wait(0.05):
                    connection.sendall(b"H")

        dripping = threading.Thread(target=drip, daemon=True)
        dripping.start()
        hook(office, f"http://127.0.0.1:{server.getsockname()[1]}/")
        office.detect()
        assert round_of(office) == 0
        ended.set()
        dripping.join(10)
    assert office.rows(deliveries)[0].last_error == "geen_antwoord"


def test_a_redirect_is_not_followed(office: Office) -> None:
    with Receiver() as elsewhere, Receiver(answer=lambda _: 307) as receiver:
        receiver.location = elsewhere.url
        hook(office, receiver.url)
        office.detect()
        assert round_of(office) == 0
    assert elsewhere.heard == []
    (row,) = office.rows(deliveries)
    assert (row.status, row.last_status, row.last_error) == ("wachtend", 307, "doorverwezen")


def test_gone_is_gone_until_somebody_says_otherwise(office: Office) -> None:
    with Receiver(answer=lambda _: 410) as receiver:
        hook_id, _ = hook(office, receiver.url)
        case_id = office.registered()
        assert round_of(office) == 0
        (row,) = office.rows(webhook)
        assert (row.active, row.paused_reason) == (False, "antwoord_410")
        receiver.answer = lambda _: 200
        pass_time(office, timedelta(days=20))
        office.do(case_id, "aanmelding_registreren")
        assert round_of(office) == 0
        assert len(receiver.heard) == 1
        boss = admin(office)
        with office.database.transaction() as tx:
            webhooks.resume(tx, hook_id, boss)
        assert round_of(office) == sum(status(office).values()) > 4
    assert set(status(office)) == {"bezorgd"}
    assert in_order(receiver.places)


def test_both_secrets_sign_for_a_day(office: Office) -> None:
    check, boss = documented(), admin(office)
    with Receiver() as receiver:
        hook_id, old = hook(office, receiver.url)
        with office.database.transaction() as tx:
            new = webhooks.rotate(tx, hook_id, boss)
            webhooks.send_test(tx, hook_id, boss)
        assert round_of(office) == 1
        pass_time(office, timedelta(days=1))
        with office.database.transaction() as tx:
            webhooks.send_test(tx, hook_id, boss)
        assert round_of(office) == 1
    first, second = receiver.heard
    assert first.event["gebeurtenis"] == first.headers["Traject-Event"] == "proef"
    assert [check(first.headers, first.body, each) for each in (old, new)] == [True, True]
    assert [check(second.headers, second.body, each) for each in (old, new)] == [False, True]


def test_a_paused_webhook_keeps_what_happens(office: Office) -> None:
    boss = admin(office)
    with Receiver() as receiver:
        hook_id, _ = hook(office, receiver.url)
        with office.database.transaction() as tx:
            webhooks.pause(tx, hook_id, boss)
        office.registered()
        assert round_of(office) == 0
        with office.database.transaction() as tx:
            webhooks.resume(tx, hook_id, boss)
        assert round_of(office) == len(receiver.heard) > 3


def test_taken_away_it_hears_no_more(office: Office) -> None:
    boss = admin(office)
    with Receiver() as receiver:
        hook_id, _ = hook(office, receiver.url)
        office.registered()
        webhook_outbox.write_events(office.database)
        with office.database.transaction() as tx:
            webhooks.remove(tx, hook_id, boss)
        assert round_of(office) == 0
    assert office.rows(deliveries) == office.rows(webhook) == receiver.heard == []


def test_killed_between_the_post_and_the_commit(office: Office, tmp_path: Path) -> None:
    """The receiver has it, and hears it once more under the same ids; nothing after it came before it."""
    with ExitStack() as running, Receiver() as receiver:
        hook(office, receiver.url)
        office.registered()
        webhook_outbox.write_events(office.database)
        everything = sum(status(office).values())
        started: Queue[Process] = Queue()
        killed = threading.Event()

        def kill(_: Heard) -> int:
            started.get(timeout=60).kill()
            receiver.answer = lambda _: 200
            killed.set()
            return 200

        receiver.answer = kill
        started.put(running.enter_context(Process(office.database.url, tmp_path, "app.cli", "worker")))
        assert killed.wait(120)
        assert status(office) == {"wachtend": everything}
        assert webhook_delivery.deliver_due(office.database) == 0, "claimed by who died"
        with time_machine.travel(system_now() + webhook_delivery.CLAIM + timedelta(seconds=1)):
            assert webhook_delivery.deliver_due(office.database) == everything
    first, second, *_ = receiver.heard
    assert first.body == second.body
    assert first.headers["Traject-Delivery"] == second.headers["Traject-Delivery"]
    assert len(receiver.heard) == everything + 1
    assert in_order(receiver.places)


@pytest.mark.postgres
def test_two_workers_send_each_event_once(postgres_server: PostgresServer) -> None:
    with postgres_server.database() as database, Receiver() as receiver:
        office = Office(database)
        for _ in range(2):
            hook(office, receiver.url)
        cases = [office.detect() for _ in range(8)]
        office.until(date(2026, 11, 4))
        for case_id in cases:
            office.record(case_id, "aangemeld")
        workers = [Database(database.url) for _ in range(3)]
        with ThreadPoolExecutor(3) as pool:
            list(pool.map(webhook_outbox.write_events, workers))
            arrived = sum(pool.map(webhook_delivery.deliver_due, workers))
        arrived += webhook_delivery.deliver_due(database)
        for each in workers:
            each.dispose()
        assert arrived == len(receiver.heard) == sum(status(office).values()) > 60
        ids = [heard.headers["Traject-Delivery"] for heard in receiver.heard]
        assert len(set(ids)) == len(ids)
        assert set(status(office)) == {"bezorgd"}
        assert len({place for place in receiver.places}) == arrived / 2
