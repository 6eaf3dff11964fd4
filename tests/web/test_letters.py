"""The mail of a desk: made, stuck, in a batch, gone; and never another desk's."""

from __future__ import annotations

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from app.casework import incoming_files, letter_making
from app.db.session import Database
from app.db.tables import incident, letter, person, print_batch, task, term
from app.web.letters import batches
from tests.web.desk import Desk, Worker, text_of

MONDAY = {"verzonden_op-day": "2", "verzonden_op-month": "11", "verzonden_op-year": "2026"}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


@pytest.fixture
def manager(desk: Desk) -> Worker:
    return desk.colleague("lies", "in_gent", "dossierbeheerder")


def test_from_the_queue_to_a_term_that_runs(desk: Desk, manager: Worker) -> None:
    case_id = desk.office.detect()
    assert "1 Worden gemaakt" in _counts(manager)
    letter_making.make_requested(desk.office.database)
    assert "1 Klaar om te drukken" in _counts(manager)
    batch = manager.post("/brieven/bundels").location
    assert batch == "/brieven/bundels/1"
    page = text_of(manager.get(batch))
    for words in ("Uitnodiging voor het startgesprek", "aangetekend", "Ada Testmans", "Datum invullen"):
        assert words in page
    pdf = PdfReader(BytesIO(manager.client.get(f"{batch}.pdf").get_data()))
    rows = list(
        csv.DictReader(StringIO(manager.client.get(f"{batch}.csv").text.lstrip("\ufeff")), delimiter=";")
    )
    assert len(pdf.pages) == sum(int(row["bladzijden"]) for row in rows)
    answer = manager.post("/brieven/1/verzonden", **MONDAY, aangetekend_nummer="RR1BE")
    assert answer.location == "/brieven"
    assert "De verzenddatum van 1 brief is vastgelegd." in text_of(manager.get("/brieven"))
    (row,) = desk.office.rows(letter)
    assert (row.status, row.sent_on, row.registered_number) == ("verzonden", date(2026, 11, 2), "RR1BE")
    assert "aanmelding" in {each.code for each in desk.office.rows(term, term.c.status == "loopt")}
    assert desk.office.waits(case_id)
    assert "Een verzenddatum wijzigt niet meer" in text_of(manager.get("/brieven/1/verzonden"))


def test_one_day_for_a_whole_batch(desk: Desk, manager: Worker) -> None:
    for _ in range(3):
        desk.office.detect()
    letter_making.make_requested(desk.office.database)
    batch = manager.post("/brieven/bundels").location
    wrong = manager.post(f"{batch}/verzonden", **{**MONDAY, "verzonden_op-day": "31"})
    assert wrong.status_code == 422
    assert "moet een bestaande datum zijn" in text_of(wrong)
    manager.post(f"{batch}/verzonden", **{**MONDAY, "verzonden_op-day": "3"})
    assert "Deze verzenddatum kan niet" in text_of(manager.get(batch))
    manager.post(f"{batch}/verzonden", **MONDAY)
    assert "De verzenddatum van 3 brieven is vastgelegd." in text_of(manager.get(batch))
    assert {row.status for row in desk.office.rows(letter)} == {"verzonden"}


