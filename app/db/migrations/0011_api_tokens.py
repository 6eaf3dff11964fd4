"""Tokens with which partners use the API, and what was answered to each of their requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("id", ID, primary_key=True),
        sa.Column(
            "organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False, index=True
        ),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("prefix", sa.String(16), nullable=False),
        sa.Column("scopes", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, sa.ForeignKey("account.id")),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("last_used_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("revoked_by", ID, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "api_answer",
        sa.Column("id", ID, primary_key=True),
        sa.Column("token_id", ID, sa.ForeignKey("api_token.id"), nullable=False),
        sa.Column("key", sa.String(100), nullable=False),
        sa.Column("request_hash", sa.String(64), nullable=False),
        sa.Column("at", INSTANT, nullable=False, index=True),
        sa.Column("status", sa.Integer),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_index("uq_api_answer_token_id_key", "api_answer", ["token_id", "key"], unique=True)
    op.create_index("ix_dossier_organisation_id", "dossier", ["organisation", "id"])
    with op.batch_alter_table("account", recreate="auto") as account:
        account.add_column(sa.Column("service", sa.Boolean))
    op.execute(sa.text("update account set service = false"))
    with op.batch_alter_table("account", recreate="auto") as account:
        account.alter_column("service", existing_type=sa.Boolean, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("account", recreate="auto") as account:
        account.drop_column("service")
    op.drop_index("ix_dossier_organisation_id", "dossier")
    op.drop_table("api_answer")
    op.drop_table("api_token")
