"""A month of the register comes in by the screens; one person gets a contract, another a signed fine."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from sqlalchemy import select

from app import jobs
from app.casework import demo, demo_accounts, setup, virtual_time
from app.clock import midnight
from app.db.session import Database
from app.db.tables import incident, letter
from tests.browser.conftest import ROOT, Site, axe

DATA = Path(__file__).parents[1] / "data"
COMES = "Zét"  # registers and signs
STAYS_AWAY = "Mozöbak"  # never reacts


@pytest.fixture
def house(site: Site) -> Iterator[Site]:
    """An empty demo, in which it is Monday 2 November 2026, with the worker beside the screens."""
    _furnish(site.database)
    worker = jobs.start(site.database)
    yield site
    worker.stop()


def _furnish(database: Database) -> None:
    virtual_time.set_clock(database, midnight(date(2026, 11, 2)) + virtual_time.OFFICE_HOURS)
    setup.prepare(database, ROOT)
    with database.transaction() as tx:
        demo_accounts.create(tx)


class People:
    """Everybody at a screen of their own."""

    def __init__(self, site: Site, open_page: Callable[..., Page]) -> None:
        self.site, self._open, self._pages = site, open_page, {}  # type: ignore[var-annotated]

    def __call__(self, username: str) -> Page:
        if username not in self._pages:
            page = self._pages[username] = self._open()
            page.goto(f"{self.site.url}/aanmelden")
            page.fill("#gebruikersnaam", username)
            page.fill("#wachtwoord", demo_accounts.PASSWORD)
            with page.expect_navigation():
                page.press("#wachtwoord", "Enter")
        return self._pages[username]


def test_from_the_register_to_a_contract_and_to_a_signed_fine(
    house: Site, open_page: Callable[..., Page]
) -> None:
    people = People(house, open_page)
    assert _bring_in(people("beheerder"), "register_2026-10.csv") == ["3.531", "0", "2", "38"]
    _pass(people("beheerder"), house.database, "dag")

    case_page = _register_at_the_desk(people("dossier.in-gent"))
    _do(people("dossier.in-gent"), "Aanmelding registreren", identiteit_gecontroleerd=True,
        attest_van_aanmelding="ja", tolk_nodig="nee")  # fmt: skip
    counsellor = people("traject.in-gent")
    _do(counsellor, "Intake voeren", nt2_niveau="A1")
    _do(counsellor, "Contract opmaken", **dict.fromkeys(("mo", "nt2", "vdab", "pnt"), "te volgen"))
    _pass(people("beheerder"), house.database, "dag")
    assert "Inburgeringscontract" in _letters(counsellor, case_page)
    _do(counsellor, "Contract laten ondertekenen", ondertekening="getekend", ondertekening_op=(4, 11, 2026))
    counsellor.goto(case_page)
    for part in ("Oriëntatie", "Nederlands", "Inschrijving bij VDAB of Actiris", "Netwerktraject"):
        expect(counsellor.locator("main")).to_contain_text(f"{part} opvolgen")
    axe(counsellor)

    for _ in range(4):  # three months after the letter, on the first working day after it
        _pass(people("beheerder"), house.database, "maand")
    manager, lead = people("dossier.in-gent"), people("team.in-gent")
    _do(manager, "Inbreuk vaststellen", whose=STAYS_AWAY, adres_bekend="ja", nog_doelgroep="ja",
        vaststelling="Geen aanmelding binnen de termijn; adres en statuut nagekeken.")  # fmt: skip
    _do(lead, "Ingebrekestelling ondertekenen", whose=STAYS_AWAY, ingebrekestelling_ondertekend=True)
    for _ in range(2):
        _pass(people("beheerder"), house.database, "maand")
    _do(manager, "Dossier overdragen aan handhaving", whose=STAYS_AWAY, ingebrekestelling_in_dossier=True,
        niet_in_regel=True, vaststellingsformulier="Geen reactie op de ingebrekestelling.")  # fmt: skip
    officer, second = people("handhaving1"), people("handhaving2")
    _do(officer, "Dossier onderzoeken", whose=STAYS_AWAY, dossier_volledig=True)
    for _ in range(2):
        _pass(people("beheerder"), house.database, "maand")
    _do(officer, "Besluit nemen", whose=STAYS_AWAY, besluit="boete", bedrag="100",
        motivering="Geen aanmelding, ook niet na ingebrekestelling; geen reden opgegeven.")  # fmt: skip
    _open_task(officer, "Besluit ondertekenen", STAYS_AWAY)
    expect(officer.get_by_role("button", name="Taak voltooien")).to_have_count(0)
    _do(second, "Besluit ondertekenen", whose=STAYS_AWAY, akkoord="ja")
    for _ in range(2):
        _pass(people("beheerder"), house.database, "dag")
    enforcement_case = _case_of(second, STAYS_AWAY, "Handhaving")
    fine = _letters(second, enforcement_case)
    assert "Besluit: administratieve geldboete" in fine
    assert "€ 100,00" in fine
    assert "Ines Lambrecht" in fine
    assert "Dirk Vercauteren" in fine

    assert _bring_in(people("beheerder"), "register_2026-11.csv") == ["282", "120", "42", "47"]
    with house.database.read() as tx:
        codes = set(tx.execute(select(incident.c.code)).scalars())
        stuck = tx.execute(select(letter.c.problem).where(letter.c.problem.is_not(None))).scalars().all()
    assert (codes, stuck) == (set(), [])


def _bring_in(page: Page, name: str) -> list[str]:
    """Hand in an extract, look, say yes and wait for its report; the four counts as they stand there."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/invoer")
    page.set_input_files("#bestand", DATA / name)
    with page.expect_navigation():
        page.get_by_role("button", name="Inleveren").click()
    confirm = page.get_by_role("button", name="Invoeren")
    expect(confirm).to_be_visible(timeout=120_000)
    with page.expect_navigation():
        confirm.click()
    expect(page.locator("[role=status] progress")).to_have_count(0, timeout=120_000)
    counts = page.locator(".t-counts dd")
    expect(counts).to_have_count(4)
    return [text.strip().replace("\N{NO-BREAK SPACE}", ".") for text in counts.all_inner_texts()]


