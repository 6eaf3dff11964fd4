"""Messages of the offices of Brussels: they reach the obliged trajectory, and never start a Flemish one."""

from __future__ import annotations

import pytest

from app.casework import letter_making
from app.db.tables import case, person
from app.domain.errors import DomainError
from tests.casework.brussels import brussels, take_in
from tests.casework.office import MONDAY, Office
from tests.casework.test_partner_messages import kept, number_of, result, tell
from tests.casework.test_partner_messages import office as office  # with a school
from tests.exchange.extracts import GOOD


def test_a_reception_office_speaks_to_brussels_only(office: Office) -> None:
    case_id = office.detect()
    with pytest.raises(DomainError, match=r"bericht_niet_voor_afzender|bericht_onbekend"):
        tell(office, number_of(office, case_id), "mo_resultaat", by="bapa_bxl", **result(MONDAY))


SEAT = {  # what an office of Brussels tells, beside the day
    "aangemeld": {"bureau": "bapa_bxl"},
    "attest_van_beeindiging": {"attest_gezien": True},
}


def test_a_reception_office_registers_in_the_obliged_trajectory_of_brussels(office: Office) -> None:
    """Also when the municipality had not checked yet: it is kept, and never starts a Flemish trajectory."""
    early = {"aangemeld_op": MONDAY.isoformat(), **SEAT["aangemeld"]}
    number = GOOD["rijksregisternummer"]
    assert tell(office, number, by="bapa_bxl", **early).status == "postvak"
    assert (kept(office)[0].reason, kept(office)[0].desk) == ("persoon_onbekend", "ggc")
    take_in(office.database, brussels({}))
    (row,) = office.rows(case)
    assert (row.process, row.organisation) == ("verplicht_traject", "gemeente_21015")
    letter_making.make_requested(office.database)
    office.do(
        row.id,
        "attest_overhandigen",
        overhandigd_op=MONDAY.isoformat(),
        ontvangst_getekend=True,
        brochure_uitgelegd=True,
    )
    assert kept(office)[0].status == "bezorgd"
    assert office.case(row.id).data["bureau"] == "bapa_bxl"
    finished = {"beeindigd_op": MONDAY.isoformat(), **SEAT["attest_van_beeindiging"]}
    got = tell(office, number, "attest_van_beeindiging", key="2", by="bon", **finished)
    assert (got.status, office.case(row.id).status) == ("bezorgd", "beeindigd")
    (only,) = office.rows(case)
    assert only.id == row.id


def test_who_lives_in_brussels_does_not_walk_in(office: Office) -> None:
    office.person(nis_code="21015", first_registered_flanders=None, first_registered_brussels=MONDAY)
    (row,) = office.rows(person)
    said = {"aangemeld_op": MONDAY.isoformat(), "bureau": "bon"}
    assert tell(office, row.national_number, by="bon", **said).status == "bewaard"
    assert office.rows(case) == []
