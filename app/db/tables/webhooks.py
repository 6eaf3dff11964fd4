"""Webhooks: who hears of which cases, what was told of each case, and whether it arrived."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

webhook = Table(
    "webhook",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", ForeignKey("organisation.code"), nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", String(80), nullable=False),  # in the clear: what signs cannot be a hash
    Column("previous_secret", String(80)),  # signs beside the new one until `previous_until`
    Column("previous_until", Instant),
    Column("events", Json, nullable=False),  # values of WebhookEvent
    Column("active", Boolean, nullable=False),
    Column("paused_at", Instant),
    Column("paused_reason", String(40)),  # a value of Pause
    Column("failures", Integer, nullable=False, default=0),  # in a row without any answer
    Column("rest_until", Instant),  # not even tried before, since nobody answered
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("account.id")),
    CheckConstraint("active = (paused_at is null)", name="paused"),
    CheckConstraint("(paused_at is null) = (paused_reason is null)", name="paused_reason"),
    CheckConstraint("(previous_secret is null) = (previous_until is null)", name="previous"),
)

webhook_event = Table(  # once per case, whoever hears of it; never a name or a register number
    "webhook_event",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id")),  # null: a test
    Column("seq", Integer, nullable=False),  # within the case, from 1
    Column("source", String(60), nullable=False),  # of which row it tells what: the same is never told twice
    Column("name", String(40), nullable=False),
    Column("body", Text, nullable=False),  # byte for byte what is sent and signed
    Column("at", Instant, nullable=False),
    Index("uq_webhook_event_case_id_seq", "case_id", "seq", unique=True),
    Index("uq_webhook_event_case_id_source", "case_id", "source", unique=True),
)

webhook_delivery = Table(
    "webhook_delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("webhook_id", ForeignKey("webhook.id"), nullable=False),
    Column("event_id", ForeignKey("webhook_event.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("dossier.id")),  # of the event: the order is kept within it
    Column("status", String(12), nullable=False),  # wachtend | bezorgd | opgegeven
    Column("attempts", Integer, nullable=False, default=0),
    Column("queued_at", Instant, nullable=False),  # giving up counts from here; anew when it is replayed
    Column("next_at", Instant, nullable=False),
    Column("claimed_until", Instant),  # a worker is sending it; by the machine's clock, not the demo's
    Column("last_at", Instant),
    Column("last_status", Integer),  # of HTTP; null when there was no answer
    Column("last_error", String(40)),  # a value of Problem
    Column("delivered_at", Instant),
    CheckConstraint("status in ('wachtend', 'bezorgd', 'opgegeven')", name="status"),
    CheckConstraint("(status = 'bezorgd') = (delivered_at is not null)", name="delivered"),
    Index("uq_webhook_delivery_webhook_id_event_id", "webhook_id", "event_id", unique=True),
    Index(
        "ix_webhook_delivery_waiting",
        "webhook_id",
        "case_id",
        "event_id",
        sqlite_where=text("status = 'wachtend'"),
        postgresql_where=text("status = 'wachtend'"),
    ),
)

webhook_cursor = Table(  # one row: how far the audit has been told
    "webhook_cursor",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("audit_id", Id, nullable=False),
    Column("mark_id", Id),  # PostgreSQL: told once everybody who wrote at that moment has ended
    Column("mark_writer", Id),
    CheckConstraint("id = 1", name="one"),
)

webhook_hint = Table(  # a case with something to tell that has no line in the audit
    "webhook_hint",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False),
)
