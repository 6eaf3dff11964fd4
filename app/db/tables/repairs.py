"""What people ask for when steps failed: trying many again, and a repair that a second person looks at."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

retry_run = Table(  # open incidents tried again by a worker, in the order of their ids
    "retry_run",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chosen", Json, nullable=False),  # which: columns of an incident and its case with their values
    Column("requested_at", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("finished_at", Instant),
    Column("last_id", Id, nullable=False),  # the newest incident when it was asked: later ones are not in it
    Column("reached_id", Id, nullable=False),  # up to here each has been tried once
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("left_alone", Integer, nullable=False),  # a person or another case has to act first
)

repair = Table(  # proposed by one person, carried out when another approves
    "repair",
    metadata,
    Column("id", Id, primary_key=True),
    Column("incident_id", ForeignKey("incident.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # feit | loslaten
    Column("fact", String(80)),  # the name in the case data, of a feit
    Column("before", Json),
    Column("after", Json),
    Column("reason", Text, nullable=False),
    Column(
        "status", String(12), nullable=False
    ),  # voorstel | uitgevoerd | geweigerd | ingetrokken | vervallen
    Column("proposed_by", ForeignKey("account.id"), nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("decided_by", ForeignKey("account.id")),  # null: withdrawn by who proposed it, or overtaken
    Column("decided_at", Instant),
    Column("answer", Text),  # why it was refused
    Column("problem", Json),  # approved, and then the step failed again: code and facts; it stays open
    CheckConstraint("kind in ('feit', 'loslaten')", name="kind"),
    CheckConstraint("decided_by is null or decided_by <> proposed_by", name="two_people"),
    Index(  # one at a time for each incident
        "uq_repair_open",
        "incident_id",
        unique=True,
        sqlite_where=text("status = 'voorstel'"),
        postgresql_where=text("status = 'voorstel'"),
    ),
)
