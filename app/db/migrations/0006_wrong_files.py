"""A wrong file can be taken back: what each run did to whom, how it was before, and who corrects by hand."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone

UNDO: dict[str, Any] = {
    "undo_reason": sa.Text,
    "undo_by": ID,
    "undo_asked_at": INSTANT,
    "undo_ended_at": INSTANT,
    "undo_total": sa.Integer,
    "undo_done": sa.Integer,
    "undo_reached": ID,
}


def upgrade() -> None:
    op.create_table(
        "import_effect",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("import_run.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("detail", sa.String(40)),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_index("ix_import_effect_run_id_kind", "import_effect", ["run_id", "kind", "id"])
    op.create_table(
        "import_before",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("import_run.id"), nullable=False, index=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("extracted_on", sa.Date),
        sa.Column("target_group", sa.String(20)),
        sa.Column("classified_on", sa.Date),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id")),
        sa.Column("look_again_on", sa.Date),
        sa.Column("at", INSTANT, nullable=False),
    )
    with op.batch_alter_table("import_run", recreate="auto") as run:
        run.alter_column("status", type_=sa.String(16), existing_type=sa.String(12), existing_nullable=False)
        for name, kind in UNDO.items():
            run.add_column(sa.Column(name, kind))
        run.create_foreign_key(op.f("fk_import_run_undo_by"), "account", ["undo_by"], ["id"])
    with op.batch_alter_table("person_history", recreate="auto") as history:
        history.add_column(sa.Column("account_id", ID))
        history.create_foreign_key(op.f("fk_person_history_account_id"), "account", ["account_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("person_history", recreate="auto") as history:
        history.drop_constraint(op.f("fk_person_history_account_id"), type_="foreignkey")
        history.drop_column("account_id")
    op.execute("update import_run set status = 'klaar' where status in ('terugdraaien', 'teruggedraaid')")
    with op.batch_alter_table("import_run", recreate="auto") as run:
        run.drop_constraint(op.f("fk_import_run_undo_by"), type_="foreignkey")
        for name in UNDO:
            run.drop_column(name)
        run.alter_column("status", type_=sa.String(12), existing_type=sa.String(16), existing_nullable=False)
    op.drop_table("import_before")
    op.drop_table("import_effect")
