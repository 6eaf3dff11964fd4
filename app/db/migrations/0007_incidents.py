"""Incidents in groups: what kind of step, about which row, at which place; retrying many; repair by two."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone
JSON = sa.Text
_PLACES = {
    "brief": "select template from letter where id = :id",
    "termijn": "select element from term where id = :id",
}


def upgrade() -> None:
    with op.batch_alter_table("incident", recreate="auto") as incident:
        incident.add_column(sa.Column("kind", sa.String(12)))
        incident.add_column(sa.Column("subject_id", ID))
        incident.add_column(sa.Column("place", sa.String(80)))
    _fill()
    with op.batch_alter_table("incident", recreate="auto") as incident:
        incident.alter_column("kind", existing_type=sa.String(12), nullable=False)
    unresolved = sa.text("resolved_at is null")
    op.create_index(
        "ix_incident_open",
        "incident",
        ["code", "kind", "place"],
        sqlite_where=unresolved,
        postgresql_where=unresolved,
    )
    waiting = sa.text("status = 'wacht' and kind = 'timer'")
    op.create_index("ix_term_waiting", "term", ["created_at"], sqlite_where=waiting, postgresql_where=waiting)
    with op.batch_alter_table("worker", recreate="auto") as worker:
        worker.add_column(sa.Column("version", sa.String(20)))
    op.create_table(
        "retry_run",
        sa.Column("id", ID, primary_key=True),
        sa.Column("chosen", JSON, nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("finished_at", INSTANT),
        sa.Column("last_id", ID, nullable=False),
        sa.Column("reached_id", ID, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("failed", sa.Integer, nullable=False),
        sa.Column("left_alone", sa.Integer, nullable=False),
    )
    op.create_table(
        "repair",
        sa.Column("id", ID, primary_key=True),
        sa.Column("incident_id", ID, sa.ForeignKey("incident.id"), nullable=False, index=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("fact", sa.String(80)),
        sa.Column("before", JSON),
        sa.Column("after", JSON),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("proposed_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("decided_by", ID, sa.ForeignKey("account.id")),
        sa.Column("decided_at", INSTANT),
        sa.Column("answer", sa.Text),
        sa.Column("problem", JSON),
        sa.CheckConstraint("kind in ('feit', 'loslaten')", name=op.f("ck_repair_kind")),
        sa.CheckConstraint(
            "decided_by is null or decided_by <> proposed_by", name=op.f("ck_repair_two_people")
        ),
    )
    proposed = sa.text("status = 'voorstel'")
    op.create_index(
        "uq_repair_open",
        "repair",
        ["incident_id"],
        unique=True,
        sqlite_where=proposed,
        postgresql_where=proposed,
    )


def _fill() -> None:
    """What stood in the command alone."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("select id, element, command from incident")).all()
    for row in rows:
        (kind, subject), *_ = json.loads(row.command).items()
        given: dict[str, Any] = {"id": row.id, "kind": kind, "subject": None, "place": row.element}
        if isinstance(subject, int):
            given["subject"] = subject
            if given["place"] is None and kind in _PLACES:
                given["place"] = connection.execute(sa.text(_PLACES[kind]), {"id": subject}).scalar()
        connection.execute(
            sa.text("update incident set kind = :kind, subject_id = :subject, place = :place where id = :id"),
            given,
        )


def downgrade() -> None:
    op.drop_table("repair")
    op.drop_table("retry_run")
    with op.batch_alter_table("worker", recreate="auto") as worker:
        worker.drop_column("version")
    op.drop_index("ix_term_waiting", "term")
    op.drop_index("ix_incident_open", "incident")
    with op.batch_alter_table("incident", recreate="auto") as incident:
        incident.drop_column("place")
        incident.drop_column("subject_id")
        incident.drop_column("kind")
