"""`traject token`: made with the secret on the screen once, listed without it, ended."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from app.casework import api_tokens
from app.casework.api_tokens import TokenRefused
from app.db.session import Database
from tests.cli.test_operations import run
from tests.create import create_organisation
from tests.web.api.partner import today


def test_a_token_is_made_listed_and_ended(sqlite_database: Database) -> None:
    url = sqlite_database.url
    with sqlite_database.transaction() as tx:
        create_organisation(tx, "in_gent")
    until = (today() + timedelta(days=30)).isoformat()
    asked = ["token", "create", "Systeem", "--organisation", "in_gent", "--until", until]
    asked += ["--role", "dossierbeheerder", "--scope", "dossiers:lezen"]
    told = json.loads(run(url, *asked, "--json"))
    assert api_tokens.find(sqlite_database, told["token"]).token.name == "Systeem"
    listed = run(url, "token", "list", "--json")
    assert told["token"] not in listed
    assert json.loads(listed)[0]["scopes"] == ["dossiers:lezen"]
    assert "Werkt" in run(url, "token", "list")
    assert "Systeem is ingetrokken" in run(url, "token", "revoke", str(told["id"]))
    with pytest.raises(TokenRefused, match="token_ingetrokken"):
        api_tokens.find(sqlite_database, told["token"])
    assert "bestaat niet" in run(url, "token", "revoke", "99", status=1)
    assert "rol_" not in run(url, *asked, "--scope", "nakijken", status=1)
