"""Messages of partners: each once, kept until a case waits for it, or answered by a person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text


def upgrade() -> None:
    op.create_table(
        "partner_message",
        sa.Column("id", ID, primary_key=True),
        sa.Column("organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("national_number", sa.String(11)),
        sa.Column("person_id", ID, sa.ForeignKey("person.id")),
        sa.Column("case_number", sa.String(20)),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("occurred_on", sa.Date, nullable=False),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("message_id", ID, sa.ForeignKey("message.id"), index=True),
        sa.Column("reason", sa.String(60)),
        sa.Column("facts", JSON),
        sa.Column("desk", sa.String(40), sa.ForeignKey("organisation.code")),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("settled_at", INSTANT),
        sa.Column("settled_by", ID, sa.ForeignKey("account.id")),
        sa.Column("note", sa.Text),
        sa.Column("wiped_at", INSTANT),
        sa.CheckConstraint(
            "status in ('bewaard', 'bezorgd', 'herhaald', 'postvak', 'beantwoord', 'vervallen')",
            name=op.f("ck_partner_message_status"),
        ),
        sa.CheckConstraint(
            "status <> 'postvak' or reason is not null", name=op.f("ck_partner_message_reason")
        ),
        sa.CheckConstraint(
            "(settled_at is null) = (status in ('bewaard', 'postvak'))",
            name=op.f("ck_partner_message_settled"),
        ),
    )
    op.create_index(
        "uq_partner_message_organisation_key", "partner_message", ["organisation", "key"], unique=True
    )
    _partial("ix_partner_message_open_person", ["person_id"], "settled_at is null")
    _partial("ix_partner_message_open_number", ["national_number"], "settled_at is null")
    _partial("ix_partner_message_tray", ["desk", "id"], "status = 'postvak'")
    _partial("ix_partner_message_whole", ["settled_at"], "wiped_at is null")


def _partial(name: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, "partner_message", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_table("partner_message")
