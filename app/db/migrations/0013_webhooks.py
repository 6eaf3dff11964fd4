"""Webhooks: who hears of which cases, what was said and whether it arrived."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("secret", sa.String(80), nullable=False),
        sa.Column("previous_secret", sa.String(80)),
        sa.Column("previous_until", INSTANT),
        sa.Column("events", JSON, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("paused_at", INSTANT),
        sa.Column("paused_reason", sa.String(40)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("rest_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, sa.ForeignKey("account.id")),
        sa.CheckConstraint("active = (paused_at is null)", name=op.f("ck_webhook_paused")),
        sa.CheckConstraint(
            "(paused_at is null) = (paused_reason is null)", name=op.f("ck_webhook_paused_reason")
        ),
        sa.CheckConstraint(
            "(previous_secret is null) = (previous_until is null)", name=op.f("ck_webhook_previous")
        ),
    )
    op.create_table(
        "webhook_event",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id")),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("source", sa.String(60), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    for column in ("seq", "source"):
        op.create_index(
            f"uq_webhook_event_case_id_{column}", "webhook_event", ["case_id", column], unique=True
        )
    _create_deliveries()
    op.create_table(
        "webhook_cursor",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("audit_id", ID, nullable=False),
        sa.Column("mark_id", ID),
        sa.Column("mark_writer", ID),
        sa.CheckConstraint("id = 1", name=op.f("ck_webhook_cursor_one")),
    )
    op.execute("insert into webhook_cursor (id, audit_id) values (1, 0)")
    op.create_table(
        "webhook_hint",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False),
    )


def _create_deliveries() -> None:
    op.create_table(
        "webhook_delivery",
        sa.Column("id", ID, primary_key=True),
        sa.Column("webhook_id", ID, sa.ForeignKey("webhook.id"), nullable=False),
        sa.Column("event_id", ID, sa.ForeignKey("webhook_event.id"), nullable=False, index=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id")),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("claimed_until", INSTANT),
        sa.Column("last_at", INSTANT),
        sa.Column("last_status", sa.Integer),
        sa.Column("last_error", sa.String(40)),
        sa.Column("delivered_at", INSTANT),
        sa.CheckConstraint(
            "status in ('wachtend', 'bezorgd', 'opgegeven')", name=op.f("ck_webhook_delivery_status")
        ),
        sa.CheckConstraint(
            "(status = 'bezorgd') = (delivered_at is not null)", name=op.f("ck_webhook_delivery_delivered")
        ),
    )
    op.create_index(
        "uq_webhook_delivery_webhook_id_event_id",
        "webhook_delivery",
        ["webhook_id", "event_id"],
        unique=True,
    )
    waiting = sa.text("status = 'wachtend'")
    op.create_index(
        "ix_webhook_delivery_waiting",
        "webhook_delivery",
        ["webhook_id", "case_id", "event_id"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


def downgrade() -> None:
    for table in ("webhook_hint", "webhook_cursor", "webhook_delivery", "webhook_event", "webhook"):
        op.drop_table(table)
