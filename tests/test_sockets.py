"""The door to the outside is closed, and knows its own house."""

from __future__ import annotations

import socket

import pytest

from tests import sockets


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1", "0.0.0.0", "example.org"])
def test_another_host_is_refused(host: str) -> None:
    with pytest.raises(sockets.OutsideThisMachine):
        socket.create_connection((host, 80), timeout=0.01)
    assert sockets.attempts
    sockets.attempts.clear()


def test_listening_for_everybody_is_refused() -> None:
    with socket.socket() as listener, pytest.raises(sockets.OutsideThisMachine):
        listener.bind(("", 0))
    sockets.attempts.clear()


def test_this_machine_may_talk_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        socket.create_connection(("localhost", port), timeout=5).close()
    assert not sockets.attempts
