"""Letters from the queue to proof of sending and back, and the documents as they left."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

document = Table(
    "document",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("pages", Integer),
    Column("created_at", Instant, nullable=False),
)

print_batch = Table(
    "print_batch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("created_at", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("letters", Integer, nullable=False),
    Column("downloaded_at", Instant),  # the first time: what is cancelled later may have been printed
)

address_check = Table(  # a letter came back: somebody of the desk looks where the person lives
    "address_check",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation", String(40)),
    Column("opened_at", Instant, nullable=False),
    Column("opened_by", ForeignKey("account.id")),
    Column("outcome", String(16)),  # adres_bevestigd | nieuw_adres | onvindbaar
    Column("note", Text),
    Column("closed_at", Instant),
    Column("closed_by", ForeignKey("account.id")),
    CheckConstraint("(outcome is null) = (closed_at is null)", name="closed"),
    Index(  # one at a time: the next letter that comes back joins it
        "uq_address_check_open",
        "person_id",
        "organisation",
        unique=True,
        sqlite_where=text("closed_at is null"),
        postgresql_where=text("closed_at is null"),
    ),
)

letter = Table(
    "letter",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("organisation", String(40)),
    Column("template", String(60), nullable=False),
    Column("language", String(2), nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("status", String(12), nullable=False),  # gevraagd | gemaakt | in_batch | verzonden | geannuleerd
    Column("reference", String(40)),  # kenmerk: case number / sequence
    Column("facts", Json),  # as printed; personal, can be wiped
    Column("document", ForeignKey("document.sha256")),
    Column("batch_id", ForeignKey("print_batch.id"), index=True),
    Column("requested_at", Instant, nullable=False),
    Column("made_at", Instant),
    Column("sent_on", Date),
    Column("registered_number", String(40)),
    Column("problem", Text),  # why it could not be made, for staff
    Column("claimed_until", Instant),  # a worker is setting it; by the machine's clock, not the demo's
    Column("sent_noted_at", Instant),
    Column("sent_noted_by", ForeignKey("account.id")),
    Column("returned_on", Date),  # the letter stays verzonden: its terms count from the day it was sent
    Column("return_reason", Text),
    Column("returned_noted_at", Instant),
    Column("returned_noted_by", ForeignKey("account.id")),
    Column("address_check_id", ForeignKey("address_check.id"), index=True),
    Column("cancelled_at", Instant),
    Column("cancelled_by", ForeignKey("account.id")),  # null: the diagram cancelled it
    Column("cancel_reason", Text),
    Column("copy_of", ForeignKey("letter.id")),  # the letter in whose place this one was asked for
    Column("french_asked_on", Date),  # the express request: it belongs to this letter, never to the person
    Column("translation_of", ForeignKey("letter.id")),  # had left in Dutch: terms count from that one
    CheckConstraint("french_asked_on is null or language = 'fr'", name="french_asked"),
    Index(
        "ix_letter_open",
        "status",
        "id",
        sqlite_where=text("status in ('gevraagd', 'gemaakt')"),
        postgresql_where=text("status in ('gevraagd', 'gemaakt')"),
    ),
)
