"""A month of the register on screen: what it would do, before anybody says yes, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.casework import imports
from tests.browser.conftest import Site, Watch, look, sign_in
from tests.casework import months
from tests.casework.office import MONDAY, Office
from tests.web.conftest import PASSWORD, add_account

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("width", [1280, 390])
def test_seen_before_it_is_taken_in(
    site: Site, open_page: Callable[..., Page], tmp_path: Path, width: int
) -> None:
    _furnish(site)
    october = tmp_path / "register_2026-10.csv"
    october.write_bytes(b"\n".join((DATA / "register_2026-10.csv").read_bytes().splitlines()[:150]))
    page = open_page(width=width)
    sign_in(page, site, "sam", PASSWORD)
    page.goto(f"{site.url}/invoer")
    page.set_input_files("#bestand", october)
    with page.expect_navigation():
        page.get_by_role("button", name="Inleveren").click()
    look(page, f"bekijken-{width}")
    imports.run_requested(site.database)
    expect(page.get_by_role("button", name="Invoeren")).to_be_visible(timeout=20_000)
    look(page, f"voorstel-{width}")
    with page.expect_navigation():
        page.get_by_role("button", name="Invoeren").click()
    imports.run_requested(site.database)
    expect(page.get_by_text("Wat er met de trajecten gebeurde")).to_be_visible(timeout=20_000)
    look(page, f"klaar-{width}")


@pytest.mark.parametrize("width", [1280, 390])
def test_taken_back(site: Site, open_page: Callable[..., Page], watch: Watch, width: int) -> None:
    watch.expect(422)
    _furnish(site)
    months.take_in(site.database, months.sample()[:60], "register_2026-10.csv")
    page = open_page(width=width)
    sign_in(page, site, "sam", PASSWORD)
    page.goto(f"{site.url}/invoer/1")
    with page.expect_navigation():
        page.locator("dl.t-counts a").click()
    look(page, f"lijst-{width}")
    page.goto(f"{site.url}/invoer/1")
    with page.expect_navigation():
        page.get_by_role("link", name="Deze invoer terugdraaien").click()
    look(page, f"terugdraaien-{width}")
    page.fill("#reden", months.WRONG)
    page.fill("#bestandsnaam", "register_2026-09.csv")
    with page.expect_navigation():
        page.get_by_role("button", name="Terugdraaien").click()
    look(page, f"terugdraaien-fout-{width}")
    page.fill("#bestandsnaam", "register_2026-10.csv")
    with page.expect_navigation():
        page.get_by_role("button", name="Terugdraaien").click()
    look(page, f"wordt-teruggedraaid-{width}")
    imports.run_requested(site.database)
    expect(page.get_by_text("Deze invoer is teruggedraaid.")).to_be_visible(timeout=20_000)
    look(page, f"teruggedraaid-{width}")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_prevents_taking_back(site: Site, open_page: Callable[..., Page], width: int) -> None:
    office = Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "sam", "beheerder", organisation="abb")
    months.take_in(site.database, months.sample()[:60], "register_2026-10.csv")
    office.until(MONDAY + timedelta(days=2))
    page = open_page(width=width)
    sign_in(page, site, "sam", PASSWORD)
    page.goto(f"{site.url}/invoer/1/terugdraaien")
    expect(page.get_by_text("Een brief is vertrokken")).to_be_visible()
    look(page, f"vastgezet-{width}")


def _furnish(site: Site) -> None:
    Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "sam", "beheerder", organisation="abb")
