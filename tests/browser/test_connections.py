"""Tokens and the page about the API in a browser: they fit, axe is content, and the secret can be copied."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.casework.accounts import AccountDetails, create_account, hash_password
from tests.browser.conftest import Site, by_day_and_by_night, look, sign_in
from tests.create import create_organisation
from tests.web.api.partner import today

PASSWORD = "regen-op-het-raam"


@pytest.fixture
def staffed(site: Site) -> Site:
    """With somebody who manages connections."""
    password_hash = hash_password(PASSWORD, "nele")
    with site.database.transaction() as tx:
        create_organisation(tx, "abb")
        create_organisation(tx, "in_gent", name="IN-Gent")
        details = AccountDetails("Nele Beheer", None, "abb", frozenset({"beheerder"}))
        create_account(tx, "nele", details, password_hash)
    return site


def test_a_token_is_made_seen_and_ended(staffed: Site, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, staffed, "nele", PASSWORD)
    page.goto(f"{staffed.url}/beheer/koppelingen")
    look(page, "koppelingen-leeg")
    page.get_by_role("link", name="Token maken").click()
    look(page, "token-maken")
    page.get_by_label("Voor welk systeem?").fill("Leerlingvolgsysteem")
    page.get_by_label("Organisatie").select_option("in_gent")
    page.get_by_label("De eigen dossiers lezen").check()
    page.get_by_label("Dossierbeheerder").check()
    for part, value in zip(("Dag", "Maand", "Jaar"), (1, 1, today().year + 1), strict=True):
        page.get_by_label(part, exact=True).fill(str(value))
    page.get_by_role("button", name="Token maken").click()
    expect(page.locator(".t-secret code")).to_contain_text("trj_")
    look(page, "token-gemaakt")
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "token-gemaakt-390")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{staffed.url}/beheer/koppelingen")
    by_day_and_by_night(page)
    look(page, "koppelingen")
    page.set_viewport_size({"width": 390, "height": 900})
    look(page, "koppelingen-390")
    page.get_by_role("link", name="Leerlingvolgsysteem").click()
    look(page, "token-390")
    page.get_by_role("button", name="Token intrekken").click()
    expect(page.get_by_text("Het token van Leerlingvolgsysteem is ingetrokken.")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_about_the_api_reads_without_a_script(
    site: Site, open_page: Callable[..., Page], width: int
) -> None:
    page = open_page(width=width)
    page.goto(f"{site.url}/hulp/api")
    look(page, f"api-{width}")
    plain = open_page(width=width, dark=True, script=False)
    plain.goto(f"{site.url}/hulp/api")
    expect(plain.get_by_role("heading", name="POST /api/v1/messages")).to_be_visible()
