"""The register seen again: how somebody was last classified, when to look again, which file changed a fact.

Who was detected before this gets the class of the newest trajectory, else the next row about anybody would
open a second one.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "classification",
        sa.Column("person_id", ID, sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("region", sa.String(20), primary_key=True),
        sa.Column("target_group", sa.String(20)),
        sa.Column("classified_on", sa.Date, nullable=False),
        sa.Column("case_id", ID, sa.ForeignKey("dossier.id")),
        sa.Column("look_again_on", sa.Date),
    )
    looked_at = sa.text("look_again_on is not null")
    op.create_index(
        "ix_classification_look_again_on",
        "classification",
        ["look_again_on"],
        sqlite_where=looked_at,
        postgresql_where=looked_at,
    )
    on_postgres = op.get_bind().dialect.name == "postgresql"
    group = "cast(d.data as json)->>'doelgroep'" if on_postgres else "json_extract(d.data, '$.doelgroep')"
    op.execute(
        "insert into classification (person_id, region, target_group, classified_on, case_id)"
        f" select d.person_id, 'vlaanderen', {group}, cast(substr(cast(d.started_at as text), 1, 10) as"
        f" {'date' if on_postgres else 'text'}), d.id from dossier d where d.id in"
        " (select max(id) from dossier where process = 'inburgering' group by person_id)"
    )
    with op.batch_alter_table("person_history", recreate="auto") as history:
        history.add_column(sa.Column("run_id", ID))
        history.create_foreign_key(op.f("fk_person_history_run_id"), "import_run", ["run_id"], ["id"])
    op.create_index("ix_person_history_run_id", "person_history", ["run_id"])


def downgrade() -> None:
    op.drop_index("ix_person_history_run_id", "person_history")
    with op.batch_alter_table("person_history", recreate="auto") as history:
        history.drop_constraint(op.f("fk_person_history_run_id"), type_="foreignkey")
        history.drop_column("run_id")
    op.drop_table("classification")
