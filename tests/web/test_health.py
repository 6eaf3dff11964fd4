"""What watchers of the machines see, who may see it, and what people see when the database is gone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.casework import workers
from app.config import Config
from app.db import migrate
from app.db.session import Database
from app.db.tables import release
from app.db.trouble import BUSY, FULL, UNREACHABLE, DatabaseUnavailable
from app.main import create_app
from app.rounds import Rounds
from tests.web.conftest import post, sign_in
from tests.web.desk import Desk, text_of

REMOTE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return Desk(sqlite_database)


def _figures(client: FlaskClient, **options: Any) -> dict[str, float]:
    answer = client.get("/metrics", **options)
    assert answer.status_code == 200
    lines = [line for line in answer.get_data(as_text=True).splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


def _break(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise DatabaseUnavailable(code)

    for name in ("transaction", "read", "is_demo"):
        monkeypatch.setattr(Database, name, fail)
    monkeypatch.setattr(migrate, "current", fail)


def test_an_installation_that_is_ready(desk: Desk) -> None:
    client = desk.app.test_client()
    assert client.get("/health/live").get_json() == {"live": True}
    answer = client.get("/health/ready", environ_base=REMOTE)
    assert answer.status_code == 200
    assert answer.get_json() == {"ready": True, "database": True, "migrations": True, "release": True}


def test_without_a_release_nobody_is_sent_here(desk: Desk) -> None:
    with desk.office.database.transaction() as tx:
        tx.execute(release.update().values(status="concept"))
    answer = desk.app.test_client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json() == {"ready": False, "database": True, "migrations": True, "release": False}


def test_with_older_tables_nobody_is_sent_here(sqlite_database: Database, config: Config) -> None:
    migrate.downgrade(sqlite_database, "0002")
    answer = create_app(sqlite_database, config).test_client().get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["migrations"] is False
    migrate.downgrade(sqlite_database, "base")
    answer = create_app(sqlite_database, config).test_client().get("/health/ready")
    assert answer.status_code == 503


def test_without_its_database_it_lives_and_is_not_ready(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = desk.app.test_client()
    _break(monkeypatch, UNREACHABLE)
    assert client.get("/health/live").status_code == 200
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.get_json()) == (503, {"ready": False, "database": False})
    assert _figures(client)["traject_database_up"] == 0


def test_figures_count_what_waits_and_name_nobody(desk: Desk) -> None:
    office, client = desk.office, desk.app.test_client()
    office.detect(last_name="Geheimsma")
    rounds = Rounds()
    rounds.run("fire_terms", lambda: None)
    rounds.run("fire_terms", lambda: 1 / 0)
    with office.database.transaction() as tx:
        workers.begin(tx, "machine:1:abc")
        workers.beat(tx, "machine:1:abc", rounds.told())
    found = _figures(client)
    assert found["traject_database_up"] == 1
    assert found["traject_requested_letters"] == 1
    assert found["traject_open_tasks"] == found["traject_due_terms"] == found["traject_open_incidents"] == 0
    assert found["traject_workers_alive"] == 1
    of = '{job="fire_terms",worker="machine:1:abc"}'
    assert found[f"traject_worker_job_runs{of}"] == 2
    assert found[f"traject_worker_job_failures{of}"] == found[f"traject_worker_job_failing{of}"] == 1
    assert found['traject_job_failures_total{job="fire_terms"}'] >= 1
    case_id = office.registered()
    office.do(case_id, "aanmelding_registreren")
    found = _figures(client)
    assert found["traject_open_tasks"] == 1
    assert found['traject_step_seconds_count{event="taak_voltooid"}'] >= 1
    assert "Geheimsma" not in client.get("/metrics").get_data(as_text=True)


def test_the_age_of_what_waits(desk: Desk) -> None:
    office = desk.office
    office.detect()
    with office.database.read() as tx:
        now = tx.now
    office.clock(now.replace(day=now.day + 2))
    found = _figures(desk.app.test_client())
    assert found["traject_requested_letters_oldest_seconds"] == 2 * 24 * 3600


def test_figures_are_for_this_machine(desk: Desk) -> None:
    client = desk.app.test_client()
    assert client.get("/metrics").status_code == 200
    assert client.get("/metrics", environ_base=REMOTE).status_code == 403
    for header in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):  # a proxy on this machine
        assert client.get("/metrics", headers={header: "192.0.2.7"}).status_code == 403


def test_with_a_token_only_who_shows_it(sqlite_database: Database) -> None:
    config = Config(database_url="", secret_key="geheim", metrics_token="sleutel-ü")
    client = create_app(sqlite_database, config).test_client()
    assert client.get("/metrics").status_code == 403
    shown = {"Authorization": "Bearer sleutel"}
    assert client.get("/metrics", headers=shown).status_code == 403
    config = Config(database_url="", secret_key="geheim", metrics_token="sleutel")
    client = create_app(sqlite_database, config).test_client()
    assert client.get("/metrics", headers=shown, environ_base=REMOTE).status_code == 200


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (UNREACHABLE, "Traject kan even niet bij zijn gegevens"),
        (FULL, "De schijf is vol"),
        (BUSY, "Het is nu te druk"),
    ],
)
def test_a_page_without_its_database_says_what_to_do(
    web_app: Flask, monkeypatch: pytest.MonkeyPatch, code: str, said: str
) -> None:
    client = web_app.test_client()
    sign_in(client, "dossier")
    _break(monkeypatch, code)
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert said in text_of(answer)
    assert "niet bewaard" in text_of(answer)


def test_also_in_the_language_of_who_is_signed_in(web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_app.test_client()
    sign_in(client, "dossier")
    post(client, "/taal", {"taal": "fr"})
    client.get("/")
    _break(monkeypatch, UNREACHABLE)
    assert "Traject n’a momentanément pas accès à ses données" in text_of(client.get("/"))


def test_the_page_works_again_by_itself(web_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = web_app.test_client()
    sign_in(client, "dossier")
    with monkeypatch.context() as broken:
        _break(broken, UNREACHABLE)
        assert client.get("/profiel").status_code == 503
    assert client.get("/profiel").status_code == 200
