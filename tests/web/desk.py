"""Screens on real casework: an office, colleagues who sign in, and pages read as a person reads them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.casework.actors import Actor
from app.config import Config
from app.db.session import Database
from app.main import create_app
from app.web.security import limiter
from tests.casework.office import Office
from tests.web.conftest import add_account, sign_in, token


class Desk:
    """The application and the office behind it."""

    def __init__(self, database: Database) -> None:
        self.office = Office(database)
        self.app: Flask = create_app(database, Config(database_url="", secret_key="geheim van de proef"))
        limiter.reset()

    def colleague(self, username: str, organisation: str, *roles: str) -> Worker:
        """Somebody who has signed in."""
        with self.office.database.transaction() as tx:
            account_id = add_account(tx, username, *roles, organisation=organisation)
        return Worker(
            self.app.test_client(), username, Actor(account_id, username, organisation, frozenset(roles))
        )


class Worker:
    """A signed-in colleague at a browser without scripts."""

    def __init__(self, client: FlaskClient, username: str, actor: Actor) -> None:
        self.client, self.actor = client, actor
        assert sign_in(client, username).status_code == 302

    def get(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code}"
        return str(answer.get_data(as_text=True))

    def post(self, path: str, **data: Any) -> Any:
        return self.client.post(path, data={"csrf_token": token(self.client, "/hulp"), **data})

    def send(self, path: str, page: str | None = None, to: str | None = None, **answers: Any) -> Any:
        """Fill in the form of a page and send it, with the hidden fields that stand in it."""
        page = page or self.get(path)
        hidden = dict(re.findall(r'<input type="hidden" name="(_\w+)" value="([^"]*)">', page))
        return self.post(to or path, **hidden, **answers)


def text_of(page: Any) -> str:
    """What a page says, without its markup."""
    html = page if isinstance(page, str) else page.get_data(as_text=True)
    main = html.split("<main", 1)[-1].split("</main>", 1)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
