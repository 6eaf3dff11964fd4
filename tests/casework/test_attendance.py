"""The hours of a month: told once, corrected with a reason, taken back, and counted on the case."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import attendance, incoming_files, partner_results, releases
from app.casework.actors import Actor, Refused
from app.casework.attendance import Told
from app.casework.incoming_attendance import ATTENDANCE
from app.casework.partner_messages import Receipt
from app.casework.partner_results import Result
from app.clock import midnight
from app.db.tables import attendance as hours_table
from app.db.tables import attendance_change, case, incoming_file, partner_message, person
from app.domain.enrolments import EndReason, Hours, Part
from app.domain.errors import DomainError
from app.insight import partner_desk
from app.insight.access import open_case
from app.insight.case_partners import PartAttendance, partners_of
from tests.casework.brussels import brussels, take_in
from tests.casework.office import NINE, Office
from tests.casework.school import OCTOBER, School, contracted, counsellor, involve

SEPTEMBER, NOVEMBER = date(2026, 9, 1), date(2026, 11, 1)
FULL, HALF = Hours(4000, 4000), Hours(4000, 2000, 400)


@pytest.fixture
def school(office: Office) -> School:
    return School(office)


def tell(school: School, enrolment_id: int, hours: Hours = FULL, month: date = OCTOBER) -> Told:
    with school.office.database.transaction() as tx:
        return attendance.enter(tx, enrolment_id, month, hours, school.actor)


def refusal(school: School, enrolment_id: int, hours: Hours = FULL, month: date = OCTOBER) -> str:
    with pytest.raises(DomainError) as refused:
        tell(school, enrolment_id, hours, month)
    return refused.value.code


def on_the_case(school: School, case_id: int) -> list[PartAttendance]:
    with school.office.database.read() as tx:
        opened = open_case(tx, counsellor(school.office, case_id), case_id)
        return partners_of(tx, opened.row, releases.load(tx, opened.row.release_id)).parts


def number_of(office: Office, case_id: int) -> str:
    (row,) = office.rows(person, person.c.id == office.case(case_id).person_id)
    return str(row.national_number)


def test_a_month_is_told_once(office: Office, school: School) -> None:
    enrolment_id = school.teaches(office.detect())
    assert tell(school, enrolment_id) is Told.NEW
    assert tell(school, enrolment_id) is Told.SAME
    assert refusal(school, enrolment_id, HALF) == "maand_al_ingevuld"
    assert len(office.rows(hours_table)) == 1


@pytest.mark.parametrize(
    ("hours", "month", "code"),
    [
        (Hours(4000, 3000, 1001), OCTOBER, "uren_meer_dan_gegeven"),
        (Hours(-1, 0), OCTOBER, "uren_te_veel"),
        (Hours(40_001, 0), OCTOBER, "uren_te_veel"),
        (FULL, SEPTEMBER, "maand_buiten_inschrijving"),
        (FULL, date(2026, 12, 1), "maand_buiten_inschrijving"),
        (FULL, date(2026, 10, 2), "maand_buiten_inschrijving"),
    ],
)
def test_what_cannot_be_is_refused(small_office: Office, hours: Hours, month: date, code: str) -> None:
    school = School(small_office)
    enrolment_id = school.teaches(small_office.detect())
    assert refusal(school, enrolment_id, hours, month) == code
    assert small_office.rows(hours_table) == []


def test_a_registration_for_work_has_no_hours(small_office: Office) -> None:
    school = School(small_office)
    vdab = small_office.hire("vdab", "partnermedewerker")
    enrolment_id = involve(small_office, small_office.detect(), "vdab", Part.WORK)
    school.actor = vdab
    assert refusal(school, enrolment_id) == "uren_niet_hier"


def test_others_tell_nothing(small_office: Office) -> None:
    school, other = School(small_office), School(small_office, "cvo_brugge", "CVO Brugge")
    enrolment_id = school.teaches(small_office.detect())
    assert refusal(other, enrolment_id) == "inschrijving_onbekend"
    other.actor = small_office.colleague("in_gent", "dossierbeheerder")
    with pytest.raises(Refused):
        tell(other, enrolment_id)


def test_a_correction_needs_a_reason_and_keeps_what_stood_there(office: Office, school: School) -> None:
    enrolment_id = school.teaches(office.detect())
    tell(school, enrolment_id)
    with office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        attendance.correct(tx, enrolment_id, OCTOBER, HALF, "  ", school.actor)
    assert refused.value.code == "reden_ontbreekt"
    with office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        attendance.correct(tx, enrolment_id, OCTOBER, FULL, "Zelfde uren", school.actor)
    assert refused.value.code == "uren_ongewijzigd"
    with office.database.transaction() as tx:
        attendance.correct(tx, enrolment_id, OCTOBER, HALF, "Verkeerde klas", school.actor)
        told = partner_desk.told_in(tx, enrolment_id, OCTOBER)
        assert told is not None
        assert told.hours == HALF
        attendance.take_back(tx, enrolment_id, OCTOBER, "Andere persoon", school.actor)
        assert partner_desk.told_in(tx, enrolment_id, OCTOBER) is None
        kept = partner_desk.changes_of(tx, enrolment_id, OCTOBER)
    assert [(each.hours, each.reason) for each in kept] == [
        (HALF, "Andere persoon"),
        (FULL, "Verkeerde klas"),
    ]
    assert tell(school, enrolment_id) is Told.NEW
    assert len(office.rows(attendance_change)) == 2


def test_the_case_counts_what_was_told(office: Office, school: School) -> None:
    """Excused hours do not count; who is under the minimum is marked, and nothing happens by itself."""
    case_id = office.detect()
    enrolment_id = school.teaches(case_id)
    (part,) = on_the_case(school, case_id)
    assert (part.percentage, part.is_low, part.missing) == (None, False, 1)
    tell(school, enrolment_id, Hours(4000, 2880, 400))
    (part,) = on_the_case(school, case_id)
    assert (part.percentage, part.is_low, part.missing) == (80.0, False, 0)
    tell(school, enrolment_id, Hours(1000, 790), NOVEMBER)
    (part,) = on_the_case(school, case_id)
    assert (part.percentage, part.is_low) == (79.8, True)
    school.stops(case_id, enrolment_id, date(2026, 11, 2), EndReason.MISTAKE)
    (part,) = on_the_case(school, case_id)
    assert (part.percentage, part.is_low, part.missing) == (None, False, 0)


def test_a_grid_shows_who_had_lessons_in_that_month(office: Office, school: School) -> None:
    first = school.teaches(office.detect(last_name="Aerts"))
    later = school.teaches(office.detect(last_name="Bosmans"), starts_on=NOVEMBER)
    gone_case = office.detect(last_name="Claes")
    gone = school.teaches(gone_case)
    school.stops(gone_case, gone, date(2026, 10, 15), EndReason.STOPPED)
    tell(school, gone, HALF)
    since = date(2026, 10, 3)
    with office.database.read() as tx:
        october = partner_desk.grid(tx, school.actor, OCTOBER, None, 1, since)
        november = partner_desk.grid(tx, school.actor, NOVEMBER, Part.DUTCH, 9, since)
        none = partner_desk.grid(tx, school.actor, NOVEMBER, Part.NETWORK, 1, since)
    assert [row.learner.id for row in october.rows] == [first, gone]
    assert (october.to_fill, october.total) == (1, 2)
    assert [row.learner.id for row in november.rows] == [first, later]
    assert (november.page, none.rows) == (1, [])


# -- results -----------------------------------------------------------------------------------------------


def test_a_result_that_is_told_twice_counts_once(office: Office, school: School) -> None:
    case_id = contracted(office)
    enrolment_id = school.teaches(case_id)
    day = office.database.now().date()
    for repeated in (False, True):
        with office.database.transaction() as tx:
            told = partner_results.tell_result(tx, enrolment_id, Result(Part.DUTCH, True, day), school.actor)
        assert (told.repeated, told.case_number) == (repeated, office.case(case_id).number)
    assert "nt2_opvolgen" not in office.open(case_id)
    assert office.case(case_id).data["nt2"] == "behaald"
    assert len(office.rows(partner_message)) == 1


def test_a_result_before_the_contract_is_kept(office: Office, school: School) -> None:
    case_id = office.detect()
    enrolment_id = school.teaches(case_id)
    with office.database.transaction() as tx:
        result = Result(Part.DUTCH, True, date(2026, 11, 1))
        told = partner_results.tell_result(tx, enrolment_id, result, school.actor)
    assert told.status == "bewaard"


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Result(Part.ORIENTATION, True, OCTOBER), "resultaat_niet_hier"),
        (Result(Part.NETWORK, False, OCTOBER), "resultaat_niet_hier"),
        (Result(Part.NETWORK, True, OCTOBER, hours=39.5), "resultaat_te_weinig_uren"),
        (Result(Part.NETWORK, True, date(2027, 1, 1), hours=40), "gebeurd_in_toekomst"),
    ],
)
def test_a_result_that_cannot_be(small_office: Office, result: Result, code: str) -> None:
    school = School(small_office)
    enrolment_id = school.teaches(small_office.detect(), Part.NETWORK)
    with small_office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        partner_results.tell_result(tx, enrolment_id, result, school.actor)
    assert refused.value.code == code


def test_a_school_registers_nobody_in_brussels(small_office: Office) -> None:
    school = School(small_office)
    with small_office.database.transaction() as tx, pytest.raises(Refused):
        partner_results.tell_registration(tx, "85073003328", "aangemeld", OCTOBER, school.actor)


def test_an_office_of_brussels_registers_and_finishes(office: Office) -> None:
    """Only whether a file heard it comes back; told a second time, it counts once."""
    take_in(office.database, brussels({}))
    (row,) = office.rows(case)
    office.until(date(2026, 11, 3))
    handed = {"overhandigd_op": "2026-11-03", "ontvangst_getekend": True, "brochure_uitgelegd": True}
    office.do(row.id, "attest_overhandigen", **handed)
    bapa = office.hire("bapa_via", "partnermedewerker")
    number = number_of(office, row.id)

    def tell(name: str, day: date) -> Receipt:
        with office.database.transaction() as tx:
            return partner_results.tell_registration(tx, number, name, day, bapa)

    told = tell("aangemeld", date(2026, 11, 3))
    assert (told.status, told.case_number) == ("bezorgd", row.number)
    assert tell("aangemeld", date(2026, 11, 3)).repeated
    assert office.case(row.id).data["bureau"] == "bapa_via"
    assert tell("attest_van_beeindiging", date(2026, 11, 3)).case_number == row.number
    assert office.case(row.id).outcome


# -- files -------------------------------------------------------------------------------------------------


def hand_in(school: School, *lines: str) -> dict[str, int]:
    """What a file would do, then taken in; the counts of both are the same."""
    content = "\n".join(lines).encode()
    database, actor = school.office.database, school.actor
    with database.transaction() as tx:
        file_id = incoming_files.propose(tx, ATTENDANCE, content, "oktober.csv", actor, actor.organisation)
        would = incoming_files.of_desk(tx, ATTENDANCE, file_id, actor.organisation)["counts"]
        incoming_files.confirm(tx, ATTENDANCE, file_id, actor.organisation)
    incoming_files.run_requested(database)
    with database.read() as tx:
        did = incoming_files.of_desk(tx, ATTENDANCE, file_id, actor.organisation)["counts"]
    assert would == did
    return dict(did)


HOURS = "rijksregisternummer;onderdeel;maand;uren_gegeven;uren_aanwezig;uren_gewettigd"


def test_a_file_of_hours(office: Office, school: School) -> None:
    mine, others = office.detect(), office.detect()
    enrolment_id = school.teaches(mine)
    rows = [
        HOURS,
        f"{number_of(office, mine)};nt2;2026-10;48;40,5;4",
        f"{number_of(office, others)};nt2;2026-10;48;40;0",
        f"{number_of(office, mine)};mo;2026-10;48;40;0",
        f"{number_of(office, mine)};nt2;2026-08;48;40;0",
    ]
    assert hand_in(school, *rows) == {"taken": 1, "unchanged": 0, "rejected": 3}
    assert hand_in(school, *rows) == {"taken": 0, "unchanged": 1, "rejected": 3}
    (row,) = office.rows(hours_table)
    assert (row.enrolment_id, row.given, row.present, row.excused) == (enrolment_id, 4800, 4050, 400)
    other_hours = [HOURS, f"{number_of(office, mine)};nt2;2026-10;48;41;4"]
    assert hand_in(school, *other_hours) == {"taken": 0, "unchanged": 0, "rejected": 1}


def test_a_file_of_results(office: Office, school: School) -> None:
    case_id = contracted(office)
    school.teaches(case_id)
    office.clock(midnight(date(2026, 11, 20)) + NINE)
    rows = [
        "rijksregisternummer;onderdeel;resultaat;datum",
        f"{number_of(office, case_id)};nt2;behaald;2026-11-19",
        f"{number_of(office, case_id)};nt2;niet behaald;2027-01-01",
    ]
    assert hand_in(school, *rows) == {"taken": 1, "unchanged": 0, "rejected": 1}
    assert hand_in(school, *rows) == {"taken": 0, "unchanged": 1, "rejected": 1}
    assert office.case(case_id).data["nt2"] == "behaald"


def test_a_file_of_another_is_not_there(small_office: Office) -> None:
    school, other = School(small_office), School(small_office, "cvo_brugge", "CVO Brugge")
    hand_in(school, HOURS)
    (row,) = small_office.rows(incoming_file)
    with small_office.database.read() as tx, pytest.raises(DomainError) as refused:
        incoming_files.of_desk(tx, ATTENDANCE, row.id, other.code)
    assert refused.value.code == "bestand_onbekend"
    nobody = Actor(1, "Iemand", "in_gent", frozenset({"dossierbeheerder"}))
    with small_office.database.transaction() as tx, pytest.raises(Refused):
        incoming_files.propose(tx, ATTENDANCE, HOURS.encode(), "x.csv", nobody, "in_gent")
