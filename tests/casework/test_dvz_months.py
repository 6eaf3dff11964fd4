"""The month's file for DVZ: only who the table says, only what the law lists, and a line for each of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.casework import disclosures, dvz_months
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.dvz_months import MonthFile
from app.db.session import Transaction
from app.db.tables import disclosure, document, exchange_file, milestone, person
from app.domain.errors import DomainError
from tests.casework.office import Office

HEADER = "naam;voornaam;rijksregisternummer;contract_ondertekend;attest_behaald"


@pytest.fixture
def office(office: Office) -> Office:
    office.clock(office.database.now().replace(month=12, day=7))
    return office


def mark(office: Office, kind: str, day: date, **facts: Any) -> int:
    """Somebody of whose trajectory such a fact is kept; the person."""
    case_id = office.detect(**facts)
    with office.database.transaction() as tx:
        add(tx, office, case_id, kind, day)
    return int(office.case(case_id).person_id)


def add(tx: Transaction, office: Office, case_id: int, kind: str, day: date) -> None:
    of = office.case(case_id).person_id
    tx.execute(milestone.insert(), {"case_id": case_id, "person_id": of, "kind": kind, "on_day": day})


def make(office: Office, month: str = "2026-11", actor: Actor = SYSTEM, reason: str = "") -> MonthFile:
    with office.database.transaction() as tx:
        return dvz_months.make(tx, month, actor, reason)


def lines(made: MonthFile) -> list[str]:
    header, *rows = made.content.decode().splitlines()
    assert header == HEADER
    return rows


def test_who_signed_or_has_the_certificate_by_the_last_day(office: Office) -> None:
    signed = mark(office, "contract", date(2026, 11, 30), last_name="Aziz")
    certified = mark(office, "attest", date(2026, 11, 1), last_name="Bah")
    mark(office, "contract", date(2026, 12, 1), last_name="Cissé")  # next month
    mark(office, "verklaring", date(2026, 11, 1), last_name="Diop")  # no certificate
    mark(office, "contract", date(2026, 11, 2), last_name="Erdem", residence_status="erkend vluchteling")
    mark(office, "contract", date(2026, 11, 2), last_name="Faye", first_registered_belgium=None)
    gone = mark(office, "contract", date(2026, 11, 2), last_name="Gaye")
    with office.database.transaction() as tx:
        tx.execute(person.update().where(person.c.id == gone).values(status="teruggedraaid"))
    made = make(office)
    numbers = {row.id: row.national_number for row in office.rows(person)}
    assert lines(made) == [f"Aziz;Ada;{numbers[signed]};ja;nee", f"Bah;Ada;{numbers[certified]};nee;ja"]
    assert made.counts == {"personen": 2, "onbepaald": 1}
    log = [(row.person_id, row.recipient, row.content) for row in office.rows(disclosure)]
    assert log == [
        (signed, "dvz", {"contract_ondertekend": "ja", "attest_behaald": "nee"}),
        (certified, "dvz", {"contract_ondertekend": "nee", "attest_behaald": "ja"}),
    ]


def test_the_same_month_is_the_same_file_until_it_is_made_anew(office: Office) -> None:
    first = mark(office, "contract", date(2026, 11, 30))
    made = make(office)
    assert made.made_now
    mark(office, "contract", date(2026, 11, 29))  # came in later
    again = make(office)
    assert (again.made_now, again.id, again.content) == (False, made.id, made.content)
    assert len(office.rows(disclosure)) == 1
    anew = make(office, reason="Een agentschap gaf een contract te laat door.")
    assert (anew.made_now, len(lines(anew))) == (True, 2)
    rows = office.rows(exchange_file)
    assert [(row.replaces, row.reason is None) for row in rows] == [(None, True), (made.id, False)]
    assert [row.person_id for row in office.rows(disclosure)].count(first) == 2
    assert make(office).id == anew.id
    assert len(office.rows(document, document.c.media_type == "text/csv")) == 2


@pytest.mark.parametrize(
    ("month", "reason", "code"),
    [
        ("2026-12", "", "maand_niet_voorbij"),
        ("2027-01", "", "maand_niet_voorbij"),
        ("2026-13", "", "maand_ongeldig"),
        ("2026-1", "", "maand_ongeldig"),
        ("0000-01", "", "maand_ongeldig"),
        ("mei", "", "maand_ongeldig"),
        ("2026-11", "Zomaar.", "reden_zonder_bestand"),
    ],
)
def test_a_month_that_cannot_be_made(office: Office, month: str, reason: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        make(office, month, reason=reason)
    assert refused.value.code == code
    assert office.rows(exchange_file) == []


def test_only_the_central_service_makes_it(office: Office) -> None:
    for organisation, role in (("in_gent", "teamverantwoordelijke"), ("abb", "rapporteur")):
        with pytest.raises(Refused):
            make(office, actor=office.hire(organisation, role))
    assert make(office, actor=office.hire("abb", "beheerder")).made_now


def test_what_cannot_be_logged_is_not_made(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    mark(office, "contract", date(2026, 11, 30))

    real = disclosures.insert

    def full(table: Any) -> Any:
        if table is disclosure:
            raise RuntimeError("no space left")
        return real(table)

    monkeypatch.setattr(disclosures, "insert", full)
    with pytest.raises(RuntimeError):
        make(office)
    assert office.rows(exchange_file) == []
    assert office.rows(document, document.c.media_type == "text/csv") == []
