"""One event to one address: signed, to a checked address of the public internet, and what came back.

A webhook must not reach into the own network. The name is looked up here, only public addresses are kept, and
the connection goes to the very address that was checked: a name that means something else a moment later (DNS
rebinding) changes nothing. With https the certificate is that of the name. Redirects are not followed and no
proxy of the environment is used, for both would lead to an address that nobody checked.
"""

from __future__ import annotations

import hashlib
import hmac
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter

from app import VERSION
from app.clock import system_now
from app.config import webhook_hosts
from app.domain.errors import DomainError
from app.domain.webhook_events import Problem

LONGEST_URL = 500
CONNECT, READ, TOTAL = 5.0, 10.0, 20.0  # seconds; a receiver answers first and works afterwards
PORTS = {"https": 443, "http": 80}
_UNICAST = IPv6Network("2000::/3")


@dataclass(frozen=True)
class Answer:
    """What came back: the HTTP status when there was an answer, and why the event did not arrive."""

    status: int | None = None
    problem: Problem | None = None


@dataclass(frozen=True)
class Message:
    """What is sent: the event's name and body, the delivery it belongs to, and what signs it."""

    event: str
    body: bytes
    delivery: int
    secrets: Sequence[str]


def check_url(url: str) -> str:
    """The address as it is kept. Raises DomainError `webhook_adres_ongeldig`, `webhook_adres_intern`."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise DomainError("webhook_adres_ongeldig") from None
    if not host or parts.username or parts.fragment or port == 0 or len(url) > LONGEST_URL:
        raise DomainError("webhook_adres_ongeldig")
    if any(not character.isprintable() or character.isspace() for character in url.strip()):
        raise DomainError("webhook_adres_ongeldig")
    if _is_allowed(parts):
        return parts.geturl()
    if parts.scheme != "https":
        raise DomainError("webhook_adres_ongeldig")
    if host == "localhost" or (_literal(host) is not None and not is_public(host)):
        raise DomainError("webhook_adres_intern")
    return parts.geturl()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet, and carries no other address inside."""
    found = _literal(address)
    if isinstance(found, IPv6Address):
        hidden = found.sixtofour or found.teredo
        return found in _UNICAST and found.is_global and hidden is None
    return found is not None and found.is_global and not found.is_multicast


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v1=` and HMAC-SHA256 in hex, over the timestamp, a point and the body."""
    signed = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"


def headers(message: Message) -> dict[str, str]:
    """What goes with the body. During the day after a rotation both secrets sign."""
    timestamp = str(int(system_now().timestamp()))  # the machine's: a receiver compares it with its own
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": f"Traject/{VERSION}",
        "Traject-Event": message.event,
        "Traject-Delivery": str(message.delivery),
        "Traject-Timestamp": timestamp,
        "Traject-Signature": ", ".join(signature(each, timestamp, message.body) for each in message.secrets),
    }


def post(url: str, message: Message) -> Answer:
    """Send it once. Whatever the receiver does is an answer, never an exception; after TOTAL it is none."""
    answers: list[Answer] = []
    work = threading.Thread(target=lambda: answers.append(_post(url, message)), daemon=True)
    work.start()
    work.join(TOTAL)  # the library counts from byte to byte: one that drips would never end
    return answers[0] if answers else Answer(problem=Problem.NO_ANSWER)


def _post(url: str, message: Message) -> Answer:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Answer(problem=Problem.UNKNOWN_NAME)
    addresses = [str(each[4][0]) for each in found]
    if not _is_allowed(parts):
        addresses = [each for each in addresses if is_public(each)] if parts.scheme == "https" else []
    if not addresses:
        return Answer(problem=Problem.NOT_PUBLIC)
    return _send(parts, addresses[0], port, message)


def _send(parts: SplitResult, address: str, port: int, message: Message) -> Answer:
    literal = f"[{address}]" if ":" in address else address
    target = parts._replace(netloc=f"{literal}:{port}").geturl()
    given = headers(message) | {"Host": parts.netloc}
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", _Named(parts.hostname or ""))
        try:
            response = session.post(
                target,
                data=message.body,
                headers=given,
                timeout=(CONNECT, READ),
                allow_redirects=False,
                stream=True,  # what it says is not read
            )
            response.close()
        except requests.exceptions.SSLError:
            return Answer(problem=Problem.CERTIFICATE)
        except requests.ReadTimeout:
            return Answer(problem=Problem.NO_ANSWER)
        except requests.RequestException:
            return Answer(problem=Problem.NO_CONNECTION)
    return _as_answer(response.status_code)


def _as_answer(status: int) -> Answer:
    if 200 <= status < 300:
        return Answer(status)
    if status == 410:
        return Answer(status, Problem.GONE)
    return Answer(status, Problem.REDIRECTED if 300 <= status < 400 else Problem.REFUSED)


class _Named(HTTPAdapter):
    """Connects to an address and asks for the certificate of a name."""

    def __init__(self, name: str) -> None:
        self._name = name
        super().__init__()

    def init_poolmanager(self, *given: Any, **options: Any) -> Any:
        return super().init_poolmanager(*given, server_hostname=self._name, **options)


def _is_allowed(parts: SplitResult) -> bool:
    """Whether the administrator of this installation named that host: then it may be inside."""
    named = webhook_hosts()
    host = (parts.hostname or "").lower()
    port = parts.port or PORTS.get(parts.scheme)
    return parts.scheme in PORTS and (host in named or f"{host}:{port}" in named)


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
