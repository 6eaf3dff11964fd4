"""What comes back: a fact beside the sent date, one look into the address, and what that leads to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import address_checks, letter_making, letters, mail_room, people, returned_mail
from app.casework.actors import Actor, Refused
from app.casework.audit import broken_at
from app.db.tables import address_check, audit, letter, person, person_history
from app.domain.errors import DomainError
from app.domain.vocabulary import AddressOutcome, Mutation
from app.insight.address_checks import checks_of_person
from app.insight.letter_story import letter_events
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.threads import at_once

SENT, BACK = date(2026, 11, 3), date(2026, 11, 5)


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


def sent(office: Office, **facts: Any) -> tuple[int, int]:
    """A case whose invitation left on Tuesday, and the letter; it is Thursday."""
    case_id = office.detect(**facts)
    office.until(BACK)
    (row,) = office.rows(letter, letter.c.case_id == case_id)
    assert row.sent_on == SENT
    return case_id, row.id


def back(office: Office, letter_id: int, actor: Actor, reason: str | None = "niet afgehaald") -> None:
    with office.database.transaction() as tx:
        mail_room.record_returned(tx, letter_id, BACK, reason, actor)


def close(office: Office, check_id: int, outcome: AddressOutcome, actor: Actor, **more: Any) -> list[int]:
    with office.database.transaction() as tx:
        return address_checks.close(tx, check_id, outcome, more.pop("note", None), actor, **more)


def refusal(call: Any) -> str:
    with pytest.raises(DomainError) as refused:
        call()
    return refused.value.code


def test_a_returned_letter_keeps_its_terms_and_opens_a_check(office: Office, manager: Actor) -> None:
    case_id, letter_id = sent(office)
    before = office.terms(case_id)
    back(office, letter_id, manager)
    (row,) = office.rows(letter)
    assert (row.status, row.sent_on, row.returned_on) == ("verzonden", SENT, BACK)
    assert (row.return_reason, row.returned_noted_by) == ("niet afgehaald", manager.account_id)
    assert office.terms(case_id) == before
    (check,) = office.rows(address_check)
    assert (check.person_id, check.organisation, check.outcome) == (row.person_id, "in_gent", None)
    assert row.address_check_id == check.id
    again = dump(office.database)
    back(office, letter_id, manager)
    assert dump(office.database) == again
    with office.database.transaction() as tx:
        assert broken_at(tx, case_id) is None


def test_two_letters_of_one_person_open_one_check(office: Office, manager: Actor) -> None:
    case_id, breach = office.noticed()
    office.until(date(2027, 2, 12))
    first, second = (row.id for row in office.rows(letter))
    day = date(2027, 2, 11)

    def returned(of: int) -> Any:
        def act() -> None:
            with office.database.transaction() as tx:
                returned_mail.mark_returned(tx, of, day)

        return act

    assert at_once(returned(first), returned(second)) == [None, None]
    (check,) = office.rows(address_check)
    assert {row.address_check_id for row in office.rows(letter)} == {check.id}
    again = close(office, check.id, AddressOutcome.CONFIRMED, manager, send_again=True)
    assert {row.copy_of for row in office.rows(letter) if row.id in again} == {first, second}
    for each in (case_id, breach):
        with office.database.read() as tx:
            assert broken_at(tx, each) is None


def test_what_cannot_have_come_back(office: Office, manager: Actor) -> None:
    office.detect()
    letter_making.make_requested(office.database)
    (row,) = office.rows(letter)
    assert refusal(lambda: back(office, row.id, manager)) == "brief_niet_verzonden"
    assert refusal(lambda: back(office, 99, manager)) == "brief_onbekend"
    office.until(BACK)
    for day in (date(2026, 11, 2), date(2026, 11, 6)):
        with office.database.transaction() as tx:
            assert (
                refusal(lambda: returned_mail.mark_returned(tx, row.id, day)) == "terugkeer_onmogelijk"  # noqa: B023
            )
    back(office, row.id, manager)
    assert refusal(lambda: back(office, row.id, manager, "verhuisd")) == "brief_al_teruggekeerd"
    stranger = office.hire("atlas", "dossierbeheerder")
    assert refusal(lambda: back(office, row.id, stranger)) == "brief_onbekend"
    with pytest.raises(Refused):
        back(office, row.id, office.hire("in_gent", "trajectbegeleider"))


def test_a_new_address_is_kept_with_history_and_a_new_letter_goes_there(
    office: Office, manager: Actor
) -> None:
    case_id, letter_id = sent(office, street="Korenlei", house_number="14")
    back(office, letter_id, manager)
    (check,) = office.rows(address_check)
    address = {"street": "Graslei", "house_number": "3", "postcode": "9000", "municipality": "Gent"}
    (new,) = close(
        office,
        check.id,
        AddressOutcome.NEW_ADDRESS,
        manager,
        address=address,
        send_again=True,
        note="Gebeld.",
    )
    (row,) = office.rows(person)
    assert (row.street, row.house_number, row.nis_code) == ("Graslei", "3", "44021")
    assert ("street", "Korenlei", "Graslei") in {
        (each.field, each.old_value, each.new_value) for each in office.rows(person_history)
    }
    letter_making.make_requested(office.database)
    (first, copy) = office.rows(letter)
    assert (copy.id, copy.copy_of, copy.status) == (new, letter_id, "gemaakt")
    assert copy.facts["persoon"]["adresregels"][0] == "Graslei 3"
    assert first.facts["persoon"]["adresregels"][0] == "Korenlei 14"
    running = office.terms(case_id)
    with office.database.transaction() as tx:
        letters.mark_sent(tx, new, BACK)
    assert office.terms(case_id) == running, "a term counts from the first letter that left"
    closed = lambda: close(office, check.id, AddressOutcome.CONFIRMED, manager)  # noqa: E731
    assert refusal(closed) == "adresonderzoek_gesloten"


def test_somebody_who_cannot_be_found(office: Office, manager: Actor) -> None:
    case_id, letter_id = sent(office)
    back(office, letter_id, manager)
    (check,) = office.rows(address_check)
    untraceable = AddressOutcome.UNTRACEABLE
    assert refusal(lambda: close(office, check.id, untraceable, manager)) == "toelichting_ontbreekt"
    stranger = office.hire("atlas", "dossierbeheerder")
    assert (
        refusal(lambda: close(office, check.id, untraceable, stranger, note="x")) == "adresonderzoek_onbekend"
    )
    (row,) = office.rows(person)
    same = {name: getattr(row, name) for name in people.ADDRESS}
    new = lambda: close(office, check.id, AddressOutcome.NEW_ADDRESS, manager, address=same)  # noqa: E731
    assert refusal(new) == "adres_ongewijzigd"
    asked = close(office, check.id, untraceable, manager, note="Wijkagent vond niemand.", send_again=True)
    assert (asked, len(office.rows(letter))) == ([], 1)
    with office.database.read() as tx:
        (found,) = checks_of_person(tx, check.person_id)
        told = [(each.kind, each.outcome or each.why) for each in letter_events(tx, case_id)]
    assert (found.outcome, found.note) == ("onvindbaar", "Wijkagent vond niemand.")
    assert told[-2:] == [("brief_teruggekeerd", "niet afgehaald"), ("adres_nagekeken", "onvindbaar")]
    noted = [row.event for row in office.rows(audit, audit.c.case_id == case_id)]
    assert noted[-2:] == ["brief_teruggekeerd", "adres_nagekeken"]
    assert "niemand" not in str([row.data for row in office.rows(audit)])
    assert office.case(case_id).status == "lopend", "nothing ends by it"


def test_a_letter_of_an_ended_case_is_not_sent_again(office: Office, manager: Actor) -> None:
    case_id, letter_id = sent(office)
    office.register_says(case_id, Mutation.DECEASED)
    back(office, letter_id, manager)
    (check,) = office.rows(address_check)
    assert close(office, check.id, AddressOutcome.CONFIRMED, manager, send_again=True) == []
    assert len(office.rows(letter)) == 1


def test_who_moves_takes_the_open_check_along(office: Office, manager: Actor) -> None:
    """Its letters are known at the new desk; one that is open there already takes them in."""
    case_id, letter_id = sent(office)
    back(office, letter_id, manager)
    assert office.register_says(case_id, Mutation.MOVED, nis_code="41002") == "changed"
    (check,) = office.rows(address_check)
    assert (check.organisation, check.closed_at) == ("va_oost_vlaanderen", None)
    with office.database.transaction() as tx:
        tx.execute(
            address_check.insert().values(person_id=check.person_id, organisation="in_gent", opened_at=tx.now)
        )
    assert office.register_says(case_id, Mutation.MOVED, nis_code="44021") == "changed"
    (joined,) = office.rows(address_check)
    assert joined.organisation == "in_gent"
    assert {row.address_check_id for row in office.rows(letter)} == {joined.id}
    close(office, joined.id, AddressOutcome.CONFIRMED, manager)
