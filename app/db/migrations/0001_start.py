"""The start: people, cases and what they leave behind, letters, enforcement, access."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text
TOKEN = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")

TABLES = (
    "document",
    "organisation",
    "person",
    "setting",
    "account",
    "person_history",
    "person_token",
    "account_role",
    "import_run",
    "login_session",
    "print_batch",
    "release",
    "dossier",
    "import_rejection",
    "answer",
    "audit",
    "command",
    "decision",
    "incident",
    "infringement",
    "letter",
    "message",
    "milestone",
    "payment",
    "subscription",
    "task",
    "term",
)


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("pages", sa.Integer),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_table(
        "organisation",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("contact", JSON, nullable=False),
    )
    op.create_table(
        "person",
        sa.Column("id", ID, primary_key=True),
        sa.Column("national_number", sa.String(11), nullable=False, unique=True),
        sa.Column("last_name", sa.Text, nullable=False),
        sa.Column("first_name", sa.Text, nullable=False),
        sa.Column("birth_date", sa.String(10)),
        sa.Column("sex", sa.String(1)),
        sa.Column("nationality", sa.String(60), nullable=False),
        sa.Column("nis_code", sa.String(5), nullable=False),
        sa.Column("street", sa.Text),
        sa.Column("house_number", sa.Text),
        sa.Column("box", sa.Text),
        sa.Column("postcode", sa.Text),
        sa.Column("municipality", sa.Text),
        sa.Column("register", sa.String(30)),
        sa.Column("residence_status", sa.String(60)),
        sa.Column("card_type", sa.String(20)),
        sa.Column("title_from", sa.Date),
        sa.Column("title_to", sa.Date),
        sa.Column("first_registered_belgium", sa.Date),
        sa.Column("first_registered_flanders", sa.Date),
        sa.Column("contact_language", sa.String(2)),
        sa.Column("birth_country", sa.Text),
        sa.Column("parent_born_abroad", sa.Boolean),
        sa.Column("minister_of_religion", sa.Boolean),
        sa.Column("temporary_stay", sa.Boolean),
        sa.Column("extracted_on", sa.Date),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(60), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "account",
        sa.Column("id", ID, primary_key=True),
        sa.Column("username", sa.String(80), nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("email", sa.Text),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("failed_logins", sa.Integer, nullable=False),
        sa.Column("locked_until", INSTANT),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_table(
        "person_history",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("old_value", sa.Text),
        sa.Column("new_value", sa.Text),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_table(
        "person_token",
        sa.Column("token", TOKEN, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), primary_key=True),
    )
    op.create_index("ix_person_token_person_id", "person_token", ["person_id"])
    op.create_table(
        "account_role",
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("role", sa.String(40), primary_key=True),
    )
    op.create_table(
        "import_run",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("document", sa.String(64), sa.ForeignKey("document.sha256")),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("rows_total", sa.Integer, nullable=False),
        sa.Column("rows_read", sa.Integer, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("warnings", JSON, nullable=False),
        sa.Column("problem", JSON),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False, index=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
    )
    op.create_table(
        "print_batch",
        sa.Column("id", ID, primary_key=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("letters", sa.Integer, nullable=False),
    )
    op.create_table(
        "release",
        sa.Column("id", ID, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, sa.ForeignKey("account.id")),
        sa.Column("published_at", INSTANT),
    )
    op.create_table(
        "dossier",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(20), unique=True),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("release_id", ID, sa.ForeignKey("release.id"), nullable=False),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("parent_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("organisation", sa.String(40), sa.ForeignKey("organisation.code")),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("outcome", sa.String(60)),
        sa.Column("data", JSON, nullable=False),
        sa.Column("state", sa.LargeBinary),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("audit_seq", sa.Integer, nullable=False),
        sa.Column("audit_hash", sa.LargeBinary(32)),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.CheckConstraint("(status = 'beeindigd') = (ended_at is not null)", name=op.f("ck_dossier_ended")),
        sa.CheckConstraint("status in ('lopend', 'beeindigd')", name=op.f("ck_dossier_status")),
    )
    op.create_index("ix_dossier_status_process", "dossier", ["status", "process"])
    op.create_table(
        "import_rejection",
        sa.Column("id", ID, primary_key=True),
        sa.Column("run_id", ID, sa.ForeignKey("import_run.id"), nullable=False, index=True),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("column", sa.String(60), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_table(
        "answer",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("element", sa.String(80), nullable=False),
        sa.Column("values", JSON, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("at", INSTANT, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("event", sa.String(40), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("uq_audit_case_id_seq", "audit", ["case_id", "seq"], unique=True)
    op.create_table(
        "command",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id")),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("accepted", sa.Boolean, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, unique=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("proposed_cents", sa.Integer),
        sa.Column("amount_cents", sa.Integer),
        sa.Column("motivation", sa.Text, nullable=False),
        sa.Column("decided_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("signed_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("notified_on", sa.Date),
        sa.Column("collection", sa.String(20)),
        sa.CheckConstraint(
            "(outcome = 'boete') = (amount_cents is not null)", name=op.f("ck_decision_amount")
        ),
        sa.CheckConstraint("decided_by <> signed_by", name=op.f("ck_decision_two_officers")),
    )
    op.create_table(
        "incident",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("element", sa.String(80)),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.Column("command", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("resolved_at", INSTANT),
        sa.Column("attempts", sa.Integer, nullable=False),
    )
    op.create_table(
        "infringement",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, unique=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("type", sa.String(60), nullable=False),
        sa.Column("fact_date", sa.Date, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("received_on", sa.Date),
        sa.CheckConstraint("rank >= 1", name=op.f("ck_infringement_rank")),
    )
    op.create_table(
        "letter",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("organisation", sa.String(40)),
        sa.Column("template", sa.String(60), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("registered", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("reference", sa.String(40)),
        sa.Column("facts", JSON),
        sa.Column("document", sa.String(64), sa.ForeignKey("document.sha256")),
        sa.Column("batch_id", ID, sa.ForeignKey("print_batch.id"), index=True),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("made_at", INSTANT),
        sa.Column("sent_on", sa.Date),
        sa.Column("registered_number", sa.String(40)),
        sa.Column("problem", sa.Text),
    )
    op.create_index(
        "ix_letter_open", "letter", ["status", "id"], **_only("status in ('gevraagd', 'gemaakt')")
    )
    op.create_table(
        "message",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", sa.String(120), nullable=False, unique=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("from_case_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("to_case_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("payload", JSON, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT),
    )
    op.create_index("ix_message_waiting", "message", ["id"], **_only("status = 'wachtend'"))
    op.create_table(
        "milestone",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("on_day", sa.Date, nullable=False),
    )
    op.create_index("ix_milestone_kind_on_day", "milestone", ["kind", "on_day"])
    op.create_table(
        "payment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("amount_cents", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
    )
    op.create_table(
        "subscription",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("element", sa.String(80), nullable=False),
    )
    op.create_index("ix_subscription_case_id_name", "subscription", ["case_id", "name"])
    op.create_table(
        "task",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("element", sa.String(80), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("organisation", sa.String(40)),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("process", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("assignee_id", ID, sa.ForeignKey("account.id")),
        sa.Column("due_on", sa.Date),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("completed_by", ID, sa.ForeignKey("account.id")),
    )
    op.create_index("ix_task_assignee", "task", ["assignee_id"], **_only("status = 'open'"))
    op.create_index("ix_task_open", "task", ["organisation", "role", "due_on"], **_only("status = 'open'"))
    op.create_index("uq_task_case_id_uid", "task", ["case_id", "uid"], unique=True)
    op.create_table(
        "term",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("uid", sa.String(36), nullable=False),
        sa.Column("element", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("started_on", sa.Date),
        sa.Column("last_day", sa.Date),
        sa.Column("fires_at", INSTANT),
        sa.Column("explanation", JSON, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
    )
    op.create_index("ix_term_due", "term", ["fires_at"], **_only("status = 'loopt' and kind = 'timer'"))


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _only(rows: str) -> dict[str, Any]:
    """An index over some of the rows, on both databases."""
    return {"sqlite_where": sa.text(rows), "postgresql_where": sa.text(rows)}
