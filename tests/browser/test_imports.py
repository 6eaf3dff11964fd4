"""A month of the register on screen: what it would do, before anybody says yes, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.casework import imports
from tests.browser.conftest import Site, look, sign_in
from tests.casework.office import Office
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


def _furnish(site: Site) -> None:
    Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "sam", "beheerder", organisation="abb")
