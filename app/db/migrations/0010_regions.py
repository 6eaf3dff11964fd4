"""Brussels beside Flanders: when somebody was first registered there, and the checks at its counters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FLANDERS = "vlaanderen"  # everything before this was about Flanders
FRENCH = "ck_letter_french_asked"


def upgrade() -> None:
    with op.batch_alter_table("person", recreate="auto") as person:
        person.add_column(sa.Column("first_registered_brussels", sa.Date))
    with op.batch_alter_table("import_run", recreate="auto") as run:
        run.add_column(sa.Column("region", sa.String(20), nullable=False, server_default=FLANDERS))
    with op.batch_alter_table("import_run", recreate="auto") as run:
        run.alter_column("region", server_default=None, existing_type=sa.String(20), existing_nullable=False)
    with op.batch_alter_table("import_before", recreate="auto") as before:
        before.add_column(sa.Column("region", sa.String(20), nullable=False, server_default=FLANDERS))
    with op.batch_alter_table("import_before", recreate="auto") as before:
        before.alter_column(
            "region", server_default=None, existing_type=sa.String(20), existing_nullable=False
        )
    with op.batch_alter_table("import_effect", recreate="auto") as effect:
        effect.alter_column("case_id", nullable=True, existing_type=ID)
    op.create_table(
        "obligation_check",
        sa.Column("id", ID, primary_key=True),
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("organisation", sa.String(40), sa.ForeignKey("organisation.code"), nullable=False),
        sa.Column("checked_on", sa.Date, nullable=False),
        sa.Column("recorded_at", sa.DateTime, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("grounds", sa.String(60)),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id"), index=True),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("run_id", ID, sa.ForeignKey("import_run.id"), index=True),
    )
    op.create_index("ix_obligation_check_person_id", "obligation_check", ["person_id", "id"])
    op.create_index(
        "ix_obligation_check_counted", "obligation_check", ["organisation", "checked_on", "outcome"]
    )
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.drop_constraint(op.f(FRENCH), type_="check")
        letter.create_check_constraint(op.f(FRENCH), "french_asked_on is null or language = 'fr'")


def downgrade() -> None:
    # A letter of Brussels is French because the person chose so: the nearest to that is a request on its day.
    op.execute(
        "update letter set french_asked_on = date(requested_at) "
        "where language = 'fr' and french_asked_on is null"
    )
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.drop_constraint(op.f(FRENCH), type_="check")
        letter.create_check_constraint(op.f(FRENCH), "(language = 'fr') = (french_asked_on is not null)")
    op.drop_table("obligation_check")
    op.execute("delete from import_effect where case_id is null")
    with op.batch_alter_table("import_effect", recreate="auto") as effect:
        effect.alter_column("case_id", nullable=False, existing_type=ID)
    op.execute("delete from import_before where region <> 'vlaanderen'")
    with op.batch_alter_table("import_before", recreate="auto") as before:
        before.drop_column("region")
    with op.batch_alter_table("import_run", recreate="auto") as run:
        run.drop_column("region")
    with op.batch_alter_table("person", recreate="auto") as person:
        person.drop_column("first_registered_brussels")
