"""Messages of partners: each once, kept until a case waits for it, or answered by a person."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
