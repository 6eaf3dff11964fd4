"""`make soak PART=counter`: officers of several municipalities do whole checks in a browser, one by one.

A check is everything: the number, the facts of the card, the outcome, the record, the PDF of the attest, and
the handing over. A server process serves them beside a worker. Fails on an error of any page, on a check that
is not in the database afterwards, and below the number that the counters must be able to do in an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter

from playwright.async_api import Browser, Page, async_playwright
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select

from app.casework import accounts, setup
from app.casework.accounts import AccountDetails
from app.db.session import Database
from app.db.tables import case, obligation_check, term
from tests.casework.processes import ROOT, Process
from tests.create import national_number
from tests.databases import SqliteServer

AN_HOUR = 1_000  # checks, by all counters together
PASSWORD = "regen-op-het-raam"
CHROMIUM = os.environ.get("TRAJECT_CHROMIUM", "/usr/bin/chromium")
BORN = date(1994, 4, 12)
FACTS = {
    "last_name": "Haddad",
    "first_name": "Rania",
    "card_type": "A",
    **{f"title_from-{part}": value for part, value in (("day", "1"), ("month", "10"), ("year", "2025"))},
    **{f"title_to-{part}": value for part, value in (("day", "1"), ("month", "10"), ("year", "2035"))},
    **{
        f"first_registered_belgium-{part}": v for part, v in (("day", "1"), ("month", "10"), ("year", "2025"))
    },
}
CHOSEN = {
    "nationality": "Libanon",
    "register": "vreemdelingenregister",
    "residence_status": "gezinshereniging met derdelander",
}

out = Console(width=None if Console().is_terminal else 120)


@dataclass
class Measured:
    """Seconds of each part of each check."""

    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, what: str, since: float) -> float:
        now = perf_counter()
        self.seconds.setdefault(what, []).append(now - since)
        return now


def main() -> None:
    """Serve, check and count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=4)
    parser.add_argument("--checks", type=int, default=40, help="of each officer")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="traject-balie-") as folder, ExitStack() as running:
        server = SqliteServer(Path(folder))
        database = running.enter_context(server.database())
        _furnish(database, given.officers)
        port = _free_port()
        said = Path(folder) / "said"
        said.mkdir()
        served = Process(database.url, said, "app.cli", "serve", "--port", str(port))
        running.enter_context(served).until_it_says(str(port))
        running.enter_context(Process(database.url, said, "app.cli", "worker")).until_it_says(
            "De worker loopt"
        )
        measured = Measured()
        began = perf_counter()
        asyncio.run(_all(f"http://127.0.0.1:{port}", given.officers, given.checks, measured))
        rate = given.officers * given.checks / (perf_counter() - began) * 3600
        kept = _kept(database)
    wanted = given.officers * given.checks
    out.print(_told(measured, rate, given.officers))
    faults = [f"{name}: {number:,} of {wanted:,}" for name, number in kept.items() if number != wanted]
    faults += [f"{rate:,.0f} checks an hour, of {AN_HOUR:,}"] if rate < AN_HOUR else []
    for fault in faults:
        out.print(fault, style="red")
    sys.exit(1 if faults else 0)


def _furnish(database: Database, officers: int) -> None:
    setup.prepare(database, ROOT)
    password_hash = accounts.hash_password(PASSWORD, "balie")
    with database.transaction() as tx:
        for number in range(1, officers + 1):
            details = AccountDetails(
                f"Balie {number}", None, _municipality(number), frozenset({"gemeentemedewerker"})
            )
            accounts.create_account(tx, f"balie{number}", details, password_hash)


def _municipality(number: int) -> str:
    return f"gemeente_{21000 + (number - 1) % 19 + 1}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


async def _all(url: str, officers: int, checks: int, measured: Measured) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        desks = [_officer(browser, url, number, checks, measured) for number in range(1, officers + 1)]
        await asyncio.gather(*desks)
        await browser.close()


async def _officer(browser: Browser, url: str, number: int, checks: int, measured: Measured) -> None:
    context = await browser.new_context(locale="nl-BE")
    page = await context.new_page()
    await page.goto(f"{url}/aanmelden")
    await page.fill("[name=gebruikersnaam]", f"balie{number}")
    await page.fill("[name=wachtwoord]", PASSWORD)
    await page.press("[name=wachtwoord]", "Enter")
    await page.wait_for_url("**/balie")
    for turn in range(checks):
        # Each officer has own birthdays, so that no two ever write the same number.
        born = BORN.replace(year=BORN.year - number, month=turn // 400 % 12 + 1)
        await _check(page, url, national_number(born, 2 * (turn % 400) + 2), measured)


async def _check(page: Page, url: str, number: str, measured: Measured) -> None:
    began = since = perf_counter()
    await page.goto(f"{url}/balie")
    since = measured.add("de balie", since)
    await page.fill("#national_number", number)
    await page.press("#national_number", "Enter")
    await page.wait_for_selector("button[name=stap]")
    since = measured.add("het nummer", since)
    for name, value in FACTS.items():
        await page.fill(f'[name="{name}"]', value)
    for name, value in CHOSEN.items():
        await page.select_option(f"[name={name}]", value)
    since = measured.add("  typen", since)
    await page.click("button[name=stap]")
    await page.wait_for_selector("text=Waarop de tabel beslist")
    since = measured.add("nagaan", since)
    await page.check("input[name=taal][value=fr]")
    await page.get_by_role("button", name="Vastleggen").click()
    await page.wait_for_url("**/balie/nagekeken/*")
    since = measured.add("vastleggen", since)
    pdf = await page.request.get(f"{page.url}/attest.pdf")
    assert pdf.status == 200, f"{page.url}: {pdf.status}"
    assert (await pdf.body()).startswith(b"%PDF")
    since = measured.add("attest en brochure (PDF)", since)
    await page.check("[name=ontvangst_getekend]")
    await page.check("[name=brochure_uitgelegd]")
    await page.get_by_role("button", name="Overhandigd").click()
    await page.wait_for_selector("text=Uiterlijk aanmelden")
    measured.add("overhandigen", since)
    measured.add("het hele nazicht", began)


def _kept(database: Database) -> dict[str, int]:
    counted = {
        "checks kept": select(func.count()).select_from(obligation_check),
        "trajectories": select(func.count()).where(case.c.process == "verplicht_traject"),
        "terms of registration that run": select(func.count()).where(
            term.c.code == "brussel_aanmelding", term.c.status == "loopt"
        ),
    }
    with database.read() as tx:
        return {name: int(tx.execute(query).scalar_one()) for name, query in counted.items()}


def _told(measured: Measured, rate: float, officers: int) -> Table:
    title = f"{officers} officers in Chromium: {rate:,.0f} checks an hour (wanted: {AN_HOUR:,})"
    table = Table("part", "p50", "p95", title=title)
    for what, seconds in measured.seconds.items():
        table.add_row(what, f"{median(seconds):.2f} s", f"{_p95(seconds):.2f} s")
    return table


def _p95(seconds: list[float]) -> float:
    return sorted(seconds)[max(0, -(-len(seconds) * 95 // 100) - 1)]


if __name__ == "__main__":
    main()
