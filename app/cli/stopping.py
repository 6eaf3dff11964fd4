"""Asked to stop (SIGTERM, Ctrl-C): the first time in good order, the second time at once."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue


class Stop:
    """Whether this process has been asked to stop; make it in the main thread, before the work begins."""

    def __init__(self) -> None:
        self.asked = False
        # Not an Event: the signal is heard in the main thread, and finds its lock taken if it comes just when
        # that thread begins to wait. Putting into this queue takes no lock (it is reentrant).
        self._woken: SimpleQueue[None] = SimpleQueue()
        self._hearers: list[Callable[[], None]] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)

    def wait(self) -> None:
        """Until somebody asks."""
        while not self.asked:
            with suppress(Empty):  # the system may give the signal to another thread: look every now and then
                self._woken.get(timeout=1)

    def tell(self, hearer: Callable[[], None]) -> None:
        """Call this when it is asked; it must be quick, and take no lock."""
        self._hearers.append(hearer)

    def _hear(self, number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # who asks again does not want to wait
        for hearer in self._hearers:
            hearer()
        self.asked = True
        self._woken.put(None)
