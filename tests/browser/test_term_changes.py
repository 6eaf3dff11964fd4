"""The clock of a case in a browser: suspended without a mouse, and every page of it looked at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Locator, Page, expect

from app.casework import new_length_requests
from tests.browser.conftest import Site, Watch, by_day_and_by_night, fits, go, sign_in, tab_to
from tests.casework.office import Office
from tests.casework.test_new_lengths import CODE, publish
from tests.web.conftest import PASSWORD, add_account


@pytest.fixture
def case_id(site: Site) -> int:
    """A contract that waits to be signed until 4 December 2026, and a later release with more days."""
    office = Office(site.database)
    case_id = office.offered()
    publish(office, 45)
    with site.database.transaction() as tx:
        add_account(tx, "lien", "dossierbeheerder", organisation="in_gent")
        add_account(tx, "joris", "proceseigenaar", organisation="abb")
    return case_id


def _press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def _follow(page: Page, link: Locator) -> None:
    with page.expect_navigation():
        link.click()


def test_a_case_is_suspended_without_a_mouse(
    site: Site, case_id: int, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, site, "lien", PASSWORD)
    page.goto(f"{site.url}/dossiers/{case_id}")
    tab_to(page, "Dossier opschorten")
    go(page)
    for label, text in (("Dag", "9"), ("Maand", "11"), ("Jaar", "2026")):
        tab_to(page, label)
        page.keyboard.type(text)
    tab_to(page, "Waarom wordt het dossier opgeschort?")
    page.keyboard.type("Opgenomen in het ziekenhuis.")
    tab_to(page, "Bekijk wat er verandert")
    go(page)
    expect(page.locator("main")).to_contain_text("geen: staat stil")
    tab_to(page, "Bevestigen")
    go(page)
    expect(page.get_by_role("alert").or_(page.get_by_role("region", name="Gelukt"))).to_contain_text(
        "Het dossier is opgeschort."
    )
    expect(page.locator("#termijnen").locator("..")).to_contain_text("Geschorst, nog geen einddatum")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no_script"])
def test_every_page_of_the_clock(
    site: Site, case_id: int, open_page: Callable[..., Page], watch: Watch, script: bool
) -> None:
    page = open_page(script=script)
    look = by_day_and_by_night if script else fits  # axe is a script itself
    sign_in(page, site, "lien", PASSWORD)
    watch.expect(422)
    case = f"{site.url}/dossiers/{case_id}"
    page.goto(f"{case}/opschorting")
    look(page)
    _press(page, "Bekijk wat er verandert")
    expect(page.get_by_role("alert")).to_contain_text("Vul “Eerste dag van de opschorting” in.")
    look(page)
    _fill_day(page, "van", date(2026, 11, 9))
    page.fill("#reden", "Opgenomen in het ziekenhuis.")
    _through(page, look)
    _follow(page, page.get_by_role("link", name="Einddatum vastleggen"))
    look(page)
    _fill_day(page, "tot", date(2026, 11, 20))
    _through(page, look)
    _follow(page, page.locator("#termijnen").locator("..").get_by_role("link", name="Verlengen"))
    look(page)
    page.fill("#lengte", "2")
    page.get_by_label("werkdagen").check()
    page.fill("#reden", "De tolk was ziek.")
    _through(page, look)
    _follow(page, page.get_by_role("link", name="Uitstel verlenen"))
    look(page)
    _fill_day(page, "tot", date(2027, 3, 1))
    page.fill("#reden", "Attest uitstel ondertekening.")
    _through(page, look)
    _follow(page, page.locator(".t-moves").get_by_role("link", name="Intrekken").first)
    look(page)
    page.fill("#reden", "Bij de verkeerde termijn vastgelegd.")
    _through(page, look)
    expect(page.locator(".t-gone")).to_have_count(1)


def _through(page: Page, look: Callable[[Page], None]) -> None:
    """Look at what would happen, confirm, and look at the case."""
    _press(page, "Bekijk wat er verandert")
    look(page)
    _press(page, "Bevestigen")
    look(page)


def _fill_day(page: Page, key: str, day: date) -> None:
    for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.fill(f"#{key}-{part}", str(number))


def test_a_process_owner_applies_a_new_length(
    site: Site, case_id: int, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, site, "joris", PASSWORD)
    page.goto(f"{site.url}/uitgaven/2")
    by_day_and_by_night(page)
    page.get_by_role("link", name="Bekijken en toepassen").click()
    by_day_and_by_night(page)
    page.fill("#reden", "Besluit van de Vlaamse Regering.")
    _press(page, "Toepassen op 1 termijn")
    expect(page.locator(".t-progress")).to_contain_text("0 van 1")
    by_day_and_by_night(page)
    assert new_length_requests.run_requested(site.database)
    expect(page.locator("main")).to_contain_text("Er is niets toe te passen.")  # the page asks by itself
    by_day_and_by_night(page)
    assert CODE in page.url
