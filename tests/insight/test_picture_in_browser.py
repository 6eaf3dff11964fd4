"""What only a browser can tell: real letters stay in their boxes, and a strict policy has no objection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.insight.picture import Mark, draw, planes

ROOT = Path(__file__).parents[2]
DIAGRAMS = [*sorted(ROOT.glob("tests/data/*.bpmn")), *sorted(ROOT.glob("processes/*/*.bpmn"))]
CHROMIUM = os.environ.get("TRAJECT_TEST_CHROMIUM", "/usr/bin/chromium")
POLICY = '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
OVERFLOWING = """
() => [...document.querySelectorAll('.picture-node')]
  .filter(node => /task|callActivity/i.test(node.classList))
  .filter(node => {
    const box = node.querySelector('rect.picture-body').getBBox()
    const text = node.querySelector('text')?.getBBox()
    return text && (text.x < box.x + 2 || text.y < box.y || text.x + text.width > box.x + box.width - 2
      || text.y + text.height > box.y + box.height)
  }).map(node => node.dataset.element)
"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not Path(CHROMIUM).exists(), reason=f"no browser at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_text_stays_inside_its_task(page: Page, path: Path) -> None:
    bpmn = path.read_bytes()
    for plane in planes(bpmn):
        page.set_content(draw(bpmn, title=path.stem, plane=plane.id))
        assert page.locator(".picture-node").count() >= 3
        assert page.evaluate(OVERFLOWING) == []


def test_strict_policy_lets_the_picture_through(page: Page) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.set_content(POLICY + draw(DIAGRAMS[0].read_bytes(), title="a", marks={"rang": Mark("huidig", 2)}))
    assert (
        page.locator("[data-element=rang]").evaluate("node => getComputedStyle(node).color")
        == "rgb(11, 95, 165)"
    )
    assert complaints == []


def test_lines_of_a_marked_step_take_its_colour(page: Page) -> None:
    page.set_content(draw(DIAGRAMS[0].read_bytes(), title="a", marks={"rang": Mark("incident")}))
    stroke = page.locator("[data-element=rang] rect").first.evaluate("node => getComputedStyle(node).stroke")
    assert stroke == "rgb(179, 38, 30)"
