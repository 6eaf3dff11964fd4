"""Who learns where: the partners involved in a case, the hours that they tell, and what these were before."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from app.db.tables.base import metadata
from app.db.types import Id, Instant

enrolment = Table(  # only from this row on does a partner see the person, and not long after its end
    "enrolment",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("dossier.id"), nullable=False, index=True),
    Column("organisation", ForeignKey("organisation.code"), nullable=False, index=True),
    Column("part", String(4), nullable=False),  # mo | nt2 | vdab | pnt
    Column("course", Text),  # level or course, as the school calls it
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date),  # the last day: foreseen, and as it was once the enrolment has ended
    Column("involved_at", Instant, nullable=False),
    Column("involved_by", ForeignKey("account.id"), nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", ForeignKey("account.id")),
    Column("end_reason", String(16)),  # afgelopen | gestopt | andere_partner | vergissing
    CheckConstraint("part in ('mo', 'nt2', 'vdab', 'pnt')", name="part"),
    CheckConstraint("ends_on is null or ends_on >= starts_on", name="days"),
    CheckConstraint("(ended_at is null) = (end_reason is null)", name="ended"),
    Index(
        "uq_enrolment_open",
        "case_id",
        "organisation",
        "part",
        unique=True,
        sqlite_where=text("ended_at is null"),
        postgresql_where=text("ended_at is null"),
    ),
)

attendance = Table(  # hours of lessons in hundredths: 1250 is twelve and a half
    "attendance",
    metadata,
    Column("id", Id, primary_key=True),
    Column("enrolment_id", ForeignKey("enrolment.id"), nullable=False),
    Column("month", Date, nullable=False),  # its first day
    Column("given", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("excused", Integer, nullable=False),  # absent with a reason that counts
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", ForeignKey("account.id"), nullable=False),
    UniqueConstraint("enrolment_id", "month"),
    CheckConstraint("present >= 0 and excused >= 0 and present + excused <= given", name="hours"),
)

attendance_change = Table(  # what stood in a month before somebody corrected it or took it back
    "attendance_change",
    metadata,
    Column("id", Id, primary_key=True),
    Column("enrolment_id", ForeignKey("enrolment.id"), nullable=False, index=True),
    Column("month", Date, nullable=False),
    Column("given", Integer, nullable=False),
    Column("present", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("entered_by", ForeignKey("account.id"), nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("changed_by", ForeignKey("account.id"), nullable=False),
    Column("reason", Text, nullable=False),
)
