"""A letter in French: only where that may be, only that letter, and terms that start once."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update

from app.casework import letter_making, letters, mail_room
from app.casework.actors import Actor, Refused
from app.db.tables import letter, person
from app.domain.errors import DomainError
from tests.casework.office import Office

RONSE = {"nis_code": "45041", "municipality": "Ronse", "postcode": "9600"}
DETECTED = date(2026, 11, 2)


@pytest.fixture
def manager(office: Office) -> Actor:
    return office.hire("in_gent", "dossierbeheerder")


def move(office: Office, **where: str) -> None:
    """Somebody lives elsewhere, without what the register would do with that."""
    with office.database.transaction() as tx:
        tx.execute(update(person).values(**where))


def ask(office: Office, letter_id: int, actor: Actor, day: date = DETECTED) -> int:
    with office.database.transaction() as tx:
        return mail_room.ask_french(tx, letter_id, day, actor)


def refusal(office: Office, letter_id: int, actor: Actor, day: date = DETECTED) -> DomainError:
    with pytest.raises(DomainError) as refused:
        ask(office, letter_id, actor, day)
    return refused.value


def test_before_it_left_the_french_one_takes_its_place_and_starts_the_term(
    office: Office, manager: Actor
) -> None:
    case_id = office.detect()
    move(office, **RONSE)
    letter_making.make_requested(office.database)
    (dutch,) = office.rows(letter)
    new = ask(office, dutch.id, manager)
    letter_making.make_requested(office.database)
    old, french = office.rows(letter)
    assert (old.status, old.cancelled_by) == ("geannuleerd", manager.account_id)
    assert (french.id, french.status, french.language, french.copy_of) == (new, "gemaakt", "fr", dutch.id)
    assert (french.french_asked_on, french.translation_of) == (DETECTED, None)
    assert french.registered == dutch.registered
    assert [term.status for term in office.terms(case_id, "aanmelding")] == ["wacht"]
    with office.database.transaction() as tx:
        letters.mark_sent(tx, french.id, DETECTED)
    assert [term.status for term in office.terms(case_id, "aanmelding")] == ["loopt"]


def test_after_it_left_a_translation_follows_that_starts_nothing(office: Office, manager: Actor) -> None:
    case_id = office.detect()
    office.until(date(2026, 11, 4))
    (dutch,) = office.rows(letter)
    began = office.terms(case_id, "aanmelding")
    move(office, **RONSE)
    new = ask(office, dutch.id, manager, date(2026, 11, 4))
    letter_making.make_requested(office.database)
    sent, french = office.rows(letter)
    assert (sent.status, french.id, french.translation_of) == ("verzonden", new, dutch.id)
    assert (french.status, french.registered) == ("gemaakt", False)
    assert french.facts["brief"]["vertaling_van"]["kenmerk"] == dutch.reference
    with office.database.transaction() as tx:
        letters.mark_sent(tx, french.id, date(2026, 11, 4))
    assert office.terms(case_id, "aanmelding") == began
    assert refusal(office, dutch.id, manager).code == "brief_al_frans"


def test_a_translation_may_be_left_out_and_asked_again(office: Office, manager: Actor) -> None:
    office.detect()
    office.until(date(2026, 11, 4))
    move(office, **RONSE)
    first = ask(office, 1, manager)
    with office.database.transaction() as tx:
        assert mail_room.cancel(tx, first, "Toch niet nodig.", manager) is None
    assert ask(office, 1, manager) > first


def test_the_same_letter_again_stays_french_only_where_that_may_be(office: Office, manager: Actor) -> None:
    office.detect()
    move(office, **RONSE)
    french = ask(office, 1, manager)
    with office.database.transaction() as tx:
        again = mail_room.cancel(tx, french, "Verkeerde naam.", manager, replace=True)
    assert again is not None
    assert [row.language for row in office.rows(letter)] == ["nl", "fr", "fr"]
    move(office, nis_code="44021", municipality="Gent")
    with office.database.transaction() as tx:
        mail_room.cancel(tx, again, "Verhuisd.", manager, replace=True)
    last = office.rows(letter)[-1]
    assert (last.language, last.french_asked_on) == ("nl", None)


def test_the_next_letter_is_dutch_and_nothing_stands_with_the_person(office: Office, manager: Actor) -> None:
    office.detect()
    move(office, **RONSE)
    (before,) = office.rows(person)
    ask(office, 1, manager)
    assert office.rows(person) == [before]
    office.until(date(2027, 3, 1))
    breach = office.child(1)
    office.do(breach, "inbreuk_vaststellen")
    office.do(breach, "ingebrekestelling_ondertekenen")
    letter_making.make_requested(office.database)
    notice = office.rows(letter)[-1]
    assert (notice.template, notice.language, notice.status) == ("ingebrekestelling", "nl", "gemaakt")


def test_elsewhere_it_is_refused(office: Office, manager: Actor) -> None:
    office.detect()
    refused = refusal(office, 1, manager)
    assert (refused.code, refused.facts["gemeente"]) == ("brief_frans_niet_hier", "Gent")
    move(office, **RONSE)
    assert refusal(office, 1, manager, date(2026, 11, 3)).code == "verzoek_onmogelijk"
    assert refusal(office, 1, manager, date(2026, 11, 1)).code == "verzoek_onmogelijk"
    french = ask(office, 1, manager)
    assert refusal(office, french, manager).code == "brief_al_frans"
    assert refusal(office, 1, manager).code == "brief_geannuleerd"


def test_a_letter_to_another_service_stays_dutch(office: Office, manager: Actor) -> None:
    office.detect()
    move(office, **RONSE)
    with office.database.transaction() as tx:
        tx.execute(update(letter).values(template="vaststellingsformulier"))
    assert refusal(office, 1, manager).code == "brief_zonder_frans"


def test_only_the_desk_of_the_letter_and_only_who_does_its_mail(office: Office) -> None:
    office.detect()
    move(office, **RONSE)
    counsellor = office.hire("in_gent", "trajectbegeleider")
    with pytest.raises(Refused):
        ask(office, 1, counsellor)
    assert refusal(office, 1, office.hire("atlas", "dossierbeheerder")).code == "brief_onbekend"
