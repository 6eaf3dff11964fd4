"""The rounds of periodic jobs in this process: what each did, and its troubles told once, not each round."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import structlog

from app import measures
from app.clock import system_now
from app.db.trouble import DatabaseUnavailable, Stopped
from app.domain.errors import DomainError

log = structlog.get_logger()

REMIND = 600  # seconds after which a trouble that lasts is told again


@dataclass
class Tally:
    """What one job did in this process since it started; `problem` while its last round failed."""

    runs: int = 0
    failures: int = 0
    seconds: float = 0.0
    last_at: str | None = None
    problem: str | None = None


class Rounds:
    """Runs rounds of jobs, also side by side; one that fails never keeps the next from coming."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tallies: dict[str, Tally] = {}
        self._troubles: dict[str, tuple[str, float, int]] = {}  # which, told when, failed how often

    @property
    def failing(self) -> bool:
        """Whether the last round of any job failed."""
        return any(tally.problem for tally in self._tallies.values())

    def told(self) -> dict[str, dict[str, Any]]:
        """Per job what it did, as the worker's row keeps it."""
        with self._lock:
            return {name: asdict(tally) for name, tally in self._tallies.items()}

    def run(self, name: str, work: Callable[[], object]) -> None:
        """One round, whatever it meets."""
        started = measures.seconds()
        problem = None
        try:
            work()
        except Stopped:
            log.info("job_stopped", job=name)
        except Exception as failure:
            problem = failure
        seconds = measures.seconds() - started
        measures.job(name, seconds, failed=problem is not None)
        with self._lock:
            tally = self._tallies.setdefault(name, Tally())
            tally.runs += 1
            tally.seconds = round(tally.seconds + seconds, 3)
            tally.last_at = system_now().isoformat()
            tally.problem = None if problem is None else _name(problem)
            tally.failures += problem is not None
        if problem is None:
            self._went_well(name)
        else:
            self._tell(name, problem)

    def _tell(self, name: str, problem: Exception) -> None:
        """A trouble that lasts is one line, not one each second."""
        known, told_at, times = self._troubles.get(name, ("", 0.0, 0))
        if known == _name(problem) and measures.seconds() - told_at < REMIND:
            self._troubles[name] = (known, told_at, times + 1)
            return
        times = times + 1 if known == _name(problem) else 1
        self._troubles[name] = (_name(problem), measures.seconds(), times)
        if isinstance(problem, DatabaseUnavailable):  # where it happened says nothing more
            log.error("job_failed", job=name, code=problem.code, times=times)
        else:
            log.error("job_failed", job=name, times=times, exc_info=problem)

    def _went_well(self, name: str) -> None:
        trouble = self._troubles.pop(name, None)
        if trouble is not None:
            log.warning("job_works_again", job=name, was=trouble[0], times=trouble[2])


def _name(problem: Exception) -> str:
    return problem.code if isinstance(problem, (DatabaseUnavailable, DomainError)) else type(problem).__name__
