"""Webhooks: who hears of which cases, what was said and whether it arrived."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
