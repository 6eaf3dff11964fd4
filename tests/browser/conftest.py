"""A real browser on a real server: it fails on script errors, on other hosts, and on what axe finds."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright
from waitress import wasyncore
from waitress.server import create_server

from app.casework import accounts
from app.config import Config
from app.db.session import Database
from app.main import create_app
from app.web.security import limiter
from tests.databases import SqliteServer

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = os.environ.get("TRAJECT_CHROMIUM", "/usr/bin/chromium")
SHOTS = os.environ.get("TRAJECT_SHOTS")  # a folder for what was looked at
TABS = 80  # no control is further away than this
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Site:
    """The application as it is served: `url` without a slash at the end."""

    url: str
    database: Database
    app: Flask


@pytest.fixture
def site(sqlite_server: SqliteServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A server of the test's own on a database of the test's own."""
    monkeypatch.setattr(accounts, "_hasher", lambda: _QUICK)
    with sqlite_server.database() as database:
        app = create_app(database, Config(database_url="", secret_key="geheim van de proef"))
        limiter.reset()
        server = create_server(app, host="127.0.0.1", port=0, threads=4, clear_untrusted_proxy_headers=True)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield Site(f"http://127.0.0.1:{server.effective_port}", database, app)
        # In its own thread: a socket that is closed while that thread waits on it ends it with an error.
        server.trigger.pull_trigger(lambda: wasyncore.close_all(server._map, ignore_all=True))
        thread.join(timeout=10)
        server.task_dispatcher.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium (or TRAJECT_CHROMIUM), started once."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: set TRAJECT_CHROMIUM")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@dataclass
class Watch:
    """What went wrong in the browser. `expect(...)` a status that the test provokes."""

    problems: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def expect(self, *statuses: int) -> None:
        self.expected.update(statuses)

    def console(self, kind: str, text: str) -> None:
        provoked = any(f"status of {status} " in text for status in self.expected)
        if kind in ("error", "warning") and not provoked:
            self.problems.append(f"console: {text}")

    def route(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self.problems.append(f"asked elsewhere: {route.request.url}")
            route.abort()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def open_page(browser: Browser, watch: Watch, site: Site) -> Iterator[Callable[..., Page]]:
    """Opens pages in a browser of their own: `open_page(width=390, dark=True, script=False)`.

    It asks for `site` so that the browser is closed before the server is.
    """
    contexts: list[BrowserContext] = []

    def open_one(*, width: int = 1280, dark: bool = False, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale="nl-BE",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: watch.console(message.type, message.text))
        page.on("pageerror", lambda error: watch.problems.append(f"script: {error}"))
        page.route("**/*", watch.route)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    """One page at the width of a desk."""
    return open_page()


def axe(page: Page) -> None:
    """Fails on every violation of WCAG 2.2 AA and of good practice that axe can see."""
    # evaluated, not added as a script: the content policy of our pages forbids that, as it should
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    told = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
        + "\n".join(f"    {node['target']} {node['failureSummary']}" for node in violation["nodes"][:5])
        for violation in found["violations"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)


def fits(page: Page) -> None:
    """Fails when the page has to be scrolled sideways."""
    wide = page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px too wide"


def look(page: Page, name: str) -> None:
    """axe and the width of a page as it stands; with TRAJECT_SHOTS also a picture of it."""
    axe(page)
    fits(page)
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def by_day_and_by_night(page: Page) -> None:
    """Wide by day, narrow by night: no rule of axe and no colour of ours depends on both together.

    The page is left wide and by day, with the keyboard's place on it kept.
    """
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    axe(page)
    fits(page)
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 900})
    axe(page)
    fits(page)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")


def tab_to(page: Page, name: str) -> None:
    """Tab on until a control of that name has the focus; all on the way show that they have it."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        label, is_shown = page.evaluate(
            """() => {
                const at = document.activeElement, style = getComputedStyle(at);
                const label = [...(at.labels ?? [])].map((each) => each.innerText).join(' ');
                const ring = style.boxShadow !== 'none' || (style.outlineStyle !== 'none'
                    && style.outlineWidth !== '0px' && style.outlineColor !== 'rgba(0, 0, 0, 0)');
                const before = at.labels?.[0] && getComputedStyle(at.labels[0], '::before').boxShadow;
                return [label || at.innerText || '', ring || (before && before !== 'none')];
            }"""
        )
        assert is_shown, f"nothing shows that “{label}” has the focus"
        if label.strip().startswith(name):
            return
    raise AssertionError(f"no “{name}” within {TABS} tabs on {page.url}")


def go(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def sign_in(page: Page, site: Site, username: str, password: str) -> None:
    """Sign in by the form."""
    page.goto(f"{site.url}/aanmelden")
    page.fill("#gebruikersnaam", username)
    page.fill("#wachtwoord", password)
    with page.expect_navigation():
        page.press("#wachtwoord", "Enter")
