"""The term clock: suspensions of a case, what moved a term, and the rule that each term is counted by.

Terms that run already keep the rule of their case's release: nothing is filled in, so nothing can be filled
in wrongly.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone


def upgrade() -> None:
    with op.batch_alter_table("term", recreate="auto") as term:
        term.add_column(sa.Column("release_id", ID))
        term.add_column(sa.Column("rule_from", sa.Date))
        term.create_foreign_key(op.f("fk_term_release_id"), "release", ["release_id"], ["id"])
    running = sa.text("status = 'loopt'")
    op.create_index("ix_term_running_code", "term", ["code"], sqlite_where=running, postgresql_where=running)
    op.create_table(
        "suspension",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("reason", sa.Text, nullable=False),
        *_recorded(),
        sa.CheckConstraint("last_day is null or last_day >= first_day", name=op.f("ck_suspension_days")),
    )
    op.create_table(
        "term_change",
        sa.Column("id", ID, primary_key=True),
        sa.Column("term_id", ID, sa.ForeignKey("term.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("length", sa.Integer),
        sa.Column("unit", sa.String(14)),
        sa.Column("last_day", sa.Date),
        sa.Column("release_id", ID, sa.ForeignKey("release.id")),
        sa.Column("rule_from", sa.Date),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        *_recorded(),
        sa.CheckConstraint(
            "kind in ('verlenging', 'uitstel', 'nieuwe_regel')", name=op.f("ck_term_change_kind")
        ),
    )


def downgrade() -> None:
    op.drop_table("term_change")
    op.drop_table("suspension")
    op.drop_index("ix_term_running_code", "term")
    with op.batch_alter_table("term", recreate="auto") as term:
        term.drop_constraint(op.f("fk_term_release_id"), type_="foreignkey")
        term.drop_column("rule_from")
        term.drop_column("release_id")


def _recorded() -> tuple[sa.Column[Any], ...]:
    """Who recorded it, and who took it back."""
    return (
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", ID, sa.ForeignKey("account.id")),
        sa.Column("withdrawn_reason", sa.Text),
    )
