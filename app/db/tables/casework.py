"""What a step writes: the case with its engine state, and the rows that lists and timers read."""

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

case = Table(
    "dossier",  # `case` is a word of SQL
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", String(20), unique=True),  # INB-2026-000123
    Column("process", String(40), nullable=False),
    Column("release_id", ForeignKey("release.id"), nullable=False),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("parent_id", ForeignKey("dossier.id"), index=True),
    Column("organisation", ForeignKey("organisation.code")),
    Column("status", String(12), nullable=False),  # lopend | beeindigd
    Column("outcome", String(60)),
    Column("data", Json, nullable=False),  # the flat facts of the case: ids, days, outcomes, nothing personal
    Column("state", LargeBinary),  # the engine's compact state; gone when the case has ended
    Column("version", Integer, nullable=False),
    Column("audit_seq", Integer, nullable=False, default=0),  # the head of the audit chain of this case
    Column("audit_hash", LargeBinary(32)),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("status in ('lopend', 'beeindigd')", name="status"),
    CheckConstraint("(status = 'beeindigd') = (ended_at is not null)", name="ended"),
    Index("ix_dossier_status_process", "status", "process"),
    Index("ix_dossier_organisation_id", "organisation", "id"),
)

task = Table(
    "task",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False),
    Column("uid", String(36), nullable=False),  # the engine's id of the waiting task
    Column("element", String(80), nullable=False),
    Column("name", Text, nullable=False),
    Column("role", String(40), nullable=False),
    Column("organisation", String(40)),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("process", String(40), nullable=False),
    Column("status", String(12), nullable=False),  # open | voltooid | vervallen
    Column("assignee_id", ForeignKey("account.id")),
    Column("due_on", Date),
    Column("created_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Column("completed_by", ForeignKey("account.id")),
    Index("uq_task_case_id_uid", "case_id", "uid", unique=True),  # and by case: it begins with that
    Index(
        "ix_task_open",
        "organisation",
        "role",
        "due_on",
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
    Index(
        "ix_task_assignee",
        "assignee_id",
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
)

answer = Table(  # what a person filled in: may hold personal facts, can be wiped
    "answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("element", String(80), nullable=False),
    Column("values", Json, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("at", Instant, nullable=False),
)

subscription = Table(
    "subscription",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False),
    Column("name", String(60), nullable=False),
    Column("uid", String(36), nullable=False),
    Column("element", String(80), nullable=False),
    Index("ix_subscription_case_id_name", "case_id", "name"),
)

message = Table(  # between cases, and into a case: written in the sender's transaction, delivered once
    "message",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String(120), nullable=False, unique=True),  # the throw (case, uid), or the sender's own key
    Column("name", String(60), nullable=False),
    Column("from_case_id", ForeignKey("dossier.id"), index=True),
    Column("to_case_id", ForeignKey("dossier.id"), index=True),
    Column("payload", Json, nullable=False),
    Column("status", String(12), nullable=False),  # wachtend | bezorgd | onbestelbaar
    Column("account_id", ForeignKey("account.id")),
    Column("created_at", Instant, nullable=False),
    Column("delivered_at", Instant),
    Index(
        "ix_message_waiting",
        "id",
        sqlite_where=text("status = 'wachtend'"),
        postgresql_where=text("status = 'wachtend'"),
    ),
)

incident = Table(
    "incident",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("element", String(80)),
    Column("code", String(60), nullable=False),
    Column("facts", Json, nullable=False),
    Column("command", Json, nullable=False),  # what was being done, so that it can be tried again
    Column("created_at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("attempts", Integer, nullable=False, default=1),
    Column("kind", String(12), nullable=False),  # taak | vastleggen | bericht | termijn | brief
    Column("subject_id", Id),  # of that task, message, term or letter; a recording by hand has no row
    Column("place", String(80)),  # the element, or of a letter its template: what a group has in common
    Index(
        "ix_incident_open",
        "code",
        "kind",
        "place",
        sqlite_where=text("resolved_at is null"),
        postgresql_where=text("resolved_at is null"),
    ),
)

audit = Table(  # chained per case by hash: any later edit is found
    "audit",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("event", String(40), nullable=False),
    Column("data", Json, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),  # SHA-256 over the previous hash and this row
    Index("uq_audit_case_id_seq", "case_id", "seq", unique=True),
)

command = Table(  # a client's command id: the same click or request twice counts once
    "command",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", ForeignKey("dossier.id")),
    Column("at", Instant, nullable=False),
    Column("accepted", Boolean, nullable=False, default=True),
)
