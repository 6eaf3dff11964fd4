"""Waitress, with an end in good order: what was asked is answered, then the connections are closed."""

from __future__ import annotations

import select
from typing import Any

import click
import waitress
from flask import Flask
from waitress import wasyncore
from waitress.channel import HTTPChannel

from app import measures
from app.cli.stopping import Stop

THREADS = 8
LAST_WORDS = 0.5  # seconds for questions that are under way
LONGEST_ANSWER = 30  # seconds that an answer may still take once we are asked to stop


class Listener:
    """A server at an address. Raises click.ClickException when somebody listens there already."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        self._sockets: dict[int, Any] = {}
        try:
            self._server = waitress.create_server(
                app,
                self._sockets,
                host=host,
                port=port,
                threads=THREADS,
                ident=None,
                clear_untrusted_proxy_headers=False,  # /metrics must see that a proxy passed a request on
            )
        except OSError as problem:
            raise click.ClickException(
                f"Op {host}:{port} kan niet geluisterd worden: {problem.strerror}."
            ) from None

    def until(self, stop: Stop) -> None:
        """Serve until asked to stop; then accept nobody, answer what was asked, and end.

        Waitress's own end drops answers that are ready and not sent yet: work done that nobody hears of.
        """
        while not stop.asked:
            self._look(1)
        listening = [each for each in self._sockets.values() if getattr(each, "accepting", False)]
        while select.select([each.socket for each in listening], [], [], 0)[0]:
            self._look(0)  # who is at the door already comes in
        for each in listening:
            each.del_channel(self._sockets)
            each.socket.close()
        asked = measures.seconds()
        while (since := measures.seconds() - asked) < LAST_WORDS or (
            self._answering() and since < LONGEST_ANSWER
        ):
            self._look(0.05)
        self._server.task_dispatcher.shutdown()

    def _look(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, map=self._sockets, count=1)

    def _answering(self) -> bool:
        channels = [each for each in self._sockets.values() if isinstance(each, HTTPChannel)]
        return any(channel.requests or channel.total_outbufs_len for channel in channels)
