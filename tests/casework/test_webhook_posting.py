"""One event to one address: of the public internet, the very one that was checked, and by its name."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from pathlib import Path
from typing import Any

import pytest

from app.casework import webhook_posting
from app.casework.webhook_posting import Message
from app.config import webhook_hosts
from app.domain.errors import DomainError
from tests.casework.receiver import Receiver

MESSAGE = Message("proef", b"{}", 1, ["geheim"])


@pytest.mark.parametrize(
    "url",
    ["https://partner.example/", "https://partner.example:8443/x", "http://partner.example/"],
)
def test_a_name_that_points_inside_is_not_called(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Also one that did not do so when it was entered."""
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append((host, port))
        inside = ("127.0.0.1", "10.1.2.3", "169.254.169.254", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::a00:1")
        return [(0, 0, 0, "", (each, port)) for each in inside]

    monkeypatch.setattr(webhook_posting.socket, "getaddrinfo", resolve)
    answer = webhook_posting.post(url, MESSAGE)
    assert (answer.status, answer.problem) == (None, "adres_niet_openbaar")
    assert len(asked) == 1


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is looked up once; the certificate and the request are those of the name."""
    sent: list[tuple[str, dict[str, str], Any]] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        assert host == "partner.example"
        return [(0, 0, 0, "", (each, port)) for each in ("10.0.0.1", "93.184.215.14")]

    def send(self: Any, request: Any, **_: Any) -> Any:
        sent.append((request.url, dict(request.headers), self.poolmanager.connection_pool_kw))
        raise webhook_posting.requests.ConnectionError

    monkeypatch.setattr(webhook_posting.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(webhook_posting._Named, "send", send)
    answer = webhook_posting.post("https://partner.example/pad?a=b", MESSAGE)
    assert answer.problem == "geen_verbinding"
    ((url, headers, options),) = sent
    assert url == "https://93.184.215.14:443/pad?a=b"
    assert headers["Host"] == "partner.example"
    assert options["server_hostname"] == "partner.example"


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("0.0.0.0", False),
        ("100.64.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:93.184.215.14", False),
        ("64:ff9b::5db8:d70e", False),
        ("2002:7f00:1::", False),
        ("2001:0:1::1", False),
        ("partner.example", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert webhook_posting.is_public(address) is public


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")
@pytest.mark.parametrize(
    ("name", "answer"), [("partner.example", (204, None)), ("ander.example", (None, "certificaat_ongeldig"))]
)
def test_the_certificate_is_that_of_the_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, answer: tuple[int | None, str | None]
) -> None:
    """Over a real connection: the address says nothing about who answers there."""
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout sleutel"
    made = f"openssl req -x509 {key} -days 2 -out brief -subj /CN={name} -addext subjectAltName=DNS:{name}"
    subprocess.run(
        made.split(),
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "brief", tmp_path / "sleutel")
    with Receiver(secured=context) as receiver:
        here = [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", receiver.port))]
        monkeypatch.setattr(webhook_posting.socket, "getaddrinfo", lambda *_, **__: here)
        monkeypatch.setattr(webhook_posting, "is_public", lambda _: True)
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(tmp_path / "brief"))
        found = webhook_posting.post(f"https://partner.example:{receiver.port}/", MESSAGE)
    assert (found.status, found.problem) == answer
    if found.status:
        (heard,) = receiver.heard
        assert heard.headers["Host"] == f"partner.example:{receiver.port}"


def test_hosts_inside_are_named_by_who_runs_the_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhook_hosts({}) == frozenset()
    assert webhook_hosts({"TRAJECT_WEBHOOK_HOSTS": " Hook.Intern , 10.0.0.8:8443,"}) == {
        "hook.intern",
        "10.0.0.8:8443",
    }
    monkeypatch.setenv("TRAJECT_WEBHOOK_HOSTS", "hook.intern,10.0.0.8:8443")
    for url in ("http://hook.intern:8000/x", "https://HOOK.intern/", "http://10.0.0.8:8443/"):
        assert webhook_posting.check_url(url) == url
    for url in ("http://10.0.0.8/", "https://10.0.0.8:9/", "http://ander.intern/"):
        with pytest.raises(DomainError):
            webhook_posting.check_url(url)
