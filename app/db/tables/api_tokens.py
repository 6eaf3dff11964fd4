"""Tokens with which other systems use the API, and what was answered to each of their requests."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from app.db.tables.base import metadata
from app.db.types import Id, Instant, Json

# Moments in these tables are the machine's, never the demo's: a demo that jumps a month ends no token.

api_token = Table(
    "api_token",
    metadata,
    Column("id", Id, primary_key=True),
    Column("organisation", ForeignKey("organisation.code"), nullable=False, index=True),
    Column("account_id", ForeignKey("account.id"), nullable=False),  # the service account that acts
    Column("name", Text, nullable=False),  # for which system
    Column("secret_hash", String(64), nullable=False, unique=True),  # SHA-256; nobody can read the secret
    Column("prefix", String(16), nullable=False),  # how somebody recognises it
    Column("scopes", Json, nullable=False),  # values of Scope
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("account.id")),  # null: made on the machine itself
    Column("expires_on", Date, nullable=False),  # the last day on which it works
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
    Column("revoked_by", ForeignKey("account.id")),
)

api_answer = Table(  # the same request sent again gets the same answer
    "api_answer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_id", ForeignKey("api_token.id"), nullable=False),
    Column("key", String(100), nullable=False),  # Idempotency-Key, chosen by the caller
    Column("request_hash", String(64), nullable=False),  # SHA-256 over method, path and body
    Column("at", Instant, nullable=False, index=True),  # of the attempt that holds the key
    Column("status", Integer),  # null: still being worked on
    Column("body", LargeBinary),  # as sent
    Index("uq_api_answer_token_id_key", "token_id", "key", unique=True),
)
