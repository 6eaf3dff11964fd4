"""Tokens as the beheerder keeps them, and the page that tells programmers how to use one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from app.casework import api_tokens
from app.db.session import Database
from app.domain.national_number import is_valid_number
from app.web.api import reading
from app.web.api.blueprint import ROOT
from app.web.api.examples import EXAMPLES
from tests.web.api.partner import today
from tests.web.conftest import post, sign_in
from tests.web.desk import text_of

UNTIL = today() + timedelta(days=100)
NEW = {
    "naam": "Leerlingvolgsysteem",
    "organisatie": "atlas",
    "gebruik": ["dossiers:lezen", "taken:lezen"],
    "rollen": ["dossierbeheerder"],
    "tot-day": str(UNTIL.day),
    "tot-month": str(UNTIL.month),
    "tot-year": str(UNTIL.year),
}


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    sign_in(client, "beheerder")
    return client


def secret_of(page: Any) -> str:
    found = re.search(r"trj_[\w-]{20,}", page.get_data(as_text=True))
    assert found
    return found[0]


def test_a_token_is_made_shown_once_used_and_ended(
    admin: FlaskClient, web_app: Flask, sqlite_database: Database
) -> None:
    assert "Er is nog geen token" in admin.get("/beheer/koppelingen").text
    made = post(admin, "/beheer/koppelingen/nieuw", NEW)
    assert made.status_code == 201
    assert made.headers["Cache-Control"] == "no-store"
    secret = secret_of(made)
    system = web_app.test_client()
    headers = {"Authorization": f"Bearer {secret}"}
    assert system.get(f"{ROOT}/me", headers=headers).get_json()["organisation"] == "atlas"
    listed = text_of(admin.get("/beheer/koppelingen"))
    assert "Leerlingvolgsysteem" in listed
    assert "De eigen dossiers lezen; De eigen taken lezen" in listed
    assert "Nog nooit" not in listed
    assert secret not in listed
    with sqlite_database.read() as tx:
        (token,) = api_tokens.list_tokens(tx)
    page = admin.get(f"/beheer/koppelingen/{token.id}").text
    assert secret not in page
    assert "Beheerder" in text_of(page)
    assert post(admin, f"/beheer/koppelingen/{token.id}/intrekken").location == "/beheer/koppelingen"
    assert "1 token dat niet meer werkt" in text_of(admin.get("/beheer/koppelingen"))
    assert system.get(f"{ROOT}/me", headers=headers).status_code == 401
    assert "Token intrekken" not in admin.get(f"/beheer/koppelingen/{token.id}").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"naam": ""}, "Voor welk systeem"),
        ({"gebruik": []}, "Maak een keuze bij “Waarvoor"),
        ({"gebruik": ["nakijken"]}, "rollen laten “De verplichting nakijken (Brussel)” niet toe"),
        ({"organisatie": "nergens"}, "Kies bij “Organisatie”"),
        ({"rollen": ["beheerder"]}, "Kies bij “Met welke rollen”"),
        ({"tot-year": "2020"}, "vandaag of later"),
        ({"tot-year": str(UNTIL.year + 5)}, "kan niet later zijn dan"),
        ({"tot-day": "45"}, "bestaande datum"),
    ],
)
def test_what_is_refused_stays_on_screen(admin: FlaskClient, change: dict[str, Any], sentence: str) -> None:
    answer = post(admin, "/beheer/koppelingen/nieuw", {**NEW, **change})
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "trj_" not in answer.text
    if "naam" not in change:
        assert 'value="Leerlingvolgsysteem"' in answer.text


def test_only_who_manages_connections_sees_them(client: FlaskClient) -> None:
    sign_in(client, "dossier")
    for path in ("/beheer/koppelingen", "/beheer/koppelingen/nieuw", "/beheer/koppelingen/1"):
        assert client.get(path).status_code == 403
    assert post(client, "/beheer/koppelingen/nieuw", NEW).status_code == 403


def test_a_token_that_does_not_exist_is_not_found(admin: FlaskClient) -> None:
    assert admin.get("/beheer/koppelingen/999").status_code == 404


def test_the_page_tells_all_that_the_description_says(web_app: Flask, client: FlaskClient) -> None:
    described = client.get(f"{ROOT}/openapi.json").get_json()
    page = client.get("/hulp/api").text
    for path in described["paths"]:
        assert path in page.replace("&lt;", "<")
    for thing in reading.things(described):
        assert f'id="object-{thing.name}"' in page
    links = set(re.findall(r'href="#([\w-]+)"', page))
    ids = set(re.findall(r'id="([\w-]+)"', page))
    assert links <= ids
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=", page)
    for language, heading in (("fr", "Traject pour d’autres systèmes"), ("en", "Traject for other systems")):
        post(client, "/taal", {"taal": language})
        assert heading in client.get("/hulp/api").text


def test_each_example_fits_the_description(client: FlaskClient) -> None:
    described = client.get(f"{ROOT}/openapi.json").get_json()
    for example in EXAMPLES:
        lines = example.curl("https://traject.example").splitlines()
        assert len(lines) <= 10
        path = re.sub(r"/\d+", "/{task_id}", f"{ROOT}{example.path}".split("?")[0])
        operation = described["paths"][path]["get" if example.body is None else "post"]
        if example.body is not None:
            body = operation["requestBody"]["content"]["application/json"]["schema"]
            schema = {**body, "components": described["components"]}
            Draft202012Validator(schema).validate(example.body)
            assert is_valid_number(example.body.get("national_number", "85073003328"))
