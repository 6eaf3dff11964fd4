"""The mail room: what comes back and is looked into, what is cancelled and why, and the printer's files."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text

LETTER: dict[str, Any] = {
    "sent_noted_at": INSTANT,
    "sent_noted_by": ID,
    "returned_on": sa.Date,
    "return_reason": sa.Text,
    "returned_noted_at": INSTANT,
    "returned_noted_by": ID,
    "address_check_id": ID,
    "cancelled_at": INSTANT,
    "cancelled_by": ID,
    "cancel_reason": sa.Text,
    "copy_of": ID,
}
REFERS = {
    "sent_noted_by": "account",
    "returned_noted_by": "account",
    "cancelled_by": "account",
    "address_check_id": "address_check",
    "copy_of": "letter",
}


def upgrade() -> None:
    open_check = sa.text("closed_at is null")
    op.create_table(
        "address_check",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organisation", sa.String(40)),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("opened_by", ID, sa.ForeignKey("account.id")),
        sa.Column("outcome", sa.String(16)),
        sa.Column("note", sa.Text),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", ID, sa.ForeignKey("account.id")),
        sa.CheckConstraint("(outcome is null) = (closed_at is null)", name=op.f("ck_address_check_closed")),
    )
    op.create_index(
        "uq_address_check_open",
        "address_check",
        ["person_id", "organisation"],
        unique=True,
        sqlite_where=open_check,
        postgresql_where=open_check,
    )
    with op.batch_alter_table("print_batch", recreate="auto") as batch:
        batch.add_column(sa.Column("downloaded_at", INSTANT))
    with op.batch_alter_table("letter", recreate="auto") as letter:
        for name, kind in LETTER.items():
            letter.add_column(sa.Column(name, kind))
        for name, table in REFERS.items():
            letter.create_foreign_key(op.f(f"fk_letter_{name}"), table, [name], ["id"])
    op.create_index("ix_letter_address_check_id", "letter", ["address_check_id"])
    op.create_table(
        "mail_file",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("organisation", sa.String(40)),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("content", sa.LargeBinary),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("rows_total", sa.Integer, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("warnings", JSON, nullable=False),
    )
    op.create_table(
        "mail_rejection",
        sa.Column("id", ID, primary_key=True),
        sa.Column("file_id", ID, sa.ForeignKey("mail_file.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("column", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("code", sa.String(60)),
        sa.Column("facts", JSON),
        sa.Column("content", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("mail_rejection")
    op.drop_table("mail_file")
    op.drop_index("ix_letter_address_check_id", "letter")
    with op.batch_alter_table("letter", recreate="auto") as letter:
        for name in REFERS:
            letter.drop_constraint(op.f(f"fk_letter_{name}"), type_="foreignkey")
        for name in LETTER:
            letter.drop_column(name)
    with op.batch_alter_table("print_batch", recreate="auto") as batch:
        batch.drop_column("downloaded_at")
    op.drop_table("address_check")
