"""Webhooks on the page: made, their secret seen once, tested, watched, replayed, and taken away."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.casework import webhook_delivery, webhooks
from app.casework.actors import Actor
from app.casework.webhook_posting import Message, headers
from app.db.session import Database
from app.db.tables import webhook
from app.db.tables import webhook_delivery as deliveries
from app.domain.webhook_events import WebhookEvent
from tests.casework.receiver import DOCUMENTED, Receiver
from tests.web.conftest import post, sign_in

URL = "https://partner.example/traject"
NEW = {"url": URL, "organisatie": "atlas", "gebeurtenis": ["taak_geopend", "brief_verzonden"]}
PAGE = "/beheer/webhooks"


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in(client, "beheerder")
    return client


def secret_in(text: str) -> str:
    found = re.search(r'<code id="geheim"[^>]*>([^<]+)</code>', text)
    assert found, text
    return found[1]


def row(database: Database) -> Any:
    with database.read() as tx:
        return tx.execute(select(webhook)).one()


def test_there_is_nothing_at_first(admin: FlaskClient) -> None:
    assert "Er zijn nog geen webhooks" in admin.get(PAGE).text


def test_made_with_its_secret_seen_once(admin: FlaskClient, sqlite_database: Database) -> None:
    answer = post(admin, f"{PAGE}/nieuw", NEW | {"_opdracht": "eens"})
    assert answer.status_code == 200
    made = row(sqlite_database)
    assert secret_in(answer.text) == made.secret
    assert (made.organisation, made.url, made.active) == ("atlas", URL, True)
    assert made.events == ["brief_verzonden", "taak_geopend"]
    again = post(admin, f"{PAGE}/nieuw", NEW | {"_opdracht": "eens"})
    assert again.location == PAGE
    assert row(sqlite_database).id == made.id
    for path in (PAGE, f"{PAGE}/{made.id}", f"{PAGE}/{made.id}/verwijderen"):
        shown = admin.get(path)
        assert shown.status_code == 200
        assert made.secret not in shown.text
        assert URL in shown.text
    assert "Er is nog niets verstuurd" in admin.get(f"{PAGE}/{made.id}").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"url": "http://partner.example/"}, "met https:// begint"),
        ({"url": ""}, "met https:// begint"),
        ({"url": "https://10.0.0.1/"}, "niet op het openbare internet"),
        ({"organisatie": ""}, "Kies een organisatie"),
        ({"gebeurtenis": []}, "Kies minstens één gebeurtenis"),
        ({"gebeurtenis": ["iets"]}, "Kies minstens één gebeurtenis"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(
    admin: FlaskClient, change: dict[str, Any], sentence: str
) -> None:
    answer = post(admin, f"{PAGE}/nieuw", NEW | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Fout: " in answer.text


def test_all_that_is_missing_is_told_at_once(admin: FlaskClient) -> None:
    answer = post(admin, f"{PAGE}/nieuw", {})
    assert answer.status_code == 422
    for sentence in ("Kies een organisatie", "met https:// begint", "Kies minstens één gebeurtenis"):
        assert sentence in answer.text


def test_a_test_is_sent_watched_and_sent_again(
    admin: FlaskClient, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAJECT_WEBHOOK_HOSTS", "127.0.0.1")
    with Receiver(answer=lambda _: 500) as receiver:
        post(admin, f"{PAGE}/nieuw", NEW | {"url": receiver.url})
        here = f"{PAGE}/{row(sqlite_database).id}"
        assert post(admin, f"{here}/proef").location == here
        assert "Wacht" in admin.get(here).text
        webhook_delivery.deliver_due(sqlite_database)
        shown = admin.get(here).text
        assert "De server antwoordde dat het niet lukte" in shown
        assert "HTTP 500" in shown
        assert "Alles wat mislukte opnieuw versturen (1)" in shown
        receiver.answer = lambda _: 204
        assert post(admin, f"{here}/bezorgingen").location == here
        assert webhook_delivery.deliver_due(sqlite_database) == 1
        assert "Bezorgd" in admin.get(f"{here}?status=bezorgd").text
        assert "Geen enkele gebeurtenis" in admin.get(f"{here}?status=opgegeven").text
        with sqlite_database.read() as tx:
            (delivery_id,) = tx.execute(select(deliveries.c.id)).scalars()
        assert post(admin, f"{here}/bezorgingen/{delivery_id}").location == here
        assert webhook_delivery.deliver_due(sqlite_database) == 1
    assert [heard.event["gebeurtenis"] for heard in receiver.heard] == ["proef"] * 3
    assert len({heard.event["id"] for heard in receiver.heard}) == 1


def test_paused_resumed_and_taken_away(admin: FlaskClient, sqlite_database: Database) -> None:
    post(admin, f"{PAGE}/nieuw", NEW)
    here = f"{PAGE}/{row(sqlite_database).id}"
    post(admin, f"{here}/pauze")
    assert "Gepauzeerd door een beheerder" in admin.get(here).text
    assert "Gepauzeerd" in admin.get(PAGE).text
    post(admin, f"{here}/hervatten")
    assert "Verstuurt" in admin.get(here).text
    assert "Voorgoed verwijderen" in admin.get(f"{here}/verwijderen").text
    assert post(admin, f"{here}/verwijderen").location == PAGE
    assert admin.get(here).status_code == 404
    assert post(admin, f"{here}/pauze").status_code == 409


def test_a_new_secret_is_seen_once(admin: FlaskClient, sqlite_database: Database) -> None:
    old = secret_in(post(admin, f"{PAGE}/nieuw", NEW).text)
    here = f"{PAGE}/{row(sqlite_database).id}"
    answer = post(admin, f"{here}/geheim", {"_opdracht": "eens"})
    new = secret_in(answer.text)
    assert "Het vorige geheim blijft geldig tot" in answer.text
    assert (row(sqlite_database).secret, row(sqlite_database).previous_secret) == (new, old)
    assert post(admin, f"{here}/geheim", {"_opdracht": "eens"}).location == here
    assert row(sqlite_database).secret == new


def test_why_it_rests_is_told(admin: FlaskClient, sqlite_database: Database) -> None:
    post(admin, f"{PAGE}/nieuw", NEW)
    here = f"{PAGE}/{row(sqlite_database).id}"
    with sqlite_database.transaction() as tx:
        tx.execute(update(webhook).values(active=False, paused_at=tx.now, paused_reason="antwoord_410"))
    assert "voorgoed weg is (410)" in admin.get(here).text


def test_others_have_no_business_here(client: FlaskClient) -> None:
    sign_in(client, "dossier")
    assert client.get(PAGE).status_code == 403
    assert post(client, f"{PAGE}/nieuw", NEW).status_code == 403
    assert "/beheer/webhooks" not in client.get("/hulp").text


def test_the_lines_on_the_page_check_a_signature(admin: FlaskClient) -> None:
    """Exactly what somebody would copy from the page, and it is ten lines."""
    shown = admin.get(f"{PAGE}/uitleg").text
    found = re.search(r"<pre[^>]*data-example><code[^>]*>(.*?)</code></pre>", shown, re.DOTALL)
    assert found
    lines = html.unescape(found[1])
    assert lines == DOCUMENTED.read_text(encoding="utf-8")
    assert len([line for line in lines.splitlines() if line]) == 10
    names: dict[str, Any] = {}
    exec(lines, names)
    given = headers(Message("proef", b'{"id": "x"}', 7, ["nieuw", "oud"]))
    for secret, right in (("nieuw", True), ("oud", True), ("ander", False)):
        assert names["from_traject"](given, b'{"id": "x"}', secret) is right


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_word_of_it_is_there_in_each_language(
    web_app: Flask, sqlite_database: Database, language: str
) -> None:
    client = web_app.test_client()
    sign_in(client, "beheerder")
    post(client, "/taal", {"taal": language, "verder": PAGE})
    boss = Actor(None, "Beheerder", "abb", frozenset({"beheerder"}))
    with sqlite_database.transaction() as tx:
        made, _ = webhooks.make(tx, "atlas", URL, list(WebhookEvent), boss)
        webhooks.send_test(tx, made, boss)
    for path in (PAGE, f"{PAGE}/nieuw", f"{PAGE}/uitleg", f"{PAGE}/{made}", f"{PAGE}/{made}/verwijderen"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert f'<html lang="{language}"' in answer.text
        assert ("Taak geopend" in answer.text) is (
            language == "nl" and path.endswith(("nieuw", "uitleg", "1"))
        )
