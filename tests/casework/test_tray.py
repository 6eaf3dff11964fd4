"""The tray: what a person does with a message that fits no case, and who may."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.casework import people, tray
from app.casework.actors import Actor, Refused
from app.clock import midnight
from app.db.tables import audit, case, message, partner_message, person
from app.domain.errors import DomainError
from tests.casework.office import MONDAY, Office
from tests.casework.test_partner_messages import kept, number_of, result, tell
from tests.casework.test_partner_messages import office as office  # with a school
from tests.create import national_number


@pytest.fixture
def desk(office: Office) -> Actor:
    return office.colleague("in_gent", "dossierbeheerder")


def do(office: Office, act: Any, *given: Any) -> Any:
    with office.database.transaction() as tx:
        return act(tx, *given)


def in_tray(office: Office, **values: Any) -> int:
    """A registration of another day than the case has heard; the message's id."""
    number = number_of(office, office.detect())
    tell(office, number)
    tell(office, number, key="2", on=date(2026, 10, 30))
    return int(kept(office)[-1].id)


def test_by_hand_to_a_case_that_waits(office: Office, desk: Actor) -> None:
    """The sender wrote two days; the colleague judges that the content is right."""
    case_id = office.detect()
    tell(office, number_of(office, case_id), aangemeld_op="2026-10-30")
    got = do(office, tray.match, kept(office)[0].id, case_id, desk, "opdracht")
    assert (got.status, got.case_number) == ("bezorgd", office.case(case_id).number)
    assert office.case(case_id).data["aangemeld_op"] == "2026-10-30"
    assert office.rows(audit, audit.c.case_id == case_id)[-1].account_id == desk.account_id
    assert kept(office)[0].settled_by == desk.account_id
    assert do(office, tray.match, kept(office)[0].id, case_id, desk, "opdracht").status == "bezorgd"
    assert len(office.rows(message)) == 1


def test_by_hand_to_somebody_else(office: Office, desk: Actor) -> None:
    """The number was wrong: the colleague knows whom the school means."""
    case_id = office.detect()
    tell(office, national_number(date(1980, 1, 1), 5))
    found = do(office, tray.case_by_number, f" {office.case(case_id).number.lower()} ", desk)
    assert found == case_id
    assert do(office, tray.match, kept(office)[0].id, case_id, desk).status == "bezorgd"
    assert office.open(case_id) == ["aanmelding_registreren"]


def test_kept_for_a_case_that_does_not_wait_yet(office: Office, desk: Actor) -> None:
    case_id = office.detect()
    tell(office, national_number(date(1980, 1, 1), 5), "mo_resultaat", **result(MONDAY))
    assert do(office, tray.match, kept(office)[0].id, case_id, desk).status == "bewaard"
    office.record(case_id, "aangemeld")
    for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken", "contract_ondertekenen"):
        office.do(case_id, element)
    assert kept(office)[0].status == "bezorgd"


def test_not_to_a_case_that_has_heard_it_or_of_another_desk(office: Office, desk: Actor) -> None:
    message_id = in_tray(office)
    heard = office.rows(case)[0]
    with pytest.raises(DomainError, match="dossier_hoort_dit_niet"):
        do(office, tray.match, message_id, heard.id, desk)
    elsewhere = office.detect(nis_code="11002")
    with pytest.raises(Refused, match="taak_andere_organisatie"):
        do(office, tray.match, message_id, elsewhere, desk)
    with pytest.raises(DomainError, match="dossier_niet_gevonden"):
        do(office, tray.case_by_number, office.case(elsewhere).number, desk)
    assert kept(office)[-1].status == "postvak"


def test_a_trajectory_begins_from_the_tray(office: Office, desk: Actor) -> None:
    number = national_number(date(1991, 3, 2), 77)
    tell(office, number)
    office.person(national_number=number)
    assert do(office, tray.begin, kept(office)[0].id, desk).status == "bezorgd"
    (begun,) = office.rows(case)
    assert (begun.organisation, office.open(begun.id)) == ("in_gent", ["aanmelding_registreren"])


def test_a_trajectory_of_another_agency_does_not_begin_here(office: Office) -> None:
    number = national_number(date(1991, 3, 2), 77)
    tell(office, number)
    office.person(national_number=number)
    with pytest.raises(DomainError, match="ander_agentschap"):
        do(office, tray.begin, kept(office)[0].id, office.colleague("atlas", "dossierbeheerder"))
    assert office.rows(case) == []


def test_an_answer_reaches_the_sender(office: Office, desk: Actor) -> None:
    message_id = in_tray(office)
    with pytest.raises(DomainError, match="antwoord_ontbreekt"):
        do(office, tray.answer, message_id, "  ", desk)
    do(office, tray.answer, message_id, " Stond al in het dossier. ", desk)
    got = tell(office, number_of(office, office.rows(case)[0].id), key="2", on=date(2026, 10, 30))
    assert (got.status, got.answer, got.tray_id, got.repeated) == (
        "beantwoord", "Stond al in het dossier.", None, True,
    )  # fmt: skip
    with pytest.raises(DomainError, match="niet_in_postvak"):
        do(office, tray.let_go, message_id, "Nog eens.", desk)


def test_what_was_closed_goes_back_on_the_same_day_by_the_same_colleague(office: Office, desk: Actor) -> None:
    message_id = in_tray(office)
    before = kept(office)[-1]
    do(office, tray.let_go, message_id, "Dubbel.", desk)
    other = office.hire("in_gent", "dossierbeheerder")
    with pytest.raises(DomainError, match="niet_terug_te_zetten"):
        do(office, tray.undo, message_id, other)
    do(office, tray.undo, message_id, desk)
    assert kept(office)[-1] == before
    do(office, tray.let_go, message_id, "Dubbel.", desk)
    office.clock(midnight(MONDAY + timedelta(days=1)))
    with pytest.raises(DomainError, match="niet_terug_te_zetten"):
        do(office, tray.undo, message_id, desk)


def test_only_the_desk_of_the_file_answers(office: Office, desk: Actor) -> None:
    message_id = in_tray(office)
    for organisation, role in (
        ("atlas", "dossierbeheerder"),
        ("in_gent", "rapporteur"),
        ("abb", "beheerder"),
    ):
        with pytest.raises(Refused, match="postvak_van_andere_organisatie"):
            do(office, tray.answer, message_id, "Niet van ons.", office.colleague(organisation, role))


def test_who_is_unknown_is_for_every_agency_of_flanders(office: Office) -> None:
    tell(office, national_number(date(1991, 3, 2), 77))
    message_id = kept(office)[0].id
    with pytest.raises(Refused):
        do(office, tray.answer, message_id, "x", office.colleague("abb_handhaving", "handhavingsambtenaar"))
    do(office, tray.answer, message_id, "Kijk het nummer na.", office.colleague("atlas", "dossierbeheerder"))
    assert office.rows(partner_message)[0].status == "beantwoord"


def test_a_withdrawn_person_is_nobody(office: Office) -> None:
    person_id = office.person()
    number = office.rows(person)[0].national_number
    with office.database.transaction() as tx:
        people.withdraw(tx, [person_id])
    assert tell(office, number).status == "postvak"
    assert kept(office)[0].reason == "persoon_onbekend"
