"""Who gets in, who is locked out, and when a session ends."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.casework.signing_in import SignInRefused, find_session
from app.casework.signing_in import sign_in as start_session
from app.db.session import Database
from app.db.tables import account, login_session
from app.web.auth import COOKIE
from tests.create import create_organisation
from tests.web.conftest import PASSWORD, add_account, post, sign_in

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_the_right_password_opens_the_desk(client: FlaskClient) -> None:
    answer = sign_in(client, " Beheerder ")
    assert (answer.status_code, answer.location) == (302, "/")
    assert client.get("/profiel").status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("beheerder", "fout"),
        ("niemand", PASSWORD),
        ("", ""),
        ("beheerder", "x" * 100_000),
        ("' OR 1=1 --", "x"),
    ],
)
def test_wrong_name_and_wrong_password_get_the_same_answer(
    client: FlaskClient, username: str, password: str
) -> None:
    answer = sign_in(client, username, password)
    assert answer.status_code == 401
    assert "De gebruikersnaam of het wachtwoord klopt niet" in answer.text
    assert client.get("/profiel").status_code == 302


def test_who_is_not_active_stays_out(client: FlaskClient, sqlite_database: Database) -> None:
    with sqlite_database.transaction() as tx:
        add_account(tx, "vertrokken", "dossierbeheerder", active=False)
    assert sign_in(client, "vertrokken").status_code == 401


def test_five_wrong_passwords_lock_for_a_quarter_of_an_hour(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert [sign_in(client, "dossier", "fout").status_code for _ in range(4)] == [401] * 4
        locked = sign_in(client, "dossier", "fout")
        assert locked.status_code == 429
        assert "geblokkeerd tot 23/11/2026 09:15" in locked.text
        assert sign_in(client, "dossier").status_code == 429  # the right one does not help either
        clock.move_to(datetime(2026, 11, 23, 8, 14, 59, tzinfo=UTC))
        assert sign_in(client, "dossier").status_code == 429
        clock.move_to(datetime(2026, 11, 23, 8, 15, tzinfo=UTC))
        assert sign_in(client, "dossier").status_code == 302


def test_a_good_sign_in_forgets_earlier_mistakes(client: FlaskClient, web_app: Flask) -> None:
    for _ in range(2):
        for _ in range(4):
            sign_in(web_app.test_client(), "dossier", "fout")
        assert sign_in(web_app.test_client(), "dossier").status_code == 302


def test_attempts_from_one_address_are_limited(client: FlaskClient) -> None:
    statuses = [sign_in(client, f"naam{number}", "fout").status_code for number in range(31)]
    assert statuses[:30] == [401] * 30
    assert statuses[30] == 429


def test_the_table_keeps_no_token(client: FlaskClient, sqlite_database: Database) -> None:
    sign_in(client, "dossier")
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None
    assert cookie.http_only
    assert cookie.same_site == "Lax"
    with sqlite_database.read() as tx:
        kept = tx.execute(select(login_session.c.token_hash)).scalars().all()
    assert kept == [hashlib.sha256(cookie.value.encode()).hexdigest()]


def test_a_session_ends_after_half_an_hour_of_silence(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, "dossier")
        clock.move_to(datetime(2026, 11, 23, 8, 29, tzinfo=UTC))
        assert client.get("/profiel").status_code == 200
        clock.move_to(datetime(2026, 11, 23, 8, 58, 59, tzinfo=UTC))
        assert client.get("/profiel").status_code == 200
        clock.move_to(datetime(2026, 11, 23, 9, 29, tzinfo=UTC))
        assert client.get("/profiel").location == "/aanmelden?verder=/profiel"
        assert "afgemeld omdat u een tijd niets deed" in client.get("/aanmelden").text


def test_a_session_ends_after_twelve_hours_of_work(client: FlaskClient) -> None:
    with time_machine.travel(START, tick=False) as clock:
        sign_in(client, "dossier")
        for _ in range(28):  # a click every 25 minutes, until 19:40
            clock.shift(25 * 60)
            assert client.get("/profiel").status_code == 200
        clock.move_to(datetime(2026, 11, 23, 19, 59, 59, tzinfo=UTC))
        assert client.get("/profiel").status_code == 200
        clock.move_to(datetime(2026, 11, 23, 20, 0, tzinfo=UTC))
        assert client.get("/profiel").status_code == 302


def test_signing_out_ends_the_session_for_a_stolen_cookie_too(client: FlaskClient, web_app: Flask) -> None:
    sign_in(client, "dossier")
    stolen = client.get_cookie(COOKIE)
    assert stolen is not None
    assert post(client, "/afmelden").location == "/aanmelden"
    thief = web_app.test_client()
    thief.set_cookie(COOKIE, stolen.value)
    assert thief.get("/profiel").status_code == 302


def test_one_can_see_and_end_sessions_elsewhere(client: FlaskClient, web_app: Flask) -> None:
    elsewhere, third = web_app.test_client(), web_app.test_client()
    for each in (client, elsewhere, third):
        sign_in(each, "dossier")
    cookie = elsewhere.get_cookie(COOKIE)
    assert cookie is not None
    hashed = hashlib.sha256(cookie.value.encode()).hexdigest()
    assert client.get("/profiel").text.count("Beëindigen") == 2
    post(client, f"/profiel/sessies/{hashed}/einde")
    assert elsewhere.get("/profiel").status_code == 302
    assert third.get("/profiel").status_code == 200
    post(client, "/profiel/sessies/andere/einde")
    assert third.get("/profiel").status_code == 302
    assert client.get("/profiel").status_code == 200


def test_nobody_ends_the_session_of_somebody_else(client: FlaskClient, web_app: Flask) -> None:
    other = web_app.test_client()
    sign_in(other, "beheerder")
    sign_in(client, "dossier")
    cookie = other.get_cookie(COOKIE)
    assert cookie is not None
    post(client, f"/profiel/sessies/{hashlib.sha256(cookie.value.encode()).hexdigest()}/einde")
    assert other.get("/profiel").status_code == 200


def test_a_new_password_of_my_own_ends_my_other_sessions(client: FlaskClient, web_app: Flask) -> None:
    elsewhere = web_app.test_client()
    sign_in(elsewhere, "dossier")
    sign_in(client, "dossier")
    form = {"huidig": PASSWORD, "nieuw": "zon-achter-de-wolken", "herhaald": "zon-achter-de-wolken"}
    assert post(client, "/profiel/wachtwoord", {**form, "huidig": "fout"}).status_code == 422
    assert post(client, "/profiel/wachtwoord", {**form, "herhaald": "anders"}).status_code == 422
    assert post(client, "/profiel/wachtwoord", form).location == "/profiel"
    assert elsewhere.get("/profiel").status_code == 302
    assert sign_in(web_app.test_client(), "dossier").status_code == 401
    assert sign_in(web_app.test_client(), "dossier", form["nieuw"]).status_code == 302


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        ("/hulp", "/hulp"),
        ("https://elders.example/", "/"),
        ("//elders.example/", "/"),
        ("/\\elders.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\thulp\r\nSet-Cookie: x=1", "/"),
    ],
)
def test_after_signing_in_one_stays_in_the_house(client: FlaskClient, target: str, lands: str) -> None:
    assert sign_in(client, "dossier", verder=target).location == lands


def test_the_csrf_token_of_before_the_sign_in_is_worthless_after_it(client: FlaskClient) -> None:
    before = client.get("/hulp").text.split('name="csrf-token" content="')[1].split('"')[0]
    sign_in(client, "dossier")
    assert client.post("/afmelden", data={"csrf_token": before}).status_code == 400


def test_signing_in_works_the_same_on_both_databases(database: Database) -> None:
    with database.transaction() as tx:
        create_organisation(tx, "atlas")
        add_account(tx, "iemand", "dossierbeheerder")
    with pytest.raises(SignInRefused):
        start_session(database, "iemand", "fout", length=timedelta(hours=12))
    token = start_session(database, "iemand", PASSWORD, length=timedelta(hours=12))
    found = find_session(database, token, idle=timedelta(minutes=30))
    assert found is not None
    assert (found[0].username, found[0].roles) == ("iemand", {"dossierbeheerder"})
    with database.read() as tx:
        assert tx.execute(select(account.c.failed_logins)).scalar() == 0


def test_guesses_at_the_same_moment_all_count(database: Database) -> None:
    with database.transaction() as tx:
        create_organisation(tx, "atlas")
        add_account(tx, "iemand", "dossierbeheerder")

    def guess(password: str) -> str:
        try:
            return start_session(database, "iemand", password, length=timedelta(hours=12))
        except SignInRefused as refused:
            return refused.code

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(guess, ["fout"] * 12))
    assert answers.count("aanmelden_mislukt") == 4
    assert answers.count("account_geblokkeerd") == 8
    assert guess(PASSWORD) == "account_geblokkeerd"
