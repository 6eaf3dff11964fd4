"""A partner's server on this machine that answers as a test says, and keeps what it heard."""

from __future__ import annotations

import json
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = ROOT / "app/web/templates/webhooks/receive.py.txt"


@dataclass(frozen=True)
class Heard:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found

    @property
    def place(self) -> tuple[str, int]:
        """The case, and the place of the event in it."""
        return self.event["dossier"]["nummer"], self.event["volgnummer"]


def documented() -> Callable[[dict[str, str], bytes, str], bool]:
    """The ten lines that the page shows, and nothing else."""
    names: dict[str, Any] = {}
    exec(DOCUMENTED.read_text(encoding="utf-8"), names)
    check: Callable[[dict[str, str], bytes, str], bool] = names["from_traject"]
    return check


class Receiver:
    """Listens inside a `with`; `answer` gives the status for what it hears, a Location with a redirect."""

    def __init__(
        self,
        port: int = 0,
        answer: Callable[[Heard], int] = lambda _: 204,
        secured: ssl.SSLContext | None = None,
    ) -> None:
        self.heard: list[Heard] = []
        self.answer = answer
        self.location = ""
        self.ended = threading.Event()  # for an answer that waits for the end of the test
        self.has_heard = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), self._handler())
        if secured is not None:
            self._server.socket = secured.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/traject?van=traject"

    @property
    def places(self) -> list[tuple[str, int]]:
        return [each.place for each in self.heard]

    def __enter__(self) -> Receiver:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.ended.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                heard = Heard(self.path, dict(self.headers), body)
                receiver.heard.append(heard)
                receiver.has_heard.set()
                self.send_response(receiver.answer(heard))
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                """What is said on this server is nobody's business."""

        return Handler
