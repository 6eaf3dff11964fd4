"""From a scenario's TOML to the scenario: strict, so that what is misspelt is never simply not checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.engine.bundle import SCENARIOS
from app.engine.checks import Problem
from app.engine.release import Release
from app.studio.scenarios import usual
from app.studio.scenarios.cells import Cells, Place
from app.studio.scenarios.known import Known, names_of
from app.studio.scenarios.model import Scenario, Step, name_of
from app.studio.scenarios.step_reading import step
from app.studio.scenarios.usual import Usual, person

MAIL = {"vanzelf": True, "met de hand": False}
_KEYS = ("titel", "toont", "vooraf", "post", "persoon", "stap")


@dataclass(frozen=True)
class Found:
    """The scenarios of a release that could be read, the usual answers per region, and all mistakes."""

    scenarios: list[Scenario]
    usual: dict[str, Usual]
    problems: list[Problem]


def read(files: Mapping[str, bytes], release: Release) -> Found:
    """Every `processes/<regio>/scenarios/*.toml` among the files, against the names of the release."""
    known, problems = names_of(release), list[Problem]()
    contents, answers = dict[str, Cells](), dict[str, Usual]()
    for path in sorted(path for path in files if SCENARIOS in path and path.endswith(".toml")):
        place = Place(path, None, problems)
        content = _content(files[path], place)
        if content is None:
            continue
        if path.endswith(f"/{usual.FILE}"):
            answers[path.split("/")[1]] = usual.read(content, known, place)
        else:
            contents[path] = Cells(content, place)
    reader = _Reader(contents, known)
    found = [scenario for path in contents if (scenario := reader.scenario(path)) is not None]
    return Found(found, answers, problems)


def _content(raw: bytes, place: Place) -> dict[str, Any] | None:
    try:
        return tomllib.loads(raw.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        place.wrong(f"dit is geen leesbare TOML ({problem})")
        return None


class _Reader:
    """Reads each file once; a scenario may go on where another one ends."""

    def __init__(self, contents: Mapping[str, Cells], known: Known) -> None:
        self.contents, self.known = contents, known
        self._read: dict[str, Scenario | None] = {}
        self._busy: list[str] = []

    def scenario(self, path: str) -> Scenario | None:
        """The scenario of a file; None when something is wrong in it or in what goes before it."""
        if path not in self._read:
            cells = self.contents[path]
            before = len(cells.place.problems)
            self._busy.append(path)
            made = self._made(cells)
            self._busy.pop()
            self._read[path] = made if len(cells.place.problems) == before else None
        return self._read[path]

    def _made(self, cells: Cells) -> Scenario | None:
        cells.only(_KEYS)
        first = self._first(cells)
        if first is None and cells.text("vooraf"):
            return None
        mail = cells.text("post") or ("vanzelf" if first is None or first.mail else "met de hand")
        cells.place.one_of("post", mail, MAIL)
        earlier = [] if first is None else [replace(each, of=each.of or first.name) for each in first.steps]
        steps = [*earlier, *self._steps(cells, earlier)]
        if len(steps) == len(earlier):
            cells.place.wrong("een scenario heeft minstens één [[stap]]")
        return Scenario(
            path=cells.place.path,
            title=cells.text("titel", required=True),
            shows=cells.text("toont", required=True),
            person={**({} if first is None else first.person), **person(cells.table("persoon"))},
            mail=MAIL.get(mail, True),
            steps=tuple(steps),
        )

    def _first(self, cells: Cells) -> Scenario | None:
        """The scenario that goes before this one, of the same region."""
        name = cells.text("vooraf")
        folder = cells.place.path.rpartition("/")[0]
        paths = {name_of(path): path for path in self.contents}
        here = {each: path for each, path in paths.items() if path.startswith(f"{folder}/")}
        if not name or not cells.place.one_of("het scenario", name, here):
            return None
        if here[name] in self._busy:
            cells.place.wrong(f"'{name}' kan niet voorafgaan: zo gaat het in een kring")
            return None
        return self.scenario(here[name])

    def _steps(self, cells: Cells, earlier: list[Step]) -> Iterator[Step]:
        last = earlier[-1].moment if earlier else None
        for number, each in enumerate(cells.take("stap", list, required=True) or [], start=1):
            place = cells.place.at(f"stap {number}")
            if not isinstance(each, dict):
                place.wrong("een stap wordt geschreven als [[stap]]")
                continue
            made = step(number, Cells(each, place), self.known, last)
            last = made.moment
            yield made
