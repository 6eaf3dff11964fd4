"""Scenarios as texts, on the shipped release: what a test of the runner writes and plays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from app.engine.bundle import SCENARIOS, from_folder
from app.engine.checks import Problem
from app.engine.release import Release
from app.studio.scenarios import reading
from app.studio.scenarios.office import Office, office
from app.studio.scenarios.reading import Found
from tests.processes.files import flemish

ROOT = Path(__file__).parents[2]
FOLDER = "processes/vlaanderen/scenarios"

HEAD = 'titel = "Proef"\ntoont = "Een proef."\n'
DETECTED = "\n[[stap]]\ndag = 2026-01-05\nopgespoord = true\n"


@cache
def shipped() -> dict[str, bytes]:
    return from_folder(ROOT)


def without_scenarios() -> dict[str, bytes]:
    """The files of the release, with the usual answers and no scenario."""
    return {
        path: content
        for path, content in shipped().items()
        if SCENARIOS not in path or path.endswith("antwoorden.toml")
    }


def read(**texts: str) -> Found:
    """These scenarios, each by its name, with the usual answers of the shipped ones."""
    files = without_scenarios() | {f"{FOLDER}/{name}.toml": text.encode() for name, text in texts.items()}
    return reading.read(files, release())


def release() -> Release:
    return flemish()


def told(problems: list[Problem]) -> list[tuple[str | None, str]]:
    """Where, and the sentence that the scenarios themselves wrote."""
    return [(each.element, str(each.facts.get("uitleg") or each.facts.get("zin"))) for each in problems]


@contextmanager
def place(changes: Mapping[str, bytes] | None = None) -> Iterator[Office]:
    """An office for the shipped release, or for a changed one."""
    with office(without_scenarios() | dict(changes or {})) as made:
        yield made
