"""What was disclosed of whom, to whom and when; files that others hand in, of whatever kind."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text
OF_MAIL = "('verzonden', 'teruggekeerd')"
HANDED_IN = (
    "id, kind, organisation, filename, sha256, status, content, requested_at, finished_at, account_id, "
    "rows_total, rows_read, counts, warnings"
)
REFUSED = 'id, file_id, "row", "column", reason, code, facts, content'


def upgrade() -> None:
    _create_handed_in("incoming_file", "incoming_rejection", kind=20)
    _move("mail_file", "incoming_file", HANDED_IN)
    _move("mail_rejection", "incoming_rejection", REFUSED)
    op.drop_table("mail_rejection")
    op.drop_table("mail_file")
    op.create_table(
        "exchange_file",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("period", sa.String(7)),
        sa.Column("sender", sa.String(40), nullable=False),
        sa.Column("recipient", sa.String(40), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("document", sa.String(64), sa.ForeignKey("document.sha256"), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("replaces", ID, sa.ForeignKey("exchange_file.id"), unique=True),
        sa.CheckConstraint("(replaces is null) = (reason is null)", name=op.f("ck_exchange_file_made_anew")),
    )
    first = sa.text("period is not null and replaces is null")
    op.create_index(
        "uq_exchange_file_month",
        "exchange_file",
        ["kind", "sender", "period"],
        unique=True,
        sqlite_where=first,
        postgresql_where=first,
    )
    op.create_table(
        "disclosure",
        sa.Column("id", ID, primary_key=True),
        sa.Column("file_id", ID, sa.ForeignKey("exchange_file.id"), nullable=False, index=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("recipient", sa.String(40), nullable=False),
        sa.Column("disclosed_at", INSTANT, nullable=False),
        sa.Column("content", JSON),
    )


def downgrade() -> None:
    op.drop_table("disclosure")
    op.drop_table("exchange_file")
    _create_handed_in("mail_file", "mail_rejection", kind=12)
    _move("incoming_file", "mail_file", HANDED_IN, f"where kind in {OF_MAIL}")
    of_mail = f"where file_id in (select id from incoming_file where kind in {OF_MAIL})"
    _move("incoming_rejection", "mail_rejection", REFUSED, of_mail)
    op.drop_table("incoming_rejection")
    op.drop_table("incoming_file")


def _create_handed_in(file: str, rejection: str, *, kind: int) -> None:
    op.create_table(
        file,
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(kind), nullable=False),
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
        rejection,
        sa.Column("id", ID, primary_key=True),
        sa.Column("file_id", ID, sa.ForeignKey(f"{file}.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("column", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("code", sa.String(60)),
        sa.Column("facts", JSON),
        sa.Column("content", sa.Text, nullable=False),
    )


def _move(source: str, target: str, columns: str, which: str = "") -> None:
    """All rows under their own ids, and the next id after the last."""
    op.execute(f"insert into {target} ({columns}) select {columns} from {source} {which}")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"select setval(pg_get_serial_sequence('{target}', 'id'), "
            f"(select coalesce(max(id), 0) + 1 from {target}), false)"
        )
