"""Tasks are found by their case with the index that begins with it: the second one only cost room."""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.drop_index("ix_task_case_id", "task")


def downgrade() -> None:
    op.create_index("ix_task_case_id", "task", ["case_id"])
