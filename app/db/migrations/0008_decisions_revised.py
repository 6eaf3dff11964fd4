"""A decision may come before its amount, be amended or withdrawn; an infringement says why it stopped."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AMOUNT_OR_NOT = "outcome = 'boete' or amount_cents is null"
AMOUNT_ALWAYS = "(outcome = 'boete') = (amount_cents is not null)"
OFFICERS_OF_AMOUNT = "amount_decided_by <> amount_signed_by"
AMOUNT = "ck_decision_amount"
TWO_OFFICERS = "ck_decision_two_officers_for_the_amount"


def upgrade() -> None:
    with op.batch_alter_table("infringement", recreate="auto") as infringement:
        infringement.add_column(sa.Column("reason", sa.String(60)))
        infringement.add_column(sa.Column("withdrawn_on", sa.Date))
    with op.batch_alter_table("decision", recreate="auto") as decision:
        decision.add_column(sa.Column("follow_up_reason", sa.String(60)))
        decision.add_column(_account("amount_decided_by"))
        decision.add_column(sa.Column("amount_decided_on", sa.Date))
        decision.add_column(_account("amount_signed_by"))
        decision.add_column(sa.Column("amount_signed_on", sa.Date))
        decision.add_column(sa.Column("withdrawn_on", sa.Date))
        decision.drop_constraint(op.f(AMOUNT), type_="check")
        decision.create_check_constraint(op.f(AMOUNT), AMOUNT_OR_NOT)
        decision.create_check_constraint(op.f(TWO_OFFICERS), OFFICERS_OF_AMOUNT)
    op.create_table(
        "revision",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), nullable=False, index=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("outcome_before", sa.String(20), nullable=False),
        sa.Column("amount_before", sa.Integer),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("decided_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("decided_on", sa.Date, nullable=False),
        sa.Column("signed_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.CheckConstraint("decided_by <> signed_by", name=op.f("ck_revision_two_officers")),
    )


def downgrade() -> None:
    """A fine without an amount did not exist then: such a decision has to get its amount first."""
    op.drop_table("revision")
    with op.batch_alter_table("decision", recreate="auto") as decision:
        decision.drop_constraint(op.f(TWO_OFFICERS), type_="check")
        decision.drop_constraint(op.f(AMOUNT), type_="check")
        decision.create_check_constraint(op.f(AMOUNT), AMOUNT_ALWAYS)
        for name in ("amount_decided_by", "amount_signed_by"):
            decision.drop_constraint(op.f(f"fk_decision_{name}"), type_="foreignkey")
        for name in (
            "follow_up_reason",
            "amount_decided_by",
            "amount_decided_on",
            "amount_signed_by",
            "amount_signed_on",
            "withdrawn_on",
        ):
            decision.drop_column(name)
    with op.batch_alter_table("infringement", recreate="auto") as infringement:
        infringement.drop_column("reason")
        infringement.drop_column("withdrawn_on")


def _account(name: str) -> sa.Column[int]:
    return sa.Column(name, ID, sa.ForeignKey("account.id", name=op.f(f"fk_decision_{name}")))
