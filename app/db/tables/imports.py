"""What each file of the register did to whom, and how it was before: for its lists, and to take it back."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from app.db.tables.base import metadata
from app.db.types import Id, Instant

import_effect = Table(
    "import_effect",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("import_run.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    # nieuw | terug | verhuisd | vervallen | gemeld | nagekeken
    Column("kind", String(12), nullable=False),
    Column("case_id", ForeignKey("dossier.id"), index=True),  # null: a check in Brussels that opened none
    Column("detail", String(40)),  # the class that opened, the agency before, the reason of a lapse
    Column("at", Instant, nullable=False),
    Index("ix_import_effect_run_id_kind", "run_id", "kind", "id"),
)

import_before = Table(  # somebody known, as a row of the file found them; old facts stand in person_history
    "import_before",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("import_run.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("extracted_on", Date),
    Column("target_group", String(20)),
    Column("classified_on", Date),  # null: never classified
    Column("case_id", ForeignKey("dossier.id")),
    Column("look_again_on", Date),
    Column("at", Instant, nullable=False),
    Column("region", String(20), nullable=False),  # of the class: vlaanderen | brussel
)
