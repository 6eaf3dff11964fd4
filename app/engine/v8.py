"""A V8 of one's own: with a limit of memory, an event loop that belongs to nobody else, and an end."""

from __future__ import annotations

import atexit
from concurrent.futures import ThreadPoolExecutor
from weakref import WeakSet

from py_mini_racer import MiniRacer

MEMORY = 256 * 1024 * 1024

_open: WeakSet[MiniRacer] = WeakSet()


def start(*scripts: str) -> MiniRacer:
    """A new isolate that has run these scripts. Raises JSEvalException, JSOOMException.

    Made in a thread of its own: where a loop runs already, the library would take that one, and then every
    call with a time limit would be refused for ever.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(_made, scripts).result()


def _made(scripts: tuple[str, ...]) -> MiniRacer:
    racer = MiniRacer()
    racer.set_hard_memory_limit(MEMORY)
    for script in scripts:
        racer.eval(script)
    _open.add(racer)
    return racer


@atexit.register
def _close() -> None:
    """While threads still run: left to the end of the interpreter, one process in four hangs there."""
    for racer in list(_open):
        racer.close()
