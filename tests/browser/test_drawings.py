"""A diagram in several drawings: a closed sub-process leads to its own, by pointer and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import TABS, Site, by_day_and_by_night, look, sign_in
from tests.casework import apart
from tests.casework.office import Office
from tests.web.conftest import PASSWORD, add_account


@pytest.fixture
def case_page(site: Site) -> str:
    """A case in the outer sub-process: that drawing is open, the one inside it is folded away."""
    office = Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "yassin", "trajectbegeleider", organisation="in_gent")
        add_account(tx, "joris", "proceseigenaar", organisation="abb")
    case_id = apart.begin(office, apart.publish(office))
    office.do(case_id, "nakijken")
    return f"{site.url}/dossiers/{case_id}"


def _tab_to_link(page: Page, name: str) -> None:
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.getAttribute('aria-label')") == name:
            return
    raise AssertionError(f"no “{name}” within {TABS} tabs")


def _focus(page: Page) -> str:
    return str(page.evaluate("() => document.activeElement.id"))


@pytest.mark.parametrize("script", [True, False])
def test_the_keyboard_goes_from_drawing_to_drawing(
    case_page: str, site: Site, open_page: Callable[..., Page], script: bool
) -> None:
    page = open_page(script=script)
    sign_in(page, site, "yassin", PASSWORD)
    page.goto(case_page)
    inner = page.locator("#tekening-vorming")
    expect(page.locator("#tekening-begeleiding")).to_be_visible()
    expect(inner).to_be_hidden()

    page.locator("#tekening").focus()
    _tab_to_link(page, "Begeleiding: tekening openen")
    ring = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert ring != "none"
    page.keyboard.press("Enter")
    assert _focus(page) == "tekening-begeleiding"

    _tab_to_link(page, "Vorming: tekening openen")
    page.keyboard.press("Enter")
    expect(inner).to_be_visible()
    expect(inner).to_be_in_viewport()
    assert _focus(page) == "tekening-vorming"
    expect(inner.locator("[data-element=cursus]")).to_be_visible()

    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert _focus(page) == "tekening-begeleiding"


def test_a_pointer_opens_what_is_folded_away_and_axe_is_content(
    case_page: str, site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, site, "yassin", PASSWORD)
    page.goto(case_page)
    look(page, "dossier-tekeningen")
    page.locator("#tekening-begeleiding").get_by_role("link", name="Vorming: tekening openen").click()
    expect(page.locator("#tekening-vorming")).to_be_in_viewport()
    by_day_and_by_night(page)
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "dossier-tekeningen-390")


def test_a_process_owner_reads_every_drawing(
    case_page: str, site: Site, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    sign_in(page, site, "joris", PASSWORD)
    page.goto(f"{site.url}/uitgaven/2/diagrammen/proef")
    for name in ("Begeleiding", "Vorming"):
        expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    look(page, "uitgave-tekeningen")
    page.get_by_role("link", name="Vorming: tekening openen").click()
    expect(page.locator("#tekening-vorming")).to_be_in_viewport()
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "uitgave-tekeningen-390")
