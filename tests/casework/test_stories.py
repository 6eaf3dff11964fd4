"""People from the register to the end of their trajectory, straight through."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import letter_making, letters, print_batches, virtual_time, walk_in
from app.casework.actors import Refused
from app.db.tables import case, letter
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from tests.casework.office import Office

EUROPEAN: dict[str, Any] = {"nationality": "Nederland", "residence_status": None, "card_type": "EU"}


def test_from_detection_to_certificate(office: Office) -> None:
    case_id = office.detect()
    found = office.case(case_id)
    assert (found.number, found.status, found.organisation) == (
        f"INB-2026-{case_id:06d}",
        "lopend",
        "in_gent",
    )
    assert office.open(case_id) == []
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "gevraagd")]
    office.until(date(2026, 11, 3))
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "verzonden")]
    office.record(case_id, "aangemeld")
    for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken"):
        assert office.open(case_id) == [element]
        office.do(case_id, element)
    office.until(date(2026, 11, 5))
    assert office.letters(case_id)[1:] == [
        ("attest_aanmelding", "verzonden"),
        ("inburgeringscontract", "verzonden"),
    ]
    office.do(case_id, "contract_ondertekenen")
    office.follow_parts(case_id)
    office.do(case_id, "attest_uitreiken")
    assert office.case(case_id).outcome is None  # the duty goes on until B1 is shown
    office.record(case_id, "b1_aangetoond")
    ended = office.case(case_id)
    assert (ended.status, ended.outcome, ended.state) == ("beeindigd", "b1_aangetoond", None)
    assert office.milestones(case_id) == ["gedetecteerd", "aangemeld", "contract", "attest"]
    assert {term.status for term in office.terms(case_id)} == {"vervallen"}
    assert (office.waits(case_id), office.incidents()) == (set(), [])


def test_not_all_parts_achieved_gives_a_declaration(small_office: Office) -> None:
    case_id = small_office.offered()
    small_office.do(case_id, "contract_ondertekenen")
    small_office.follow_parts(case_id, nt2="niet behaald")
    small_office.do(case_id, "resultaat_beoordelen")
    small_office.do(case_id, "attest_uitreiken")
    assert small_office.case(case_id).outcome == "verklaring_behaald"
    assert small_office.milestones(case_id)[-1] == "verklaring"


def test_who_comes_before_the_invitation_left_never_gets_it(office: Office) -> None:
    case_id = office.detect()
    letter_making.make_requested(office.database)
    office.record(case_id, "aangemeld")
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "geannuleerd")]
    office.until(date(2026, 11, 6))
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "geannuleerd")]
    assert office.open(case_id) == ["aanmelding_registreren"]


def test_an_entitled_person_who_does_not_react(office: Office) -> None:
    case_id = office.detect(**EUROPEAN)
    (row,) = office.rows(letter, letter.c.case_id == case_id)
    assert row.registered is False
    office.until(date(2027, 2, 3))  # the last day
    assert office.case(case_id).status == "lopend"
    office.until(date(2027, 2, 4))
    assert office.case(case_id).outcome == "niet_ingegaan_op_aanbod"
    assert office.rows(case, case.c.parent_id == case_id) == []


def test_refusing_to_sign_becomes_an_infringement(office: Office) -> None:
    case_id = office.offered()
    refusal: dict[str, Any] = {
        "ondertekening": "geweigerd",
        "reden_weigering": "Wil eerst met een advocaat spreken.",
    }
    office.do(case_id, "contract_ondertekenen", **refusal)
    breach = office.child(case_id)
    facts = office.infringement(breach)
    assert (facts.type, facts.fact_date, facts.rank) == (
        "geweigerd te ondertekenen",
        date(2026, 11, 4),
        1,
    )
    assert office.open(breach) == ["inbreuk_vaststellen"]
    assert office.case(breach).organisation == "in_gent"
    assert office.waits(case_id) >= {"aangemeld", "besluit_betekend", "niet_vervolgd"}


def test_an_entitled_person_who_refuses_to_sign_commits_no_infringement(small_office: Office) -> None:
    case_id = small_office.offered(**EUROPEAN)
    refusal: dict[str, Any] = {"ondertekening": "geweigerd", "reden_weigering": "Heeft geen tijd meer."}
    small_office.do(case_id, "contract_ondertekenen", **refusal)
    assert small_office.case(case_id).outcome == "niet_ingegaan_op_aanbod"
    assert small_office.rows(case, case.c.parent_id == case_id) == []
    small_office.until(date(2026, 11, 9))
    assert small_office.letters(case_id)[-1] == ("inburgeringscontract", "geannuleerd")


def test_a_walk_in_starts_a_trajectory_at_registration(office: Office) -> None:
    person_id = office.person()
    counsellor = office.hire("in_gent", "trajectbegeleider")
    with office.database.transaction() as tx:
        case_id = walk_in.register(tx, person_id, counsellor)
    assert office.open(case_id) == ["aanmelding_registreren"]
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "geannuleerd")]
    assert office.milestones(case_id) == ["gedetecteerd", "aangemeld"]
    with pytest.raises(DomainError) as again, office.database.transaction() as tx:
        walk_in.register(tx, person_id, counsellor)
    assert again.value.code == "traject_wacht_niet_op_aanmelding"
    assert len(office.rows(case, case.c.person_id == person_id)) == 1


def test_a_walk_in_of_another_town_leaves_nothing_behind(office: Office) -> None:
    person_id = office.person()
    stranger = office.hire("atlas", "trajectbegeleider")
    officer = office.hire("in_gent", "handhavingsambtenaar")
    for actor in (stranger, officer):
        with pytest.raises(Refused), office.database.transaction() as tx:
            walk_in.register(tx, person_id, actor)
    assert office.rows(case) == []
    assert office.rows(letter) == []


def test_dying_with_a_letter_pending(office: Office) -> None:
    case_id = office.detect()
    office.until(date(2026, 11, 2))
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "gemaakt")]
    assert office.register_says(case_id, Mutation.DECEASED) == "changed"
    ended = office.case(case_id)
    assert (ended.status, ended.outcome) == ("beeindigd", "vervallen")
    assert ended.data["reden"] == "overleden"
    office.until(date(2026, 11, 30))
    assert office.letters(case_id) == [("uitnodiging_startgesprek", "geannuleerd")]


@pytest.mark.parametrize("batched", [False, True])
def test_a_letter_of_an_ended_case_does_not_leave(office: Office, batched: bool) -> None:
    case_id, other = office.detect(), office.detect()
    letter_making.make_requested(office.database)
    desk = office.hire("in_gent", "dossierbeheerder")
    if batched:
        with office.database.transaction() as tx:
            batch = letters.create_batch(tx, desk)
    office.register_says(case_id, Mutation.DECEASED)
    if not batched:
        with office.database.transaction() as tx:
            batch = letters.create_batch(tx, desk)
    with office.database.read() as tx:
        listed = print_batches.manifest(tx, batch)  # type: ignore[arg-type]
    assert office.case(other).number in listed
    assert office.case(case_id).number not in listed
    assert len(listed.splitlines()) == 2
    (cancelled,) = office.rows(letter, letter.c.case_id == case_id)
    with pytest.raises(DomainError) as refused, office.database.transaction() as tx:
        letters.mark_sent(tx, cancelled.id, date(2026, 11, 2))
    assert refused.value.code == "brief_niet_te_verzenden"


def test_dying_while_a_contract_is_being_made(office: Office) -> None:
    case_id = office.offered()
    office.register_says(case_id, Mutation.DECEASED)
    assert office.case(case_id).outcome == "vervallen"
    assert office.letters(case_id)[-1] == ("inburgeringscontract", "geannuleerd")
    assert office.open(case_id) == []


def test_moving_to_brussels_ends_it_and_moving_to_antwerp_does_not(office: Office) -> None:
    case_id, other = office.detect(), office.detect()
    moved = office.register_says(case_id, Mutation.MOVED, nis_code="21004", municipality="Brussel")
    stayed = office.register_says(other, Mutation.MOVED, nis_code="11002", municipality="Antwerpen")
    assert (moved, stayed) == ("changed", "changed")
    assert office.case(case_id).outcome == "vervallen"
    assert office.case(case_id).data["reden"] == "verhuisd_buiten_gewest"
    assert office.case(other).status == "lopend"


def test_time_passes_only_for_whom_it_concerns(small_office: Office) -> None:
    """The mail room of the demo sends nothing on the day itself, and nothing on a Sunday."""
    case_id = small_office.detect()
    virtual_time.settle(small_office.database)
    assert virtual_time.send_post(small_office.database) == 0
    assert small_office.letters(case_id) == [("uitnodiging_startgesprek", "gemaakt")]
