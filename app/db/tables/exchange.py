"""Files that others hand in, files made for others, and who was disclosed to whom by them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
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

incoming_file = Table(  # of the printer, the tax service, a school: looked at first, taken in by a worker
    "incoming_file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),  # verzonden | teruggekeerd | betalingen | ...
    Column("organisation", String(40)),  # whose cases it may touch; null: the command line, all
    Column("filename", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("status", String(12), nullable=False),  # voorstel | wachtend | bezig | klaar | ingetrokken
    Column("content", LargeBinary),  # until it has been taken in
    Column("requested_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("account_id", ForeignKey("account.id")),
    Column("rows_total", Integer, nullable=False),
    Column("rows_read", Integer, nullable=False),
    Column("counts", Json, nullable=False),  # taken, unchanged, rejected; of a proposal what they would be
    Column("warnings", Json, nullable=False),
)

incoming_rejection = Table(
    "incoming_rejection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("file_id", ForeignKey("incoming_file.id"), nullable=False, index=True),
    Column("row", Integer, nullable=False),  # the header is row 1
    Column("column", String(60), nullable=False),
    Column("reason", Text),  # a sentence, where the row itself is wrong
    Column("code", String(60)),  # why what it is about cannot take it, otherwise
    Column("facts", Json),
    Column("content", Text, nullable=False),
)

exchange_file = Table(  # a file made for another service, kept as it was made
    "exchange_file",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(20), nullable=False),  # dvz | ggc
    Column("period", String(7)),  # 2026-05, of a file per month
    Column("sender", String(40), nullable=False),  # organisation
    Column("recipient", String(40), nullable=False),  # organisation
    Column("made_at", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),  # null: the command line
    Column("document", ForeignKey("document.sha256"), nullable=False),
    Column("counts", Json, nullable=False),
    Column("reason", Text),  # why it was made anew
    Column("replaces", ForeignKey("exchange_file.id"), unique=True),
    CheckConstraint("(replaces is null) = (reason is null)", name="made_anew"),
    Index(  # a month is made once; what is made anew replaces it
        "uq_exchange_file_month",
        "kind",
        "sender",
        "period",
        unique=True,
        sqlite_where=text("period is not null and replaces is null"),
        postgresql_where=text("period is not null and replaces is null"),
    ),
)

disclosure = Table(  # a person in such a file
    "disclosure",
    metadata,
    Column("id", Id, primary_key=True),
    Column("file_id", ForeignKey("exchange_file.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("dossier.id"), index=True),
    Column("recipient", String(40), nullable=False),
    Column("disclosed_at", Instant, nullable=False),
    Column("content", Json),  # what was said of them; personal, can be wiped
)
