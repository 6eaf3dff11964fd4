from __future__ import annotations

from collections.abc import Callable

import pytest

from app.config import ROOT
from app.domain.vocabulary import Region
from app.engine import bundle
from app.letters import Pdf, in_language, render
from app.letters.samples import DAY, Facts


@pytest.fixture(scope="session")
def templates_of() -> dict[str, dict[str, str]]:
    """The templates of each region, with the parts that all share."""
    files = bundle.from_folder(ROOT)
    return {region: bundle.templates(files, region) for region in Region}


@pytest.fixture(scope="session")
def templates(templates_of: dict[str, dict[str, str]]) -> dict[str, str]:
    return templates_of[Region.FLANDERS]


@pytest.fixture
def letter(templates_of: dict[str, dict[str, str]]) -> Callable[[Facts], Pdf]:
    """The letter of these facts; a template's name is that of the whole release, so it tells the region."""

    def made(facts: Facts) -> Pdf:
        name = name_of(facts["brief"])
        templates = next(texts for texts in templates_of.values() if f"{name}.typ" in texts)
        return render(templates, name, facts, day=DAY)

    return made


def name_of(letter: Facts) -> str:
    return in_language(letter["sjabloon"], letter["taal"])
