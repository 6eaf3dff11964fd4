"""The clock of a case: its terms, what suspends them and what moved them. Every move is kept."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

term = Table(
    "term",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("code", String(60), nullable=False),
    Column("uid", String(36), nullable=False),
    Column("element", String(80), nullable=False),
    Column("kind", String(8), nullable=False),  # timer (fires) | taak (due date of a task)
    Column("status", String(12), nullable=False),  # wacht | loopt | verstreken | vervallen
    Column("started_on", Date),  # the day of the event, which does not count itself
    Column("last_day", Date),  # null as well while a suspension has no end
    Column("fires_at", Instant),  # 00:00 in Brussels of the day after the last day; null: no timer
    Column("explanation", Json, nullable=False),  # lines: what was done, to which day, on what basis
    Column("created_at", Instant, nullable=False),
    Column("release_id", ForeignKey("release.id")),  # whose rule it is counted by, from when it started
    Column("rule_from", Date),  # and which of that release's rules: the one valid from this day
    Index(
        "ix_term_due",
        "fires_at",
        sqlite_where=text("status = 'loopt' and kind = 'timer'"),
        postgresql_where=text("status = 'loopt' and kind = 'timer'"),
    ),
    Index(  # those whose first day nobody knows: few, but for a letter that stays away
        "ix_term_waiting",
        "created_at",
        sqlite_where=text("status = 'wacht' and kind = 'timer'"),
        postgresql_where=text("status = 'wacht' and kind = 'timer'"),
    ),
    Index(
        "ix_term_running_code",
        "code",
        sqlite_where=text("status = 'loopt'"),
        postgresql_where=text("status = 'loopt'"),
    ),
)

suspension = Table(  # opschorting: every term of the case stands still, both days included
    "suspension",
    metadata,
    Column("id", Id, primary_key=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),  # null while nobody knows the end
    Column("reason", Text, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("recorded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),  # recorded by mistake: it no longer counts
    Column("withdrawn_by", ForeignKey("account.id")),
    Column("withdrawn_reason", Text),
    CheckConstraint("last_day is null or last_day >= first_day", name="days"),
)

term_change = Table(  # what moved one term
    "term_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("term_id", ForeignKey("term.id"), nullable=False, index=True),
    Column("kind", String(12), nullable=False),  # verlenging | uitstel | nieuwe_regel
    Column("length", Integer),  # of a verlenging, in `unit`
    Column("unit", String(14)),
    Column("last_day", Date),  # of an uitstel: the date on the attest
    Column("release_id", ForeignKey("release.id")),  # of a nieuwe_regel: counted by this from now on
    Column("rule_from", Date),
    Column("decided_on", Date, nullable=False),
    Column("reason", Text, nullable=False),
    Column("account_id", ForeignKey("account.id")),
    Column("recorded_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", ForeignKey("account.id")),
    Column("withdrawn_reason", Text),
    CheckConstraint("kind in ('verlenging', 'uitstel', 'nieuwe_regel')", name="kind"),
)
