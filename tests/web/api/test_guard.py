"""Who may send what to the API, and how it says no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from app.casework import api_tokens
from app.casework.accounts import AccountError, get_account, hash_password, list_accounts, set_password
from app.db.tables import account, account_role, api_token
from app.db.trouble import UNREACHABLE, DatabaseUnavailable
from app.domain.errors import DomainError
from app.domain.scopes import Scope
from app.web.access import ANY_TOKEN, PUBLIC, permission_of
from tests.web.api.partner import House, Partner, today
from tests.web.conftest import PASSWORD, add_account, sign_in

ME = "/api/v1/me"


@pytest.fixture
def partner(house: House) -> Partner:
    return house.partner()


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer must be."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    found: dict[str, Any] = answer.get_json(force=True)
    assert found["code"] == code
    assert found["type"] == f"urn:traject:problem:{code}"
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    return found


def test_every_route_names_its_scope(house: House) -> None:
    app: Flask = house.app
    routes = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")]
    assert len(routes) > 10
    for rule in routes:
        permission = permission_of(app, rule.endpoint)
        assert isinstance(permission, Scope) or permission in (ANY_TOKEN, PUBLIC), rule.endpoint
        assert permission != PUBLIC or rule.rule == "/api/v1/openapi.json"


def test_a_token_says_who_it_is(partner: Partner) -> None:
    told = partner.get("/me").get_json()
    assert told["organisation"] == "in_gent"
    assert told["organisation_name"] == "IN-Gent"
    assert "dossiers:lezen" in told["scopes"]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        (None, "token_ontbreekt"),
        ("Basic eDp5", "token_ontbreekt"),
        ("Bearer ", "token_ontbreekt"),
        ("Bearer trj_bestaat-niet", "token_onbekend"),
        ("Bearer trj_é", "token_onbekend"),
    ],
)
def test_without_a_token_nothing(house: House, header: str | None, code: str) -> None:
    headers = {"Authorization": header} if header else {}
    answer = house.app.test_client().get(ME, headers=headers)
    problem(answer, 401, code)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="traject"'


def test_a_cookie_is_no_token_and_a_token_opens_no_page(house: House, partner: Partner) -> None:
    browser = house.app.test_client()
    with house.office.database.transaction() as tx:
        add_account(tx, "noor", "dossierbeheerder", organisation="in_gent")
    assert sign_in(browser, "noor").status_code == 302
    assert browser.get("/taken").status_code == 200
    problem(browser.get(ME), 401, "token_ontbreekt")
    assert partner.client.get("/taken", headers=partner.headers()).status_code == 302
    assert "Set-Cookie" not in partner.get("/me").headers


def test_a_token_ends_on_its_day_and_when_it_is_revoked(house: House) -> None:
    database = house.office.database
    last_day = house.partner(days=0)
    last_day.get("/me")
    with database.transaction() as tx:
        yesterday = today() - timedelta(days=1)
        tx.execute(update(api_token).where(api_token.c.id == last_day.token_id).values(expires_on=yesterday))
    problem(last_day.get("/me", 401), 401, "token_verlopen")
    revoked = house.partner()
    revoked.get("/me")
    with database.transaction() as tx:
        api_tokens.revoke(tx, revoked.token_id, None)
        api_tokens.revoke(tx, revoked.token_id, None)
    problem(revoked.get("/me", 401), 401, "token_ingetrokken")


def test_the_secret_is_kept_nowhere_and_its_use_is_seen(house: House, partner: Partner) -> None:
    database = house.office.database
    with database.read() as tx:
        before = api_tokens.get(tx, partner.token_id)
        row = tx.execute(select(api_token).where(api_token.c.id == partner.token_id)).one()
    assert before.last_used_at is None
    assert partner.secret not in str(row)
    assert partner.secret.startswith(before.prefix)
    assert len(before.prefix) < len(partner.secret) / 3
    partner.get("/me")
    with database.read() as tx:
        assert api_tokens.get(tx, partner.token_id).last_used_at is not None


def test_nobody_signs_in_as_a_token(house: House, partner: Partner) -> None:
    with house.office.database.transaction() as tx:
        token = api_tokens.get(tx, partner.token_id)
        service = get_account(tx, token.account_id)
        assert service.service
        assert service.id not in {each.id for each in list_accounts(tx)}
        with pytest.raises(AccountError, match="account_onbekend"):
            set_password(tx, service.id, "$argon2")
        with_password = update(account).where(account.c.id == service.id)
        tx.execute(with_password.values(password_hash=hash_password(PASSWORD, "")))
    assert sign_in(house.app.test_client(), service.username).status_code == 401


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " "}, "naam_leeg"),
        ({"name": "x" * 81}, "koppeling_naam_lang"),
        ({"scopes": frozenset()}, "bereik_ontbreekt"),
        ({"scopes": frozenset({"alles"})}, "bereik_onbekend"),
        ({"roles": frozenset()}, "rol_ontbreekt"),
        ({"roles": frozenset({"beheerder"})}, "rol_niet_voor_koppeling"),
        ({"roles": frozenset({"partnermedewerker"})}, "bereik_zonder_rol"),
        (
            {"roles": frozenset({"handhavingsambtenaar"}), "scopes": frozenset({"taken:doen"})},
            "bereik_zonder_rol",
        ),
        ({"organisation": "nergens"}, "organisatie_onbekend"),
        ({"expires_on": today() - timedelta(days=1)}, "vervaldag_voorbij"),
        ({"expires_on": today() + timedelta(days=800)}, "vervaldag_te_ver"),
    ],
)
def test_a_token_that_makes_no_sense_is_not_made(house: House, changes: dict[str, Any], code: str) -> None:
    usual = {
        "organisation": "in_gent",
        "name": "Systeem",
        "roles": frozenset({"dossierbeheerder"}),
        "scopes": frozenset({"dossiers:lezen"}),
        "expires_on": today(),
    }
    with house.office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        api_tokens.create(tx, api_tokens.NewToken(**{**usual, **changes}), None)
    assert refused.value.code == code


def test_a_scope_opens_its_own_routes_only(house: House) -> None:
    partner = house.partner(scopes=frozenset({Scope.READ_TASKS}))
    partner.get("/tasks")
    told = problem(partner.get("/cases", 403), 403, "token_zonder_bereik")
    assert "dossiers:lezen" in told["detail"]
    problem(partner.post("/tasks/1/claim", status=403), 403, "token_zonder_bereik")


def test_a_role_that_is_taken_away_takes_the_scope_along(house: House) -> None:
    partner = house.partner()
    with house.office.database.transaction() as tx:
        account_id = api_tokens.get(tx, partner.token_id).account_id
        tx.execute(account_role.delete().where(account_role.c.account_id == account_id))
    assert partner.get("/me").get_json()["scopes"] == []
    problem(partner.get("/cases", 403), 403, "token_zonder_bereik")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl-BE,nl;q=0.9", "Dit bestaat niet"),
        ("fr-BE,fr;q=0.8,nl;q=0.2", "Ceci n’existe pas"),
        ("en", "This does not exist"),
        ("de", "Dit bestaat niet"),
    ],
)
def test_problems_speak_the_language_of_the_caller(partner: Partner, language: str, title: str) -> None:
    told = problem(partner.get("/nergens", 404, Accept_Language=language), 404, "adres_onbekend")
    assert told["title"] == title


def test_the_wrong_method_says_which_are_right(partner: Partner) -> None:
    answer = partner.client.delete(ME, headers=partner.headers())
    problem(answer, 405, "methode_onbekend")
    assert "GET" in answer.headers["Allow"]


def test_only_json_is_asked_and_sent(partner: Partner) -> None:
    problem(partner.get("/me", 406, Accept="text/html"), 406, "antwoordvorm_onbekend")
    partner.get("/me", Accept="application/*;q=0.5")
    headers = partner.headers(**{"Idempotency-Key": "a"})

    def send(body: bytes, mime: str = "application/json") -> Any:
        return partner.client.post("/api/v1/messages", data=body, content_type=mime, headers=headers)

    problem(send(b"name=aangemeld", "application/x-www-form-urlencoded"), 415, "geen_json")
    for body in (b"{", b'{"name": NaN}', b'{"name": "\\ud800"}', b'{"name": "\\u0000"}', b'"\xff"'):
        problem(send(body), 400, "aanvraag_onleesbaar")
    problem(send(b'"' + b"x" * 300_000 + b'"'), 413, "aanvraag_te_groot")
    told = problem(
        send(b'{"name": "Aangemeld", "wat": 1, "occurred_on": "2026-02-30"}'), 422, "velden_ongeldig"
    )
    assert {each["field"]: each["detail"] for each in told["errors"]} == {
        "name": "Deze waarde past niet bij de beschrijving van dit veld.",
        "wat": "Dit veld bestaat niet.",
        "occurred_on": "Dit moet een bestaande dag zijn, zoals 2026-03-27.",
        "national_number": "Dit veld ontbreekt.",
    }
    problem(send(b"[]"), 422, "velden_ongeldig")


def test_a_misspelt_filter_is_told(partner: Partner) -> None:
    told = problem(partner.get("/cases?statuss=lopend&limit=0", 422), 422, "velden_ongeldig")
    assert {each["field"] for each in told["errors"]} == {"?statuss", "?limit"}


def test_too_many_requests_are_told_when_to_come_back(sqlite_database: Any) -> None:
    house = House(sqlite_database, api_per_minute=3, sign_in_rate="2 per minute")
    one, other = house.partner(), house.partner()
    for _ in range(3):
        one.get("/me")
    answer = one.get("/me", 429)
    problem(answer, 429, "te_veel_aanvragen")
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    other.get("/me")
    guess = {"Authorization": "Bearer trj_raad"}
    statuses = [house.app.test_client().get(ME, headers=guess).status_code for _ in range(3)]
    assert statuses == [401, 401, 429]


def test_a_failure_of_ours_shows_nothing_of_the_inside(
    house: House, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("geheim uit de database")

    monkeypatch.setattr("app.web.api.cases.own_cases", broken)
    answer = partner.get("/cases", 500)
    problem(answer, 500, "fout")
    assert "geheim" not in answer.get_data(as_text=True)


def test_a_database_that_is_gone_is_told(
    house: House, partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:

    def gone(*_: Any) -> None:
        raise DatabaseUnavailable(UNREACHABLE)

    monkeypatch.setattr("app.casework.api_tokens.find", gone)
    answer = partner.get("/me", 503)
    problem(answer, 503, "even_niet_bereikbaar")
    assert int(answer.headers["Retry-After"]) > 0
