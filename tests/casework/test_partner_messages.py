"""Messages of partners: each once, to the right case, whatever their order; what fits none is in the tray."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import kept_messages, messages, partner_messages
from app.casework.partner_messages import Incoming, Receipt
from app.db.tables import answer, audit, case, message, partner_message, payment, person
from app.domain.errors import DomainError
from app.domain.vocabulary import Mutation
from tests.casework.dumps import dump
from tests.casework.office import MONDAY, Office
from tests.casework.threads import at_once
from tests.create import create_organisation, national_number

SCHOOL = "school"


@pytest.fixture
def office(office: Office) -> Office:
    with office.database.transaction() as tx:
        create_organisation(tx, SCHOOL, kind="partner")
    return office


def number_of(office: Office, case_id: int) -> str:
    (row,) = office.rows(person, person.c.id == office.case(case_id).person_id)
    return str(row.national_number)


def tell(
    office: Office,
    number: str,
    name: str = "aangemeld",
    *,
    key: str = "1",
    by: str = SCHOOL,
    on: date | None = None,
    case_number: str | None = None,
    **payload: Any,
) -> Receipt:
    """A message of a partner, by default a registration of today."""
    account = office.colleague(by, "partnermedewerker").account_id
    with office.database.transaction() as tx:
        day = on or tx.today
        said = payload or {"aangemeld_op": day.isoformat()}
        incoming = Incoming(by, key, name, number, said, day, account, case_number)
        return partner_messages.receive(tx, incoming)


def kept(office: Office) -> list[Any]:
    return office.rows(partner_message)


def result(day: date, mo: str = "behaald") -> dict[str, Any]:
    return {"mo": mo, "mo_op": day.isoformat(), "mo_weg": "cursus en test"}


def test_a_message_reaches_the_case_that_waits(office: Office) -> None:
    case_id = office.detect()
    got = tell(
        office, number_of(office, case_id), opmerking_aanmelding="Kwam langs.", aangemeld_op=str(MONDAY)
    )
    assert (got.status, got.case_number, got.tray_id, got.repeated) == (
        "bezorgd",
        office.case(case_id).number,
        None,
        False,
    )
    assert office.open(case_id) == ["aanmelding_registreren"]
    assert office.case(case_id).data["aangemeld_op"] == MONDAY.isoformat()
    (sent,) = office.rows(message)
    assert (sent.status, sent.to_case_id, sent.payload) == (
        "bezorgd",
        case_id,
        {"aangemeld_op": MONDAY.isoformat()},
    )
    account = office.colleague(SCHOOL, "partnermedewerker").account_id
    line = office.rows(audit, audit.c.case_id == case_id)[-1]
    assert (line.event, line.account_id) == ("bericht_ontvangen", account)
    (free,) = office.rows(answer)
    assert (free.values, free.account_id) == ({"opmerking_aanmelding": "Kwam langs."}, account)


def test_the_same_key_counts_once(office: Office) -> None:
    number = number_of(office, office.detect())
    first = tell(office, number)
    before = dump(office.database)
    again = tell(office, number)
    assert (again.id, again.status, again.repeated) == (first.id, "bezorgd", True)
    assert dump(office.database) == before
    with pytest.raises(DomainError, match="sleutel_met_andere_inhoud"):
        tell(office, number, aangemeld_op="2026-10-30")


def test_the_same_fact_by_another_key_counts_once(office: Office) -> None:
    case_id = office.detect()
    number = number_of(office, case_id)
    tell(office, number)
    assert tell(office, number, key="2").status == "herhaald"
    assert len(office.rows(message)) == 1


def test_another_fact_of_a_day_that_the_case_has_heard_is_for_a_person(office: Office) -> None:
    number = number_of(office, office.detect())
    tell(office, number)
    got = tell(office, number, key="2", on=date(2026, 10, 30))
    assert got.status == "postvak"
    row = kept(office)[-1]
    assert (row.reason, row.desk, got.tray_id) == ("al_gehoord", "in_gent", row.id)


def test_what_comes_before_its_case_is_kept(office: Office) -> None:
    person_id = office.person()
    (row,) = office.rows(person)
    assert tell(office, row.national_number, "mo_resultaat", **result(MONDAY)).status == "bewaard"
    case_id = office.detect(person_id)
    office.record(case_id, "aangemeld")
    for element in ("aanmelding_registreren", "intake_voeren", "contract_opmaken", "contract_ondertekenen"):
        assert kept(office)[0].status == "bewaard"
        office.do(case_id, element)
    assert kept(office)[0].status == "bezorgd"
    assert "mo_opvolgen" not in office.open(case_id)
    assert office.case(case_id).data["mo"] == "behaald"


def test_kept_until_the_register_brings_the_person(office: Office) -> None:
    """Nobody knows the number yet: it stands in the tray, and leaves it by itself."""
    number = national_number(date(1991, 3, 2), 77)
    got = tell(office, number)
    assert (got.status, kept(office)[0].reason, kept(office)[0].desk) == ("postvak", "persoon_onbekend", None)
    case_id = office.detect(national_number=number)
    messages.sweep(office.database)
    assert kept(office)[0].status == "bezorgd"
    assert office.open(case_id) == ["aanmelding_registreren"]


def test_after_the_case_ended_a_person_looks(office: Office) -> None:
    case_id = office.detect(residence_status="asielzoeker")
    number = number_of(office, case_id)
    assert office.case(case_id).status == "beeindigd"
    got = tell(office, number, "mo_resultaat", **result(MONDAY))
    assert (got.status, kept(office)[0].reason) == ("postvak", "dossier_beeindigd")


def test_what_a_case_cannot_hear_any_more_leaves_for_the_tray_when_it_ends(office: Office) -> None:
    case_id = office.detect()
    number = number_of(office, case_id)
    assert tell(office, number, "mo_resultaat", **result(MONDAY)).status == "bewaard"
    office.register_says(case_id, Mutation.DECEASED)
    assert (kept(office)[0].status, kept(office)[0].reason) == ("postvak", "dossier_beeindigd")


def test_a_walk_in_begins_a_trajectory(office: Office) -> None:
    office.person()
    (row,) = office.rows(person)
    got = tell(office, row.national_number)
    (begun,) = office.rows(case)
    assert (got.status, got.case_number) == ("bezorgd", begun.number)
    assert office.open(begun.id) == ["aanmelding_registreren"]


def test_who_belongs_to_no_target_group_does_not_walk_in(office: Office) -> None:
    office.person(residence_status="asielzoeker")
    (row,) = office.rows(person)
    got = tell(office, row.national_number)
    assert (got.status, kept(office)[0].reason, kept(office)[0].desk) == (
        "postvak",
        "geen_doelgroep",
        "in_gent",
    )
    assert office.rows(case) == []


def test_an_agency_registers_whom_it_is_for(office: Office) -> None:
    office.person()
    (row,) = office.rows(person)
    got = tell(office, row.national_number, by="atlas")
    assert (got.status, kept(office)[0].reason) == ("postvak", "ander_agentschap")
    assert office.rows(case) == []


def test_what_no_diagram_hears_is_refused(office: Office) -> None:
    number = number_of(office, office.detect())
    with pytest.raises(DomainError, match="bericht_onbekend"):
        tell(office, number, "mo_resultat")
    with pytest.raises(DomainError, match="bericht_onbekend"):  # what cases tell each other
        tell(office, number, "besluit_betekend")
    with pytest.raises(DomainError, match="bericht_niet_voor_afzender"):
        tell(office, number, by="vdab")
    with pytest.raises(DomainError, match="gebeurd_in_toekomst"):
        tell(office, number, on=date(2027, 1, 1))
    with pytest.raises(DomainError, match="bericht_ongeldig") as refused:
        tell(office, number, "mo_resultaat", mo="soms", mo_op="2026-02-30")
    assert {(each.key, each.code) for each in refused.value.facts["fouten"]} == {
        ("mo", "keuze_ongeldig"),
        ("mo_op", "datum_bestaat_niet"),
        ("mo_weg", "keuze_verplicht"),
    }
    assert kept(office) == []


def test_each_payment_counts(office: Office) -> None:
    _, _, file = office.fined()
    number = number_of(office, file)
    told = {"ontvangen_bedrag": 40, "ontvangen_op": "2027-04-21"}
    for key in ("1", "2"):
        got = tell(
            office, number, "betaling_ontvangen", key=key, by="vlaamse_belastingdienst",
            on=date(2027, 4, 21), **told,
        )  # fmt: skip
        assert got.status == "bezorgd"
    assert [row.amount_cents for row in office.rows(payment)] == [4000, 4000]
    assert office.case(file).data["openstaand"] == 20
    tell(
        office, number, "betaling_ontvangen", key="3", by="vlaamse_belastingdienst", on=date(2027, 4, 21),
        ontvangen_bedrag=20, ontvangen_op="2027-04-21",
    )  # fmt: skip
    assert office.decision(file).collection == "geind"
    assert len(office.rows(payment)) == 3


def test_two_days_in_one_message_are_for_a_person(office: Office) -> None:
    number = number_of(office, office.detect())
    got = tell(office, number, aangemeld_op="2026-10-30")
    assert (got.status, kept(office)[0].reason) == ("postvak", "dagen_verschillen")


def test_a_step_that_fails_is_an_incident_and_is_not_lost(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = office.detect()

    def fail(*_: Any) -> None:
        raise RuntimeError("proef")

    with monkeypatch.context() as patch:
        patch.setattr(kept_messages.steps, "advance", fail)
        assert tell(office, number_of(office, case_id)).status == "bezorgd"
    (found,) = office.incidents()
    assert found.command == {"bericht": office.rows(message)[0].id}
    messages.deliver(office.database, office.rows(message)[0].id)
    assert office.open(case_id) == ["aanmelding_registreren"]


def test_two_processes_take_the_same_message_in_once(office: Office) -> None:
    number = number_of(office, office.detect())
    office.colleague(SCHOOL, "partnermedewerker")
    found = at_once(*[lambda: tell(office, number)] * 3)
    assert sorted(each.repeated for each in found) == [False, True, True], found
    assert len(kept(office)) == len(office.rows(message)) == 1


def test_a_message_for_the_old_case_does_not_reach_the_new_one_twice(office: Office) -> None:
    """Who registers at the desk and is told by a school as well, has registered once."""
    case_id = office.detect()
    office.record(case_id, "aangemeld")
    assert tell(office, number_of(office, case_id)).status == "herhaald"


def test_a_sender_that_names_the_case_is_heard_there_only(office: Office) -> None:
    case_id = office.detect()
    number = number_of(office, case_id)
    assert tell(office, number, case_number="INB-2020-000001").status == "postvak"
    assert kept(office)[0].reason == "dossier_past_niet"
    assert tell(office, number, key="2", case_number=office.case(case_id).number).status == "bezorgd"
