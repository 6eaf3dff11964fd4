"""What protects every page, whoever wrote it."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import Config
from app.db.session import Database
from app.domain.permissions import Action
from app.domain.scopes import Scope
from app.main import create_app
from app.web.access import ANY_TOKEN, API, PUBLIC, SIGNED_IN, permission_of
from tests.web.conftest import post, sign_in

ANYBODY = {
    "api_description.openapi",
    "api_description.read",
    "auth.sign_in_page",
    "auth.sign_in_post",
    "health.live",
    "health.ready",
    "health.metrics",  # for this machine, or with a token
    "i18n.switch",
    "pages.help_page",
    "pages.accessibility",
}


def test_every_route_names_its_permission(web_app: Flask) -> None:
    silent = [
        rule.endpoint
        for rule in web_app.url_map.iter_rules()
        if permission_of(web_app, rule.endpoint) is None
    ]
    assert not silent, "put @requires(Action.X), @signed_in or @public under the route of: " + ", ".join(
        silent
    )


def test_only_these_pages_are_for_everybody(web_app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in web_app.url_map.iter_rules()
        if permission_of(web_app, rule.endpoint) == PUBLIC
    }
    assert public - {"static"} == ANYBODY


def test_a_permission_is_one_of_the_field(web_app: Flask) -> None:
    for rule in web_app.url_map.iter_rules():
        permission = permission_of(web_app, rule.endpoint)
        of_api = rule.rule.startswith(API) and (permission == ANY_TOKEN or isinstance(permission, Scope))
        of_pages = permission in (PUBLIC, SIGNED_IN) or isinstance(permission, Action)
        assert of_api or of_pages, rule.endpoint


def test_a_route_that_names_nothing_is_closed_to_everybody(web_app: Flask, client: FlaskClient) -> None:
    web_app.add_url_rule("/vergeten", view_func=lambda: "geheim", endpoint="vergeten")
    sign_in(client, "beheerder")
    assert client.get("/vergeten").status_code == 403


def test_what_changes_something_is_never_a_get(web_app: Flask) -> None:
    for rule in web_app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        assert methods in ({"GET"}, {"POST"}), f"{rule.endpoint}: one view for one method"


def test_every_post_without_a_token_is_refused(web_app: Flask, client: FlaskClient) -> None:
    sign_in(client, "beheerder")
    posts = [rule for rule in web_app.url_map.iter_rules() if "POST" in (rule.methods or set())]
    assert posts
    for rule in posts:
        if rule.rule.startswith(API):
            continue  # no cookie counts there: see tests/web/api
        path = re.sub(r"<[^>]+>", "1", str(rule))
        answer = client.post(path, data={"stap": "dag"})
        assert answer.status_code == 400, path
        assert "Dit formulier is verlopen" in answer.text


@pytest.mark.parametrize("path", ["/aanmelden", "/hulp", "/bestaat-niet", "/static/dist/traject.css"])
def test_headers_are_on_every_answer(client: FlaskClient, path: str) -> None:
    headers = client.get(path, buffered=True).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_pages_are_kept_nowhere_assets_a_year(client: FlaskClient) -> None:
    assert client.get("/hulp").headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/dist/traject\.css\?v=[0-9a-f]+)"', client.get("/hulp").text)
    assert address
    assert "max-age=31536000" in client.get(address[1], buffered=True).headers["Cache-Control"]


def test_pages_carry_no_inline_script_or_style(client: FlaskClient) -> None:
    sign_in(client, "beheerder")
    for path in ("/aanmelden", "/hulp", "/mensen", "/mensen/nieuw", "/profiel", "/toegankelijkheid"):
        text = client.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), path


def test_cookies_stay_on_https_when_told(sqlite_database: Database) -> None:
    app = create_app(sqlite_database, Config(database_url="", secret_key="x" * 40, cookie_secure=True))
    answer = app.test_client().get("/hulp", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_a_huge_upload_is_refused_in_words(client: FlaskClient) -> None:
    sign_in(client, "dossier")
    answer = client.post(
        "/taal", data=b"x" * (33 * 1024 * 1024), content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
    assert "Dit is te groot" in answer.text


@pytest.mark.parametrize(("path", "status"), [("/bestaat-niet", 404), ("/mensen", 403), ("/afmelden", 405)])
def test_error_pages_say_what_to_do(client: FlaskClient, path: str, status: int) -> None:
    sign_in(client, "dossier")
    answer = client.get(path)
    assert answer.status_code == status
    assert "Naar de startpagina" in answer.text


def test_an_unexpected_failure_shows_nothing_of_the_inside(web_app: Flask, client: FlaskClient) -> None:
    def broken() -> str:
        raise RuntimeError("geheim uit de database")

    broken.permission = PUBLIC  # type: ignore[attr-defined]
    web_app.add_url_rule("/kapot", view_func=broken)
    answer = client.get("/kapot")
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.text
    assert "geheim" not in answer.text


def test_the_error_page_stands_when_the_database_does_not(
    client: FlaskClient, sqlite_database: Database
) -> None:
    sign_in(client, "dossier")
    with sqlite_database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE login_session RENAME TO weg")
    answer = client.get("/profiel")
    assert answer.status_code == 500
    assert "Er ging iets mis bij ons" in answer.text


def test_no_role_no_page(client: FlaskClient) -> None:
    sign_in(client, "dossier")
    for path in ("/mensen", "/mensen/nieuw", "/mensen/1"):
        assert client.get(path).status_code == 403
    assert post(client, "/mensen/1", {"naam": "x"}).status_code == 403
    assert post(client, "/demo/klok", {"stap": "dag"}).status_code == 403
