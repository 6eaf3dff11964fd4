"""The pages of the mail, wide and on a telephone: a batch, a file, a letter that comes back, an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.casework import incoming_files, letter_making, mail_room, print_batches
from app.db.session import Database
from tests.browser.conftest import Site, look, sign_in
from tests.casework.office import Office
from tests.web.conftest import PASSWORD, add_account


def _work(database: Database) -> None:
    """Two letters sent on Tuesday, two in a batch that was fetched, one that cannot be made."""
    office = Office(database)
    with database.transaction() as tx:
        add_account(tx, "lies", "dossierbeheerder", organisation="in_gent")
    manager = office.colleague("in_gent", "dossierbeheerder")
    for name in ("Testmans", "Peeters"):
        office.detect(
            last_name=name, street="Korenlei", house_number="14", postcode="9000", municipality="Gent"
        )
    office.until(date(2026, 11, 4))
    cases = [office.detect(last_name=name) for name in ("Janssens", "El Amrani", "Öztürk")]
    letter_making.make_requested(database)
    with database.transaction() as tx:
        batch_id = mail_room.create_batch(tx, manager)
        assert batch_id is not None
        print_batches.note_download(tx, batch_id)
    for _ in range(2):
        office.detect(last_name="\U00012000")
    letter_making.make_requested(database)
    office.record(cases[0], "aangemeld")
    office.clock(office.database.now().replace(day=20))


@pytest.fixture
def desk(site: Site) -> Site:
    _work(site.database)
    return site


def _look(page: Page, name: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, f"{name}-{width}")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_the_mail_from_the_batch_to_the_address(
    desk: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page()
    sign_in(page, desk, "lies", PASSWORD)
    page.goto(f"{desk.url}/brieven")
    expect(page.get_by_role("heading", name="Dit wacht te lang")).to_be_visible()
    _look(page, "overzicht")
    page.get_by_role("link", name=re.compile("zitten in een afdrukbundel")).click()
    _look(page, "te-lang")
    page.goto(f"{desk.url}/brieven/bundels/2")
    expect(page.get_by_text("1 brief is geannuleerd nadat de bundel was opgehaald")).to_be_visible()
    _look(page, "bundel")
    page.goto(f"{desk.url}/brieven/4/annuleren")
    expect(page.get_by_text("Het dossier wacht tot deze brief vertrokken is")).to_be_visible()
    _look(page, "annuleren")
    page.goto(f"{desk.url}/brieven")
    file = tmp_path / "terug.csv"
    file.write_text(
        "brief_id;teruggekeerd_op;reden;kleur\n1;2026-11-05;onbekend op dit adres;rood\n9;2026-11-05;;\n"
    )
    page.set_input_files("#bestand", file)
    page.get_by_role("button", name="Bekijken").click()
    _look(page, "bestand-voorstel")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_text("Het inlezen begint zo dadelijk.")).to_be_visible()
    incoming_files.run_requested(desk.database)
    expect(page.get_by_text("Klaar").first).to_be_visible()
    page.goto(page.url)
    _look(page, "bestand-klaar")
    page.goto(f"{desk.url}/brieven/1")
    _look(page, "brief")
    page.goto(f"{desk.url}/brieven/2/teruggekeerd")
    _look(page, "terug")
    page.goto(f"{desk.url}/brieven/adressen")
    _look(page, "adressen")
    page.get_by_role("link", name="Ada Testmans").click()
    expect(page.get_by_label("Straat")).to_be_hidden()
    _look(page, "adres")
    page.get_by_label("De persoon woont ergens anders").check()
    page.get_by_label("Straat").fill("Graslei")
    page.get_by_label("Huisnummer").fill("3")
    expect(page.get_by_label("Gemeente")).to_have_value("Gent")
    page.get_by_label("Stuur een nieuwe brief").check()
    _look(page, "adres-nieuw")
    page.get_by_role("button", name="Adresonderzoek afsluiten").click()
    expect(page.get_by_text("1 nieuwe brief wordt gemaakt.")).to_be_visible()
    page.goto(f"{desk.url}/dossiers/1")
    expect(page.get_by_text("Adres nagekeken: Nieuw adres")).to_be_visible()
    _look(page, "dossier")
