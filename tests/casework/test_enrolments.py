"""A partner sees somebody from its involvement until shortly after its end, and nobody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.casework import accounts, enrolments, organisations
from app.casework.accounts import AccountDetails, AccountError
from app.casework.actors import Actor, Refused
from app.casework.enrolments import Involvement
from app.clock import midnight
from app.db.tables import audit, enrolment
from app.domain.enrolments import EndReason, Part, seen_since
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from app.insight import partner_desk
from tests.casework.office import NINE, Office
from tests.casework.school import CONTACT, School, involve

TODAY = date(2026, 11, 2)


@pytest.fixture
def school(office: Office) -> School:
    return School(office)


def seen(school: School) -> list[int]:
    """The enrolments on the desk of the school, by the rules of the release."""
    with school.office.database.read() as tx:
        since = seen_since({"partner_inzage": 30}, tx.today)
        found = [each.id for each in partner_desk.learners(tx, school.actor, since)]
        for enrolment_id in found:
            partner_desk.learner(tx, school.actor, enrolment_id, since)
    return found


def may_touch(school: School, enrolment_id: int) -> bool:
    """Whether the casework lets the school write about it: the same as what it sees."""
    with school.office.database.transaction() as tx:
        try:
            enrolments.of_desk(tx, enrolment_id, school.actor)
        except DomainError as refused:
            if refused.code != "inschrijving_onbekend":
                raise
            return False
    return True


def test_a_partner_sees_somebody_only_once_it_is_involved(office: Office, school: School) -> None:
    case_id = office.detect()
    assert seen(school) == []
    enrolment_id = school.teaches(case_id, course="1.1")
    assert seen(school) == [enrolment_id]
    other = School(office, "cvo_brugge", "CVO Brugge")
    assert seen(other) == []
    assert not may_touch(other, enrolment_id)
    lines = office.rows(audit, audit.c.case_id == case_id)
    assert (lines[-1].event, lines[-1].data["naam"]) == ("partner_betrokken", "CVO Gent")


@pytest.mark.parametrize(("days", "is_seen"), [(0, True), (30, True), (31, False)])
def test_it_sees_them_thirty_days_after_the_end(office: Office, days: int, is_seen: bool) -> None:
    school = School(office)
    case_id = office.detect()
    enrolment_id = school.teaches(case_id)
    school.stops(case_id, enrolment_id, TODAY, EndReason.OVER)
    office.clock(midnight(TODAY + timedelta(days=days)) + NINE)
    assert seen(school) == ([enrolment_id] if is_seen else [])
    assert may_touch(school, enrolment_id) is is_seen


def test_a_day_that_was_foreseen_ends_it_as_well(office: Office, school: School) -> None:
    school.teaches(office.detect(), ends_on=TODAY)
    office.clock(midnight(TODAY + timedelta(days=31)) + NINE)
    assert seen(school) == []


def test_a_mistake_is_seen_no_more_at_once(office: Office, school: School) -> None:
    case_id = office.detect()
    enrolment_id = school.teaches(case_id)
    school.stops(case_id, enrolment_id, TODAY, EndReason.MISTAKE)
    assert seen(school) == []
    assert not may_touch(school, enrolment_id)


def test_the_end_of_the_case_is_the_end_of_it(office: Office, school: School) -> None:
    case_id = office.detect()
    enrolment_id = school.teaches(case_id)
    office.register_says(case_id, Mutation.DECEASED)
    office.until(TODAY + timedelta(days=1))
    assert office.case(case_id).outcome
    assert seen(school) == [enrolment_id]
    office.clock(midnight(TODAY + timedelta(days=33)) + NINE)
    assert seen(school) == []


def test_only_the_own_desk_involves_and_ends(office: Office, school: School) -> None:
    case_id = office.detect()
    asked = Involvement(school.code, Part.DUTCH, TODAY)
    for actor in (
        office.colleague("atlas", "trajectbegeleider"),
        office.colleague("in_gent", "handhavingsambtenaar"),
        school.actor,
    ):
        with office.database.transaction() as tx, pytest.raises(Refused):
            enrolments.involve(tx, case_id, asked, actor)
    enrolment_id = school.teaches(case_id)
    with office.database.transaction() as tx, pytest.raises(Refused):
        enrolments.end(tx, enrolment_id, TODAY, EndReason.OVER, school.actor)


@pytest.mark.parametrize(
    ("partner", "part", "more", "code"),
    [
        ("cvo_gent", Part.WORK, {}, "partner_onbekend"),
        ("vdab", Part.DUTCH, {}, "partner_onbekend"),
        ("dvz", Part.DUTCH, {}, "partner_onbekend"),
        ("in_gent", Part.DUTCH, {}, "partner_onbekend"),
        ("nergens", Part.DUTCH, {}, "partner_onbekend"),
        ("cvo_gent", Part.DUTCH, {"ends_on": date(2026, 9, 30)}, "inschrijving_eindigt_voor_begin"),
        ("cvo_gent", Part.DUTCH, {"starts_on": date(1926, 10, 1)}, "inschrijving_te_ver"),
        ("cvo_gent", Part.DUTCH, {"ends_on": date(9999, 12, 31)}, "inschrijving_te_ver"),
    ],
)
def test_who_cannot_be_involved(
    small_office: Office, partner: str, part: Part, more: dict[str, date], code: str
) -> None:
    School(small_office)
    case_id = small_office.detect()
    with pytest.raises(DomainError) as refused:
        involve(small_office, case_id, partner, part, **more)
    assert refused.value.code == code
    assert small_office.rows(enrolment) == []


def test_a_partner_is_involved_once_for_a_part_at_a_time(office: Office, school: School) -> None:
    case_id = office.detect()
    first = school.teaches(case_id)
    school.teaches(case_id, Part.ORIENTATION)
    with pytest.raises(DomainError) as refused:
        school.teaches(case_id)
    assert refused.value.code == "partner_al_betrokken"
    school.stops(case_id, first, TODAY, EndReason.OVER)
    school.teaches(case_id, course="1.2")
    assert len(seen(school)) == 3


@pytest.mark.parametrize("day", [date(2026, 9, 30), TODAY + timedelta(days=1)])
def test_a_last_day_lies_between_the_first_and_today(small_office: Office, day: date) -> None:
    school = School(small_office)
    case_id = small_office.detect()
    enrolment_id = school.teaches(case_id)
    with pytest.raises(DomainError) as refused:
        school.stops(case_id, enrolment_id, day, EndReason.OVER)
    assert refused.value.code == "laatste_dag_onmogelijk"


def test_an_infringement_involves_nobody(small_office: Office) -> None:
    school = School(small_office)
    _, breach = small_office.reported()
    with pytest.raises(DomainError) as refused:
        school.teaches(breach)
    assert refused.value.code == "traject_zonder_partners"


# -- organisations -----------------------------------------------------------------------------------------


def administrator(office: Office) -> Actor:
    return office.colleague("abb", "beheerder")


@pytest.mark.parametrize(
    ("code", "name", "problem"),
    [
        ("CVO", "CVO", "organisatiecode_ongeldig"),
        ("cvo gent", "CVO", "organisatiecode_ongeldig"),
        ("c" * 41, "CVO", "organisatiecode_ongeldig"),
        ("vdab", "CVO", "organisatiecode_bestaat"),
        ("cvo", " ", "organisatienaam_leeg"),
    ],
)
def test_a_partner_needs_a_code_of_its_own(small_office: Office, code: str, name: str, problem: str) -> None:
    actor = administrator(small_office)
    with small_office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        organisations.add_partner(tx, code, name, CONTACT, actor)
    assert refused.value.code == problem


def test_only_the_administrator_changes_organisations(small_office: Office) -> None:
    lead = small_office.colleague("in_gent", "teamverantwoordelijke")
    with small_office.database.transaction() as tx:
        for change in (
            lambda: organisations.add_partner(tx, "cvo", "CVO", CONTACT, lead),
            lambda: organisations.change_contact(tx, "vdab", CONTACT, lead),
            lambda: organisations.set_active(tx, "vdab", False, lead),
            lambda: organisations.preview(tx, "vdab", CONTACT, lead),
        ):
            with pytest.raises(Refused):
                change()


def test_what_another_contact_changes_is_told_before(office: Office) -> None:
    actor = administrator(office)
    office.detect()
    office.detect()
    with office.database.transaction() as tx:
        told = organisations.preview(tx, "in_gent", CONTACT, actor)
        assert told.letters == 2
        assert {each.field for each in told.differences} == {"adresregels", "telefoon", "e_mail", "website"}
        organisations.change_contact(tx, "in_gent", CONTACT, actor)
        assert organisations.preview(tx, "in_gent", CONTACT, actor).differences == []


def test_what_is_used_stays_in_use(office: Office, school: School) -> None:
    actor = administrator(office)
    with office.database.transaction() as tx, pytest.raises(DomainError) as refused:
        organisations.set_active(tx, school.code, False, actor)
    assert refused.value.code == "organisatie_in_gebruik"
    with office.database.transaction() as tx:
        details = AccountDetails("Weg", None, school.code, frozenset({"partnermedewerker"}), active=False)
        accounts.change_account(tx, int(school.actor.account_id or 0), details)
        organisations.set_active(tx, school.code, False, actor)
        assert school.code not in {
            code for found in enrolments.partners_for(tx).values() for code, _ in found
        }
    for named in ("in_gent", "vdab"):
        with office.database.transaction() as tx, pytest.raises(DomainError) as refused:
            organisations.set_active(tx, named, False, actor)
        assert refused.value.code == "organisatie_vast"


@pytest.mark.parametrize(
    ("organisation", "role", "fits"),
    [
        ("cvo_gent", "partnermedewerker", True),
        ("vdab", "partnermedewerker", True),
        ("bapa_via", "partnermedewerker", True),
        ("bon", "partnermedewerker", True),
        ("in_gent", "partnermedewerker", False),
        ("abb", "partnermedewerker", False),
        ("gemeente_21004", "partnermedewerker", False),
        ("ggc", "partnermedewerker", False),
        ("cvo_gent", "dossierbeheerder", False),
        ("in_gent", "dossierbeheerder", True),
    ],
)
def test_the_role_of_a_partner_is_for_partners(
    small_office: Office, organisation: str, role: str, fits: bool
) -> None:
    School(small_office)
    details = AccountDetails("Iemand", None, organisation, frozenset({role}))
    with small_office.database.transaction() as tx:
        if fits:
            accounts.create_account(tx, "iemand", details, "!")
            return
        with pytest.raises(AccountError) as refused:
            accounts.create_account(tx, "iemand", details, "!")
    assert refused.value.code == "rol_past_niet"


def test_a_diagram_may_name_an_organisation_that_was_added(office: Office, school: School) -> None:
    with office.database.transaction() as tx:
        assert organisations.exists(tx, school.code)
        assert organisations.exists(tx, school.code)
        assert not organisations.exists(tx, "nergens")


def test_what_was_added_and_rolled_back_is_not_known(small_office: Office) -> None:
    actor = administrator(small_office)

    def fail() -> None:
        with small_office.database.transaction() as tx:
            organisations.add_partner(tx, "cvo", "CVO", CONTACT, actor)
            assert organisations.exists(tx, "cvo")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        fail()
    with small_office.database.read() as tx:
        assert not organisations.exists(tx, "cvo")
