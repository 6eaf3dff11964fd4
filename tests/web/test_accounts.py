"""People and roles, as the administrator keeps them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.casework.accounts import get_account
from app.db.session import Database
from app.db.tables import account
from tests.web.conftest import PASSWORD, post, sign_in

NEW = {
    "gebruikersnaam": "Nieuw.Iemand",
    "naam": "Nieuw Iemand",
    "e_mail": "",
    "organisatie": "atlas",
    "rol": ["dossierbeheerder", "trajectbegeleider"],
    "actief": "ja",
    "wachtwoord": "zon-achter-de-wolken",
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in(client, "beheerder")
    return client


def id_of(database: Database, username: str) -> int:
    with database.read() as tx:
        return int(tx.execute(select(account.c.id).where(account.c.username == username)).scalar_one())


def test_somebody_new_can_work_at_once(admin: FlaskClient, web_app: Flask, sqlite_database: Database) -> None:
    assert post(admin, "/mensen/nieuw", NEW).location == "/mensen"
    assert "Nieuw Iemand is toegevoegd." in admin.get("/mensen").text
    assert sign_in(web_app.test_client(), "nieuw.iemand", NEW["wachtwoord"]).status_code == 302
    with sqlite_database.read() as tx:
        made = get_account(tx, id_of(sqlite_database, "nieuw.iemand"))
    assert made.roles == {"dossierbeheerder", "trajectbegeleider"}
    assert made.email is None


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"gebruikersnaam": "dossier"}, "bestaat al"),
        ({"gebruikersnaam": " "}, "Vul een gebruikersnaam in"),
        ({"naam": " "}, "Vul de naam in"),
        ({"organisatie": "nergens"}, "Kies een organisatie"),
        ({"rol": []}, "Kies minstens één rol"),
        ({"rol": ["keizer"]}, "De rol keizer bestaat niet"),
        ({"wachtwoord": "kort"}, "minstens 10 tekens"),
        ({"wachtwoord": "x" * 201}, "hoogstens 200 tekens"),
        ({"wachtwoord": "nieuw.iemand!"}, "te gemakkelijk te raden"),
        ({"wachtwoord": "aaaaaaaaaaaa"}, "te gemakkelijk te raden"),
    ],
)
def test_what_is_refused_stays_on_screen(admin: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = post(admin, "/mensen/nieuw", {**NEW, **change})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Kijk dit na" in answer.text
    assert NEW["wachtwoord"] not in answer.text
    if "naam" not in change:
        assert 'value="Nieuw Iemand"' in answer.text


def test_all_that_is_missing_is_told_at_once(admin: FlaskClient) -> None:
    page = post(admin, "/mensen/nieuw", {}).text
    for field in ("gebruikersnaam", "naam", "organisatie", "rol", "wachtwoord"):
        assert f'<a href="#{field}">' in page


def test_a_name_with_markup_is_shown_as_text(admin: FlaskClient) -> None:
    post(admin, "/mensen/nieuw", {**NEW, "naam": "<img src=x onerror=alert(1)>"})
    text = admin.get("/mensen").text
    assert "<img src=x" not in text
    assert "&lt;img src=x" in text


def test_a_changed_role_counts_at_the_next_click(
    admin: FlaskClient, web_app: Flask, sqlite_database: Database
) -> None:
    other = web_app.test_client()
    sign_in(other, "dossier")
    assert other.get("/mensen").status_code == 403
    form = {"naam": "Dossier", "organisatie": "atlas", "rol": ["beheerder"], "actief": "ja"}
    assert post(admin, f"/mensen/{id_of(sqlite_database, 'dossier')}", form).location == "/mensen"
    assert other.get("/mensen").status_code == 200


def test_who_may_no_longer_come_in_is_out_at_once(
    admin: FlaskClient, web_app: Flask, sqlite_database: Database
) -> None:
    other = web_app.test_client()
    sign_in(other, "dossier")
    form = {"naam": "Dossier", "organisatie": "atlas", "rol": ["dossierbeheerder"]}
    post(admin, f"/mensen/{id_of(sqlite_database, 'dossier')}", form)
    assert other.get("/profiel").status_code == 302
    assert sign_in(web_app.test_client(), "dossier").status_code == 401


@pytest.mark.parametrize(
    "change", [{"rol": ["rapporteur"], "actief": "ja"}, {"rol": ["beheerder"]}], ids=["role", "active"]
)
def test_the_last_administrator_stays(
    admin: FlaskClient, sqlite_database: Database, change: dict[str, Any]
) -> None:
    path = f"/mensen/{id_of(sqlite_database, 'beheerder')}"
    answer = post(admin, path, {"naam": "Beheerder", "organisatie": "abb", **change})
    assert answer.status_code == 422
    assert "laatste actieve beheerder" in answer.text
    assert admin.get("/mensen").status_code == 200


def test_a_new_password_lifts_the_lock_and_ends_sessions(
    admin: FlaskClient, web_app: Flask, sqlite_database: Database
) -> None:
    other = web_app.test_client()
    sign_in(other, "dossier")
    for _ in range(5):
        sign_in(web_app.test_client(), "dossier", "fout")
    assert sign_in(web_app.test_client(), "dossier").status_code == 429
    path = f"/mensen/{id_of(sqlite_database, 'dossier')}"
    assert post(admin, f"{path}/wachtwoord", {"wachtwoord": "kort"}).status_code == 422
    assert post(admin, f"{path}/wachtwoord", {"wachtwoord": NEW["wachtwoord"]}).location == path
    assert other.get("/profiel").status_code == 302
    assert sign_in(web_app.test_client(), "dossier", PASSWORD).status_code == 401
    assert sign_in(web_app.test_client(), "dossier", NEW["wachtwoord"]).status_code == 302


def test_the_list_can_show_one_organisation(admin: FlaskClient) -> None:
    text = admin.get("/mensen?organisatie=atlas").text
    assert re.findall(r'href="/mensen/\d+">(\w+)</a>', text) == ["Dossier"]


def test_an_account_that_does_not_exist_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/mensen/999").status_code == 404
