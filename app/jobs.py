"""Periodic work: one table, each entry one call into casework. The terms themselves are rows, not jobs.

Any number of workers may run beside each other. Jobs that claim rows run in all of them; jobs marked `alone`
run in the worker that holds their lease, and another takes over when that one dies. Neither is what makes a
term fire once or a letter be made once: the transactions of the work itself do. They only save work.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from app import measures
from app.casework import (
    api_answers,
    demo,
    imports,
    incidents,
    incoming_files,
    leases,
    letter_making,
    looking_again,
    messages,
    new_length_requests,
    partner_upkeep,
    retry_runs,
    signing_in,
    timers,
    webhook_delivery,
    webhook_outbox,
    workers,
)
from app.clock import system_now
from app.db.session import Database
from app.db.trouble import DatabaseUnavailable
from app.insight import letter_delays
from app.rounds import Rounds

log = structlog.get_logger()
logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still busy is no news


@dataclass(frozen=True)
class Job:
    """One piece of periodic work: how often it is looked at, and why it exists."""

    name: str
    seconds: int
    work: Callable[[Database], object]
    reason: str
    alone: bool = False  # by one worker at a time
    nightly: bool = False  # once a day, at the first round after midnight in Brussels


JOBS = (
    Job("fire_terms", 5, timers.fire_due, "terms that have passed reach the cases that wait for them"),
    Job("make_letters", 3, letter_making.make_requested, "letters that steps asked for become PDFs"),
    Job("run_imports", 1, imports.run_requested, "register extracts handed in on the page, or left half-way"),
    Job("look_again", 600, looking_again.look_again, "who turns 18 is classified on that day", alone=True),
    Job(
        "discard_imports",
        600,
        imports.discard_abandoned,
        "a file that nobody said yes to within a day holds personal data for nothing",
        alone=True,
    ),
    Job(
        "run_incoming_files",
        1,
        incoming_files.run_requested,
        "mail, payments and what else is handed in as a file, or left half-way",
    ),
    Job(
        "apply_lengths",
        1,
        new_length_requests.run_requested,
        "a process owner applies a new length to running terms",
        alone=True,
    ),
    Job("retry_incidents", 1, retry_runs.run_requested, "a beheerder asks to try many failed steps again"),
    Job(
        "settle_incidents",
        20,
        incidents.settle,
        "a form filled in again or a term withdrawn leaves nothing to put right",
        alone=True,
    ),
    Job(
        "sweep_messages",
        20,
        messages.sweep,
        "messages that a crash left between commit and delivery",
        alone=True,
    ),
    Job(
        "write_webhook_events",
        2,
        webhook_outbox.write_events,
        "what happened in cases becomes events for the webhooks of partners",
        alone=True,
    ),
    Job("deliver_webhooks", 2, webhook_delivery.deliver_due, "events reach the partners that wait for them"),
    Job(
        "tidy_partner_messages",
        600,
        partner_upkeep.tidy,
        "what no case heard in time is for a person, and what was settled long ago is emptied",
        alone=True,
        nightly=True,
    ),
    Job(
        "tell_delays",
        600,
        letter_delays.tell,
        "letters that stay somewhere too long are told to operations",
        alone=True,
        nightly=True,
    ),
    Job(
        "purge_sessions",
        600,
        signing_in.purge_sessions,
        "sessions that ended long ago tell who was where",
        alone=True,
        nightly=True,
    ),
    Job(
        "purge_answers",
        600,
        api_answers.purge,
        "what was answered to a partner is kept as long as it may ask again, no longer",
        alone=True,
        nightly=True,
    ),
    Job(
        "forget_workers",
        600,
        workers.forget_old,
        "workers that stopped long ago are no news",
        alone=True,
        nightly=True,
    ),
)
DEMO_JOBS = (Job("demo_clock", 1, demo.run_requested, "the beheerder of a demo lets time pass", alone=True),)
HEARTBEAT = 10  # seconds; leases last six times as long


class Worker:
    """The periodic work of this process: `begin`, then `stop` when it is asked to end."""

    def __init__(self, database: Database) -> None:
        self.id = workers.new_id()
        self.rounds = Rounds()
        self._own = database  # for its row and its leases, which it still writes while it stops
        self._work = Database(database.url)
        self._jobs = JOBS + (DEMO_JOBS if database.is_demo() else ())
        self._held: dict[str, float] = {}  # lease: when the database last said so
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def begin(self) -> Worker:
        """Start the scheduler; every job has its first round at once, so that a restart picks up."""
        with self._own.transaction() as tx:
            workers.begin(tx, self.id)
        for job in self._jobs:
            self._every(job.seconds, job.name, job.reason, self._round_of(job))
        self._every(HEARTBEAT, "heartbeat", "others see that this worker lives", self._beat)
        self._scheduler.start()
        return self

    def stop(self) -> None:
        """Begin nothing new, finish the step at hand, and give the leases back."""
        self._work.stop()
        self._scheduler.shutdown(wait=True)
        self._end()

    def once(self) -> bool:
        """Every job one round, one after the other, without a scheduler; whether all went well."""
        with self._own.transaction() as tx:
            workers.begin(tx, self.id)
        for job in self._jobs:
            self._round_of(job)()
        self._end()
        return not self.rounds.failing

    def refuse(self) -> None:
        """Begin nothing new; `once` then ends after the step at hand."""
        self._work.stop()

    def _end(self) -> None:
        """Give back the leases."""
        try:
            with self._own.transaction() as tx:
                workers.end(tx, self.id, self.rounds.told())
        except DatabaseUnavailable as trouble:
            log.warning("leases_left_to_end", code=trouble.code)  # they end by themselves, within two minutes
        self._work.dispose()

    def _every(self, seconds: int, name: str, reason: str, work: Callable[[], None]) -> None:
        self._scheduler.add_job(
            work,
            IntervalTrigger(seconds=seconds),
            id=name,
            name=reason,
            next_run_time=system_now(),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,  # late is not lost: the default drops what is a second late
        )

    def _round_of(self, job: Job) -> Callable[[], None]:
        return lambda: self.rounds.run(job.name, lambda: self._do(job))

    def _do(self, job: Job) -> None:
        if job.alone and not self._holds(job.name):
            return
        if not job.nightly:
            job.work(self._work)
            return
        with self._work.read() as tx:
            done = leases.done_today(tx, job.name)
        if not done:
            job.work(self._work)
            with self._work.transaction(finishing=True) as tx:
                leases.mark_done(tx, job.name)

    def _holds(self, name: str) -> bool:
        """Whether the lease is ours; asked of the database once a heartbeat, which renews it as well."""
        asked = self._held.get(name)
        if asked is not None and measures.seconds() - asked < HEARTBEAT:
            return True
        self._held.pop(name, None)
        if not leases.hold(self._work, name, self.id):
            return False
        self._held[name] = measures.seconds()
        return True

    def _beat(self) -> None:
        def tell() -> None:
            with self._own.transaction() as tx:
                workers.beat(tx, self.id, self.rounds.told())

        self.rounds.run("heartbeat", tell)


def start(database: Database) -> Worker:
    """A worker at work; several may run, on several machines, on one database."""
    return Worker(database).begin()
