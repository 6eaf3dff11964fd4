"""The people: facts that can be wiped, their history and class, search tokens, the imports they came by."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json, Token

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("national_number", String(11), nullable=False, unique=True),
    Column("last_name", Text, nullable=False),
    Column("first_name", Text, nullable=False, default=""),
    Column("birth_date", String(10)),  # YYYY-MM-DD, or YYYY-00-00 where only the year is known
    Column("sex", String(1)),  # M | V | X
    Column("nationality", String(60), nullable=False),  # Dutch label as in SV 113 table 4
    Column("nis_code", String(5), nullable=False),
    Column("street", Text),
    Column("house_number", Text),
    Column("box", Text),
    Column("postcode", Text),
    Column("municipality", Text),
    Column("register", String(30)),
    Column("residence_status", String(60)),
    Column("card_type", String(20)),
    Column("title_from", Date),
    Column("title_to", Date),
    Column("first_registered_belgium", Date),
    Column("first_registered_flanders", Date),
    Column("contact_language", String(2)),
    Column("birth_country", Text),
    Column("parent_born_abroad", Boolean),
    Column("minister_of_religion", Boolean),
    Column("temporary_stay", Boolean),
    Column("extracted_on", Date),
    Column(
        "status", String(20), nullable=False, default="actief"
    ),  # actief | overleden | geschrapt | verhuisd | teruggedraaid
    Column("updated_at", Instant, nullable=False),
    Column("first_registered_brussels", Date),
)

person_history = Table(
    "person_history",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("field", String(40), nullable=False),
    Column("old_value", Text),
    Column("new_value", Text),
    Column("valid_to", Date, nullable=False),  # the day of the extract that brought the new value
    Column("recorded_at", Instant, nullable=False),
    Column("run_id", ForeignKey("import_run.id"), index=True),  # the file that brought it, or took it back
    Column("account_id", ForeignKey("account.id")),  # who corrected it by hand
)

classification = Table(  # how a person was last classified, of whom the register may speak again
    "classification",
    metadata,
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Column("region", String(20), primary_key=True),  # vlaanderen | brussel
    Column("target_group", String(20)),  # what the table last said; null: left the region
    Column("classified_on", Date, nullable=False),
    Column("case_id", ForeignKey("dossier.id")),  # the trajectory that it opened: a person may judge there
    Column("look_again_on", Date),
    Index(
        "ix_classification_look_again_on",
        "look_again_on",
        sqlite_where=text("look_again_on is not null"),
        postgresql_where=text("look_again_on is not null"),
    ),
)

obligation_check = Table(  # a municipality of Brussels looked whether somebody is obliged; never changed
    "obligation_check",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("organisation", ForeignKey("organisation.code"), nullable=False),  # the municipality
    Column("checked_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    # verplicht | vrijgesteld | vrijwillig | geen_doelgroep | onbepaald
    Column("outcome", String(20), nullable=False),
    Column("reason", Text, nullable=False),
    Column("rule", String(80), nullable=False),  # the row of the table that said so
    Column("grounds", String(60)),  # of an exemption, as shown at the counter
    Column("language", String(2), nullable=False),  # of the letters: nl | fr
    Column("case_id", ForeignKey("dossier.id"), index=True),  # that it opened, or that ran already
    Column("account_id", ForeignKey("account.id")),
    Column("run_id", ForeignKey("import_run.id"), index=True),  # the extract that it came by
    Index("ix_obligation_check_person_id", "person_id", "id"),
    Index("ix_obligation_check_counted", "organisation", "checked_on", "outcome"),
)

person_token = Table(  # folded words of the name and the numbers, for search by prefix
    "person_token",
    metadata,
    Column("token", Token, primary_key=True),
    Column("person_id", ForeignKey("person.id"), primary_key=True),
    Index("ix_person_token_person_id", "person_id"),
)

import_run = Table(
    "import_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),  # register
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    # bekijken | voorstel | wachtend | bezig | klaar | geweigerd | weggegooid | terugdraaien | teruggedraaid
    Column("status", String(16), nullable=False),
    Column("document", ForeignKey("document.sha256")),  # the file until it has been taken in
    Column("requested_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("account_id", ForeignKey("account.id")),
    Column("rows_total", Integer, nullable=False, default=0),
    Column("rows_read", Integer, nullable=False, default=0),
    Column("counts", Json, nullable=False),  # what the rows did; of a proposal what they would do
    Column("warnings", Json, nullable=False),
    Column("problem", Json),  # why the whole file was refused: code and facts
    Column("undo_reason", Text),
    Column("undo_by", ForeignKey("account.id")),
    Column("undo_asked_at", Instant),
    Column("undo_ended_at", Instant),
    Column("undo_total", Integer),  # people
    Column("undo_done", Integer),
    Column("undo_reached", Id),  # the last person who was taken back
    Column("region", String(20), nullable=False),  # of which the extract is: vlaanderen | brussel
)

import_rejection = Table(
    "import_rejection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("run_id", ForeignKey("import_run.id"), nullable=False, index=True),
    Column("row", Integer, nullable=False),  # the header is row 1
    Column("column", String(60), nullable=False),
    Column("reason", Text, nullable=False),
    Column("content", Text, nullable=False),
)
