"""The commands of who keeps it running, each in a process of its own as it is run for real."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

import pytest

from app.db import migrate
from app.db.session import Database
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.processes import ROOT, Process
from tests.conftest import Server


def run(url: str, *words: str, status: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "app.cli", *words],
        cwd=ROOT,
        env={**os.environ, "TRAJECT_DATABASE_URL": url, "TRAJECT_SECRET_KEY": "geheim van de proef"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    return done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_a_worker_works_once_and_tells_who_it_was(database: Database) -> None:
    office = Office(database)
    case_id = office.detect()
    run(database.url, "worker", "--once")
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "gemaakt")]
    (seen,) = json.loads(run(database.url, "workers", "--json"))
    assert seen["alive"] is False
    assert seen["stopped_at"]
    assert seen["jobs"]["make_letters"]["runs"] == 1
    assert "nee" in run(database.url, "workers")


def test_a_worker_gives_its_own_figures(sqlite_database: Database, tmp_path: Path) -> None:
    port = _free_port()
    with Process(sqlite_database.url, tmp_path, "app.cli", "worker", "--metrics-port", str(port)) as worker:
        worker.until_it_says("De worker loopt")
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert "traject_job_runs_total" in answer.read().decode()
        assert worker.stop() == 0, worker.said


def test_why_a_term_has_not_fired(sqlite_database: Database) -> None:
    office = Office(sqlite_database)
    number = office.case(office.detect()).number
    assert "Die brief wacht om gemaakt te worden" in run(sqlite_database.url, "why", number.lower())
    (told,) = json.loads(run(sqlite_database.url, "why", number, "--json"))
    assert (told["term"], told["reason"]) == ("aanmelding", "termijn_brief_te_maken")
    assert "Dit dossier bestaat niet" in run(sqlite_database.url, "why", "INB-1", status=1)


def test_kept_and_put_back(database: Database, database_server: Server, tmp_path: Path) -> None:
    Office(database).detect()
    file = str(tmp_path / "kopie")
    run(database.url, "db", "backup", file)
    with database_server.database(empty=True) as other:
        assert f"versie {migrate.head()}" in run(other.url, "db", "restore", file)
        assert dump(other) == dump(database)
    assert "niet leeg" in run(database.url, "db", "restore", file, status=1)
    run(database.url, "db", "restore", file, "--force")


def test_a_database_that_is_not_there_is_a_sentence() -> None:
    nowhere = f"postgresql://traject@127.0.0.1:{_free_port()}/traject"
    said = run(nowhere, "why", "INB-1", status=1)
    assert "De database is niet bereikbaar" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("options", [(), ("--with-worker",)])
def test_a_server_that_is_asked_to_stop_answers_first(
    sqlite_database: Database, tmp_path: Path, options: tuple[str, ...]
) -> None:
    Office(sqlite_database)
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with Process(sqlite_database.url, tmp_path, "app.cli", "serve", "--port", str(port), *options) as serving:
        serving.until_it_says("luistert")
        with urlopen(f"{url}/health/ready") as answer:
            assert json.load(answer)["ready"] is True
        with ExitStack() as open_:
            asked = [open_.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(12)]
            for each in asked:
                each.sendall(b"GET /aanmelden HTTP/1.1\r\nHost: traject\r\nConnection: close\r\n\r\n")
            assert serving.stop() == 0, serving.said
            answers = [_all_of(each) for each in asked]
    assert "Traceback" not in serving.said
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 200 OK"}
    assert all(answer.rstrip().endswith(b"</html>") for answer in answers)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port)).close()


def _all_of(connection: socket.socket) -> bytes:
    """Everything until the other side closes."""
    parts = []
    while part := connection.recv(65536):
        parts.append(part)
    return b"".join(parts)


def test_an_address_in_use_is_a_sentence(sqlite_database: Database, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = run(sqlite_database.url, "serve", "--port", port, status=1)
    assert re.search(rf"127\.0\.0\.1:{port} kan niet geluisterd worden", said)
