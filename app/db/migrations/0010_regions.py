"""Brussels beside Flanders: when somebody was first registered there, and the checks at its counters."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
