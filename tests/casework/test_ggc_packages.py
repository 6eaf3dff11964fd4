"""The transfer to the GGC: each refusal once, with its papers, and a line in the log."""

from __future__ import annotations

import csv
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select

from app.casework import ggc_packages, letter_making, obligation_checks, releases
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.ggc_packages import Package
from app.casework.obligation_checks import Said
from app.db.session import Transaction
from app.db.tables import case, disclosure, document, exchange_file, letter
from app.domain.errors import DomainError
from tests.casework.office import Office

CITY = "gemeente_21004"
PAPERS = ("attest_van_verplichting", "brussel_aanmaning_aanmelding", "brussel_overdracht_ggc")


def refused(office: Office, *papers: str, desk: str = CITY, language: str = "nl") -> int:
    """A refusal that was established, with these letters made; the GGC's case."""
    person_id = office.person(last_name="=Ndiaye", nis_code="21004")
    with office.database.transaction() as tx:
        trajectory = add_case(tx, person_id, "verplicht_traject", desk)
        add_letters(tx, trajectory, *papers)
        return add_case(tx, person_id, "sanctie_ggc", "ggc", trajectory, taal=language)


def add_case(
    tx: Transaction, person_id: int, process: str, desk: str, parent_id: int | None = None, **told: str
) -> int:
    """A case that stands there, without having run; `told` with the refusal."""
    data = {
        "weigering_over": "aanmelding",
        "overhandigd_op": "2026-03-02",
        "weigering_op": tx.today.isoformat(),
        **told,
    }
    case_id = tx.insert_id(
        case.insert().values(
            release_id=releases.current_id(tx),
            person_id=person_id,
            parent_id=parent_id,
            process=process,
            organisation=desk,
            status="lopend",
            version=1,
            started_at=tx.now,
            data=data if parent_id else {},
        )
    )
    number = f"{'GGC' if parent_id else 'BRU'}-2026-{case_id:06d}"
    tx.execute(case.update().where(case.c.id == case_id).values(number=number))
    return case_id


def add_letters(tx: Transaction, case_id: int, *papers: str) -> None:
    """Letters of a case, made now; a notice has left."""
    of = tx.execute(select(case).where(case.c.id == case_id)).one()
    for place, template in enumerate(papers, 1):
        pdf = one_page(f"{template} {case_id} {tx.now}")
        key = sha256(pdf).hexdigest()
        kept = {"content": pdf, "media_type": "application/pdf", "pages": 1, "created_at": tx.now}
        tx.execute(document.insert(), {"sha256": key, **kept})
        left = template.startswith("brussel_aanmaning")
        tx.execute(
            letter.insert(),
            {
                "case_id": case_id,
                "person_id": of.person_id,
                "organisation": of.organisation,
                "template": template,
                "language": "nl",
                "registered": left,
                "status": "verzonden" if left else "gemaakt",
                "reference": f"{of.number}/{place}",
                "document": key,
                "requested_at": tx.now,
                "sent_on": date(2026, 8, 31) if left else None,
                "registered_number": "RR7" if left else None,
                "sent_noted_at": tx.now if left else None,
            },
        )


def one_page(text: str) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Subject": text})
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def make(office: Office, sender: str = CITY, actor: Actor = SYSTEM) -> Package | None:
    with office.database.transaction() as tx:
        return ggc_packages.make(tx, sender, actor)


def waiting(office: Office, sender: str = CITY) -> int:
    with office.database.read() as tx:
        return ggc_packages.waiting(tx, sender)


def test_the_list_and_a_pdf_for_each_refusal(office: Office) -> None:
    first, second = refused(office, *PAPERS), refused(office, *PAPERS)
    refused(office, *PAPERS, desk="gemeente_21015")
    made = make(office)
    assert made is not None
    with ZipFile(BytesIO(made.content)) as packed:
        listed = packed.read("weigeringen.csv").decode("utf-8-sig")
        rows = list(csv.DictReader(StringIO(listed), delimiter=";"))
        assert packed.namelist() == ["weigeringen.csv", *(row["bestand"] for row in rows)]
        assert len(rows) == 2
        row = rows[0]
        pdf = packed.read(row["bestand"])
    assert row["naam"] == "'=Ndiaye"
    assert (row["attest_overhandigd_op"], row["aanmaning_verzonden_op"], row["aangetekend_nummer"]) == (
        "2026-03-02",
        "2026-08-31",
        "RR7",
    )
    assert (row["weigering_vastgesteld_op"], row["aangemeld_op"]) == ("2026-11-02", "")
    assert sha256(pdf).hexdigest() == row["sha256"]
    pages = PdfReader(BytesIO(pdf)).pages
    assert len(pages) == int(row["bladzijden"]) == 4
    proof = pages[-1].extract_text()
    for words in ("Bewijs van verzending", "31/08/2026", "RR7", row["dossiernummer"]):
        assert words in proof
    log = [(row.case_id, row.recipient, row.content["stukken"]) for row in office.rows(disclosure)]
    assert log == [(of, "ggc", [PAPERS[2], PAPERS[0], PAPERS[1]]) for of in (first, second)]
    assert (waiting(office), waiting(office, "gemeente_21015")) == (0, 1)


