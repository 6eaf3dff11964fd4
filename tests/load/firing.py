"""A process that fires what is due as fast as it can, once it is told to: one or two of them are measured."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from time import perf_counter

from app.casework import releases, timers
from app.db.session import Database
from tests.load.office import ROOT


def fire(url: str) -> int:
    """Everything that is due in this database; how many terms."""
    database = Database(url)
    with database.read() as tx:
        releases.current(tx)  # the release is read before the start
    print("klaar", flush=True)
    sys.stdin.readline()
    fired = 0
    while taken := timers.fire_due(database, 100):
        fired += taken
    database.dispose()
    return fired


def processes(url: str, how_many: int) -> tuple[float, list[int]]:
    """Seconds until so many processes have nothing left to do, and what each of them did."""
    with ExitStack() as running:
        started = [
            running.enter_context(
                subprocess.Popen(
                    [sys.executable, "-m", "tests.load.firing", url],
                    cwd=ROOT,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for _ in range(how_many)
        ]
        for each in started:
            if each.stdout is None or each.stdout.readline().strip() != "klaar":
                raise RuntimeError("a process that fires terms did not begin")
        begin = perf_counter()
        for each in started:
            if each.stdin is not None:
                each.stdin.write("los\n")
                each.stdin.close()
        done = [int(each.stdout.read()) for each in started if each.stdout is not None]
        return perf_counter() - begin, done


if __name__ == "__main__":
    print(fire(sys.argv[1]))
