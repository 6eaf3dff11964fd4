"""The played demo, page by page: everybody's desk, narrow and wide, light and dark, and without a mouse."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from app.casework import demo_accounts, setup, virtual_time
from app.casework.demo_life import life
from app.casework.demo_life.plan import Plan
from app.db.session import Database
from tests.browser.conftest import ROOT, Site, by_day_and_by_night, go, sign_in, tab_to
from tests.databases import SqliteServer

EVERYBODY = (
    "dossier.in-gent",
    "traject.in-gent",
    "team.in-gent",
    "handhaving1",
    "balie.schaarbeek",
    "ggc1",
    "bapa.convivial",
    "school",
    "proceseigenaar",
    "rapporteur",
    "beheerder",
)
FILES = (".pdf", ".csv", ".zip", ".json")
SAME_FOR_ALL = re.compile(r"/(hulp|toegankelijkheid|profiel|uitgaven.*)")
PLAN = Plan(date(2026, 11, 2), scale=1_000_000)  # those whose story is told
ENOUGH = 2  # pages that differ in their number only


@pytest.fixture(scope="module")
def lived(sqlite_server: SqliteServer) -> Iterator[Database]:
    """The demo as a visitor finds it on Monday 2 November 2026, of which every test gets a copy."""
    with sqlite_server.database() as database:
        virtual_time.set_clock(database, PLAN.begins)
        setup.prepare(database, ROOT)
        life.fill(database, PLAN)
        yield database


@pytest.fixture
def played(site: Site, lived: Database) -> Site:
    with closing(_file(lived)) as source, closing(_file(site.database)) as target:
        source.backup(target)
    site.database.forget_clock()
    return site


def _file(database: Database) -> sqlite3.Connection:
    return sqlite3.connect(str(database.engine.url.database))


def test_every_page_of_every_desk(played: Site, open_page: Callable[..., Page]) -> None:
    seen = {"/"}  # leads to the desk
    looked = 0
    for username in EVERYBODY:
        page = open_page()
        sign_in(page, played, username, demo_accounts.PASSWORD)
        opened: Counter[str] = Counter()
        waiting = [urlsplit(page.url).path]
        while waiting:
            path = waiting.pop(0)
            kind = re.sub(r"\d+", "N", path)
            if path in opened or path in seen or opened[kind] >= ENOUGH:
                continue
            opened.update({path, kind})
            if SAME_FOR_ALL.fullmatch(path):
                seen.add(path)
            answer = page.goto(played.url + path)
            assert answer is not None
            assert answer.status == 200, path
            by_day_and_by_night(page)
            waiting += _ways_on(page)
            looked += 1
        page.close()
    assert looked > 50
    assert {"/uitgaven/1/diagrammen/inburgering", "/uitgaven/1/tabellen/boete"} <= seen


def _ways_on(page: Page) -> list[str]:
    addresses = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
    paths = [urlsplit(address).path for address in addresses if address.startswith("/")]
    return [path for path in dict.fromkeys(paths) if not path.endswith(FILES)]


def test_a_task_is_done_without_a_mouse(played: Site, open_page: Callable[..., Page]) -> None:
    page = open_page()
    page.goto(f"{played.url}/aanmelden")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    tab_to(page, "Gebruikersnaam")
    page.keyboard.type("dossier.in-gent")
    page.keyboard.press("Tab")
    page.keyboard.type(demo_accounts.PASSWORD)
    go(page)
    tab_to(page, "Taken van mijn team")
    go(page)
    page.keyboard.press("Tab")
    _go_within(page)
    tab_to(page, "Doelgroep bepalen")
    go(page)
    tab_to(page, "Verplicht")
    page.keyboard.press("Space")
    tab_to(page, "Waarom?")
    page.keyboard.type("Kopie van de verblijfskaart in het dossier.")
    tab_to(page, "Taak voltooien")
    go(page)
    expect(page.get_by_role("alert").or_(page.get_by_role("region", name="Gelukt"))).to_contain_text(
        "“Doelgroep bepalen” is voltooid."
    )


def _go_within(page: Page) -> None:
    """The skip link: on to the content, past the menu."""
    page.keyboard.press("Enter")
    expect(page.locator("#inhoud")).to_be_focused()
