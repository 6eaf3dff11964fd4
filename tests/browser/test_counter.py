"""The counter by keyboard alone: a number, a card, an outcome, an attest in hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page

from app.casework import setup
from tests.browser.conftest import ROOT, Site, look, sign_in
from tests.create import national_number
from tests.web.conftest import PASSWORD, add_account

NUMBER = national_number(date(1994, 4, 12), 318)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_check_by_keyboard(site: Site, open_page: Callable[..., Page], width: int) -> None:
    setup.prepare(site.database, ROOT)
    with site.database.transaction() as tx:
        add_account(tx, "balie", "gemeentemedewerker", organisation="gemeente_21015")
    page = open_page(width=width)
    sign_in(page, site, "balie", PASSWORD)
    assert page.url.endswith("/balie")
    look(page, f"counter_start_{width}")
    page.keyboard.type(NUMBER)  # the field has the focus
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=stap]")
    look(page, f"counter_new_{width}")
    _fill(page, "last_name", "Haddad")
    _fill(page, "card_type", "A")
    for name, year in (("title_from", "2025"), ("title_to", "2035"), ("first_registered_belgium", "2025")):
        for part, text in (("day", "1"), ("month", "10"), ("year", year)):
            _fill(page, f"{name}-{part}", text)
    for name, start in (("nationality", "Libanon"), ("register", "vreemd"), ("residence_status", "gezin")):
        page.focus(f"[name={name}]")
        page.keyboard.type(start)
    page.focus("button[name=stap]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Waarop de tabel beslist")
    look(page, f"counter_looked_{width}")
    page.focus("input[name=taal][value=nl]")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**/balie/nagekeken/*")
    look(page, f"counter_kept_{width}")
    assert page.request.get(f"{page.url}/attest.pdf").status == 200
    for name in ("ontvangst_getekend", "brochure_uitgelegd"):
        page.focus(f"[name={name}]")
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Uiterlijk aanmelden")
    look(page, f"counter_handed_over_{width}")


def _fill(page: Page, name: str, text: str) -> None:
    page.focus(f'[name="{name}"]')
    page.keyboard.type(text)
