"""Several processes on one database: leases, workers that say that they live, letters that are being set."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(60), primary_key=True),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT),
    )
    op.create_table(
        "worker",
        sa.Column("id", sa.String(80), primary_key=True),
        sa.Column("machine", sa.String(255), nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False, index=True),
        sa.Column("stopped_at", INSTANT),
        sa.Column("jobs", JSON, nullable=False),
    )
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.add_column(sa.Column("claimed_until", INSTANT))


def downgrade() -> None:
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.drop_column("claimed_until")
    op.drop_table("worker")
    op.drop_table("lease")
