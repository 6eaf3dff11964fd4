"""Periodic work: one table, each entry one call into casework. The terms themselves are rows, not jobs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app.casework import demo, imports, letter_making, messages, timers
from app.db.session import Database

log = structlog.get_logger()
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still busy is no news


@dataclass(frozen=True)
class Job:
    """One piece of periodic work: how often, and why it exists."""

    name: str
    seconds: int
    work: Callable[[Database], object]
    reason: str


JOBS = (
    Job("fire_terms", 5, timers.fire_due, "terms that have passed reach the cases that wait for them"),
    Job("sweep_messages", 20, messages.sweep, "messages that a crash left between commit and delivery"),
    Job("make_letters", 3, letter_making.make_requested, "letters that steps asked for become PDFs"),
    Job("run_imports", 1, imports.run_requested, "register extracts handed in on the page, or left half-way"),
)
DEMO_JOBS = (Job("demo_clock", 1, demo.run_requested, "the beheerder of a demo lets time pass"),)


def start(database: Database) -> BackgroundScheduler:
    """Start the scheduler of this process; it wakes the same rows whichever process does."""
    scheduler = BackgroundScheduler(timezone="UTC")
    jobs = JOBS + (DEMO_JOBS if database.is_demo() else ())
    for job in jobs:
        scheduler.add_job(
            _guarded(job, database),
            IntervalTrigger(seconds=job.seconds),
            id=job.name,
            name=job.reason,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # late is not lost: the default drops what is a second late
        )
    scheduler.start()
    return scheduler


def _guarded(job: Job, database: Database) -> Callable[[], None]:
    def run() -> None:
        try:
            job.work(database)
        except Exception:  # the next round must come, whatever this one met
            log.exception("job_failed", job=job.name)

    return run
