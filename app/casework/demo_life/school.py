"""The school of the demo: who learns there, with hours of past months, and some still to be told."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.casework import attendance, enrolments
from app.casework.demo_accounts import SCHOOL
from app.casework.demo_life.desk import Desk
from app.casework.enrolments import Involvement
from app.db.session import Transaction
from app.db.tables import case, milestone, subscription
from app.domain.enrolments import Hours, Part, month_before, month_of, months_taught
from app.domain.organisations import Organisation
from app.domain.vocabulary import CaseStatus, Milestone, Role

CLASS = 16  # people
MESSAGE = "nt2_resultaat"  # who waits for it follows Dutch
MONTH = 4800  # hundredths of a lesson hour
LONGEST = 5  # months whose hours were told
_COURSES = ("Richtgraad 1.1", "Richtgraad 1.2", "Alfa 1.1")
_ABSENT = (0, 400, 800, 0, 200, 1800, 600, 300)  # one in eight comes too little

_LEARN = (
    select(case.c.id, milestone.c.on_day)
    .join(subscription, subscription.c.case_id == case.c.id)
    .join(milestone, milestone.c.case_id == case.c.id)
    .where(
        case.c.organisation == Organisation.IN_GENT,
        case.c.status == CaseStatus.RUNNING,
        subscription.c.name == MESSAGE,
        milestone.c.kind == Milestone.CONTRACT,
    )
    .order_by(milestone.c.on_day.desc(), case.c.id)
    .limit(CLASS)
)


def fill(tx: Transaction, desk: Desk) -> None:
    """A class of people of Ghent who follow Dutch; the last month is for the visitor to fill in."""
    counsellor = desk.colleague(Organisation.IN_GENT, Role.TRAJECTORY_COUNSELLOR)
    teacher = desk.colleague(SCHOOL, Role.PARTNER)
    for number, row in enumerate(tx.execute(_LEARN).all()):
        begins = max(row.on_day, _months_ago(tx.today, LONGEST))
        asked = Involvement(SCHOOL, Part.DUTCH, begins, course=_COURSES[number % len(_COURSES)])
        enrolment_id = enrolments.involve(tx, row.id, asked, counsellor)
        for month in list(months_taught(begins, None, tx.today))[:-1]:
            absent = _ABSENT[number % len(_ABSENT)]
            hours = Hours(MONTH, MONTH - absent, absent // 4)
            attendance.enter(tx, enrolment_id, month, hours, teacher)


def _months_ago(day: date, months: int) -> date:
    first = month_of(day)
    for _ in range(months):
        first = month_before(first)
    return first
