"""The page of files with other services: made, fetched again, handed in; and never another's."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest

from app.casework import incoming_files
from app.db.session import Database
from app.db.tables import disclosure, milestone, payment
from tests.casework.test_ggc_packages import PAPERS, refused
from tests.web.desk import Desk, text_of


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def signed(desk: Desk) -> int:
    """Somebody who signed a contract in October; the case."""
    case_id = desk.office.detect()
    with desk.office.database.transaction() as tx:
        person_id = desk.office.case(case_id).person_id
        fact = {"case_id": case_id, "person_id": person_id, "kind": "contract", "on_day": date(2026, 10, 30)}
        tx.execute(milestone.insert(), fact)
    return case_id


def test_a_month_is_made_fetched_and_seen_with_the_person(desk: Desk) -> None:
    case_id = signed(desk)
    central = desk.colleague("an", "abb", "beheerder")
    page = text_of(central.get("/uitwisseling"))
    assert "Er is nog geen bestand gemaakt." in page
    assert "oktober 2026" in page
    made = central.post("/uitwisseling/dvz", maand="2026-10").location
    assert made == "/uitwisseling/1"
    assert "Personen 1" in text_of(central.get(made))
    fetched = central.client.get(f"{made}/bestand")
    assert fetched.headers["Content-Disposition"] == "attachment; filename=dvz-2026-10.csv"
    assert fetched.get_data().startswith(b"naam;voornaam;")
    assert central.post("/uitwisseling/dvz", maand="2026-10").location == made
    assert "Dit is het bestand zoals het toen was" in text_of(central.get(made))
    assert central.post(f"{made}/opnieuw").status_code == 422
    anew = central.post(f"{made}/opnieuw", reden="Een contract ontbrak.").location
    assert anew == "/uitwisseling/2"
    assert "Naar het nieuwste bestand" in text_of(central.get(made))
    assert "Een contract ontbrak." in text_of(central.get(anew))
    counsellor = desk.colleague("lies", "in_gent", "dossierbeheerder")
    person = text_of(counsellor.get(f"/personen/{desk.office.case(case_id).person_id}"))
    assert "Dienst Vreemdelingenzaken" in person
    assert "Contract ondertekend: ja. Attest behaald: nee." in person


@pytest.mark.parametrize("month", ["2026-11", "2025-10", "mei", ""])
def test_a_month_that_is_no_choice_makes_nothing(desk: Desk, month: str) -> None:
    central = desk.colleague("an", "abb", "beheerder")
    assert central.post("/uitwisseling/dvz", maand=month).status_code == 422
    assert desk.office.rows(disclosure) == []


def test_the_package_of_a_municipality_is_seen_by_the_ggc_too(desk: Desk) -> None:
    city = desk.colleague("piet", "gemeente_21004", "gemeentemedewerker")
    assert "Elke vastgestelde weigering zit al in een pakket" in text_of(city.get("/uitwisseling"))
    sanction = refused(desk.office, *PAPERS)
    assert "1 vastgestelde weigering zit nog in geen pakket" in text_of(city.get("/uitwisseling"))
    made = city.post("/uitwisseling/ggc").location
    assert city.client.get(f"{made}/bestand").mimetype == "application/zip"
    assert city.post("/uitwisseling/ggc").location == "/uitwisseling"
    ggc = desk.colleague("guy", "ggc", "ggc_ambtenaar")
    assert "Overdracht van weigeringen" in text_of(ggc.get("/uitwisseling"))
    assert ggc.client.get(f"{made}/bestand").get_data() == city.client.get(f"{made}/bestand").get_data()
    person = f"/personen/{desk.office.case(sanction).person_id}"
    assert "aan de GGC, Attest van verplichting" in text_of(city.get(person)).replace("Overdracht aan", "aan")
    other = desk.colleague("rik", "gemeente_21015", "gemeentemedewerker")
    other.get(made, 404)
    other.get(f"{made}/bestand", 404)
    assert "Overdracht van weigeringen aan de GGC 2 november" not in text_of(other.get("/uitwisseling"))


def test_what_is_told_of_a_refusal_is_seen_by_its_own_services(desk: Desk) -> None:
    sanction = desk.office.case(refused(desk.office, *PAPERS))
    desk.colleague("piet", "gemeente_21004", "gemeentemedewerker").post("/uitwisseling/ggc")
    desk.office.detect(sanction.person_id)
    bon = desk.colleague("bea", "bon", "dossierbeheerder")
    page = text_of(bon.get(f"/personen/{sanction.person_id}"))
    assert "Er is over deze persoon nog niets meegedeeld" in page
    assert "Attest van verplichting" not in page


def test_payments_are_seen_first_and_then_reach_their_file(desk: Desk) -> None:
    _, _, file = desk.office.fined()
    officer = desk.colleague("els", "abb_handhaving", "handhavingsambtenaar")
    rows = f"{desk.office.case(file).number};2027-04-22;100;VLB-1;geind\nHHV-2020-000001;2027-04-22;5;X;"
    content = f"dossiernummer;betaald_op;bedrag;referentie;status\n{rows}".encode()
    found = officer.post("/uitwisseling/betalingen", bestand=(BytesIO(content), "vlabel.csv")).location
    page = text_of(officer.get(found))
    assert "Na uw bevestiging gaat 1 rij naar haar dossier" in page
    assert "Dit dossier bestaat niet, of is niet van uw dienst." in page
    assert desk.office.rows(payment) == []
    officer.post(f"{found}/inlezen")
    incoming_files.run_requested(desk.office.database)
    assert "1 Vastgelegd" in text_of(officer.get(found)).replace("Vastgelegd 1", "1 Vastgelegd")
    assert desk.office.decision(file).collection == "geind"
    assert "vlabel.csv" in text_of(officer.get("/uitwisseling"))
    assert b"HHV-2020-000001" in officer.client.get(f"{found}/verworpen.csv").get_data()
    desk.colleague("guy", "ggc", "ggc_ambtenaar").get(found, 404)
    officer.get(found.replace("/uitwisseling/betalingen", "/brieven/bestanden"), 404)
    wrong = officer.post("/uitwisseling/betalingen", bestand=(BytesIO(b"a;b\n"), "x.csv"))
    assert wrong.status_code == 422
    assert "In de kopregel ontbreekt: dossiernummer" in text_of(wrong)


def test_who_has_nothing_to_exchange_is_told_so(desk: Desk) -> None:
    lead = desk.colleague("tom", "in_gent", "teamverantwoordelijke")
    assert "Uw organisatie wisselt hier geen bestanden uit" in text_of(lead.get("/uitwisseling"))
    assert lead.post("/uitwisseling/dvz", maand="2026-10").status_code == 403
    assert lead.post("/uitwisseling/ggc").status_code == 409
    desk.colleague("jan", "in_gent", "trajectbegeleider").get("/uitwisseling", 403)
