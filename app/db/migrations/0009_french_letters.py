"""A letter in French: on which day somebody asked for it, and which letter that had left it translates."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOREIGN_KEY = "fk_letter_translation_of"
ASKED = "ck_letter_french_asked"


def upgrade() -> None:
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.add_column(sa.Column("french_asked_on", sa.Date))
        letter.add_column(sa.Column("translation_of", ID))
        letter.create_foreign_key(op.f(FOREIGN_KEY), "letter", ["translation_of"], ["id"])
        letter.create_check_constraint(op.f(ASKED), "(language = 'fr') = (french_asked_on is not null)")


def downgrade() -> None:
    with op.batch_alter_table("letter", recreate="auto") as letter:
        letter.drop_constraint(op.f(ASKED), type_="check")
        letter.drop_constraint(op.f(FOREIGN_KEY), type_="foreignkey")
        letter.drop_column("translation_of")
        letter.drop_column("french_asked_on")
