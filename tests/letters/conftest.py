from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.letters import Pdf, in_language, render
from app.letters.samples import DAY, Facts

TEMPLATE_FOLDER = Path(__file__).parents[2] / "processes" / "vlaanderen" / "brieven"


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in TEMPLATE_FOLDER.glob("*.typ")}


@pytest.fixture
def letter(templates: dict[str, str]) -> Callable[[Facts], Pdf]:
    """The letter of these facts."""
    return lambda facts: render(templates, name_of(facts["brief"]), facts, day=DAY)


def name_of(letter: Facts) -> str:
    return in_language(letter["sjabloon"], letter["taal"])
