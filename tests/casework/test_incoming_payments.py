"""Files of payments: each reaches its fine once, whatever the file, and none is lost."""

from __future__ import annotations

from datetime import date

import pytest

from app.casework import incoming_files
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.incoming_payments import PAYMENTS
from app.db.tables import incoming_file, message, partner_message, payment
from tests.casework.dumps import dump
from tests.casework.office import Office
from tests.casework.test_ggc_packages import PAPERS, refused

HEADER = "dossiernummer;betaald_op;bedrag;referentie;status;reden"


@pytest.fixture
def officer(office: Office) -> Actor:
    return office.hire("abb_handhaving", "handhavingsambtenaar")


def propose(office: Office, actor: Actor, *lines: str, name: str = "vlabel.csv") -> int:
    content = "\n".join([HEADER, *lines]).encode()
    with office.database.transaction() as tx:
        return incoming_files.propose(tx, PAYMENTS, content, name, actor, actor.organisation)


def take_in(office: Office, actor: Actor, *lines: str) -> int:
    file_id = propose(office, actor, *lines)
    with office.database.transaction() as tx:
        incoming_files.confirm(tx, PAYMENTS, file_id, actor.organisation)
    incoming_files.run_requested(office.database)
    return file_id


def counts(office: Office, file_id: int) -> tuple[int, int, int]:
    (row,) = office.rows(incoming_file, incoming_file.c.id == file_id)
    return row.counts["taken"], row.counts["unchanged"], row.counts["rejected"]


def told(office: Office, file_id: int) -> list[tuple[int, str, str | None]]:
    with office.database.read() as tx:
        return [(each.row, each.column, each.code) for each in incoming_files.not_taken(tx, file_id)]


def test_a_fine_is_paid_in_parts_by_two_files(office: Office, officer: Actor) -> None:
    _, _, file = office.fined()
    number = office.case(file).number
    first = f"{number};2027-04-22;33.40;VLB-1;;"
    tomorrow, nobodys = f"{number};2027-04-23;5;VLB-9;;", "HHV-2020-000001;2027-04-22;5;X;;"
    seen = propose(office, officer, first, first, tomorrow, nobodys)
    assert counts(office, seen) == (1, 1, 2)
    assert told(office, seen) == [
        (4, "betaald_op", "gebeurd_in_toekomst"),
        (5, "dossiernummer", "dossier_niet_van_dienst"),
    ]
    assert office.rows(payment) == [], "nothing is written yet"
    assert counts(office, take_in(office, officer, first)) == (1, 0, 0)
    assert office.case(file).data["openstaand"] == 66.6
    again = take_in(office, officer, first, f"{number};2027-04-22;66.60;VLB-2;geind;")
    assert counts(office, again) == (1, 1, 0)
    assert [row.amount_cents for row in office.rows(payment)] == [3340, 6660]
    assert office.decision(file).collection == "geind"
    assert {row.organisation for row in office.rows(partner_message)} == {"vlaamse_belastingdienst"}
    assert office.incidents() == []


def test_the_same_file_again_changes_nothing(office: Office, officer: Actor) -> None:
    _, _, file = office.fined()
    lines = [f"{office.case(file).number};2027-04-22;{amount};VLB-{amount};;" for amount in (10, 20)]
    take_in(office, officer, *lines)
    without = {"setting", "incoming_file", "incoming_rejection", "lease"}
    before = dump(office.database, without=without)
    assert counts(office, take_in(office, officer, *lines)) == (0, 2, 0)
    assert dump(office.database, without=without) == before


def test_a_reference_that_says_something_else_is_refused(office: Office, officer: Actor) -> None:
    _, _, file = office.fined()
    number = office.case(file).number
    take_in(office, officer, f"{number};2027-04-22;10;VLB-1;;")
    other = f"{number};2027-04-22;11;VLB-1;;"
    for file_id in (propose(office, officer, other), take_in(office, officer, other)):
        assert counts(office, file_id) == (0, 0, 1)
        assert told(office, file_id) == [(2, "referentie", "sleutel_met_andere_inhoud")]
    assert [row.amount_cents for row in office.rows(payment)] == [1000]


