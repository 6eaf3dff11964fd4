"""For who watches over the machines: does it live, can it serve, and what waits. No person is named here."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from ipaddress import ip_address

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from app import measures
from app.clock import system_now
from app.db.trouble import DatabaseUnavailable
from app.insight import letter_delays, operations
from app.insight.letter_delays import Delay, Delayed
from app.insight.operations import Backlog, WorkerSeen
from app.web import operations_wording  # noqa: F401 - sentences that the command line and pages show
from app.web.access import public
from app.web.context import config, database

blueprint = Blueprint("health", __name__)


@blueprint.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """The process answers; restart it when it does not."""
    return jsonify(live=True)


@blueprint.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """Whether people may be sent here: the database answers, its tables are this version's, a release is in.

    503 with what is missing; it comes back by itself, so nothing needs to be restarted.
    """
    try:
        found = {"database": True, **operations.readiness(database())}
    except DatabaseUnavailable:
        found = {"database": False}
    well = all(found.values())
    return jsonify(ready=well, **found), 200 if well else 503


@blueprint.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Figures in Prometheus's text format: on this machine, or with the token of TRAJECT_METRICS_TOKEN."""
    if not _may_measure():
        abort(403)
    text = generate_latest(measures.REGISTRY) + generate_latest(_of_database())
    return Response(text, content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _may_measure() -> bool:
    """Behind a proxy on this machine everybody seems to be here: what was passed on needs the token."""
    token = config().metrics_token
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"))
    return not passed_on and ip_address(request.remote_addr or "::").is_loopback


def _of_database() -> CollectorRegistry:
    registry = CollectorRegistry()
    reached = Gauge("traject_database_up", "1 when the database answers", registry=registry)
    try:
        with database().read() as tx:
            waits, workers = operations.backlog(tx), operations.workers_seen(tx)
            delays = letter_delays.delays_of(tx)
    except DatabaseUnavailable:
        reached.set(0)
        return registry
    reached.set(1)
    _show_backlog(registry, waits)
    _show_delays(registry, delays)
    _show_workers(registry, [each for each in workers if each.alive])
    return registry


def _show_backlog(registry: CollectorRegistry, waits: Backlog) -> None:
    figures = (
        ("traject_open_tasks", "Tasks that wait for a person", waits.open_tasks),
        ("traject_open_incidents", "Failed steps that wait for a person", waits.open_incidents),
        ("traject_due_terms", "Terms that are due and have not fired", waits.due_terms.number),
        ("traject_requested_letters", "Letters that wait to be made", waits.requested_letters.number),
        ("traject_waiting_messages", "Messages that no case took yet", waits.waiting_messages.number),
        ("traject_kept_partner_messages", "Told by partners, for later", waits.kept_partner_messages.number),
        ("traject_tray_messages", "Told by partners, for a person", waits.tray.number),
        ("traject_waiting_webhooks", "Events that no partner has yet", waits.waiting_webhooks.number),
        ("traject_given_up_webhooks", "Events that a partner never took", waits.given_up_webhooks),
    )
    for name, meaning, number in figures:
        Gauge(name, meaning, registry=registry).set(number)
    ages = (
        ("traject_due_terms_oldest_seconds", "How long the oldest of them is due", waits.due_terms),
        ("traject_requested_letters_oldest_seconds", "How long the oldest waits", waits.requested_letters),
        ("traject_waiting_messages_oldest_seconds", "How long the oldest waits", waits.waiting_messages),
        ("traject_tray_messages_oldest_seconds", "How long the oldest waits", waits.tray),
        ("traject_waiting_webhooks_oldest_seconds", "How long the oldest waits", waits.waiting_webhooks),
    )
    for name, meaning, waiting in ages:
        Gauge(name, meaning, registry=registry).set(waiting.longest.total_seconds())


def _show_delays(registry: CollectorRegistry, delays: Iterable[Delayed]) -> None:
    late = Gauge("traject_letters_delayed", "Letters that wait too long", ["place"], registry=registry)
    oldest = Gauge("traject_letters_delayed_oldest_days", "Since the oldest", ["place"], registry=registry)
    numbers = {each.delay: (each.number, each.days) for each in delays}
    for place in Delay:
        number, days = numbers.get(place, (0, 0))
        late.labels(place).set(number)
        oldest.labels(place).set(days)


def _show_workers(registry: CollectorRegistry, workers: Iterable[WorkerSeen]) -> None:
    """From what workers tell of themselves, so that one scrape of the pages sees all of them."""
    alive = Gauge("traject_workers_alive", "Workers that spoke this minute", registry=registry)
    seen = Gauge("traject_worker_seen_seconds", "Since its last word", ["worker"], registry=registry)
    runs = Gauge("traject_worker_job_runs", "Rounds since it began", ["worker", "job"], registry=registry)
    failures = Gauge(
        "traject_worker_job_failures", "Rounds that failed", ["worker", "job"], registry=registry
    )
    seconds = Gauge("traject_worker_job_seconds", "Busy in all rounds", ["worker", "job"], registry=registry)
    failing = Gauge(
        "traject_worker_job_failing", "1 while the last failed", ["worker", "job"], registry=registry
    )
    for worker in workers:
        alive.inc()
        seen.labels(worker.id).set((system_now() - worker.seen_at).total_seconds())
        for name, job in worker.jobs.items():
            runs.labels(worker.id, name).set(job["runs"])
            failures.labels(worker.id, name).set(job["failures"])
            seconds.labels(worker.id, name).set(job["seconds"])
            failing.labels(worker.id, name).set(job["problem"] is not None)
