"""What several processes on one database tell each other: who lives, and who does what alone."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table

from app.db.tables.base import metadata
from app.db.types import Instant, Json

# Moments in these tables are the machine's, never the demo's: while that stands still nothing would expire.

lease = Table(  # one process does this work, for as long as it renews
    "lease",
    metadata,
    Column("name", String(60), primary_key=True),  # of the job, or of one piece of work: import:12
    Column("owner", String(80), nullable=False),  # worker.id
    Column("until", Instant, nullable=False),
    Column("done_at", Instant),  # when nightly work was last finished
)

worker = Table(  # a process that does periodic work, as it last said so itself
    "worker",
    metadata,
    Column("id", String(80), primary_key=True),  # machine, process and a random end
    Column("machine", String(255), nullable=False),
    Column("process", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False, index=True),
    Column("stopped_at", Instant),
    Column("jobs", Json, nullable=False),  # per job: runs, failures, seconds, last_at, problem
    Column("version", String(20)),  # of Traject; null: a worker from before it told
)
