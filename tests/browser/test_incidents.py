"""Many failed steps tried again on the page, and a repair by two people, wide and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from app.casework import letter_making, people, retry_runs
from tests.browser.conftest import Site, by_day_and_by_night, look, sign_in
from tests.casework.broken import publish
from tests.casework.office import Office
from tests.casework.two_people import TERM
from tests.web.conftest import PASSWORD, add_account


@pytest.fixture
def office(site: Site) -> Office:
    """Three letters that cannot be made, of which one can be by now, and a term whose step failed."""
    office = Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "bart", "beheerder", organisation="abb")
        add_account(tx, "lies", "dossierbeheerder", organisation="in_gent")
        add_account(tx, "mira", "teamverantwoordelijke", organisation="in_gent")
    publish(office, TERM)
    office.detect()
    office.until(date(2027, 2, 4))
    cases = [office.detect(last_name="Testmans \U000f1234") for _ in range(3)]
    letter_making.make_requested(site.database)
    with site.database.transaction() as tx:
        known = people.get(tx, office.case(cases[0]).person_id)
        people.change(tx, known, {"last_name": "Testmans"}, tx.today)
    return office


def _look(page: Page, name: str) -> None:
    by_day_and_by_night(page)
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, f"{name}-{width}")
    page.emulate_media(color_scheme="dark")
    look(page, f"{name}-donker")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_all_of_a_group_are_tried_again(site: Site, office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, site, "bart", PASSWORD)
    page.goto(f"{site.url}/incidenten")
    _look(page, "incidenten")
    page.get_by_role("button", name="Alle 3 opnieuw proberen").click()
    expect(page.get_by_text("0 van 3 opnieuw geprobeerd")).to_be_visible()
    _look(page, "incidenten-bezig")
    assert retry_runs.run_requested(site.database) == 1
    expect(page.get_by_text("3 van 3 opnieuw geprobeerd, 1 gelukt, 2 opnieuw mislukt.")).to_be_visible()
    expect(page.get_by_role("heading", name="3 incidenten")).to_be_visible()  # two letters and the term
    for name in ("Termijnen die niet afgaan", "Workers"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        _look(page, name.split()[0].lower())


def test_a_repair_by_two_people(site: Site, office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, site, "lies", PASSWORD)
    page.goto(f"{site.url}/dossiers/1")
    _look(page, "dossier")
    page.get_by_role("link", name="Meer over dit incident, en een herstel voorstellen").click()
    _look(page, "incident")
    page.get_by_role("button", name="Herstel voorstellen").click()
    _look(page, "herstel-kiezen")
    page.get_by_label("Welk gegeven?").select_option("tolk_nodig")
    page.get_by_role("region", name="Een gegeven van het dossier verbeteren").get_by_role("button").click()
    page.get_by_label("Nee", exact=True).check()
    page.get_by_label("Waarom?").fill("Volgens de nota van het gesprek van 3 februari.")
    _look(page, "herstel-voorstellen")
    page.get_by_role("button", name="Voorstellen").click()
    expect(page.get_by_text("U hebt dit voorgesteld. Een tweede persoon beslist.")).to_be_visible()
    expect(page.get_by_role("button", name="Goedkeuren en uitvoeren")).to_have_count(0)

    second = open_page()
    sign_in(second, site, "mira", PASSWORD)
    second.get_by_role("link", name="Herstelvoorstellen").click()
    _look(second, "herstelvoorstellen")
    second.get_by_role("link", name=re.compile("Gegeven verbeteren")).click()
    expect(second.get_by_text("Dit vervalt")).to_be_visible()
    _look(second, "voorstel")
    second.get_by_role("button", name="Goedkeuren en uitvoeren").click()
    expect(second.get_by_text("Het herstel is uitgevoerd.")).to_be_visible()
    _look(second, "voorstel-uitgevoerd")
    second.goto(f"{site.url}/dossiers/1")
    expect(second.get_by_text("Herstel goedgekeurd en uitgevoerd")).to_be_visible()
    assert [row.kind for row in office.incidents()] == ["brief"] * 3
