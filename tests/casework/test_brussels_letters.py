"""Letters of Brussels from a case: in the language that was chosen, made at once where somebody waits."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from app.casework import letter_making, letters, mail_room, obligation_checks
from app.casework.actors import Actor
from app.casework.obligation_checks import Said
from app.db.tables import document, letter, organisation, person
from app.domain.errors import DomainError
from tests.casework.office import Office
from tests.casework.test_obligation_checks import IN_SCHAARBEEK, NEWCOMER
from tests.casework.threads import at_once
from tests.letters.pdf import flat

TODAY = date(2026, 11, 2)


@pytest.fixture
def officer(office: Office) -> Actor:
    return office.colleague(IN_SCHAARBEEK, "gemeentemedewerker")


def obliged(office: Office, officer: Actor, language: str) -> int:
    """The case of somebody who is obliged, from the check at the counter."""
    person_id = office.person(**NEWCOMER)
    with office.database.transaction() as tx:
        found = obligation_checks.record(tx, person_id, Said(language=language), officer)
    assert found.case_id is not None
    return found.case_id


def letter_of(office: Office, template: str) -> Any:
    return office.rows(letter, letter.c.template == template)[-1]


def words(office: Office, letter_id: int) -> str:
    with office.database.read() as tx:
        return flat(letters.pdf_of(tx, letter_id))


@pytest.mark.parametrize(
    ("language", "title", "sender"),
    [
        ("nl", "Attest van verplichting", "Gemeente Schaarbeek"),
        ("fr", "Attestation d’obligation", "Commune de Schaerbeek"),
    ],
)
def test_the_attest_is_in_the_language_that_was_chosen(
    office: Office, officer: Actor, language: str, title: str, sender: str
) -> None:
    obliged(office, officer, language)
    attest = letter_of(office, "attest_van_verplichting")
    assert (attest.language, attest.french_asked_on, attest.organisation) == (language, None, IN_SCHAARBEEK)
    letter_making.make_now(office.database, attest.id)
    said = words(office, attest.id)
    assert title in said
    assert sender in said
    assert "bon, inburgering Brussel" in said
    assert "BAPA Convivial" in said


def test_an_office_that_is_not_used_any_more_is_named_to_nobody(office: Office, officer: Actor) -> None:
    with office.database.transaction() as tx:
        tx.execute(update(organisation).where(organisation.c.code == "bapa_via").values(active=False))
    obliged(office, officer, "nl")
    brochure = letter_of(office, "infobrochure")
    letter_making.make_now(office.database, brochure.id)
    assert "BAPA Convivial" in words(office, brochure.id)
    assert "BAPA VIA" not in words(office, brochure.id)


def test_a_letter_of_brussels_is_never_french_on_request(office: Office, officer: Actor) -> None:
    obliged(office, officer, "nl")
    letter_making.make_requested(office.database)
    with office.database.transaction() as tx:  # moved, without what the register would do with that
        tx.execute(update(person).values(nis_code="45041", municipality="Ronse"))
    manager = office.hire(IN_SCHAARBEEK, "dossierbeheerder")
    with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
        mail_room.ask_french(tx, letter_of(office, "infobrochure").id, TODAY, manager)
    assert refused.value.code == "brief_frans_niet_hier"


def test_the_way_to_a_fine_is_told_in_french(office: Office, officer: Actor) -> None:
    case_id = obliged(office, officer, "fr")
    letter_making.make_requested(office.database)
    office.do(
        case_id,
        "attest_overhandigen",
        overhandigd_op=TODAY.isoformat(),
        ontvangst_getekend=True,
        brochure_uitgelegd=True,
    )
    office.until(date(2027, 8, 2))
    office.do(
        case_id,
        "weigering_vaststellen",
        weigering="ja",
        register_nagekeken=True,
        vaststelling="Le rappel n’est pas revenu.",
    )
    letter_making.make_requested(office.database)
    assert office.incidents() == []
    notice = letter_of(office, "brussel_aanmaning_aanmelding")
    assert (notice.language, notice.registered, notice.status) == ("fr", True, "verzonden")
    transfer = letter_of(office, "brussel_overdracht_ggc")
    said = words(office, transfer.id)
    assert "Transmission d’un dossier" in said
    assert "Commission communautaire commune" in said
    assert "Le rappel n’est pas revenu." in said
    assert office.case(office.child(case_id)).data["taal"] == "fr"


class TestAtTheCounter:
    def test_made_already_is_well_and_stays_the_same(self, office: Office) -> None:
        office.detect()
        (asked,) = office.rows(letter)
        letter_making.make_now(office.database, asked.id)
        (made,) = office.rows(letter)
        assert (made.status, made.claimed_until) == ("gemaakt", None)
        letter_making.make_now(office.database, asked.id)
        letter_making.make_requested(office.database)
        assert office.rows(letter) == [made]

    def test_beside_the_workers_each_letter_is_made_once(self, office: Office) -> None:
        for _ in range(6):
            office.detect()
        asked = office.rows(letter)
        found = at_once(
            lambda: letter_making.make_requested(office.database),
            *(lambda of=row.id: letter_making.make_now(office.database, of) for row in asked[:3]),
        )
        assert not [each for each in found if isinstance(each, Exception)], found
        assert {row.status for row in office.rows(letter)} == {"gemaakt"}
        assert len(office.rows(document)) == 6
        assert office.incidents() == []

    def test_what_is_cancelled_or_unknown_is_refused(self, office: Office) -> None:
        case_id = office.detect()
        office.record(case_id, "aangemeld")
        cancelled = office.rows(letter)[0].id
        for letter_id, code in ((cancelled, "brief_niet_gevraagd"), (9_999, "brief_onbekend")):
            with pytest.raises(DomainError) as refused:
                letter_making.make_now(office.database, letter_id)
            assert refused.value.code == code

    def test_what_is_missing_is_said_and_shown_once_with_the_case(self, office: Office) -> None:
        office.detect()
        with office.database.transaction() as tx:
            tx.execute(update(letter).values(template="besluit"))
        for _ in range(2):
            with pytest.raises(DomainError) as refused:
                letter_making.make_now(office.database, 1)
            assert (refused.value.code, refused.value.facts["gegeven"]) == ("brief_mist_gegeven", "besluit")
        assert [row.code for row in office.incidents()] == ["brief_mist_gegeven"]
        with office.database.transaction() as tx:
            tx.execute(update(letter).values(template="uitnodiging_startgesprek"))
        letter_making.make_now(office.database, 1)
        (made,) = office.rows(letter)
        assert (made.status, made.problem) == ("gemaakt", None)
