"""People who did not come: infringement, file, decision, payment, straight through."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework.actors import Refused
from app.db.tables import account, case, letter, message, payment
from app.domain.vocabulary import Mutation
from tests.casework.office import Office


def test_from_silence_to_a_signed_fine_paid_in_two_parts(office: Office) -> None:
    case_id, breach, file = office.fined()
    assert office.case(file).number == f"HHV-2027-{file:06d}"
    assert office.case(file).organisation == "abb_handhaving"
    decided = office.decision(file)
    assert (decided.outcome, decided.proposed_cents, decided.amount_cents) == ("boete", 10000, 10000)
    assert decided.decided_by != decided.signed_by
    assert (decided.collection, decided.notified_on) == ("te_betalen", date(2027, 4, 21))
    assert office.case(breach).outcome == "besluit_betekend"
    assert office.infringement(breach).status == "besloten"
    assert "aangemeld" in office.waits(case_id)
    (new_term,) = office.terms(case_id, "aanmelding_na_inbreuk")
    assert (new_term.status, new_term.started_on, new_term.last_day) == (
        "loopt",
        date(2027, 4, 21),
        date(2027, 7, 21 + 1),  # 21 July is a legal holiday
    )
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=33.4)
    assert office.case(file).data["openstaand"] == 66.6
    assert office.decision(file).collection == "te_betalen"
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=66.6)
    assert (office.case(file).status, office.decision(file).collection) == ("lopend", "geind")
    assert [row.amount_cents for row in office.rows(payment)] == [3340, 6660]
    office.until(date(2027, 7, 1))  # a paid file stays open for a while: it can still be revised
    assert office.case(file).outcome == "geind"
    assert office.incidents() == []


def test_letters_of_a_fine_are_kept_as_they_left(small_office: Office) -> None:
    _, _, file = small_office.fined()
    sent = [(row.template, row.status, row.registered) for row in small_office.rows(letter)]
    assert sent == [
        ("uitnodiging_startgesprek", "verzonden", True),
        ("ingebrekestelling", "verzonden", True),
        ("vaststellingsformulier", "verzonden", False),
        ("uitnodiging_verweer", "verzonden", True),
        ("besluit", "verzonden", True),
    ]
    decision_letter = small_office.rows(letter)[-1]
    names = {row.id: row.name for row in small_office.rows(account)}
    decided = small_office.decision(file)
    assert decision_letter.facts["besluit"]["beslist_door"] == names[decided.decided_by]
    assert decision_letter.facts["besluit"]["ondertekend_door"] == names[decided.signed_by]
    assert decision_letter.facts["dossier"]["agentschap_naam"] == "IN-Gent"
    assert decision_letter.reference == f"{small_office.case(file).number}/2"


def test_unpaid_goes_to_reminder_and_transfer(office: Office) -> None:
    _, _, file = office.fined()
    office.until(date(2027, 5, 25))
    assert office.decision(file).collection == "herinnerd"
    assert office.letters(file)[-1] == ("betalingsherinnering", "verzonden")
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=40)
    office.until(date(2027, 6, 30))
    assert office.decision(file).collection == "tweede_herinnering"
    assert office.letters(file)[-1] == ("tweede_betalingsherinnering", "verzonden")
    office.until(date(2027, 8, 5))
    assert office.open(file) == ["belastingdienst_overdragen"]
    office.do(file, "belastingdienst_overdragen")
    assert (office.case(file).status, office.decision(file).collection) == ("lopend", "overgedragen")
    assert office.letters(file)[-1][0] == "overdracht_belastingdienst"
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=60)
    assert office.decision(file).collection == "geind"


def test_paying_before_the_reminder_left_stops_it(office: Office) -> None:
    _, _, file = office.fined()
    office.until(date(2027, 5, 21))  # the last day: a Friday
    assert office.letters(file)[-1] == ("besluit", "verzonden")
    office.until(date(2027, 5, 22))
    assert office.letters(file)[-1] == ("betalingsherinnering", "gemaakt")
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=100)
    assert office.decision(file).collection == "geind"
    office.until(date(2027, 5, 31))
    assert office.letters(file)[-1] == ("betalingsherinnering", "geannuleerd")


@pytest.mark.parametrize("outcome", ["geen boete", "geen gevolg"])
def test_no_fine_ends_with_its_letter(office: Office, outcome: str) -> None:
    case_id, breach, file = office.forwarded()
    office.do(file, "dossier_onderzoeken")
    office.until(date(2027, 3, 18))
    office.record(file, "verweer_ontvangen")
    office.do(file, "besluit_nemen", besluit=outcome)
    office.do(file, "besluit_ondertekenen")
    assert office.case(file).status == "lopend"  # the letter still has to leave
    office.until(date(2027, 3, 22))
    assert office.case(file).outcome == "zonder_boete"
    decided = office.decision(file)
    assert (decided.outcome, decided.amount_cents, decided.collection) == (outcome, None, None)
    assert office.case(breach).outcome == "besluit_betekend"
    assert office.terms(case_id, "aanmelding_na_inbreuk")[0].status == "loopt"


def test_a_second_officer_sends_the_decision_back(office: Office) -> None:
    _, _, file = office.to_decide()
    office.do(file, "besluit_nemen")
    office.do(file, "besluit_ondertekenen", akkoord="nee", reden_terug="De motivering is te kort.")
    assert office.open(file) == ["besluit_nemen"]
    office.do(file, "besluit_nemen", bedrag=75, afwijking_reden="Heeft een laag inkomen.")
    office.do(file, "besluit_ondertekenen")
    assert office.decision(file).amount_cents == 7500


def test_rectified_after_the_notice(office: Office) -> None:
    case_id, breach = office.noticed()
    office.until(date(2027, 2, 10))
    office.record(case_id, "aangemeld")
    assert office.case(breach).outcome == "rechtgezet"
    assert office.infringement(breach).status == "rechtgezet"
    assert office.open(case_id) == ["aanmelding_registreren"]
    assert office.letters(breach) == [("ingebrekestelling", "verzonden")]


def test_rectified_before_the_notice_left_stops_the_notice(office: Office) -> None:
    case_id, breach = office.noticed()
    office.record(case_id, "aangemeld")
    office.until(date(2027, 2, 15))
    assert office.case(breach).outcome == "rechtgezet"
    assert office.letters(breach) == [("ingebrekestelling", "geannuleerd")]


def test_untraceable_people_are_not_pursued(office: Office) -> None:
    case_id, breach = office.reported()
    office.do(breach, "inbreuk_vaststellen", adres_bekend="onvindbaar")
    found = office.infringement(breach)
    assert (office.case(breach).outcome, found.received_on, found.reason) == (
        "niet_vervolgd",
        None,
        "onvindbaar",
    )
    assert "aangemeld" in office.waits(case_id)
    assert office.letters(breach) == []


@pytest.mark.parametrize("moment", ["verweer", "besluit"])
def test_kennisgeving_after_forwarding(office: Office, moment: str) -> None:
    case_id, breach, file = office.forwarded()
    office.do(file, "dossier_onderzoeken")
    office.until(date(2027, 3, 17) if moment == "verweer" else date(2027, 4, 20))
    assert office.open(file) == ([] if moment == "verweer" else ["besluit_nemen"])
    office.record(case_id, "aangemeld")
    assert office.case(file).data["rechtgezet"] is True
    assert office.open(file) == ["besluit_nemen"]
    office.do(file, "besluit_nemen", besluit="geen gevolg")
    office.do(file, "besluit_ondertekenen")
    office.until(date(2027, 4, 23))
    assert office.case(file).outcome == "zonder_boete"
    assert office.case(breach).outcome == "besluit_betekend"
    assert office.terms(case_id, "aanmelding_na_inbreuk") == []  # who came has no new term
    assert [row.name for row in office.rows(message, message.c.status != "bezorgd")] == []


def test_kennisgeving_while_the_file_is_being_examined_counts_at_once(office: Office) -> None:
    case_id, _, file = office.forwarded()
    assert office.open(file) == ["dossier_onderzoeken"]
    office.record(case_id, "aangemeld")
    (heard,) = office.rows(message, message.c.name == "kennisgeving")
    assert (heard.status, heard.to_case_id) == ("bezorgd", file)
    assert office.open(file) == ["besluit_nemen"]
    assert office.letters(file) == []


def test_the_next_failure_has_the_next_rank(office: Office) -> None:
    case_id, _, _ = office.fined()
    office.until(date(2027, 7, 26))
    second = office.child(case_id)
    facts = office.infringement(second)
    assert (facts.type, facts.rank, facts.fact_date) == (
        "na inbreuk niet tijdig aangemeld",
        2,
        date(2027, 7, 23),
    )


@pytest.mark.parametrize("stage", ["reported", "noticed", "forwarded"])
def test_an_infringement_ends_when_the_person_dies(office: Office, stage: str) -> None:
    case_id, breach, *file = getattr(office, stage)()
    office.register_says(case_id, Mutation.DECEASED)
    assert office.case(case_id).outcome == "vervallen"
    assert office.case(breach).outcome == "niet_vervolgd"
    assert office.infringement(breach).status == "niet_vervolgd"
    assert office.open(breach) == []
    office.until(date(2027, 6, 1))
    assert not [found for found in office.letters(breach) if found[1] in ("gevraagd", "gemaakt")]
    if stage == "noticed":
        assert office.letters(breach) == [("ingebrekestelling", "geannuleerd")]
    if file:
        assert (office.case(file[0]).outcome, office.open(file[0])) == ("overleden", [])


def test_a_decided_fine_stands_when_the_person_moves_out(office: Office) -> None:
    case_id, _, file = office.fined()
    office.register_says(case_id, Mutation.MOVED, nis_code="21004", municipality="Brussel")
    assert office.case(case_id).outcome == "vervallen"
    assert office.case(file).status == "lopend"
    office.record(file, "betaling_ontvangen", ontvangen_bedrag=100)
    assert office.decision(file).collection == "geind"


def test_nobody_decides_on_a_case_of_another_desk(small_office: Office) -> None:
    _, _, file = small_office.to_decide()
    agency = small_office.hire("in_gent", "handhavingsambtenaar")
    with pytest.raises(Refused):
        small_office.do(file, "besluit_nemen", actor=agency)
    assert small_office.open(file) == ["besluit_nemen"]
    assert len(small_office.rows(case)) == 3
