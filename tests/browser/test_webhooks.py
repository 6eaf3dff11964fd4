"""Webhooks on the page, wide and on a telephone, and made without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.casework import webhook_delivery, webhook_outbox, webhooks
from app.casework.actors import Actor
from app.domain.webhook_events import WebhookEvent
from tests.browser.conftest import Site, by_day_and_by_night, go, sign_in, tab_to
from tests.casework.office import Office
from tests.casework.receiver import Receiver
from tests.web.conftest import PASSWORD, add_account

BOSS = Actor(None, "Beheerder", "abb", frozenset({"beheerder"}))
EVERYTHING = [each.value for each in WebhookEvent]


@pytest.fixture
def office(site: Site, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setenv("TRAJECT_WEBHOOK_HOSTS", "127.0.0.1")
    office = Office(site.database)
    with site.database.transaction() as tx:
        add_account(tx, "bart", "beheerder", organisation="abb")
    return office


def test_every_page_of_it(site: Site, office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, site, "bart", PASSWORD)
    here = f"{site.url}/beheer/webhooks"
    page.goto(here)
    expect(page.get_by_text("Er zijn nog geen webhooks")).to_be_visible()
    by_day_and_by_night(page)
    with Receiver(answer=lambda heard: 500 if heard.event["volgnummer"] == 2 else 200) as receiver:
        with site.database.transaction() as tx:
            made = [
                webhooks.make(tx, code, receiver.url, EVERYTHING, BOSS)[0] for code in ("in_gent", "vdab")
            ]
            webhooks.pause(tx, made[1], BOSS)
        office.registered()
        webhook_outbox.write_events(site.database)
        assert webhook_delivery.deliver_due(site.database) == 1
    for path in ("", "/nieuw", "/uitleg", f"/{made[0]}", f"/{made[1]}", f"/{made[0]}/verwijderen"):
        page.goto(here + path)
        by_day_and_by_night(page)
    page.goto(f"{here}/{made[0]}")
    page.get_by_role("button", name=re.compile("Opnieuw versturen.*Dossier begonnen")).click()
    expect(page.get_by_role("alert")).to_contain_text("De gebeurtenis wordt opnieuw verstuurd.")
    page.get_by_role("button", name="Nieuw geheim maken").click()
    expect(page.get_by_text("Het vorige geheim blijft geldig tot")).to_be_visible()
    by_day_and_by_night(page)


def test_made_without_a_mouse(site: Site, office: Office, open_page: Callable[..., Page]) -> None:
    page = open_page()
    sign_in(page, site, "bart", PASSWORD)
    page.goto(f"{site.url}/beheer/webhooks")
    tab_to(page, "Webhook toevoegen")
    go(page)
    tab_to(page, "Adres")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")  # the first organisation of the list
    page.keyboard.press("Tab")
    page.keyboard.type("https://actiris.example/traject")
    tab_to(page, "Mijlpaal bereikt")
    page.keyboard.press("Space")
    tab_to(page, "Toevoegen")
    go(page)
    expect(page.get_by_role("heading", name="Het geheim van deze webhook")).to_be_visible()
    tab_to(page, "Ik heb het geheim bewaard")
    go(page)
    expect(page.get_by_role("heading", name="Webhook van Actiris")).to_be_visible()
    expect(page.get_by_text("https://actiris.example/traject")).to_be_visible()
