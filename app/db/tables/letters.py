"""Letters from the queue to proof of sending, and the documents as they were sent."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
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
    Index(
        "ix_letter_open",
        "status",
        "id",
        sqlite_where=text("status in ('gevraagd', 'gemaakt')"),
        postgresql_where=text("status in ('gevraagd', 'gemaakt')"),
    ),
)