def test_the_file_of_the_printer(desk: Desk, manager: Worker) -> None:
    """Seen first, taken in by a worker, told afterwards; the same file again changes nothing."""
    desk.office.detect()
    desk.office.detect(nis_code="11002")  # another desk's
    letter_making.make_requested(desk.office.database)
    manager.post("/brieven/bundels")
    rows = [b"1;2026-11-02;RR1", b"2;2026-11-02;", b"99;2026-11-02;", b"x;2026-11-02;"]
    file = b"\n".join([b"brief_id;verzonden_op;aangetekend_nummer", *rows])
    address = _upload(manager, file).location
    page = text_of(manager.get(address))
    for words in (
        "Worden vastgelegd 1",
        "Verworpen 3",
        "3 brief_id Deze brief bestaat niet",
        "5 brief_id Dit is geen nummer",
        "Er is nog niets vastgelegd. Na uw bevestiging krijgt 1 brief een verzenddatum",
    ):
        assert words in page
    assert {row.status for row in desk.office.rows(letter)} == {"in_batch", "gemaakt"}
    manager.post(f"{address}/inlezen")
    assert "Het inlezen begint zo dadelijk." in text_of(manager.get(address))
    assert "Over dit bestand is intussen al beslist." in _after(manager, f"{address}/wegleggen", address)
    incoming_files.run_requested(desk.office.database)
    page = text_of(manager.get(address))
    assert "Vastgelegd 1 Stond er al 0 Verworpen 3" in page
    assert manager.client.get(f"{address}/stand").headers["HX-Refresh"] == "true"
    refused = manager.client.get(f"{address}/verworpen.csv")
    assert "verzonden.csv.verworpen.csv" in refused.headers["Content-Disposition"]
    assert [line.split(";")[:2] for line in refused.text.splitlines()] == [
        ["\ufeffrij", "kolom"],
        ["3", "brief_id"],
        ["4", "brief_id"],
        ["5", "brief_id"],
    ]
    assert [row.status for row in desk.office.rows(letter)] == ["verzonden", "gemaakt"]
    again = _upload(manager, file.splitlines()[0] + b"\n" + file.splitlines()[1]).location
    assert "Dit bestand verandert niets: alles stond er al." in text_of(manager.get(again))
    manager.post(f"{again}/wegleggen")
    assert "bekeken en niet ingelezen" in text_of(manager.get(again))
    assert "Ingeleverde bestanden" in text_of(manager.get("/brieven"))
    assert "verzonden.csv" in text_of(manager.get("/brieven/bestanden"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"brief_id;datum\n", "noemt geen “verzonden_op” en geen “teruggekeerd_op”"),
        (b"verzonden_op\n", "In de kopregel ontbreekt: brief_id."),
        ("brief_id;é\n".encode("latin-1"), "niet in UTF-8: byte 10"),
        (b"", "Het bestand is leeg"),
    ],
)
def test_a_file_that_cannot_be_read_changes_nothing(manager: Worker, content: bytes, words: str) -> None:
    answer = _upload(manager, content)
    assert answer.status_code == 422
    assert text_of(answer).count(words) == 2


def test_a_letter_that_could_not_be_made_is_tried_again(desk: Desk, manager: Worker) -> None:
    case_id = desk.office.detect(last_name="\U00012000")  # a sign of which no font of ours has a glyph
    letter_making.make_requested(desk.office.database)
    page = text_of(manager.get("/brieven"))
    assert "1 Kunnen niet gemaakt worden" in _counts(manager)
    assert "een naam of tekst bevat tekens die ons lettertype niet kent" in page
    manager.post("/brieven/1/opnieuw")
    assert "De brief kon weer niet gemaakt worden." in text_of(manager.get("/brieven"))
    assert len(desk.office.incidents()) == 1
    with desk.office.database.transaction() as tx:
        tx.execute(person.update().values(last_name="Testmans"))
    manager.post("/brieven/1/opnieuw")
    assert "De brief is gemaakt." in text_of(manager.get("/brieven"))
    assert desk.office.letters(case_id) == [("uitnodiging_startgesprek", "gemaakt")]
    assert desk.office.incidents() == []
    assert len(desk.office.rows(incident)) == 2
    manager.post("/brieven/1/opnieuw")
    assert "intussen al gemaakt" in text_of(manager.get("/brieven"))


