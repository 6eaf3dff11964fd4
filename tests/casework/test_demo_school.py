"""The school of the demo has people who learn there, with the last month still to be told."""

from __future__ import annotations

from datetime import date

from app.casework import demo_accounts
from app.casework.demo_life import school
from app.casework.demo_life.desk import Desk
from app.clock import midnight
from app.insight import partner_desk
from tests.casework.office import NINE, Office
from tests.casework.school import contracted


def test_a_class_learns_and_somebody_comes_too_little(small_office: Office) -> None:
    office = small_office
    with office.database.transaction() as tx:
        demo_accounts.create(tx)
    learning = {contracted(office) for _ in range(3)}
    office.detect()
    office.clock(midnight(date(2027, 2, 10)) + NINE)
    with office.database.transaction() as tx:
        desk = Desk(tx)
        school.fill(tx, desk)
        teacher = desk.colleague(demo_accounts.SCHOOL, "partnermedewerker")
        found = partner_desk.learners(tx, teacher, tx.today)
        january = partner_desk.grid(tx, teacher, date(2027, 1, 1), None, 1, tx.today)
        december = partner_desk.grid(tx, teacher, date(2026, 12, 1), None, 1, tx.today)
    assert len(found) == len(learning)
    assert (january.to_fill, december.to_fill) == (3, 0)
    assert len({row.told.hours.percentage for row in december.rows if row.told}) > 1
