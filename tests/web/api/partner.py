"""Another system with a token of its own, and the office whose cases it asks after."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.casework import api_tokens
from app.casework.api_tokens import NewToken
from app.clock import brussels_day, system_now
from app.config import Config
from app.db.session import Database
from app.domain.scopes import Scope
from app.main import create_app
from app.web.security import limiter
from tests.casework.office import Office

_keys = count(1)
EVERYTHING = frozenset({Scope.SEND_MESSAGES, Scope.READ_CASES, Scope.READ_TASKS, Scope.DO_TASKS})


class House:
    """The application, the office behind it, and partners who come with a token."""

    def __init__(self, database: Database, **settings: Any) -> None:
        self.office = Office(database)
        self.app: Flask = create_app(database, Config(database_url="", secret_key="geheim", **settings))
        limiter.reset()

    def partner(
        self,
        organisation: str = "in_gent",
        *roles: str,
        scopes: frozenset[Scope] = EVERYTHING,
        days: int = 90,
    ) -> Partner:
        """A system of that organisation; by default of an agency, for all that a case manager does."""
        new = NewToken(
            organisation,
            f"Systeem van {organisation}",
            frozenset(roles or ("dossierbeheerder", "trajectbegeleider")),
            scopes,
            today() + timedelta(days=days),
        )
        with self.office.database.transaction() as tx:
            token_id, secret = api_tokens.create(tx, new, None)
        return Partner(self.app.test_client(), token_id, secret)


class Partner:
    """What a partner's program does: requests with its token, and a new key for each write."""

    def __init__(self, client: FlaskClient, token_id: int, secret: str) -> None:
        self.client, self.token_id, self.secret = client, token_id, secret

    def headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **more}

    def get(self, path: str, status: int = 200, **headers: str) -> Any:
        answer = self.client.get(f"/api/v1{path}", headers=self.headers(**_named(headers)))
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer

    def post(
        self, path: str, body: Any = None, status: int = 200, key: str | None = None, **headers: str
    ) -> Any:
        named = self.headers(**{"Idempotency-Key": key or f"sleutel-{next(_keys)}"}, **_named(headers))
        answer = self.client.post(f"/api/v1{path}", json=body, headers=named)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer


def today() -> date:
    """The machine's own day: a demo clock moves no token."""
    return brussels_day(system_now())


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