def _pass(page: Page, database: Database, step: str) -> None:
    """Press a button of the demo clock, and wait until the worker is there."""
    with page.expect_navigation():
        page.locator(f"button[name=stap][value={step}]").click()
    for _ in range(3000):
        with database.read() as tx:
            if demo.requested(tx) is None:
                break
        threading.Event().wait(0.1)
    page.reload()
    expect(page.locator(f"button[name=stap][value={step}]")).to_be_visible()


def _search(page: Page, name: str) -> None:
    page.get_by_role("link", name="Zoeken").first.click()
    page.fill("#zoek", name)
    with page.expect_navigation():
        page.press("#zoek", "Enter")


def _register_at_the_desk(page: Page) -> str:
    """Aanmelding aan de balie of who comes; the address of the case."""
    _search(page, f"Soden {COMES}")
    page.locator("main tbody th a").first.click()
    page.get_by_role("button", name="Aanmelden aan de balie").or_(
        page.get_by_role("link", name="Aanmelden aan de balie")
    ).first.click()
    with page.expect_navigation():
        page.get_by_role("button", name="Ja, aanmelden").click()
    expect(page.locator("main")).to_contain_text("Aanmelding registreren")
    return page.url


def _case_of(page: Page, name: str, process: str) -> str:
    _search(page, name)
    page.locator("main tbody li", has_text=process).first.locator("a").click()
    return page.url


def _open_task(page: Page, name: str, whose: str) -> None:
    page.get_by_role("link", name="Taken van mijn team", exact=True).click()
    row = page.locator("main tbody tr", has_text=name).filter(has_text=whose)
    for _ in range(40):
        if row.count():
            break
        page.locator("main a[rel=next]").click()
    row.get_by_role("link", name=name).first.click()


def _do(page: Page, name: str, whose: str = COMES, **answers: Any) -> None:
    """Open a task of the team, fill in its form and complete it."""
    _open_task(page, name, whose)
    for key, value in answers.items():
        field = page.locator(f"[data-field={key}]")
        if value is True:
            field.locator("input[type=checkbox]").check()
        elif isinstance(value, tuple):
            for box, part in zip(field.locator("input").all(), value, strict=True):
                box.fill(str(part))
        elif field.locator("input[type=radio]").count():
            field.locator(f"input[type=radio][value='{value}']").check()
        elif field.locator("select").count():
            field.locator("select").select_option(value)
        else:
            field.locator("input, textarea").first.fill(value)
    with page.expect_navigation():
        page.get_by_role("button", name="Taak voltooien").click()
    expect(page.locator(".govuk-error-summary")).to_have_count(0)


def _letters(page: Page, case_page: str) -> str:
    """Every letter of a case opened, and all their text."""
    page.goto(case_page)
    links = page.locator("a[href$='.pdf']")
    expect(links.first).to_be_visible()
    texts = []
    for link in links.all():
        address = link.get_attribute("href") or ""
        answer = page.request.get(page.url.split("/dossiers")[0] + address)
        assert answer.ok
        reader = PdfReader(io.BytesIO(answer.body()))
        texts.append(" ".join(" ".join(sheet.extract_text().split()) for sheet in reader.pages))
    return "\n".join(texts)
