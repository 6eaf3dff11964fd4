"""The web application on a database of the test's own, and people who can sign in to it."""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from app.casework import accounts, signing_in
from app.casework.accounts import AccountDetails, create_account
from app.config import Config
from app.db.session import Database
from app.main import create_app
from app.web.security import limiter
from tests.create import create_organisation

PASSWORD = "regen-op-het-raam"
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_HASH = _QUICK.hash(PASSWORD)


@pytest.fixture
def config() -> Config:
    return Config(database_url="", secret_key="geheim van de proef")


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time: what is tested is who gets in, not how long a guess takes."""
    monkeypatch.setattr(accounts, "_hasher", lambda: _QUICK)
    signing_in._nobodys_hash.cache_clear()


@pytest.fixture
def web_app(sqlite_database: Database, config: Config) -> Flask:
    """The application with one organisation, an administrator and a case manager."""
    with sqlite_database.transaction() as tx:
        create_organisation(tx, "abb", name="Agentschap Binnenlands Bestuur")
        create_organisation(tx, "atlas", name="Atlas")
        add_account(tx, "beheerder", "beheerder", organisation="abb")
        add_account(tx, "dossier", "dossierbeheerder", organisation="atlas")
    app = create_app(sqlite_database, config)
    limiter.reset()
    return app


def add_account(tx: Any, username: str, *roles: str, organisation: str = "atlas", active: bool = True) -> int:
    """Somebody who can sign in with PASSWORD."""
    details = AccountDetails(username.capitalize(), None, organisation, frozenset(roles), active)
    return create_account(tx, username, details, _HASH)


@pytest.fixture
def client(web_app: Flask) -> FlaskClient:
    return web_app.test_client()


def token(client: FlaskClient, path: str = "/aanmelden") -> str:
    """The CSRF token of a page, as a browser reads it."""
    text = client.get(path).get_data(as_text=True)
    return text.split('name="csrf-token" content="')[1].split('"')[0]


def post(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **options: Any) -> Any:
    """A post as the page's own form sends it."""
    return client.post(path, data={"csrf_token": token(client, "/hulp"), **(data or {})}, **options)


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD, **data: Any) -> Any:
    """Sign in; gives the answer."""
    return post(client, "/aanmelden", {"gebruikersnaam": username, "wachtwoord": password, **data})
