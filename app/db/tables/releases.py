"""A release: processes, tables, terms, forms and letters together, immutable, addressed by its content."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, LargeBinary, String, Table, Text

from app.db.tables.base import metadata
from app.db.types import Id, Instant

release = Table(
    "release",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("status", String(20), nullable=False),  # concept | gepubliceerd
    Column("note", Text, nullable=False, default=""),
    Column("content", LargeBinary, nullable=False),  # a zip of the folders, same bytes for same files
    Column("created_at", Instant, nullable=False),
    Column("created_by", ForeignKey("account.id")),
    Column("published_at", Instant),
)