def test_the_tax_service_gives_up_after_a_last_part(office: Office, officer: Actor) -> None:
    _, _, file = office.fined()
    office.until(date(2027, 8, 5))
    office.do(file, "belastingdienst_overdragen")
    number = office.case(file).number
    line = f"{number};2027-08-05;40;VLB-7;oninvorderbaar;insolvent"
    assert counts(office, take_in(office, officer, line)) == (1, 0, 0)
    assert [row.amount_cents for row in office.rows(payment)] == [4000]
    assert office.decision(file).collection == "oninvorderbaar"
    assert counts(office, take_in(office, officer, line)) == (0, 1, 0)
    assert office.incidents() == []


def test_a_payment_for_a_file_that_has_ended_lies_in_the_tray(office: Office, officer: Actor) -> None:
    _, _, file = office.fined()
    number = office.case(file).number
    take_in(office, officer, f"{number};2027-04-22;100;VLB-1;;")
    office.until(date(2027, 7, 1))
    assert office.case(file).status == "beeindigd"
    assert counts(office, take_in(office, officer, f"{number};2027-07-01;5;VLB-2;;")) == (1, 0, 0)
    late = office.rows(partner_message)[-1]
    assert (late.status, late.reason, late.desk) == ("postvak", "dossier_beeindigd", "abb_handhaving")
    assert len(office.rows(payment)) == 1


@pytest.mark.parametrize("stops_at", [1, 2, 3])
def test_stopped_half_way_it_goes_on_where_it_stood(
    office: Office, officer: Actor, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    monkeypatch.setattr(incoming_files, "BATCH", 2)
    _, _, file = office.fined()
    number = office.case(file).number
    file_id = propose(office, officer, *(f"{number};2027-04-22;{n};VLB-{n};;" for n in range(1, 6)))
    with office.database.transaction() as tx:
        incoming_files.confirm(tx, PAYMENTS, file_id, officer.organisation)
    seen, real = 0, incoming_files._keep

    def cut(*given: object) -> None:
        nonlocal seen
        seen += 1
        if seen == stops_at:
            raise KeyboardInterrupt  # the power goes, inside the batch's transaction
        real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(incoming_files, "_keep", cut)
    with pytest.raises(KeyboardInterrupt):
        incoming_files.run(office.database, file_id)
    incoming_files.run(office.database, file_id)
    assert counts(office, file_id) == (5, 0, 0)
    assert [row.amount_cents for row in office.rows(payment)] == [100, 200, 300, 400, 500]
    assert office.case(file).data["openstaand"] == 85
    assert {row.status for row in office.rows(message, message.c.name == "betaling_ontvangen")} == {"bezorgd"}


def test_whose_fines_and_who_may(office: Office, officer: Actor) -> None:
    trajectory, _, file = office.fined()
    number = office.case(file).number
    row = f"{number};2027-04-22;10;VLB-1;;"
    other = office.hire("in_gent", "teamverantwoordelijke")
    assert told(office, propose(office, other, row)) == [(2, "dossiernummer", "dossier_niet_van_dienst")]
    own = f"{office.case(trajectory).number};2027-04-22;10;VLB-1;;"
    assert told(office, propose(office, other, own)) == [(2, "dossiernummer", "dossier_zonder_boete")]
    with pytest.raises(Refused):
        propose(office, office.hire("in_gent", "trajectbegeleider"), row)
    with office.database.transaction() as tx:
        content = f"{HEADER}\n{row}".encode()
        operator = incoming_files.propose(tx, PAYMENTS, content, "vlabel.csv", SYSTEM, None)
    assert counts(office, operator) == (1, 0, 0)


def test_the_ggc_tells_of_its_own_files_only(small_office: Office) -> None:
    """Before its fine is notified no file waits for a payment: what comes in is kept until it does."""
    office = small_office
    number = office.case(refused(office, *PAPERS)).number
    ggc = office.hire("ggc", "ggc_ambtenaar")
    last = f"{number};2026-11-02;25;GGC-1;oninvorderbaar;verjaard"
    assert counts(office, take_in(office, ggc, last)) == (1, 0, 0)
    told_of = [(row.organisation, row.key, row.name, row.status) for row in office.rows(partner_message)]
    assert told_of == [
        ("ggc", "GGC-1", "betaling_ontvangen", "bewaard"),
        ("ggc", "GGC-1:oninvorderbaar_gemeld", "oninvorderbaar_gemeld", "bewaard"),
    ]
    enforcement = office.hire("abb_handhaving", "handhavingsambtenaar")
    assert told(office, propose(office, enforcement, last)) == [
        (2, "dossiernummer", "dossier_niet_van_dienst")
    ]
