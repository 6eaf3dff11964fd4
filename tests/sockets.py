"""Refuses every connection of this process to a host outside this machine."""

from __future__ import annotations

import ipaddress
import sys
from typing import Any

attempts: list[str] = []
_guarded: list[bool] = []


class OutsideThisMachine(AssertionError):
    """A test tried to talk to another host."""


def guard() -> None:
    """Watch every socket of this process from here on (an audit hook cannot be taken away again)."""
    if not _guarded:
        _guarded.append(True)
        sys.addaudithook(_watch)


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address is this machine's own; no name is looked up."""
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None  # a path: a socket of this machine
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if not is_loopback(host) or (event == "socket.bind" and isinstance(address, tuple) and host == ""):
        attempts.append(f"{event} {host!r}")
        raise OutsideThisMachine(f"{event} {host!r}")
