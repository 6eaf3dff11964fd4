"""Facts that statistics and letters read: milestones, infringements, decisions, payments."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from app.db.tables.base import metadata
from app.db.types import Id, Instant

milestone = Table(
    "milestone",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("kind", String(30), nullable=False),  # gedetecteerd | aangemeld | contract | attest | verklaring
    Column("on_day", Date, nullable=False),
    Index("ix_milestone_kind_on_day", "kind", "on_day"),
)

infringement = Table(
    "infringement",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("type", String(60), nullable=False),  # label of SV 113 table 10
    Column("fact_date", Date, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("received_on", Date),  # by enforcement
    Column("reason", String(60)),  # why it was not pursued
    Column("withdrawn_on", Date),  # the decision about it: it no longer counts for the rank
    CheckConstraint("rank >= 1", name="rank"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("type", String(60), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("outcome", String(20), nullable=False),  # boete | geen boete | geen gevolg
    Column("proposed_cents", Integer),
    Column("amount_cents", Integer),
    Column("motivation", Text, nullable=False),
    Column("decided_by", ForeignKey("account.id"), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("signed_by", ForeignKey("account.id"), nullable=False),
    Column("signed_on", Date, nullable=False),
    Column("notified_on", Date),
    Column("collection", String(20)),  # a value of Collection
    Column("follow_up_reason", String(60)),  # why there is no follow-up
    Column("amount_decided_by", ForeignKey("account.id")),  # a fine may be decided before its amount
    Column("amount_decided_on", Date),
    Column("amount_signed_by", ForeignKey("account.id")),
    Column("amount_signed_on", Date),
    Column("withdrawn_on", Date),
    CheckConstraint("decided_by <> signed_by", name="two_officers"),
    CheckConstraint("outcome = 'boete' or amount_cents is null", name="amount"),
    CheckConstraint("amount_decided_by <> amount_signed_by", name="two_officers_for_the_amount"),
)

revision = Table(  # a decision as it was before somebody amended or withdrew it
    "revision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),  # gewijzigd | ingetrokken
    Column("outcome_before", String(20), nullable=False),
    Column("amount_before", Integer),  # cents
    Column("reason", Text, nullable=False),
    Column("decided_by", ForeignKey("account.id"), nullable=False),
    Column("decided_on", Date, nullable=False),
    Column("signed_by", ForeignKey("account.id"), nullable=False),
    Column("signed_on", Date, nullable=False),
    CheckConstraint("decided_by <> signed_by", name="two_officers"),
)

payment = Table(
    "payment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("amount_cents", Integer, nullable=False),  # below zero: paid back
    Column("received_on", Date, nullable=False),
    Column("recorded_at", Instant, nullable=False),
)
