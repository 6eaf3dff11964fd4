"""The tray in a browser: read, brought to a case, answered and undone, with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, by_day_and_by_night, look, sign_in
from tests.casework.office import Office
from tests.casework.test_partner_messages import SCHOOL, number_of, tell
from tests.create import create_organisation, national_number
from tests.web.conftest import PASSWORD, add_account


@pytest.fixture
def office(site: Site) -> Office:
    """Two messages for a person: one with two days in it, one about somebody whom nobody knows."""
    office = Office(site.database)
    with site.database.transaction() as tx:
        create_organisation(tx, SCHOOL, kind="partner", name="Avondschool Zuid")
        add_account(tx, "dries", "dossierbeheerder", organisation="in_gent")
    tell(office, number_of(office, office.detect()), aangemeld_op="2026-10-30")
    tell(office, national_number(date(1991, 3, 2), 77), key="2")
    return office


def test_a_morning_with_the_tray(site: Site, office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, site, "dries", PASSWORD)
    page.goto(f"{site.url}/postvak")
    by_day_and_by_night(page)
    look(page, "postvak")
    page.get_by_role("link", name=re.compile(r"^Aanmelding\s+1$")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Wat de partner zegt")).to_be_visible()
    by_day_and_by_night(page)
    look(page, "postvak-bericht")
    page.get_by_role("button", name=re.compile("Naar dit dossier brengen.*INB")).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Het bericht staat in dossier")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"^Aanmelding\s+2$")).click()
    page.get_by_label("Antwoord aan de afzender").fill("Kijk het nummer na.")
    page.get_by_role("button", name="Antwoorden en sluiten").click()
    expect(page.get_by_text("Het postvak is leeg.")).to_be_visible()
    look(page, "postvak-leeg")
    page.get_by_role("button", name="Ongedaan maken").click()
    expect(page.get_by_text("Het bericht ligt terug in het postvak.")).to_be_visible()
    look(page, "postvak-terug")
