"""Every scenario of the shipped release, a test of its own, through the real casework."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.engine.bundle import from_folder
from app.studio.scenarios import office as office_module
from app.studio.scenarios import playing, reading
from app.studio.scenarios.model import Scenario
from app.studio.scenarios.office import Office, office
from app.studio.scenarios.usual import Usual
from app.web.release_wording import problem_words
from tests.conftest import Server
from tests.processes.files import flemish

FILES = from_folder(Path(__file__).parents[2])
FOUND = reading.read(FILES, flemish())


@pytest.fixture(scope="module")
def place() -> Iterator[Office]:
    with office(FILES) as made:
        yield made


def test_every_scenario_can_be_read() -> None:
    assert [problem_words(each) for each in FOUND.problems] == []


@pytest.mark.parametrize("scenario", FOUND.scenarios, ids=lambda scenario: scenario.name)
def test_scenario(scenario: Scenario, place: Office) -> None:
    problems, _ = playing.play(scenario, _usual(scenario), place.open)
    assert [problem_words(each) for each in problems] == []


def _usual(scenario: Scenario) -> Usual:
    return FOUND.usual[scenario.path.split("/")[1]]


@pytest.mark.parametrize("name", ["boete_in_delen", "twee_keer_opgeschort", "winteruur"])
def test_on_both_databases(name: str, database_server: Server) -> None:
    """The rest of the scenarios asks nothing of the database that these do not."""

    @contextmanager
    def opening() -> Iterator[str]:
        with database_server.database() as database:
            office_module.prepare(database, FILES)
            yield database.url

    scenario = next(each for each in FOUND.scenarios if each.name == name)
    problems, _ = playing.play(scenario, _usual(scenario), opening)
    assert [problem_words(each) for each in problems] == []
