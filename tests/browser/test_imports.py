"""A month of the register on screen: what it would do, before anybody says yes, and what it did."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.casework import imports
from tests.browser.conftest import Site, axe, fits, sign_in
from tests.casework.office import Office
from tests.web.conftest import PASSWORD, add_account

DATA = Path(__file__).parents[1] / "data"
SHOTS = os.environ.get("TRAJECT_SHOTS")


def _work(site: Site) -> None:
    with ThreadPoolExecutor() as beside:  # V8 runs in no thread that has Playwright's event loop
        beside.submit(imports.run_requested, site.database).result()


@pytest.mark.parametrize("width", [1280, 390])
def test_seen_before_it_is_taken_in(
    site: Site, open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    with ThreadPoolExecutor() as beside:
        beside.submit(_furnish, site).result()
    october = tmp_path / "register_2026-10.csv"
    october.write_bytes(b"\n".join((DATA / "register_2026-10.csv").read_bytes().splitlines()[:150]))
    page = open_page(width=width)
    sign_in(page, site, "sam", PASSWORD)
    page.goto(f"{site.url}/invoer")
    page.set_input_files("#bestand", october)
    with page.expect_navigation():
        page.get_by_role("button", name="Inleveren").click()
    _look(page, "bekijken", width)
    _work(site)
    expect(page.get_by_role("button", name="Invoeren")).to_be_visible(timeout=20_000)
    _look(page, "voorstel", width)
    with page.expect_navigation():
        page.get_by_role("button", name="Invoeren").click()
    _work(site)
    expect(page.get_by_text("Wat er met de trajecten gebeurde")).to_be_visible(timeout=20_000)
    _look(page, "klaar", width)


def _furnish(site: Site) -> None:
    Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "sam", "beheerder", organisation="abb")


def _look(page: Page, name: str, width: int) -> None:
    axe(page)
    fits(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
