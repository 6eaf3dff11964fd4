"""Who learns where: enrolments with partners, the attendance they tell, and organisations out of use."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime  # UTC, without zone


def upgrade() -> None:
    with op.batch_alter_table("organisation", recreate="auto") as organisation:
        organisation.add_column(sa.Column("active", sa.Boolean))
    op.execute(sa.text("update organisation set active = true"))
    with op.batch_alter_table("organisation", recreate="auto") as organisation:
        organisation.alter_column("active", existing_type=sa.Boolean, nullable=False)
    unended = sa.text("ended_at is null")
    op.create_table(
        "enrolment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False, index=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column(
            "organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False, index=True
        ),
        sa.Column("part", sa.String(4), nullable=False),
        sa.Column("course", sa.Text),
        sa.Column("starts_on", sa.Date, nullable=False),
        sa.Column("ends_on", sa.Date),
        sa.Column("involved_at", INSTANT, nullable=False),
        sa.Column("involved_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", ID, sa.ForeignKey("account.id")),
        sa.Column("end_reason", sa.String(16)),
        sa.CheckConstraint("part in ('mo', 'nt2', 'vdab', 'pnt')", name=op.f("ck_enrolment_part")),
        sa.CheckConstraint("ends_on is null or ends_on >= starts_on", name=op.f("ck_enrolment_days")),
        sa.CheckConstraint("(ended_at is null) = (end_reason is null)", name=op.f("ck_enrolment_ended")),
    )
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["case_id", "organisation", "part"],
        unique=True,
        sqlite_where=unended,
        postgresql_where=unended,
    )
    op.create_table(
        "attendance",
        sa.Column("id", ID, primary_key=True),
        sa.Column("enrolment_id", ID, sa.ForeignKey("enrolment.id"), nullable=False),
        *_hours(),
        sa.UniqueConstraint("enrolment_id", "month", name=op.f("uq_attendance_enrolment_id_month")),
        sa.CheckConstraint(
            "present >= 0 and excused >= 0 and present + excused <= given", name=op.f("ck_attendance_hours")
        ),
    )
    op.create_table(
        "attendance_change",
        sa.Column("id", ID, primary_key=True),
        sa.Column("enrolment_id", ID, sa.ForeignKey("enrolment.id"), nullable=False, index=True),
        *_hours(),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("attendance_change")
    op.drop_table("attendance")
    op.drop_index("uq_enrolment_open", "enrolment")
    op.drop_table("enrolment")
    with op.batch_alter_table("organisation", recreate="auto") as organisation:
        organisation.drop_column("active")


def _hours() -> tuple[sa.Column[Any], ...]:
    """A month's hours of lessons, and who told them."""
    return (
        sa.Column("month", sa.Date, nullable=False),
        sa.Column("given", sa.Integer, nullable=False),
        sa.Column("present", sa.Integer, nullable=False),
        sa.Column("excused", sa.Integer, nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entered_by", ID, sa.ForeignKey("account.id"), nullable=False),
    )