def test_a_refusal_goes_in_one_package_only(office: Office) -> None:
    refused(office, *PAPERS)
    made = make(office)
    assert make(office) is None
    refused(office, *PAPERS)
    again = make(office)
    assert made is not None
    assert again is not None
    assert (made.counts, again.counts) == ({"personen": 1}, {"personen": 1})
    assert len(office.rows(exchange_file)) == 2


def test_a_refusal_waits_for_its_letter_of_transfer(office: Office) -> None:
    refused(office, *PAPERS[:2])
    assert (make(office), waiting(office)) == (None, 1)
    assert office.rows(disclosure) == []


def test_the_proof_is_in_the_language_of_the_file(office: Office) -> None:
    refused(office, *PAPERS, language="fr")
    made = make(office)
    assert made is not None
    with ZipFile(BytesIO(made.content)) as packed:
        pages = PdfReader(BytesIO(packed.read(packed.namelist()[1]))).pages
    assert "Preuve d'envoi" in pages[-1].extract_text().replace("\u2019", "'")


def test_who_may(office: Office) -> None:
    refused(office, *PAPERS)
    for organisation, role in (("ggc", "ggc_ambtenaar"), ("gemeente_21015", "gemeentemedewerker")):
        with pytest.raises(Refused):
            make(office, actor=office.hire(organisation, role))
    with pytest.raises(Refused):
        make(office, actor=office.hire(CITY, "rapporteur"))
    with pytest.raises(DomainError) as stranger:
        make(office, "in_gent")
    assert stranger.value.code == "geen_gemeente"
    assert make(office, actor=office.hire(CITY, "gemeentemedewerker")) is not None


def test_a_refusal_as_the_municipality_comes_to_it(small_office: Office) -> None:
    """The real diagrams and letters: from the check at the counter to the package."""
    office = small_office
    clerk = office.hire(CITY, "gemeentemedewerker")
    newcomer = office.person(
        nis_code="21004",
        card_type="A",
        first_registered_belgium=date(2026, 11, 2),
        first_registered_brussels=date(2026, 11, 2),
        first_registered_flanders=None,
    )
    with office.database.transaction() as tx:
        obligation_checks.record(tx, newcomer, Said(language="fr"), clerk)
    (trajectory,) = [row.id for row in office.rows(case)]
    letter_making.make_requested(office.database)
    office.do(
        trajectory,
        "attest_overhandigen",
        overhandigd_op="2026-11-02",
        ontvangst_getekend=True,
        brochure_uitgelegd=True,
    )
    office.until(date(2027, 7, 20))
    office.do(
        trajectory,
        "weigering_vaststellen",
        weigering="ja",
        register_nagekeken=True,
        vaststelling="Niets ontvangen na de aanmaning.",
    )
    office.until(date(2027, 7, 22))
    made = make(office)
    assert made is not None
    with ZipFile(BytesIO(made.content)) as packed:
        listed = packed.read("weigeringen.csv").decode("utf-8-sig")
        (row,) = csv.DictReader(StringIO(listed), delimiter=";")
        pages = PdfReader(BytesIO(packed.read(row["bestand"]))).pages
    assert (row["taal"], row["attest_overhandigd_op"]) == ("fr", "2026-11-02")
    assert row["weigering_vastgesteld_op"] == "2027-07-20"
    assert row["aanmaning_verzonden_op"] > "2027-05-02"
    text = "\n".join(page.extract_text() for page in pages)
    for words in ("Attestation d", "Preuve d", row["dossiernummer"], row["aanmaning_verzonden_op"][:4]):
        assert words in text
    (log,) = office.rows(disclosure)
    assert log.content["stukken"] == [PAPERS[2], PAPERS[0], PAPERS[1]]


def test_a_second_refusal_has_its_own_papers(small_office: Office) -> None:
    """The first is packed only after the second was established: each with what it rested on."""
    office = small_office
    first = office.case(refused(office, *PAPERS))
    office.clock(office.database.now().replace(month=12))
    other = "brussel_aanmaning_voltooiing"
    with office.database.transaction() as tx:
        add_letters(tx, first.parent_id, other, PAPERS[2])
        add_case(tx, first.person_id, "sanctie_ggc", "ggc", first.parent_id, weigering_over="voltooiing")
    made = make(office)
    assert made is not None
    with ZipFile(BytesIO(made.content)) as packed:
        assert len(set(packed.namelist())) == 3
    assert [row.content["stukken"] for row in office.rows(disclosure)] == [
        [PAPERS[2], PAPERS[0], PAPERS[1]],
        [PAPERS[2], PAPERS[0], other],
    ]
