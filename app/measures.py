"""What this process counts about itself, for whoever watches over it; read at /metrics (app.web.health)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

disable_created_metrics()  # one more line for each figure, which nobody reads
REGISTRY = CollectorRegistry()


def seconds() -> float:
    """Seconds since some moment, evenly, also while the clock is set: for durations, never for dates."""
    return perf_counter()


_STEPS = Histogram(
    "traject_step_seconds",
    "Steps of cases, from the locked case to its last row, before the commit",
    ["event"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=REGISTRY,
)
_FAILED_STEPS = Counter(
    "traject_step_failures", "Steps that were refused or went wrong", ["event"], registry=REGISTRY
)


@contextmanager
def step(event: str) -> Iterator[None]:
    """Time one step, by the kind of event that asked for it."""
    started = seconds()
    try:
        yield
    except Exception:
        _FAILED_STEPS.labels(event).inc()
        raise
    _STEPS.labels(event).observe(seconds() - started)


_RUNS = Counter("traject_job_runs", "Rounds of a periodic job", ["job"], registry=REGISTRY)
_FAILURES = Counter(
    "traject_job_failures", "Rounds of a periodic job that failed", ["job"], registry=REGISTRY
)
_SECONDS = Histogram(
    "traject_job_seconds",
    "How long a round of a periodic job took",
    ["job"],
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 600),
    registry=REGISTRY,
)


def job(name: str, took: float, failed: bool) -> None:
    """One round of a periodic job, and the seconds that it took."""
    _RUNS.labels(name).inc()
    _SECONDS.labels(name).observe(took)
    if failed:
        _FAILURES.labels(name).inc()
