"""What partners tell: every message once, with what became of it."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table, Text, text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

_OPEN = text("settled_at is null")
_IN_TRAY = text("status = 'postvak'")
_WHOLE = text("wiped_at is null")

partner_message = Table(
    "partner_message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", ForeignKey("organisation.code"), nullable=False),  # who tells it
    Column("key", String(120), nullable=False),  # the sender's own: the same key is the same message
    Column("name", String(60), nullable=False),
    Column("national_number", String(11)),  # as it came in; gone once wiped
    Column("person_id", ForeignKey("person.id")),  # None: nobody whom we know
    Column("case_number", String(20)),  # the file that the sender named, where it did
    Column("payload", Json, nullable=False),
    Column("occurred_on", Date, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("status", String(12), nullable=False),  # see PartnerMessageStatus
    Column("case_id", ForeignKey("dossier.id"), index=True),  # that heard it, or knew it already
    Column("message_id", ForeignKey("message.id"), index=True),  # the row by which the case heard it
    Column("reason", String(60)),  # why a person has, or had, to look: a code, with its facts
    Column("facts", Json),
    Column("desk", ForeignKey("organisation.code")),  # whose tray; None: of every agency of Flanders
    Column("expires_on", Date, nullable=False),  # kept until this day, then a person looks
    Column("settled_at", Instant),  # delivered, repeated, answered or let go
    Column("settled_by", ForeignKey("account.id")),  # the colleague who did; None: Traject itself
    Column("note", Text),  # the answer to the sender, or why it was let go
    Column("wiped_at", Instant),
    CheckConstraint(
        "status in ('bewaard', 'bezorgd', 'herhaald', 'postvak', 'beantwoord', 'vervallen')", name="status"
    ),
    CheckConstraint("status <> 'postvak' or reason is not null", name="reason"),
    CheckConstraint("(settled_at is null) = (status in ('bewaard', 'postvak'))", name="settled"),
    Index("uq_partner_message_organisation_key", "organisation", "key", unique=True),
    Index("ix_partner_message_open_person", "person_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_partner_message_open_number", "national_number", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_partner_message_tray", "desk", "id", sqlite_where=_IN_TRAY, postgresql_where=_IN_TRAY),
    Index("ix_partner_message_whole", "settled_at", sqlite_where=_WHOLE, postgresql_where=_WHOLE),
)
