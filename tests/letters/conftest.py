from __future__ import annotations

from collections.abc import Callable

import pytest

from app.config import ROOT
from app.engine import bundle
from app.letters import Pdf, in_language, render
from app.letters.samples import DAY, Facts


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    return bundle.templates(bundle.from_folder(ROOT), "vlaanderen")


@pytest.fixture
def letter(templates: dict[str, str]) -> Callable[[Facts], Pdf]:
    """The letter of these facts."""
    return lambda facts: render(templates, name_of(facts["brief"]), facts, day=DAY)


def name_of(letter: Facts) -> str:
    return in_language(letter["sjabloon"], letter["taal"])
