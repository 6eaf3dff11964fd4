"""Asked to stop (SIGTERM, Ctrl-C): the first time in good order, the second time at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable


class Stop:
    """Whether this process has been asked to stop; make it in the main thread, before the work begins."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._hearers: list[Callable[[], None]] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    @property
    def asked(self) -> bool:
        return self._asked.is_set()

    def wait(self) -> None:
        """Until somebody asks."""
        self._asked.wait()

    def tell(self, hearer: Callable[[], None]) -> None:
        """Call this when it is asked; it must be quick, and take no lock."""
        self._hearers.append(hearer)

    def _hear(self, number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # who asks again does not want to wait
        for hearer in self._hearers:
            hearer()
        self._asked.set()
