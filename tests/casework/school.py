"""A school at the desk of partners: its people, and who learns there."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.casework import enrolments, organisations
from app.casework.actors import Actor
from app.casework.enrolments import Involvement
from app.domain.enrolments import EndReason, Part
from tests.casework.office import Office

CONTACT = organisations.contact_of("Schoolstraat 1\n9000 Gent", "09 000 00 00", "info@cvo.example", "")
ADMINISTRATOR = "beheerder"
OCTOBER = date(2026, 10, 1)


class School:
    """An organisation that an administrator added, and a colleague who works there."""

    def __init__(self, office: Office, code: str = "cvo_gent", name: str = "CVO Gent") -> None:
        self.office, self.code = office, code
        administrator = office.colleague("abb", ADMINISTRATOR)
        with office.database.transaction() as tx:
            organisations.add_partner(tx, code, name, CONTACT, administrator)
        self.actor: Actor = office.hire(code, "partnermedewerker")

    def teaches(self, case_id: int, part: Part = Part.DUTCH, **more: Any) -> int:
        """A counsellor of the case's own desk involves the school; the enrolment's id."""
        return involve(self.office, case_id, self.code, part, **more)

    def stops(self, case_id: int, enrolment_id: int, last_day: date, reason: EndReason) -> None:
        actor = counsellor(self.office, case_id)
        with self.office.database.transaction() as tx:
            enrolments.end(tx, enrolment_id, last_day, reason, actor)


def involve(office: Office, case_id: int, partner: str, part: Part, **more: Any) -> int:
    asked = Involvement(partner, part, **{"starts_on": OCTOBER, **more})
    actor = counsellor(office, case_id)
    with office.database.transaction() as tx:
        return enrolments.involve(tx, case_id, asked, actor)


def counsellor(office: Office, case_id: int) -> Actor:
    """A counsellor of the desk of that case."""
    return office.colleague(str(office.case(case_id).organisation), "trajectbegeleider")


def contracted(office: Office, **facts: Any) -> int:
    """A trajectory in which the parts are followed."""
    case_id = office.offered(**facts)
    office.do(case_id, "contract_ondertekenen")
    return case_id
