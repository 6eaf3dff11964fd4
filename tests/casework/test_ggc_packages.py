"""The transfer to the GGC: each refusal once, with its papers, and a line in the log."""

from __future__ import annotations

import csv
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter

from app.casework import ggc_packages, releases
from app.casework.actors import SYSTEM, Actor, Refused
from app.casework.ggc_packages import Package
from app.db.tables import case, disclosure, document, exchange_file, letter
from app.domain.errors import DomainError
from tests.casework.office import Office

CITY = "gemeente_21004"
PAPERS = ("attest_van_verplichting", "brussel_aanmaning_aanmelding", "brussel_overdracht_ggc")


def refused(office: Office, *papers: str, desk: str = CITY, language: str = "nl") -> int:
    """A refusal that was established, with these letters made; the GGC's case."""
    person_id = office.person(last_name="=Ndiaye", nis_code="21004")
    with office.database.transaction() as tx:
        row = {
            "release_id": releases.current_id(tx),
            "person_id": person_id,
            "status": "lopend",
            "version": 1,
            "started_at": tx.now,
        }
        data = {
            "weigering_over": "aanmelding",
            "taal": language,
            "overhandigd_op": "2026-03-02",
            "weigering_op": "2026-11-02",
        }
        trajectory = tx.insert_id(
            case.insert().values(
                **row,
                process="verplicht_traject",
                organisation=desk,
                number=f"BRU-2026-{person_id:06d}",
                data={},
            )
        )
        sanction = tx.insert_id(
            case.insert().values(
                **row,
                process="sanctie_ggc",
                organisation="ggc",
                number=f"GGC-2026-{person_id:06d}",
                parent_id=trajectory,
                data=data,
            )
        )
        for place, template in enumerate(papers, 1):
            pdf = one_page(f"{template} {trajectory}")
            key = sha256(pdf).hexdigest()
            tx.execute(
                document.insert(),
                {
                    "sha256": key,
                    "content": pdf,
                    "media_type": "application/pdf",
                    "pages": 1,
                    "created_at": tx.now,
                },
            )
            left = template.startswith("brussel_aanmaning")
            tx.execute(
                letter.insert(),
                {
                    "case_id": trajectory,
                    "person_id": person_id,
                    "organisation": desk,
                    "template": template,
                    "language": "nl",
                    "registered": left,
                    "status": "verzonden" if left else "gemaakt",
                    "reference": f"BRU-2026-{person_id:06d}/{place}",
                    "document": key,
                    "requested_at": tx.now,
                    "sent_on": date(2026, 8, 31) if left else None,
                    "registered_number": "RR7" if left else None,
                    "sent_noted_at": tx.now if left else None,
                },
            )
    return sanction


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
