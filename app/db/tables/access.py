"""Who works here: organisations, accounts with their roles, signed-in sessions, settings of the database."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

organisation = Table(
    "organisation",
    metadata,
    Column("code", String(40), primary_key=True),
    Column("name", Text, nullable=False),
    # agentschap | handhaving | centraal | gemeente | onthaalbureau | ggc | partner
    Column("kind", String(20), nullable=False),
    Column("contact", Json, nullable=False),  # adresregels, telefoon, e_mail, website: printed on letters
    Column("active", Boolean, nullable=False, default=True),  # may get accounts and be involved
)

account = Table(
    "account",
    metadata,
    Column("id", Id, primary_key=True),
    Column("username", String(80), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text),
    Column("password_hash", Text, nullable=False),
    Column("organisation", ForeignKey("organisation.code"), nullable=False),
    Column("language", String(2), nullable=False, default="nl"),
    Column("active", Boolean, nullable=False, default=True),
    Column("failed_logins", Integer, nullable=False, default=0),
    Column("locked_until", Instant),
    Column("created_at", Instant, nullable=False),
    Column("service", Boolean, nullable=False, default=False),  # acts for a token: nobody signs in with it
)

account_role = Table(
    "account_role",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("role", String(40), primary_key=True),
)

login_session = Table(
    "login_session",
    metadata,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 of the cookie's token
    Column("account_id", ForeignKey("account.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("last_seen_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("ended_at", Instant),
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(60), primary_key=True),  # e.g. demo_now: the clock of a demo database
    Column("value", Text, nullable=False),
)
