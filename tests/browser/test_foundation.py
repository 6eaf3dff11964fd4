"""Signing in, the language switch, people and roles: by hand and eye of a browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import insert

from app.casework.accounts import AccountDetails, create_account, hash_password
from app.db.tables import setting
from tests.browser.conftest import Site, Watch, axe, fits, sign_in
from tests.create import create_organisation

PASSWORD = "regen-op-het-raam"


@pytest.fixture
def people(site: Site) -> None:
    """An administrator and somebody of an agency."""
    password_hash = hash_password(PASSWORD, "iemand")
    with site.database.transaction() as tx:
        create_organisation(tx, "abb", name="Agentschap Binnenlands Bestuur")
        create_organisation(tx, "atlas", name="Atlas, integratie en inburgering Antwerpen")
        for username, name, organisation, role in (
            ("beheerder", "Bea Beheer", "abb", "beheerder"),
            ("dossier", "Dirk Dossier", "atlas", "dossierbeheerder"),
        ):
            details = AccountDetails(name, None, organisation, frozenset({role}))
            create_account(tx, username, details, password_hash)


@pytest.mark.usefixtures("people")
def test_sign_in_refusal_and_success(page: Page, site: Site, watch: Watch) -> None:
    watch.expect(401)
    sign_in(page, site, "beheerder", "fout")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.title().startswith("Fout: ")
    axe(page)
    page.get_by_role("link", name="De gebruikersnaam of het wachtwoord klopt niet").click()
    expect(page.locator("#gebruikersnaam")).to_be_focused()
    page.fill("#wachtwoord", PASSWORD)
    page.get_by_role("button", name="Wachtwoord tonen").click()
    expect(page.locator("#wachtwoord")).to_have_attribute("type", "text")
    page.get_by_role("main").get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("banner").get_by_role("link", name="Bea Beheer")).to_be_visible()
    page.get_by_role("button", name="Afmelden").click()
    expect(page.get_by_text("U bent afgemeld.")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_the_language_switch_stays(page: Page, site: Site) -> None:
    sign_in(page, site, "beheerder", PASSWORD)
    page.goto(f"{site.url}/mensen?organisatie=atlas")
    page.get_by_role("button", name="Français").click()
    expect(page.get_by_role("heading", name="Personnes et rôles")).to_be_visible()
    assert page.url.endswith("/mensen?organisatie=atlas")
    assert page.locator("html").get_attribute("lang") == "fr"
    axe(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="People and roles")).to_be_visible()


@pytest.mark.usefixtures("people")
def test_add_somebody_without_a_script(open_page: Callable[..., Page], site: Site) -> None:
    page = open_page(script=False)
    sign_in(page, site, "beheerder", PASSWORD)
    page.goto(f"{site.url}/mensen")
    page.get_by_role("link", name="Iemand toevoegen").click()
    page.fill("#gebruikersnaam", "nieuw")
    page.fill("#naam", "Nina Nieuw")
    page.select_option("#organisatie", "atlas")
    page.get_by_label("Trajectbegeleider").check()
    page.fill("#wachtwoord", "zon-achter-de-wolken")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Nina Nieuw is toegevoegd.")).to_be_visible()
    expect(page.get_by_role("row", name="Nina Nieuw")).to_contain_text("Trajectbegeleider")


PAGES = ("/aanmelden", "/mensen", "/mensen/nieuw", "/mensen/1", "/profiel", "/hulp", "/toegankelijkheid")


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (320, False)])
def test_every_page_can_be_read_by_everybody(
    open_page: Callable[..., Page], site: Site, width: int, dark: bool
) -> None:
    page = open_page(width=width, dark=dark)
    page.goto(f"{site.url}/aanmelden")
    axe(page)
    fits(page)
    sign_in(page, site, "beheerder", PASSWORD)
    for path in PAGES[1:]:
        page.goto(site.url + path)
        axe(page)
        fits(page)


@pytest.mark.usefixtures("people")
def test_the_demo_shows_its_day_and_only_the_administrator_moves_it(page: Page, site: Site) -> None:
    with site.database.transaction() as tx:
        tx.execute(insert(setting).values(key="demo_now", value="2026-11-23T09:00:00+00:00"))
    site.database.forget_clock()
    sign_in(page, site, "dossier", PASSWORD)
    expect(page.get_by_text("maandag 23 november 2026")).to_be_visible()
    expect(page.get_by_role("button", name="Volgende dag")).to_have_count(0)
    page.get_by_role("button", name="Afmelden").click()
    sign_in(page, site, "beheerder", PASSWORD)
    axe(page)
    page.get_by_role("button", name="Volgende dag").click()
    expect(page.get_by_text("De tijd loopt tot dinsdag 24 november 2026")).to_be_visible()
