"""The same moment for several: what each of them got."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do these at the same moment, each in a thread; what each gave, or the exception it raised."""
    found: list[Any] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(index: int) -> None:
        gate.wait()
        try:
            found[index] = works[index]()
        except Exception as problem:
            found[index] = problem

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
