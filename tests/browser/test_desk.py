"""The desk of a school in a browser: a month filled in by keyboard, wide and on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.db.tables import attendance, enrolment
from app.domain.enrolments import Part
from tests.browser.conftest import Site, Watch, by_day_and_by_night, look, sign_in, tab_to
from tests.casework.office import Office
from tests.casework.school import School, contracted
from tests.web.conftest import PASSWORD, add_account

PUPILS = ("Aerts", "Bosmans", "El Amrani", "Öztürk")


@pytest.fixture
def school(site: Site) -> School:
    """Four people who learn Dutch, the last of them with a signed contract."""
    office = Office(site.database)
    school = School(office)
    with site.database.transaction() as tx:
        for username, organisation, role in (
            ("juf", "cvo_gent", "partnermedewerker"),
            ("bapa", "bapa_via", "partnermedewerker"),
            ("lies", "in_gent", "trajectbegeleider"),
            ("baas", "abb", "beheerder"),
        ):
            add_account(tx, username, role, organisation=organisation)
    for name in PUPILS[:3]:
        school.teaches(office.detect(last_name=name), course="Richtgraad 1.1")
    school.teaches(contracted(office, last_name=PUPILS[3]), Part.DUTCH, course="Richtgraad 1.2")
    return school


def _look(page: Page, name: str) -> None:
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        look(page, f"{name}-{width}")
    by_day_and_by_night(page)


def test_a_month_without_a_mouse(site: Site, school: School, page: Page, watch: Watch) -> None:
    """Down the column with Enter, one row wrong: the others are kept, and it alone is asked again."""
    watch.expect(422)
    sign_in(page, site, "juf", PASSWORD)
    expect(page.get_by_role("heading", name="Wie hier leert")).to_be_visible()
    _look(page, "lijst")
    tab_to(page, "Uren van oktober 2026 invullen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Aanwezigheden van oktober 2026")).to_be_visible()
    _look(page, "maand-leeg")
    tab_to(page, "Gegeven uren voor iedereen")
    page.keyboard.type("48")
    present = page.get_by_role("textbox", name="Aanwezig:")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(present.nth(0)).to_be_focused()
    for hours in ("40,5", "44", "52"):
        page.keyboard.type(hours)
        page.keyboard.press("Enter")
    expect(present.nth(3)).to_be_focused()
    page.keyboard.type("20")
    page.keyboard.press("ArrowUp")
    expect(present.nth(2)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Bewaren")).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".govuk-error-summary")).to_contain_text("samen meer dan wat gegeven is")
    expect(present).to_have_count(1)
    expect(present.nth(0)).to_have_value("52")
    _look(page, "maand-fout")
    present.nth(0).fill("47")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Iedereen is ingevuld.")).to_be_visible()
    assert [row.present for row in school.office.rows(attendance)] == [4050, 4400, 2000, 4700]
    _look(page, "maand-vol")
    page.get_by_role("link", name=re.compile("Verbeteren.*Ada Aerts")).click()
    page.get_by_label("Aanwezig", exact=True).fill("42")
    page.get_by_label("Waarom verbetert u dit?").fill("Verkeerde lijst")
    _look(page, "verbeteren")
    page.get_by_role("button", name="Verbetering bewaren").click()
    expect(page.get_by_text("42 van 48 lesuren")).to_be_visible()
    _look(page, "inschrijving")
    page.get_by_role("button", name="Resultaat doorgeven").click()
    _look(page, "resultaat")
    page.get_by_role("link", name="Partnerloket").click()
    page.get_by_role("link", name="Bestanden").click()
    _look(page, "bestanden")


def test_the_month_works_without_a_script(site: Site, school: School, open_page: Callable[..., Page]) -> None:
    page = open_page(script=False)
    sign_in(page, site, "juf", PASSWORD)
    page.goto(f"{site.url}/partner/aanwezigheden?maand=2026-10")
    page.get_by_role("textbox", name="Gegeven: Ada Bosmans").fill("48")
    page.get_by_role("textbox", name="Aanwezig: Ada Bosmans").fill("30")
    page.get_by_role("button", name="Bewaren").click()
    assert [row.present for row in school.office.rows(attendance)] == [3000]


def test_the_pages_around_the_desk(site: Site, school: School, page: Page, watch: Watch) -> None:
    """A counsellor, an office of Brussels and the administrator."""
    watch.expect(422)
    sign_in(page, site, "juf", PASSWORD)
    page.goto(f"{site.url}/partner/aanwezigheden?maand=2026-10")
    page.get_by_role("textbox", name="Gegeven: Ada Öztürk").fill("48")
    page.get_by_role("textbox", name="Aanwezig: Ada Öztürk").fill("30")
    page.get_by_role("button", name="Bewaren").click()
    followed = school.office.rows(enrolment)[-1]
    case_id = followed.case_id
    page.context.clear_cookies()
    sign_in(page, site, "lies", PASSWORD)
    page.goto(f"{site.url}/dossiers/{case_id}#partners")
    expect(page.get_by_text("Minder dan 80 %")).to_be_visible()
    _look(page, "dossier")
    page.get_by_role("button", name="Partner betrekken").click()
    _look(page, "betrekken")
    page.goto(f"{site.url}/dossiers/{case_id}/partners/{followed.id}/stoppen")
    _look(page, "stoppen")
    page.context.clear_cookies()
    sign_in(page, site, "bapa", PASSWORD)
    _look(page, "aanmeldingen")
    page.context.clear_cookies()
    sign_in(page, site, "baas", PASSWORD)
    page.goto(f"{site.url}/beheer/organisaties")
    _look(page, "organisaties")
    page.goto(f"{site.url}/beheer/organisaties/nieuw")
    page.get_by_role("button", name="Toevoegen").click()
    _look(page, "partner-nieuw")
    page.goto(f"{site.url}/beheer/organisaties/in_gent")
    _look(page, "organisatie")
    page.get_by_label("Telefoon").fill("09 111 11 11")
    page.get_by_role("button", name="Nakijken wat verandert").click()
    _look(page, "contact-nakijken")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("De volgende brieven dragen deze gegevens.")).to_be_visible()