def test_no_desk_touches_the_mail_of_another(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    letter_making.make_requested(desk.office.database)
    manager.post("/brieven/bundels")
    stranger = desk.colleague("tom", "atlas", "dossierbeheerder")
    assert "0 Gedrukt, nog niet verzonden" in _counts(stranger)
    for path in (
        "/brieven/bundels/1",
        "/brieven/bundels/1.pdf",
        "/brieven/bundels/1.zip",
        "/brieven/bundels/1.csv",
        "/brieven/1",
        "/brieven/1/verzonden",
        "/brieven/1/teruggekeerd",
        "/brieven/1/annuleren",
    ):
        stranger.get(path, 404)
    assert stranger.post("/brieven/bundels/1/verzonden", **MONDAY).status_code == 404
    assert stranger.post("/brieven/1/verzonden", **MONDAY).status_code == 404
    stranger.post("/brieven/bundels")
    assert "Er zijn geen brieven om te drukken." in text_of(stranger.get("/brieven"))
    assert len(desk.office.rows(print_batch)) == 1
    assert [row.status for row in desk.office.rows(letter)] == ["in_batch"]


def test_only_roles_with_mail(desk: Desk) -> None:
    counsellor = desk.colleague("yassin", "in_gent", "trajectbegeleider")
    counsellor.get("/brieven", 403)
    for path in (
        "/brieven/bundels",
        "/brieven/bestanden",
        "/brieven/opnieuw",
        "/brieven/1/opnieuw",
        "/brieven/1/verzonden",
        "/brieven/1/teruggekeerd",
        "/brieven/1/annuleren",
        "/brieven/bestanden/1/inlezen",
        "/brieven/adressen/1",
    ):
        assert counsellor.post(path).status_code == 403


def test_an_empty_mail_room_says_what_comes(manager: Worker) -> None:
    page = text_of(manager.get("/brieven"))
    assert "Er is nog geen afdrukbundel." in page
    assert "Afdrukbundel maken" not in page


def _upload(worker: Worker, content: bytes) -> Any:
    return worker.post("/brieven/bestanden", bestand=(BytesIO(content), "verzonden.csv"))


def _fetch(worker: Worker, path: str) -> BytesIO:
    """A file that the server sends from disk, and closes when it has been sent."""
    with worker.client.get(path) as answer:
        return BytesIO(answer.get_data())


def _after(worker: Worker, posted: str, shown: str, **data: str) -> str:
    worker.post(posted, **data)
    return text_of(worker.get(shown))


def _counts(worker: Worker) -> str:
    """The figures on top, each before its label."""
    html = worker.get("/brieven").split('<dl class="t-counts">')[1].split("</dl>")[0]
    pairs = [part.split("</dt><dd>") for part in html.split("<dt>")[1:]]
    return ", ".join(f"{number.split('<')[0]} {label}" for label, number in pairs)


def test_a_batch_is_fetched_letter_by_letter(desk: Desk, manager: Worker) -> None:
    cases = [desk.office.detect() for _ in range(2)]
    letter_making.make_requested(desk.office.database)
    batch = manager.post("/brieven/bundels").location
    with ZipFile(_fetch(manager, f"{batch}.zip")) as found:
        assert found.namelist() == ["brief-1.pdf", "brief-2.pdf", "manifest.csv"]
        assert found.read("brief-2.pdf") == manager.client.get("/brieven/2.pdf").get_data()
    desk.office.record(cases[0], "aangemeld")
    page = text_of(manager.get(batch))
    assert "1 brief is geannuleerd nadat de bundel was opgehaald." in page
    assert "Haal hem uit de gedrukte stapel" in text_of(manager.get("/brieven/1"))
    with ZipFile(_fetch(manager, f"{batch}.zip")) as found:
        assert found.namelist() == ["brief-2.pdf", "manifest.csv"]
    desk.office.record(cases[1], "aangemeld")
    assert "Alle brieven van deze bundel zijn geannuleerd" in text_of(manager.get(batch))
    manager.get(f"{batch}.zip", 409)


def test_a_large_batch_leaves_by_a_worker(
    desk: Desk, manager: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "AT_ONCE", 1)
    for _ in range(2):
        desk.office.detect()
    letter_making.make_requested(desk.office.database)
    batch = manager.post("/brieven/bundels").location
    file = manager.post(f"{batch}/verzonden", **MONDAY).location
    assert "krijgen 2 brieven een verzenddatum" in text_of(manager.get(file))
    manager.post(f"{file}/inlezen")
    incoming_files.run_requested(desk.office.database)
    assert "Vastgelegd 2" in text_of(manager.get(file))
    assert {row.status for row in desk.office.rows(letter)} == {"verzonden"}


def test_a_letter_is_held_back_and_replaced(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    letter_making.make_requested(desk.office.database)
    assert "Het dossier wacht tot deze brief vertrokken is." in text_of(manager.get("/brieven/1/annuleren"))
    empty = manager.post("/brieven/1/annuleren", reden="")
    assert (empty.status_code, "Vul “Waarom vertrekt deze brief niet” in." in text_of(empty)) == (422, True)
    manager.post("/brieven/1/annuleren", reden="Naam verkeerd gespeld.")
    page = text_of(manager.get("/brieven/1"))
    for words in ("Een nieuwe wordt gemaakt.", "Geannuleerd", "Door Lies", "Naam verkeerd gespeld."):
        assert words in page
    assert "In de plaats van brief 1" in text_of(manager.get("/brieven/2"))
    letter_making.make_requested(desk.office.database)
    story = text_of(manager.get("/dossiers/1"))
    assert "Brief geannuleerd: Uitnodiging voor het startgesprek Naam verkeerd gespeld." in story
    manager.post("/brieven/1/annuleren", hoe="vervangen", reden="Nog eens.")
    assert [row.status for row in desk.office.rows(letter)] == ["geannuleerd", "gemaakt"]


def test_a_letter_comes_back_and_somebody_looks(desk: Desk, manager: Worker) -> None:
    case_id, breach = desk.office.noticed(street="Korenlei", house_number="14")
    back = {"teruggekeerd_op-day": "5", "teruggekeerd_op-month": "11", "teruggekeerd_op-year": "2026"}
    early = {**back, "teruggekeerd_op-day": "1"}
    assert "Deze dag kan niet" in _after(manager, "/brieven/1/teruggekeerd", "/brieven/1", **early)
    check = manager.post("/brieven/1/teruggekeerd", **back, reden="onbekend op dit adres").location
    assert check == "/brieven/adressen/1"
    assert "onbekend op dit adres" in text_of(manager.get("/brieven/adressen"))
    assert "1 adres nakijken" in text_of(manager.get("/brieven"))
    assert "Over het adres Adres nakijken" in text_of(manager.get(f"/dossiers/{case_id}"))
    stranger = desk.colleague("tom", "atlas", "dossierbeheerder")
    stranger.get(check, 404)
    assert stranger.post(check, uitkomst="onvindbaar", toelichting="x").status_code == 404
    assert manager.post(check, uitkomst="nieuw_adres", street="Graslei").status_code == 422
    unfounded = manager.post(check, uitkomst="onvindbaar", toelichting="")
    assert (unfounded.status_code, "Schrijf wat u geprobeerd hebt." in text_of(unfounded)) == (422, True)
    manager.post(check, uitkomst="onvindbaar", toelichting="Wijkagent vond niemand.")
    assert "Er is geen adres na te kijken." in text_of(manager.get("/brieven/adressen"))
    for number in (case_id, breach):
        assert "Onvindbaar" in text_of(manager.get(f"/dossiers/{number}"))
    established = desk.office.rows(task, task.c.element == "inbreuk_vaststellen")[0].id
    page = text_of(manager.get(f"/taken/{established}"))
    assert "Over het adres Onvindbaar" in page
    assert "Wijkagent vond niemand." in page
    assert "Een collega heeft dit adres al nagekeken." in _after(
        manager, check, check, uitkomst="adres_bevestigd"
    )


def test_what_waits_too_long_is_told(desk: Desk, manager: Worker) -> None:
    desk.office.detect()
    desk.office.clock(desk.office.database.now().replace(day=5))
    assert "1 brief is gevraagd en nog niet gemaakt" in text_of(manager.get("/brieven"))
    assert "INB-2026-000001" in text_of(manager.get("/brieven/te-lang/niet_gemaakt"))
    assert "Hier wacht niets meer te lang." in text_of(manager.get("/brieven/te-lang/niet_gedrukt"))
    assert manager.client.get("/brieven/te-lang/adres_niet_nagekeken").location == "/brieven/adressen"
    manager.get("/brieven/te-lang/ergens", 404)
    numbers = manager.client.get("/metrics").text
    assert 'traject_letters_delayed{place="niet_gemaakt"} 1.0' in numbers
    assert 'traject_letters_delayed{place="niet_gedrukt"} 0.0' in numbers
